"""Requests about the own data: watched, decided, carried out to the end whatever dies; erased is erased everywhere."""

from __future__ import annotations

import json
import os
import uuid
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from botocore.client import BaseClient

from chalicelib.adapters import aws, consent_store, erasing_store, files, kept_store, rights_store, sealing
from chalicelib.adapters import dossier_store as store
from chalicelib.adapters.dossier_store import Together
from chalicelib.adapters.people_store import subject
from chalicelib.adapters.tables import ItemRow
from chalicelib.domain import custody
from chalicelib.domain.custody import Holder, Party, Scan
from chalicelib.domain.deadlines import hanoi_day
from chalicelib.domain.dossiers import Status
from chalicelib.domain.erasure import NOBODY
from chalicelib.domain.results import State
from chalicelib.domain.rights import Request, RightAsked
from chalicelib.domain.roles import Principal, Role, sees_personal_data
from chalicelib.services.casework import forms, lookup
from chalicelib.services.casework.intake import event_of as event_of_dossier
from chalicelib.services.messaging import contact, notices
from chalicelib.services.privacy import consent_prints, keeping, persons, rights
from chalicelib.services.privacy.rights import Wish
from chalicelib.services.reference import registry
from tests.domain.test_results import ISSUED
from tests.services.test_contact import ENGLISH
from tests.services.test_keeping import another, given, key, served, someone, with_card
from tests.support import office
from tests.support.dossiers import NOW
from tests.support.readings import birth_proof, jpeg
from tests.support.refusals import refused
from tests.support.town import Town

CENTRE = Principal("supervisor-1", Role.SUPERVISOR, "centre")
AGENT = Holder(Party.AGENT, "VNP-01")
RESULT = replace(ISSUED, number="KS-78/2026")
WHY = "Công dân đã chứng minh nhân thân."
DELETES = frozenset({"PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems", "DeleteObject", "PutObjectLegalHold"})


def asked(citizen: Principal, right: RightAsked, **more: Any) -> Request:
    return rights.ask_own(Wish(right=right, **more), citizen, key(), NOW)


def event_of(request_id: str, kind: str) -> str:
    items = office.raw(os.environ["DOSSIERS_TABLE"], "code", request_id)
    return next(str(item["item"]["S"]) for item in items if item.get("type", {}).get("S") == kind)


def granted(request: Request) -> str:
    """The request, granted by the Centre; returns the item of the event that sets it going."""
    rights.decide(request.id, True, WHY, CENTRE, key(), NOW)
    return event_of(request.id, "rights_granted")


def carriers(request: Request) -> list[tuple[str, str]]:
    """The events, and their dossiers, by which the person hears that the request was granted."""
    return [
        (code, f"event#{event.id}")
        for code in erasing_store.codes_of(request.person)
        for event in office.events_of(code)
        if event.type == rights.DONE and event.subject == request.id
    ]


def heard(request: Request) -> None:
    """The person is told, and what waited for that goes on."""
    for code, item in carriers(request):
        notices.notify(code, item, NOW)
        persons.serve(code, item, NOW)


def done(citizen: Principal, right: RightAsked, **more: Any) -> Request:
    request = asked(citizen, right, **more)
    persons.serve(request.id, granted(request), NOW)
    heard(request)
    return rights.own_request(request.id, citizen)


@dataclass(frozen=True)
class Life:
    """A person with a closed dossier full of data, and one that is still worked on."""

    code: str
    citizen: Principal
    number: str


def lived(monkeypatch: pytest.MonkeyPatch) -> Life:
    code, citizen = someone()
    given(citizen)
    contact.choose_own(ENGLISH, citizen, key(), NOW)
    with_card(code, monkeypatch)
    proof = office.scanned(code)
    office.read_quietly(code, proof, birth_proof(), monkeypatch)
    served(code)
    consent_prints.print_own(given(citizen).id, citizen, NOW)
    files.put(files.scans_bucket(), files.form_key(code, "print-1"), b"TRAN TUAN KIET", "application/pdf")
    with_result(code)
    office.happened(code, "stopped", note="Bùi Bích Diệp không đến.", status=Status.STOPPED)
    return Life(code, citizen, store.load(code).file.dossier.applicant.number)


