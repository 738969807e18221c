"""Results where the rest of the system knows them: tracking, the paper store, lists of what waits, exports."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.adapters import audit, files, kept_store
from chalicelib.adapters import dossier_store as store
from chalicelib.domain import reuse
from chalicelib.domain.custody import Holder, Kind, Party
from chalicelib.domain.deadlines import hanoi_day
from chalicelib.domain.dossiers import PaperState
from chalicelib.domain.reuse import Rule
from chalicelib.domain.roles import Principal, Role
from chalicelib.services.citizens import one_time_codes, tracking
from chalicelib.services.issuance import caring, custody, parcels, pickups, results, waiting
from chalicelib.services.messaging import notices
from chalicelib.services.privacy import keeping, trail
from chalicelib.services.reference import privacy_rules, registry
from tests.services.test_keeping import given
from tests.services.test_results_once import LATER, NUMBER, accepted, act, issued, only, signed
from tests.support import office
from tests.support.dossiers import NOW
from tests.support.office import CLERK, OFFICER
from tests.support.refusals import refused
from tests.support.town import Town

pytestmark = pytest.mark.usefixtures("town")
RIGHT = "5678"
COURIER = Principal("partner-1", Role.PARTNER, "vnpost")


def key() -> str:
    return uuid.uuid4().hex


def seen(code: str) -> tracking.Tracked:
    return tracking.track(code, RIGHT, f"2001:db8::{uuid.uuid4().hex[:4]}", LATER)


def citizen_of(code: str) -> Principal:
    return Principal("citizen-1", Role.CITIZEN, store.load(code).file.dossier.person)


@pytest.fixture
def proven(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks has the phone in hand."""
    monkeypatch.setattr(one_time_codes, "prove", lambda *_: None)


def details(code: str) -> tracking.Tracked:
    return tracking.details(code, "asked", "123456", "2001:db8::1", LATER)


