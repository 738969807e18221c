"""How far a dossier is, for every state that there is, and who took each step."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain import feedback, progress
from chalicelib.domain.dossiers import Dossier, File, NoticeState, PaperState, Status
from chalicelib.domain.events import FOLLOWED_BY, SILENT
from chalicelib.domain.lifecycle import TRANSITIONS
from chalicelib.domain.payments import OPEN, State
from chalicelib.domain.progress import Side
from chalicelib.domain.roles import AGENT_SIDE, AUTHORITY_SIDE, Role
from chalicelib.domain.words import Words
from tests.domain.test_payments import payment
from tests.support.dossiers import NOW, dossier, event, file, paper, seeded_procedure

AGENT = "Bưu điện Trung tâm Hoàn Kiếm"
UBND = "Ủy ban nhân dân phường Cầu Giấy"
AT_AUTHORITY = {"authority": "commune:00166", "authority_name": UBND, "submitted_at": NOW}


def stand(**changes: object) -> progress.Standing:
    return progress.standing(dossier(**changes), AGENT, NOW)


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("more", [{}, AT_AUTHORITY, AT_AUTHORITY | {"supplemented_at": NOW}])
def test_every_status_is_said_in_whole_sentences(status: Status, more: dict[str, object]) -> None:
    said = stand(status=status, **more)
    for words in (said.says, said.awaited):
        assert words.vi.endswith(".")
        assert words.en.endswith(".")
        assert words.vi != words.en
        assert "{" not in words.vi + words.en
    assert (said.side is Side.NOBODY) == (said.waits_on == Words("", ""))
    assert status.vi != said.says.vi, "the portal's name alone is no sentence for people"


@pytest.mark.parametrize(
    ("changes", "side", "waits_on"),
    [
        ({}, Side.AGENT, AGENT),
        ({"submitted_at": NOW}, Side.AGENT, AGENT),
        (AT_AUTHORITY, Side.AUTHORITY, UBND),
        ({"status": Status.SUPPLEMENT, **AT_AUTHORITY}, Side.CITIZEN, "you"),
        ({"status": Status.SUPPLEMENT, **AT_AUTHORITY, "supplemented_at": NOW}, Side.AUTHORITY, UBND),
        ({"status": Status.PAYMENT, **AT_AUTHORITY}, Side.CITIZEN, "you"),
        ({"status": Status.FINISHED, **AT_AUTHORITY}, Side.CITIZEN, "you"),
        ({"status": Status.RETURNED, **AT_AUTHORITY}, Side.NOBODY, ""),
        ({"part": "a", "waits_for": ("b",), **AT_AUTHORITY}, Side.AUTHORITY, UBND),
    ],
)
def test_who_must_move(changes: dict[str, object], side: Side, waits_on: str) -> None:
    said = stand(**changes)
    assert (said.side, said.waits_on.en) == (side, waits_on)


def test_a_part_is_never_put_together_by_the_agent() -> None:
    assert "lập hồ sơ" not in stand(part="a", submitted_at=None, **{"authority": "x", "authority_name": UBND}).says.vi


def test_missing_papers_are_named_until_the_dossier_is_handed_in() -> None:
    procedure = seeded_procedure("1.001193")
    needed = {s.name for s in procedure.papers if s.required and s.handed_in}
    bare = file(dossier())
    assert needed
    assert set(progress.missing(bare, procedure)) == needed
    slots = [paper(id=s.code, slot=s.code) for s in procedure.papers]
    assert progress.missing(file(dossier(), *slots), procedure) == ()
    unreadable = [replace(p, state=PaperState.UNREADABLE) for p in slots]
    assert set(progress.missing(file(dossier(), *unreadable), procedure)) == needed
    assert progress.missing(file(dossier(submitted_at=NOW)), procedure) == ()


def moved(made: Dossier, *kinds: tuple[str, Role, str | None]) -> File:
    events = tuple(
        event(id=str(n), type=kind, role=role.value, subject=subject, at=NOW + timedelta(days=n))
        for n, (kind, role, subject) in enumerate(kinds)
    )
    return File(made, (), events, ())


def test_each_step_names_the_agency_of_its_time() -> None:
    made = dossier(authority="commune:2", handed_from=("commune:1",))
    steps = progress.steps(
        moved(
            made,
            ("opened", Role.CLERK, None),
            ("submitted", Role.CLERK, None),
            ("routed", Role.SYSTEM, "commune:1"),
            ("accepted", Role.BRANCH_OFFICER, None),
            ("handed_over", Role.CASE_OFFICER, "commune:2"),
            ("processing", Role.CASE_OFFICER, None),
            ("finished", Role.LEADER, None),
            ("returned", Role.CLERK, None),
        )
    )
    agencies = [step.authority for step in steps]
    assert agencies == [None, None, None, "commune:1", "commune:1", "commune:2", "commune:2", None]
    assert [step.office.en for step in steps[3:7]] == [
        "reception officer",
        "case officer",
        "case officer",
        "leader of the authority",
    ]


def test_what_an_agent_writes_down_of_the_portal_is_the_authoritys() -> None:
    steps = progress.steps(moved(dossier(authority="ministry"), ("accepted", Role.CLERK, None)))
    assert steps[0].authority == "ministry"
    assert "portal" in steps[0].office.en


def test_parts_have_agencies_of_their_own() -> None:
    part = dossier(part="bhyt", authority="district:3")
    told = event(type="accepted", role=Role.CASE_OFFICER.value, part="bhyt")
    made = File(dossier(authority=None), (), (told,), (), parts=(part,))
    assert progress.steps(made)[0].authority == "district:3"


NOT_FOR_EVERYBODY = {
    *feedback.EVENTS,  # what the citizen says of the service, of the agent too
    *("consent_given", "consent_withdrawn", "paper_reused", "rights_asked", "rights_granted", "rights_refused"),
    *("rights_done", "rights_due_soon", "rights_overdue", "request_done", "request_refused"),
    *("applicant_corrected", "restricted", "unrestricted", "erased"),
    *("result_asked", "result_signed", "result_refused"),  # no decision named it yet
    *("kind_corrected", "paper_corrected", "paper_read_again", "scan_refused"),  # work of others
    *("article_stands_still", "refund_differs", "refund_undone"),
}
"""Events that are no step to whoever has the code and four digits."""


def test_each_event_is_either_for_everybody_or_not() -> None:
    known = set(FOLLOWED_BY) | set(SILENT) | {"one_that_nobody_worded"}
    shown = {kind for kind in known if progress.said_of(kind)}
    assert known - shown == NOT_FOR_EVERYBODY | {"one_that_nobody_worded"}


def test_what_is_not_for_everybody_is_no_step_and_moves_no_agency() -> None:
    made = moved(
        dossier(authority="commune:1"),
        ("routed", Role.SYSTEM, "commune:1"),
        *((kind, Role.CITIZEN, "1") for kind in sorted(NOT_FOR_EVERYBODY)),
        ("accepted", Role.CASE_OFFICER, None),
    )
    assert [(step.event.type, step.authority) for step in progress.steps(made)] == [
        ("routed", None),
        ("accepted", "commune:1"),
    ]


def test_every_word_that_is_needed_is_there() -> None:
    assert set(progress.PAPERS) == set(PaperState)
    assert set(progress.PAYMENTS) == set(State)
    assert set(progress.NOTICES) == set(NoticeState)
    assert set(progress.STANDS) == set(Status)
    assert {t.event for t in TRANSITIONS.values()} <= set(progress._STEPS)
    assert {role.value for role in AGENT_SIDE | AUTHORITY_SIDE} <= set(progress.OFFICES)


def test_until_when_a_payment_is_due_is_said_while_it_is_open_and_no_day_is_invented() -> None:
    for state in State:
        for resumes in (True, False):
            due = progress.payment_due(payment(state=state, resumes=resumes))
            assert bool(due.vi) is bool(due.en) is (state in OPEN)
            assert not any(letter.isdigit() for letter in due.vi + due.en)