def with_result(code: str) -> None:
    """A signed result that somebody else collected, its paper, and what is left of uploads and sheets."""
    loaded = store.load(code)
    dossier = loaded.file.dossier
    result = replace(RESULT, dossier=code, authorisation="Ủy quyền cho BÙI BÍCH DIỆP", collected_at=NOW)
    result = replace(result, state=State.COLLECTED)
    scan = Scan("clerk-1", NOW, "quầy của bà Bùi Bích Diệp")
    article = custody.entered(code, 1, custody.Kind.RESULT, result.id, AGENT, scan)
    article = custody.taken(
        custody.offered(article, AGENT, custody.CITIZEN, scan),
        custody.CITIZEN,
        Scan(f"citizen:{dossier.person}", NOW, "quầy 1"),
    )
    procedure = registry.procedure(dossier.procedure, hanoi_day(NOW))
    together = Together(
        results=(result,),
        articles=((article, None),),
        more=keeping.of_result(result, dossier, procedure, office.OFFICER, NOW),
    )
    after = replace(dossier, version=dossier.version + 1)
    told = event_of_dossier("result_signed", dossier, after, office.OFFICER, NOW)
    store.change(dossier, after, told, loaded.key_from, None, together)
    for place in (
        files.signed_key(code, result.id),
        files.result_key(code, result.id),
        files.form_key(code, f"{result.id}-check"),
    ):
        files.put(files.scans_bucket(), place, b"TRAN TUAN KIET", "application/pdf")


def everything(life: Life) -> str:
    """All that the tables hold of the person and the dossier, unsealed, and all that the bucket holds of it."""
    told: list[str] = []
    for row in ItemRow.query(life.code, consistent_read=True):
        told.append(json.dumps(sealing.unseal(row.sealed, row.code, row.item), ensure_ascii=False))
        told.append(str({k: v for k, v in row.attribute_values.items() if k != "sealed"}))
    for item in office.raw(os.environ["PEOPLE_TABLE"], "person", life.citizen.scope):
        unsealed = sealing.unseal(item["sealed"]["B"], subject(life.citizen.scope), item["item"]["S"])
        told.append(json.dumps(unsealed, ensure_ascii=False))
    for asked_row in rights_store.of_person(life.citizen.scope):
        told.append(str(asked_row))
    printed = [files.consent_key(one.id) for one in consent_store.consents(life.citizen.scope)]
    for place in (
        *(f"{area}/{life.code}/" for area in ("scans", "readings", "copies", "forms", "results", "signed")),
        *printed,
    ):
        told += [f"STORED {name}" for name in office.versions(files.scans_bucket(), place)]
    return "\n".join(told)


def found(life: Life) -> list[str]:
    text = everything(life).casefold()
    values = (
        *office.IDENTIFYING,
        life.number,
        RESULT.number,
        f"citizen:{life.citizen.scope}",
        "không đến",
        "xóa hết",
        life.citizen.scope,
        "stored",
    )
    return [value for value in values if value.casefold() in text]


@pytest.mark.usefixtures("town")
def test_erased_is_erased_in_every_table_and_every_version(monkeypatch: pytest.MonkeyPatch) -> None:
    life = lived(monkeypatch)
    before = found(life)
    assert {RESULT.number, f"citizen:{life.citizen.scope}"} <= set(before)
    assert {life.number, "TRẦN TUẤN KIỆT", "BÙI BÍCH DIỆP", "không đến", "stored"} <= set(before)
    request = done(life.citizen, RightAsked.ERASE, detail="Xóa hết.")
    # the request itself is kept as proof, and says whose it was by the keyed hash alone
    assert found(life) == [life.citizen.scope]
    assert (request.state.value, request.detail) == ("done", "")
    assert {"consents", "trail", "progress"} <= {stay.what for stay in request.stays}
    dossier = store.load(life.code).file.dossier
    assert (dossier.person, dossier.status, dossier.procedure) == (NOBODY, Status.STOPPED, "1.001193")
    assert erasing_store.codes_of(life.citizen.scope) == []
    assert kept_store.kept(life.citizen.scope) == ()
    assert kept_store.results(life.citizen.scope) == ()
    file = store.load(life.code).file
    assert [(r.number, r.sha256, r.state) for r in file.results] == [("", RESULT.sha256, State.COLLECTED)]
    assert [(s.act.value, s.by, s.where) for s in file.articles[0].steps] == [
        *(("entered", "clerk-1", ""), ("offered", "clerk-1", ""), ("taken", "", "")),
    ]
    persons.serve(request.id, event_of(request.id, "rights_granted"), NOW)  # told again, it changes nothing
    assert rights.own_request(request.id, life.citizen) == request