def guarded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every procedure is like that of a criminal record."""
    monkeypatch.setattr("chalicelib.domain.sign_in.needs_proven", lambda _: True)


def test_the_progress_tells_how_to_get_it_and_opens_nothing() -> None:
    code, _ = issued()
    found = seen(code)
    [one] = found.outcomes
    assert one.says.en == "The result is signed and ready."
    assert "your code to collect it was sent at" in one.how.en
    assert found.standings[None].awaited == one.how
    assert found.links == {}
    assert [look.act for look in audit.trail(code)] == []


def test_it_costs_one_query_with_results_too(monkeypatch: pytest.MonkeyPatch) -> None:
    from chalicelib.adapters import registry_store

    monkeypatch.setattr(registry_store, "REMEMBERED_SECONDS", 1e9)
    code, result = issued()
    article = custody.enter(code, Kind.RESULT, result, "", OFFICER, key(), LATER)
    custody.offer(article.id, Holder(Party.COURIER, "vnpost"), "", OFFICER, key(), LATER)
    seen(code)  # the registry is remembered from here on
    with office.counted(monkeypatch) as calls:
        found = seen(code)
    assert calls.count("Query") == 1
    assert {"GetItem", "HeadObject"} & set(calls) == set()
    [where] = found.whereabouts
    assert where.says.vi.endswith(f"đang bàn giao cho {registry.provider_name('vnpost', hanoi_day(LATER))}")
    assert OFFICER.id not in str(where.says)


@pytest.mark.usefixtures("proven")
def test_the_phone_opens_the_signed_file_and_each_look_is_audited() -> None:
    code, result = issued()
    links = details(code).links[result]
    assert f"signed/{code}/{result}.pdf" in links.file
    assert f"{result}-check.pdf" in links.sheet
    assert files.stored(files.scans_bucket(), files.form_key(code, results.sheet_of(result)))
    assert sorted(look.act for look in audit.trail(code)) == [f"result {result}", "track"]
    details(code)
    assert [look.act for look in audit.trail(code)].count(f"result {result}") == 2


@pytest.mark.usefixtures("proven")
def test_a_result_that_no_decision_named_is_opened_by_nobody_outside() -> None:
    code = accepted()
    signed(code)
    assert details(code).links == {}
    assert details(code).outcomes == ()


@pytest.mark.usefixtures("proven")
def test_a_criminal_record_is_opened_by_the_code_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    code, result = issued()
    citizen = citizen_of(code)
    assert results.show(code, result, citizen, "", LATER).links.file
    guarded(monkeypatch)
    with refused("result.code_only", "result"):
        results.show(code, result, citizen, "", LATER)
    assert seen(code).links == {}
    assert details(code).links[result].file
    named = [name for name, _, _ in trail._documents(store.load(code).file)]
    assert f"{code}/{result}.pdf" not in named


def test_what_a_decision_named_is_exported_and_nothing_before() -> None:
    code, result = issued()
    unnamed = accepted()
    waiting_for_decision = signed(unnamed)
    results.show(unnamed, waiting_for_decision, OFFICER, "", NOW)  # its sheet is printed
    documents = {name: place for name, place, _ in trail._documents(store.load(code).file)}
    assert documents[f"{code}/{result}.pdf"] == files.signed_key(code, result)
    assert [n for n, _, _ in trail._documents(store.load(unnamed).file) if waiting_for_decision in n] == []
    told = trail._told(store.load(code).file)
    assert [(r["id"], r["number"]) for r in told["results"]] == [(result, NUMBER)]
    assert trail._told(store.load(unnamed).file)["results"] == []
    custody.enter(code, Kind.ORIGINAL, "GCS", "quầy 1", CLERK, key(), NOW)
    [article] = trail._told(store.load(code).file)["articles"]
    assert [(step["act"], step["where"]) for step in article["steps"]] == [("entered", "quầy 1")]
    assert CLERK.id not in str(article)


def test_it_is_in_its_persons_store_once_it_is_issued() -> None:
    code = accepted()
    result = signed(code)
    citizen = citizen_of(code)
    assert not [one for one in kept_store.results(citizen.scope) if one.dossier == code]
    act(code, "finish", result=result, result_number=NUMBER)
    [(one, until)] = [(r, until) for r, until in keeping.own(citizen, LATER).results if r.dossier == code]
    assert (one.id, one.result, one.part) == (only(code).sha256, result, None)
    assert until is None, "no rule says that it may serve again"


def test_each_part_keeps_its_own() -> None:
    code = accepted(procedure="3.000722", form={})
    act(code, "accept", part="birth")
    result = signed(code, part="birth")
    act(code, "finish", part="birth", result=result, result_number=NUMBER)
    [one] = [r for r in kept_store.results(citizen_of(code).scope) if r.dossier == code]
    assert (one.part, one.kind) == ("birth", "birth_certificate")


def test_of_a_person_whose_data_rest_nothing_new_is_kept() -> None:
    code = accepted()
    result = signed(code)
    office.happened(code, "restricted", restricted=True)
    act(code, "finish", result=result, result_number=NUMBER)
    assert not [r for r in kept_store.results(citizen_of(code).scope) if r.dossier == code]


@pytest.fixture
def certificate(monkeypatch: pytest.MonkeyPatch) -> tuple[str, str, Principal]:
    """A result that counts as a paper which the next dossier asks for: its dossier, its SHA-256, its person."""
    monkeypatch.setattr(reuse, "result_kind", lambda *_, **__: "identity_card")
    forever = Rule(kind="identity_card", reusable=True, unlimited=True)
    monkeypatch.setattr(privacy_rules, "reuse_rule", lambda *_: forever)
    code = office.routed(number=f"0270{uuid.uuid4().int % 10**8:08d}")
    act(code, "accept")
    result = signed(code)
    act(code, "finish", result=result, result_number=NUMBER)
    return code, str(only(code).sha256), citizen_of(code)


def another(code: str) -> str:
    return office.opened(number=store.load(code).file.dossier.applicant.number)


def test_it_is_offered_under_consent_and_its_file_is_read_like_an_upload(
    certificate: tuple[str, str, Principal],
) -> None:
    code, sha256, citizen = certificate
    again = another(code)
    assert keeping.offers(again, CLERK, LATER) == [], "nobody consented to keep papers"
    given(citizen)
    [offer] = keeping.offers(again, CLERK, LATER)
    assert (offer.kept.id, offer.kept.kind, offer.slot.code) == (sha256, "identity_card", "ID")
    reuse_it, once = given(citizen, "reuse_paper", again), key()
    made = [keeping.use(again, sha256, reuse_it.id, CLERK, once, LATER) for _ in range(3)]
    [paper] = store.load(again).file.papers
    assert {one.id for one in made} == {paper.id}
    assert (paper.state, paper.content_type) == (PaperState.AWAITED, "application/pdf")
    copied = files.fetch(files.scans_bucket(), files.scan_key(again, paper.id))
    assert copied == files.fetch(files.scans_bucket(), files.signed_key(code, only(code).id))
    assert keeping.offers(again, CLERK, LATER) == [], "the place is filled"


def test_a_use_that_died_before_the_copy_is_gone_on_with(
    certificate: tuple[str, str, Principal], monkeypatch: pytest.MonkeyPatch
) -> None:
    code, sha256, citizen = certificate
    again, once = another(code), key()
    given(citizen)
    reuse_it = given(citizen, "reuse_paper", again)
    with monkeypatch.context() as patched:
        patched.setattr(files, "copy_within_scans", office.crash)
        with pytest.raises(office.PowerCutError):
            keeping.use(again, sha256, reuse_it.id, CLERK, once, LATER)
    made = keeping.use(again, sha256, reuse_it.id, CLERK, once, LATER)
    assert files.stored(files.scans_bucket(), files.scan_key(again, made.id))
    assert [e.type for e in office.events_of(again)].count("paper_reused") == 1


def test_what_was_erased_meanwhile_is_offered_by_nobody(certificate: tuple[str, str, Principal]) -> None:
    code, sha256, citizen = certificate
    again = another(code)
    given(citizen)
    reuse_it = given(citizen, "reuse_paper", again)
    office.happened(code, "erased", person="erased")
    with refused("offer.none", "paper"):
        keeping.use(again, sha256, reuse_it.id, CLERK, key(), LATER)


def listed(by: Principal) -> list[tuple[str, str]]:
    rows, cursor = [], ""
    while True:
        page = waiting.collections(by, 100, cursor)
        rows += [(row.dossier, row.what) for row in page.rows]
        if page.cursor is None:
            return rows
        cursor = page.cursor


def test_what_waits_for_its_citizen_is_listed_where_it_waits() -> None:
    code, result = issued()
    mine = (code, "result")
    assert listed(CLERK).count(mine) == 1
    assert mine not in listed(Principal("clerk-2", Role.CLERK, "VNP-02"))
    parcels.post(code, result, office.waybill(code, uuid.uuid4().hex[:12]), CLERK, key(), LATER)
    assert mine not in listed(CLERK)
    other, _ = issued()
    act(other, "return_result", CLERK, pickup_code=office.pickup_code(other))
    assert (other, "result") not in listed(CLERK)


def test_a_result_on_paper_alone_is_listed_once_it_lies_here() -> None:
    code = accepted()
    act(code, "finish", result_number=NUMBER)
    article = custody.enter(code, Kind.RESULT, "paper", "", OFFICER, key(), LATER)
    custody.offer(article.id, Holder(Party.AGENT, "VNP-01"), "", OFFICER, key(), LATER)
    assert (code, "article") not in listed(CLERK)
    offers = waiting.hand_overs(CLERK, 100, "").rows
    [one] = [row for row in offers if row.dossier == code]
    assert (one.id, one.name, one.holder) == (article.id, "paper", f"authority:{OFFICER.scope}")
    custody.take(article.id, "", CLERK, key(), LATER)
    assert (code, "article") in listed(CLERK)
    assert code not in [row.dossier for row in waiting.hand_overs(CLERK, 100, "").rows]
    act(code, "return_result", CLERK, pickup_code=office.pickup_code(code))
    assert (code, "article") not in listed(CLERK)


def test_what_is_offered_to_citizens_is_on_no_list() -> None:
    code = accepted()
    article = custody.enter(code, Kind.ORIGINAL, "GCS", "", CLERK, key(), LATER)
    custody.offer(article.id, Holder(Party.CITIZEN), "", CLERK, key(), LATER)
    with refused("role.forbidden"):
        waiting.hand_overs(citizen_of(code), 100, "")
    with refused("role.forbidden"):
        waiting.collections(OFFICER, 100, "")


def test_a_cursor_of_another_list_is_refused() -> None:
    issued(), issued()
    page = waiting.collections(CLERK, 1, "")
    assert page.cursor
    with refused("request.cursor", "cursor"):
        waiting.hand_overs(CLERK, 1, page.cursor)


def test_what_went_back_is_not_posted_any_more() -> None:
    code, result = issued()
    for days in (8, 22, 46):
        caring.care(NOW + timedelta(days=days))
    assert only(code).sent_back_at
    with refused("result.gone_back", "result"):
        parcels.post(code, result, office.waybill(code, uuid.uuid4().hex[:12]), CLERK, key(), NOW + timedelta(days=47))


@pytest.mark.parametrize("party", [Party.AGENT, Party.AUTHORITY, Party.COURIER])
def test_nothing_is_offered_to_somebody_whom_there_is_not(party: Party) -> None:
    code = accepted()
    article = custody.enter(code, Kind.ORIGINAL, "GCS", "", CLERK, key(), LATER)
    with refused("custody.receiver", "id"):
        custody.offer(article.id, Holder(party, "nobody"), "", CLERK, key(), LATER)


def test_paper_alone_is_handed_out_against_a_code_and_by_whom_is_noted() -> None:
    code = accepted()
    act(code, "finish", result_number=NUMBER)
    with refused("pickup.needed", "pickup_code"):
        act(code, "return_result", CLERK)
    pickups.send_again(code, "paper", CLERK, key(), LATER)
    right: dict[str, Any] = {"pickup_code": office.pickup_code(code), "by_other": True}
    with refused("result.authorisation", "authorisation"):
        act(code, "return_result", CLERK, **right)
    act(code, "return_result", CLERK, **right, authorisation="Giấy ủy quyền số 12 ngày 20/11/2026")
    [told] = [event for event in office.events_of(code) if event.type == "returned"]
    assert told.note == "Giấy ủy quyền số 12 ngày 20/11/2026"


def test_a_code_for_paper_is_sent_where_there_is_paper_alone() -> None:
    code, _ = issued()
    with refused("result.unknown", "result"):
        pickups.send_again(code, "paper", CLERK, key(), LATER)
    with refused("result.unknown", "result"):
        pickups.send_again(accepted(), "paper", CLERK, key(), LATER)


def test_the_authoritys_own_counter_asks_for_no_code_for_what_lies_there() -> None:
    code = accepted()
    act(code, "finish", result_number=NUMBER)
    with refused("pickup.needed", "pickup_code"):
        act(code, "return_result")
    custody.enter(code, Kind.RESULT, "paper", "", OFFICER, key(), LATER)
    act(code, "return_result")
    assert "returned" in [event.type for event in office.events_of(code)]


def mail(town: Town, code: str, kind: str) -> str:
    """The e-mail that tells of the dossier's last event of a kind."""
    town.tidy()
    notices.notify(code, office.item_of(code, kind), LATER + timedelta(days=50))
    [text] = [sent.text for sent in town.outbox() if sent.channel == "email"]
    return text


