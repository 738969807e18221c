"""A paper whose kind a person corrected is read again as that kind; what people said of its fields stays."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from chalicelib import reading
from chalicelib.adapters import aws, files
from chalicelib.adapters import dossier_store as store
from chalicelib.domain import corrections
from chalicelib.domain.corrections import Statement
from chalicelib.domain.dossiers import About, Paper, Said, Status
from chalicelib.reading import Field, Page, Reading
from chalicelib.reading.facts import Trouble
from chalicelib.services import following
from chalicelib.services.casework import lookup
from chalicelib.services.scanning import digitisation, rereading, reviewing
from tests.support import office
from tests.support.dossiers import NOW
from tests.support.office import CLERK
from tests.support.readings import birth_proof, doubtful
from tests.support.town import Town

pytestmark = pytest.mark.usefixtures("town")
LATER = NOW + timedelta(minutes=5)
PROOF = Statement(about=About.KIND, said=Said.CORRECTED, value="birth_proof")
CARD = replace(PROOF, value="identity_card")


def unknown(number: int = 1, **changes: Any) -> Page:
    """A page that the reader made nothing of."""
    [page] = birth_proof().pages
    return replace(page, number=number, kind="other", kind_confidence=0.3, kind_sure=False, fields=(), **changes)


@dataclass
class Reader:
    """Knows the kind of a page only if it is told; `told` is what it was told, call by call."""

    as_proof: Reading = field(default_factory=birth_proof)
    told: list[dict[int, str]] = field(default_factory=list)
    meanwhile: Callable[[], object] = lambda: None

    def read(self, _: bytes, *, numbers: list[int], kinds: dict[int, str], **__: object) -> Reading:
        self.told.append(kinds)
        self.meanwhile()
        assert list(kinds) == numbers
        return Reading(tuple(self._page(number, kinds[number]) for number in numbers))

    def _page(self, number: int, kind: str) -> Page:
        [page] = self.as_proof.pages
        if kind == "birth_proof":
            return replace(page, number=number)
        name = Field("full_name", "TÔ THỊ MẪU", "TÔ THỊ MẪU", 0.9, True, (0, 0, 9, 9))
        return replace(page, number=number, kind=kind, fields=(name,))


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> Reader:
    made = Reader()
    monkeypatch.setattr(reading, "read", made.read)
    return made


@pytest.fixture
def scan(town: Town, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    """A birth proof that was taken for no known paper."""
    return misread(town, monkeypatch, unknown())


def misread(town: Town, monkeypatch: pytest.MonkeyPatch, *pages: Page) -> tuple[str, str]:
    town.tidy()
    code = office.opened()
    paper = office.scanned(code)
    office.read_quietly(code, paper, Reading(pages), monkeypatch)
    return code, paper


def say(code: str, paper: str, *said: Statement) -> None:
    """A second after whatever happened last."""
    now = max(event.at for event in office.events_of(code)) + timedelta(seconds=1)
    reviewing.correct(code, paper, said, CLERK, uuid.uuid4().hex, now)


def read_again(code: str, tries: int = 1) -> None:
    """Delivers every message about a corrected kind there was so far, the oldest first."""
    for event in office.events_of(code):
        if event.type == "kind_corrected":
            rereading.read_again(code, f"event#{event.id}", lambda: LATER, tries=tries)


def paper_of(code: str) -> Paper:
    [paper] = store.load(code).file.papers
    return paper


def stands(code: str) -> dict[str, str]:
    [paper] = corrections.settled(store.load(code).file)
    return {fact.name: fact.normal for fact in paper.facts}


def told(code: str) -> list[str]:
    return [event.type for event in office.events_of(code) if event.type not in ("opened", "paper_added")]


def test_a_corrected_kind_brings_the_fields_of_that_kind_into_the_review(
    town: Town, scan: tuple[str, str], reader: Reader
) -> None:
    code, paper = scan
    reader.as_proof = doubtful("mother_name")
    say(code, paper, PROOF)
    assert {question.why for question in reviewing.asked(code, paper, CLERK, NOW).questions} == {"missing"}
    assert town.run() == [], "the event itself puts it before the reader"
    asked = reviewing.asked(code, paper, CLERK, NOW)
    assert [(question.name, question.why) for question in asked.questions] == [("mother_name", "disputed")]
    assert stands(code)["child_name"] == "TRẦN KHÁNH VY"
    assert reader.told == [{1: "birth_proof"}]
    assert (paper_of(code).kind, paper_of(code).kind_sure) == ("birth_proof", True)
    seen = lookup.paper(code, paper, CLERK, "", NOW)
    assert [(page["kind"], len(page["fields"])) for page in seen.pages] == [("birth_proof", 6)]
    assert told(code) == ["paper_read", "kind_corrected", "paper_read_again"]
    assert office.waiting_items(code, but="people") == []


def test_a_paper_that_reads_surely_as_its_kind_waits_for_nobody(scan: tuple[str, str], reader: Reader) -> None:
    code, paper = scan
    say(code, paper, PROOF)
    assert store.load(code).file.dossier.to_review == (paper,)
    read_again(code)
    assert store.load(code).file.dossier.to_review == ()
    assert reader.told == [{1: "birth_proof"}]


def test_the_same_message_twice_changes_nothing(scan: tuple[str, str], reader: Reader) -> None:
    code, paper = scan
    say(code, paper, PROOF)
    read_again(code)
    once = store.load(code).file
    read_again(code)
    assert store.load(code).file == once
    assert len(reader.told) == 1


def test_two_that_read_again_at_once_leave_one_event(scan: tuple[str, str], reader: Reader) -> None:
    code, paper = scan
    say(code, paper, PROOF)

    def twin() -> None:
        reader.meanwhile = lambda: None
        read_again(code)

    reader.meanwhile = twin
    read_again(code)
    assert told(code).count("paper_read_again") == 1


def test_what_a_person_said_of_a_field_is_never_overwritten(scan: tuple[str, str], reader: Reader) -> None:
    code, paper = scan
    name = Statement(about=About.FIELD, said=Said.CORRECTED, name="child_name", value="TRẦN KHÁNH VÂN", page=1)
    say(code, paper, PROOF, name)
    birth = Statement(about=About.FIELD, said=Said.UNREADABLE, name="mother_name")
    reader.meanwhile = lambda: say(code, paper, replace(name, name="father_name", value="TRẦN VĂN MẪU"))
    read_again(code)
    say(code, paper, birth)
    assert stands(code)["child_name"] == "TRẦN KHÁNH VÂN"
    assert stands(code)["father_name"] == "TRẦN VĂN MẪU"
    assert "mother_name" not in stands(code)
    assert stands(code)["mother_number"] == "001193797926"


def test_another_kind_said_meanwhile_is_the_one_that_counts(scan: tuple[str, str], reader: Reader) -> None:
    code, paper = scan
    say(code, paper, CARD)

    def second_thought() -> None:
        reader.meanwhile = lambda: None
        say(code, paper, PROOF)

    reader.meanwhile = second_thought
    read_again(code)
    assert (paper_of(code).kind, paper_of(code).read_by) == ("other", None), "what was read as a card is dropped"
    read_again(code)
    assert (paper_of(code).kind, stands(code)["child_name"]) == ("birth_proof", "TRẦN KHÁNH VY")
    assert reader.told == [{1: "identity_card"}, {1: "birth_proof"}]
    assert told(code).count("paper_read_again") == 1


def test_a_second_thought_begins_with_what_was_read_first(
    town: Town, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    [proof] = birth_proof().pages
    code, paper = misread(town, monkeypatch, replace(proof, kind_sure=False), unknown(2))
    say(code, paper, replace(CARD, page=1))
    read_again(code)
    assert {fact.name for fact in paper_of(code).facts} == {"full_name"}
    say(code, paper, replace(CARD, value="passport", page=2))
    read_again(code)
    assert {fact.page for fact in paper_of(code).facts if fact.name == "full_name"} == {2}
    assert {fact.page for fact in paper_of(code).facts if fact.name == "child_name"} == {1}


def test_who_takes_the_kind_back_before_it_is_read_leaves_nothing_to_read(
    town: Town, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, paper = misread(town, monkeypatch, *birth_proof().pages)
    say(code, paper, CARD)
    say(code, paper, PROOF)
    read_again(code)
    assert (reader.told, stands(code)["child_name"]) == ([], "TRẦN KHÁNH VY")
    assert office.waiting_items(code, but="people") == []


@pytest.mark.parametrize("status", [Status.WITHDRAWN, Status.REFUSED, Status.FINISHED])
def test_a_dossier_that_ended_meanwhile_takes_no_reading(status: Status, scan: tuple[str, str], reader: Reader) -> None:
    code, paper = scan
    say(code, paper, PROOF)
    reader.meanwhile = lambda: office.happened(code, "withdrawn", status=status)
    before = paper_of(code)
    read_again(code)
    read_again(code)
    assert (paper_of(code), len(reader.told)) == (before, 1)
    assert "paper_read_again" not in told(code)
    assert not [item for item in office.waiting_items(code) if "kind" in item]


def test_only_the_pages_that_are_meant_are_read(town: Town, reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    [proof] = birth_proof().pages
    card = replace(proof, kind="identity_card", fields=proof.fields[:1])
    pages = (card, unknown(2), unknown(3, text="", troubles=(Trouble.BLANK,)), unknown(4))
    code, paper = misread(town, monkeypatch, *pages)
    say(code, paper, PROOF)
    read_again(code)
    assert reader.told == [{2: "birth_proof", 4: "birth_proof"}]
    assert {fact.page for fact in paper_of(code).facts} == {1, 2, 4}
    assert [(flaw.page, flaw.code) for flaw in paper_of(code).troubles] == [(3, "blank")]
    say(code, paper, replace(CARD, value="passport", page=4))
    read_again(code)
    assert reader.told[1:] == [{4: "passport"}]


def test_a_paper_that_was_sure_of_every_page_is_read_again_whole(
    town: Town, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    [proof] = birth_proof().pages
    code, paper = misread(town, monkeypatch, proof, replace(proof, number=2))
    say(code, paper, CARD)
    read_again(code)
    assert reader.told == [{1: "identity_card", 2: "identity_card"}]
    assert {fact.name for fact in paper_of(code).facts} == {"full_name"}


def test_what_the_reader_knows_nothing_of_is_not_read_again(
    town: Town, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, paper = misread(town, monkeypatch, *birth_proof().pages)
    say(code, paper, replace(PROOF, value="other"))
    assert told(code) == ["paper_read", "paper_corrected"]
    assert reader.told == []


def test_a_reader_that_fails_on_it_seven_times_leaves_the_paper_as_it_stands(
    scan: tuple[str, str], reader: Reader
) -> None:
    code, paper = scan
    say(code, paper, PROOF)
    reader.meanwhile = office.crash
    for tries in range(1, digitisation.TRIES + 1):
        assert [item for item in office.waiting_items(code, but="people") if item.startswith("event#")]
        with pytest.raises(office.PowerCutError):
            read_again(code, tries)
    assert office.waiting_items(code, but="people") == [], (
        "the sweep leaves it alone: it waits in the dead-letter queue"
    )
    [stands_so] = corrections.settled(store.load(code).file)
    assert (stands_so.kind, stands_so.facts) == ("birth_proof", ())
    assert store.load(code).file.dossier.to_review == (paper,)


def test_the_sweep_reminds_of_a_kind_whose_message_was_lost(
    scan: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code, paper = scan
    say(code, paper, PROOF)
    sent: list[dict[str, str]] = []
    monkeypatch.setattr(
        aws, "sqs", lambda: SimpleNamespace(send_message=lambda **m: sent.append(json.loads(m["MessageBody"])))
    )
    following.sweep(NOW + 2 * following.STUCK_AFTER)
    [event] = [event for event in office.events_of(code) if event.type == "kind_corrected"]
    [first] = [event for event in office.events_of(code) if event.type == "paper_read"]
    assert {body["item"] for body in sent if body.get("dossier") == code} == {f"event#{e.id}" for e in (first, event)}
    store.done(code, f"event#{event.id}")


def test_the_first_reading_stays_for_the_reader_to_learn_from(scan: tuple[str, str], reader: Reader) -> None:
    code, paper = scan
    say(code, paper, PROOF)
    read_again(code)
    key = files.reading_key(code, paper, paper_of(code).object_version)
    [page] = json.loads(files.fetch(files.scans_bucket(), key))["pages"]
    assert (page["kind"], reader.told) == ("other", [{1: "birth_proof"}])