@pytest.mark.usefixtures("town")
def test_whatever_it_dies_after_the_same_message_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    life = lived(monkeypatch)
    request = asked(life.citizen, RightAsked.ERASE, detail="Xóa hết.")
    item = granted(request)
    deaths, written, call = 0, 0, BaseClient._make_api_call  # type: ignore[attr-defined]

    def dies(self: BaseClient, operation: str, arguments: dict[str, Any]) -> object:
        nonlocal written
        answer = call(self, operation, arguments)
        written += operation in DELETES
        # a hold that is let go is let go again: only every other attempt dies right there
        if operation in DELETES and written > deaths % 2:
            raise office.PowerCutError
        return answer

    work = (request.id, item)
    while rights_store.load(request.id).request.is_running or work[1] in office.waiting_items(work[0]):
        if work[1] not in office.waiting_items(work[0]):  # the request has handed on
            [work] = carriers(request)
            notices.notify(*work, NOW)
        deaths, written = deaths + 1, 0
        assert deaths < 100, "each death is one write further"
        with monkeypatch.context() as patched, suppress(office.PowerCutError):
            patched.setattr(BaseClient, "_make_api_call", dies)
            persons.serve(*work, NOW)
    assert found(life) == [life.citizen.scope]
    assert deaths > 15
    assert [e.type for e in office.events_of(life.code)].count("erased") == 1


@pytest.mark.usefixtures("town")
def test_what_arrives_while_and_after_it_is_erased_goes_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    code, citizen = someone()
    during, after = office.awaited(code, slot="UQ"), office.awaited(code, slot="GCS")
    office.happened(code, "stopped", status=Status.STOPPED)
    blank = erasing_store.blank_dossier

    def arrives(*args: Any) -> None:
        """The scan is there, and its message came, when the files were taken away and the person was not yet."""
        files.put(files.scans_bucket(), files.scan_key(code, during), jpeg(), "image/jpeg")
        office.read(code, during)
        blank(*args)

    with monkeypatch.context() as patched:
        patched.setattr(erasing_store, "blank_dossier", arrives)
        done(citizen, RightAsked.ERASE)
    assert office.versions(files.scans_bucket(), f"scans/{code}/")
    for _ in range(2):
        persons.serve(code, office.item_of(code, "erased"), NOW)
    assert office.versions(files.scans_bucket(), f"scans/{code}/") == []

    files.put(files.scans_bucket(), files.scan_key(code, after), jpeg(), "image/jpeg")
    seen = len(office.events_of(code))
    office.read(code, after)
    assert office.versions(files.scans_bucket(), f"scans/{code}/") == []
    assert len(office.events_of(code)) == seen
    assert office.item_of(code, "erased") not in office.waiting_items(code)