def test_notices_name_the_place_where_the_result_is_by_now(town: Town) -> None:
    code, result = issued()
    agent, authority = seen(code).agent, str(store.load(code).file.dossier.authority_name)
    assert f"Nơi nhận: {agent.name}" in mail(town, code, "finished")
    number = uuid.uuid4().hex[:12]
    parcels.post(code, result, office.waybill(code, number), CLERK, key(), LATER)
    office.happened(code, "finished", LATER + timedelta(minutes=1))  # told late: it is on its way by now
    assert f"phát tận nơi, số vận đơn {number}." in mail(town, code, "finished")
    other, _ = issued()
    for days in (8, 22, 46):
        caring.care(NOW + timedelta(days=days))
    assert f"Nơi nhận: {authority}. Mang theo" in mail(town, other, "result_sent_back")
    assert f"Nhận tại {authority};" in seen(other).outcomes[0].how.vi
    assert agent.name not in seen(other).standings[None].awaited.vi


def test_what_no_agent_may_hand_out_is_told_to_be_at_the_authority(town: Town) -> None:
    code = office.routed(procedure="1.000894", form={})
    about = store.load(code).file.dossier
    by = Principal("officer-of-marriages", Role.CASE_OFFICER, str(about.authority))
    for action, more in (("accept", {}), ("finish", {"result_number": NUMBER})):
        act(code, action, by, **more)
    found = seen(code)
    assert f"nhận kết quả tại {about.authority_name};" in found.standings[None].awaited.vi
    assert found.agent.name not in found.standings[None].awaited.vi
    told = mail(town, code, "finished")
    assert f"Nơi nhận: {about.authority_name}." in told
    assert found.agent.name not in told
    assert "Nhan tai co quan giai quyet." in next(sent.text for sent in town.outbox() if sent.channel == "sms")
