"""A doubtful paper waits for a person; what the person says is kept beside the reading, and the dossier goes on."""

from __future__ import annotations

import os
import uuid
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.adapters import audit
from chalicelib.adapters import dossier_store as store
from chalicelib.domain.corrections import Statement
from chalicelib.domain.dossiers import About, Said, Status
from chalicelib.domain.roles import Principal, Role
from chalicelib.services.casework import handling, lookup, routing
from chalicelib.services.casework.handling import Act
from chalicelib.services.scanning import reviewing
from tests.support import office
from tests.support.dossiers import NOW, portal_code_of
from tests.support.office import CLERK, OFFICER
from tests.support.readings import birth_proof, doubtful
from tests.support.refusals import refused

pytestmark = pytest.mark.usefixtures("town")
MISREAD = "TRẦN KHÁNH VI"
RIGHT = Statement(about=About.FIELD, said=Said.CORRECTED, name="child_name", value="Trần Khánh Vy")
SEEN = Statement(about=About.FIELD, said=Said.CONFIRMED, name="mother_name")


@pytest.fixture
def unsure(monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    """A dossier whose birth proof was misread in the child's name, and is unsure of the mother's."""
    code = office.opened()
    paper = office.scanned(code)
    office.read_quietly(code, paper, doubtful("child_name", "mother_name", child_name=MISREAD), monkeypatch)
    return code, paper


def say(code: str, paper: str, *said: Statement, by: Principal = CLERK, key: str = "") -> None:
    reviewing.correct(code, paper, said, by, key or uuid.uuid4().hex, NOW)


def submitted(code: str, *, confirm_differences: bool = False) -> None:
    act = Act(action="submit", portal_code=portal_code_of(code), confirm_differences=confirm_differences)
    handling.act(code, act, CLERK, uuid.uuid4().hex, NOW)


def queued(by: Principal) -> set[str]:
    codes: set[str] = set()
    cursor: str | None = ""
    while cursor is not None:
        page = reviewing.queue(by, 100, cursor)
        codes |= {row.code for row in page.rows}
        cursor = page.cursor
    return codes


def test_a_correction_settles_the_doubt_and_the_dossier_goes_on(unsure: tuple[str, str]) -> None:
    code, paper = unsure
    with refused("submit.differs"):
        submitted(code)
    assert [q.name for q in reviewing.asked(code, paper, CLERK, NOW).questions] == ["child_name", "mother_name"]
    say(code, paper, RIGHT)
    assert [q.name for q in reviewing.asked(code, paper, CLERK, NOW).questions] == ["mother_name"]
    assert store.load(code).file.dossier.to_review == (paper,)
    say(code, paper, SEEN)
    assert reviewing.asked(code, paper, CLERK, NOW).questions == ()
    assert store.load(code).file.dossier.to_review == ()
    submitted(code)


def test_what_was_read_stays_and_what_was_said_stands_beside_it(unsure: tuple[str, str]) -> None:
    code, paper = unsure
    before = store.load(code).file.papers
    say(code, paper, RIGHT, SEEN)
    file = store.load(code).file
    assert file.papers == before
    first, second = file.corrections
    assert (first.about, first.said, first.name, first.type, first.confidence) == (
        About.FIELD,
        Said.CORRECTED,
        "child_name",
        "name",
        0.61,
    )
    assert first.before is not None
    assert first.after is not None
    assert (first.before.normal, first.after.normal) == (MISREAD, "TRẦN KHÁNH VY")
    assert (first.actor, first.role, first.at) == (CLERK.id, "clerk", NOW)
    assert (second.name, second.said, second.before) == ("mother_name", Said.CONFIRMED, second.after)
    [event] = [e for e in file.events if e.type == "paper_corrected"]
    assert (event.subject, event.note, event.actor) == (paper, "", CLERK.id)
    assert f"correct {paper}" in [line.act for line in audit.trail(code)]
    comparisons = {c.declared_name: c.verdict.value for c in lookup.view(code, CLERK, "", NOW).comparisons}
    assert set(comparisons.values()) == {"same"}


def test_no_value_of_a_correction_lies_in_the_open(unsure: tuple[str, str]) -> None:
    code, paper = unsure
    say(code, paper, RIGHT)
    for table in ("DOSSIERS_TABLE", "IDEMPOTENCY_TABLE"):
        key = "code" if table == "DOSSIERS_TABLE" else "key"
        rows = office.raw(os.environ[table], key, code)
        assert "KHÁNH" not in str(rows).upper()
    corrections = [row for row in office.raw(os.environ["DOSSIERS_TABLE"], "code", code) if "said" in row]
    assert len(corrections) == 1


def test_the_same_request_is_kept_once(unsure: tuple[str, str]) -> None:
    code, paper = unsure
    for _ in range(3):
        say(code, paper, RIGHT, key="said-once")
    assert len(store.load(code).file.corrections) == 1
    with refused("idempotency.reused"):
        say(code, paper, SEEN, key="said-once")


def test_a_crash_leaves_all_or_nothing(unsure: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    code, paper = unsure
    before = store.load(code).file
    with monkeypatch.context() as patched:
        patched.setattr(store, "change", office.crash)
        with pytest.raises(office.PowerCutError):
            say(code, paper, RIGHT, key="cut-short")
    assert store.load(code).file == before
    say(code, paper, RIGHT, key="cut-short")
    assert len(store.load(code).file.corrections) == 1


def test_one_wrong_statement_keeps_none(unsure: tuple[str, str]) -> None:
    code, paper = unsure
    wrong = replace(RIGHT, name="mother_name", value="123")
    with refused("person.name", "corrections.1.value"):
        say(code, paper, RIGHT, wrong)
    assert store.load(code).file.corrections == ()


def test_two_who_say_something_at_once_are_both_heard(unsure: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    code, paper = unsure
    office.make_writes_atomic(monkeypatch)
    said = (RIGHT, SEEN)
    assert office.in_threads(2, lambda n: say(code, paper, said[n])) == [None, None]
    file = store.load(code).file
    assert {one.name for one in file.corrections} == {"child_name", "mother_name"}
    assert file.dossier.to_review == ()


def test_papers_wait_with_the_agent_then_on_the_desk_then_nowhere(unsure: tuple[str, str]) -> None:
    code, _ = unsure
    assert code in queued(CLERK)
    submitted(code, confirm_differences=True)
    assert code not in queued(CLERK)
    routing.route(code, office.item_of(code, "submitted"), NOW)
    assert code in queued(OFFICER)
    assert code not in queued(CLERK)
    office.happened(code, "supplement_asked", status=Status.SUPPLEMENT)
    assert code in queued(CLERK)
    assert code not in queued(OFFICER)
    office.happened(code, "withdrawn", status=Status.WITHDRAWN)
    assert code not in queued(OFFICER) | queued(CLERK)


def test_an_officer_says_what_the_papers_say_once_they_lie_on_the_desk(unsure: tuple[str, str]) -> None:
    code, paper = unsure
    with refused("dossier.unknown"):
        say(code, paper, RIGHT, by=OFFICER)
    submitted(code, confirm_differences=True)
    routing.route(code, office.item_of(code, "submitted"), NOW)
    with refused("review.elsewhere", "code"):
        say(code, paper, RIGHT)
    say(code, paper, RIGHT, SEEN, by=OFFICER)
    assert code not in queued(OFFICER)
    with refused("role.forbidden"):
        say(code, paper, RIGHT, by=Principal("s", Role.SUPERVISOR, "centre"))


def test_a_sure_value_that_is_wrong_can_be_corrected_too(monkeypatch: pytest.MonkeyPatch) -> None:
    code = office.opened()
    paper = office.scanned(code)
    office.read_quietly(code, paper, birth_proof(child_name=MISREAD), monkeypatch)
    assert code not in queued(CLERK)
    assert reviewing.asked(code, paper, CLERK, NOW).questions == ()
    say(code, paper, RIGHT)
    submitted(code)


def test_a_paper_that_was_not_read_cannot_be_corrected() -> None:
    code = office.opened()
    paper = office.awaited(code)
    with refused("review.unread", "paper"):
        say(code, paper, RIGHT)
    with refused("paper.unknown", "paper"):
        say(code, "none", RIGHT)


def test_a_paper_whose_every_page_belongs_nowhere_fills_no_slot(unsure: tuple[str, str]) -> None:
    code, paper = unsure
    say(code, paper, Statement(about=About.PAGE, said=Said.NOWHERE, page=1))
    assert store.load(code).file.dossier.to_review == ()
    with refused("submit.missing"):
        submitted(code, confirm_differences=True)


def test_the_longest_waiting_comes_first_page_by_page(monkeypatch: pytest.MonkeyPatch) -> None:
    clerk = Principal("x", Role.CLERK, f"VNP-{uuid.uuid4().hex}")
    codes = []
    for minutes in (30, 10, 20):
        code = office.opened()
        office.happened(code, "moved", agent=clerk.scope)
        paper = office.scanned(code, by=clerk)
        office.read_quietly(code, paper, doubtful("child_name"), monkeypatch, NOW + timedelta(minutes=minutes))
        codes.append((minutes, code))
    found = []
    cursor: str | None = ""
    while cursor is not None:
        page = reviewing.queue(clerk, 1, cursor)
        found += [(row.code, row.since, len(row.papers)) for row in page.rows]
        cursor = page.cursor
    assert found == [(code, NOW + timedelta(minutes=minutes), 1) for minutes, code in sorted(codes)]
    with refused("request.cursor"):
        reviewing.queue(CLERK, 1, str(reviewing.queue(clerk, 1, "").cursor))