def test_who_asked_to_be_forgotten_is_told_before_it_is_forgotten_how(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    life = lived(monkeypatch)
    request = asked(life.citizen, RightAsked.ERASE)
    town.tidy()
    item = granted(request)
    for _ in range(5):
        persons.serve(request.id, item, NOW)
    assert rights.own_request(request.id, life.citizen).state.value == "granted"
    [carrier] = carriers(request)
    for _ in range(5):
        notices.notify(*carrier, NOW)
    [sent] = town.outbox()
    assert "granted" in sent.text, "over the channel and in the language that were chosen"
    assert json.loads(town.messages("people")[-1]) == {"dossier": carrier[0], "item": carrier[1]}
    for _ in range(5):
        persons.serve(*carrier, NOW)
    assert rights.own_request(request.id, life.citizen).state.value == "done"
    assert found(life) == [life.citizen.scope]
    assert carrier[1] not in office.waiting_items(life.code)


@pytest.mark.parametrize(("granted_", "kind"), [(True, "request_done"), (False, "request_refused")])
def test_who_asked_is_told_the_answer_once(granted_: bool, kind: str, town: Town) -> None:
    code, citizen = someone()
    request = asked(citizen, RightAsked.SEE)
    rights.decide(request.id, granted_, WHY, CENTRE, key(), NOW)
    item = event_of(request.id, "rights_granted" if granted_ else "rights_refused")
    for _ in range(5):
        persons.serve(request.id, item, NOW)
    assert [e.type for e in office.events_of(code)].count(kind) == 1
    assert office.waiting_items(request.id) == []
    town.tidy()
    notices.notify(code, office.item_of(code, kind), NOW)
    assert sorted(message.channel for message in town.outbox()) == ["email", "sms"]


def test_who_has_no_dossier_is_told_in_the_account_alone(town: Town) -> None:
    nobody = Principal("citizen-7", Role.CITIZEN, uuid.uuid4().hex * 2)
    assert done(nobody, RightAsked.ERASE).state.value == "done"
    assert town.messages("notices") == []


@pytest.mark.usefixtures("town")
def test_what_is_worked_on_stays_and_is_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    life = lived(monkeypatch)
    going_on = another(life.code)
    request = done(life.citizen, RightAsked.ERASE)
    assert going_on in {stay.what for stay in request.stays}
    assert store.load(going_on).file.dossier.applicant.number == life.number
    assert store.load(life.code).file.dossier.person == NOBODY


@pytest.mark.usefixtures("town")
def test_a_hold_is_let_go_for_an_erasure(monkeypatch: pytest.MonkeyPatch) -> None:
    life = lived(monkeypatch)
    [paper, *_] = store.load(life.code).file.papers
    held: Any = {"Bucket": files.scans_bucket(), "Key": files.scan_key(life.code, paper.id)}
    held["VersionId"] = paper.object_version
    assert aws.s3().get_object_legal_hold(**held)["LegalHold"]["Status"] == "ON"
    done(life.citizen, RightAsked.ERASE)
    assert office.versions(files.scans_bucket(), f"scans/{life.code}/") == []


@pytest.mark.usefixtures("town")
def test_a_restriction_hides_it_from_all_but_the_centre_until_it_is_lifted() -> None:
    code, citizen = someone()
    office.happened(code, "submitted", submitted_at=NOW, authority="commune:00070")
    done(citizen, RightAsked.RESTRICT)
    dossier = store.load(code).file.dossier
    assert [e.type for e in office.events_of(code)].count("restricted") == 1
    assert not sees_personal_data(office.OFFICER, dossier)
    assert lookup.view(code, office.OFFICER, "", NOW).personal is False
    assert lookup.view(code, CENTRE, WHY, NOW).personal is True
    assert lookup.view(code, citizen, "", NOW).personal is True
    with refused("rights.restricted"):
        forms.print_form(code, "05", "", office.OFFICER, key(), NOW)
    done(citizen, RightAsked.LIFT)
    assert lookup.view(code, office.OFFICER, "", NOW).personal is True


@pytest.mark.usefixtures("town")
def test_a_correction_reaches_every_dossier_once() -> None:
    code, citizen = someone()
    again = another(code)
    request = done(citizen, RightAsked.CORRECT, values={"phone": "0987654321"})
    for one in (code, again):
        assert store.load(one).file.dossier.applicant.phone == "+84987654321"
    persons.serve(request.id, event_of(request.id, "rights_granted"), NOW)
    assert [e.type for e in office.events_of(code)].count("applicant_corrected") == 1


@pytest.mark.usefixtures("town")
def test_a_request_is_taken_once_and_is_its_persons_own() -> None:
    _, citizen = someone()
    once = key()
    made = [rights.ask_own(Wish(right=RightAsked.SEE), citizen, once, NOW) for _ in range(5)]
    assert len({one.id for one in made}) == 1
    assert [one.id for one in rights.own(citizen)] == [made[0].id]
    with refused("rights.unknown"):
        rights.own_request(made[0].id, Principal("citizen-9", Role.CITIZEN, "0" * 64))
    assert made[0].due == NOW + timedelta(hours=72)
    assert made[0].id in {one.id for one in rights.running(CENTRE)}
    rights.decide(made[0].id, False, WHY, CENTRE, key(), NOW)
    assert made[0].id not in {one.id for one in rights.running(CENTRE)}


@pytest.mark.usefixtures("town")
def test_the_sweep_warns_once_before_and_once_after_the_end() -> None:
    _, citizen = someone()
    request = asked(citizen, RightAsked.SEE)
    for hours in (1, 47, 48, 49, 60, 71, 72, 73, 200):
        rights.watch(NOW + timedelta(hours=hours))
    items = office.raw(os.environ["DOSSIERS_TABLE"], "code", request.id)
    told = sorted(item["type"]["S"] for item in items if "type" in item)
    assert told == ["rights_asked", "rights_due_soon", "rights_overdue"]
    assert request.id in {one.id for one in rights.running(CENTRE)}, "it is late, not gone"


def test_at_the_counter_exactly_one_proof_is_needed(town: Town) -> None:
    code, _ = someone()
    for wrong in (Wish(right=RightAsked.SEE), Wish(right=RightAsked.SEE, code="123456", paper="p1")):
        with refused("rights.proof"):
            rights.ask_at_counter(code, wrong, office.CLERK, uuid.uuid4().hex, NOW)
    assert town.messages("people") == []
