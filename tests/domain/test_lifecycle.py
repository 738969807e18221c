"""What may be done to a dossier, when and by whom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from chalicelib.domain.dossiers import Dossier, PaperState, Status
from chalicelib.domain.events import FOLLOWED_BY, SILENT, Todo
from chalicelib.domain.faults import Fault
from chalicelib.domain.lifecycle import (
    TRANSITIONS,
    Given,
    Transition,
    moved,
    open_actions,
    require_complete,
    require_supplemented,
    transition,
)
from chalicelib.domain.roles import AUTHORITY_SIDE, RIGHTS, Principal, Right, Role
from chalicelib.domain.words import Words
from tests.support.dossiers import NOW, calm, dossier, file, paper, seeded_procedure
from tests.support.refusals import refused

S = Status
BIRTH = seeded_procedure("1.001193")
CLERK = Principal("c", Role.CLERK, "VNP-01")
OFFICER = Principal("o", Role.CASE_OFFICER, "commune:00166")
RECEPTION = Principal("b", Role.BRANCH_OFFICER, "commune:00166")
ENDS = {S.REFUSED, S.WITHDRAWN, S.STOPPED, S.RETURNED}
HANDED_OVER = dossier(submitted_at=NOW, authority="commune:00166")


def by(role: Role) -> Principal:
    return Principal("x", role, "")


ALL = Given(reason="lý do", result_number="15/2026", due="2026-11-20", authority="commune:00004")


def done(before: Dossier, action: str, who: Principal) -> Dossier:
    return dated(moved(before, transition(before, action, who, ALL), NOW, "15/2026"), action)


def dated(after: Dossier, action: str) -> Dossier:
    """What the deadline rules add after an act: a due date when the clock runs, its first day when it is moved."""
    if action in ("accept", "confirm_payment"):
        return replace(after, due=NOW)
    return replace(after, extended_from=NOW) if action == "extend" else after


class Walks(RuleBasedStateMachine):
    """Whatever is tried by whomever, in any order: what is done is a line of the table, the rest changes nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.now = dossier()

    @precondition(lambda self: self.now.submitted_at)
    @rule()
    def route(self) -> None:
        self.now = replace(self.now, authority="commune:00166")

    @rule(action=st.sampled_from([*TRANSITIONS, "fly"]), role=st.sampled_from(Role))
    def attempt(self, action: str, role: Role) -> None:
        before = self.now
        try:
            self.now = done(before, action, by(role))
        except Fault as fault:
            assert fault.code in ("action.refused", "role.forbidden")  # noqa: PT017 - a refusal is one of two outcomes
            return
        line = TRANSITIONS[action]
        assert role in line.roles
        assert before.status in line.sources
        assert self.now.status is line.leads_to(before)
        assert self.now.version == before.version + 1

    @precondition(lambda self: bool(open_actions(self.now)))
    @rule(data=st.data())
    def do_something_open(self, data: st.DataObject) -> None:
        line = data.draw(st.sampled_from(open_actions(self.now)))
        self.attempt(line.action, min(line.roles))

    @invariant()
    def at_an_end_nothing_is_open(self) -> None:
        assert not (self.now.status in ENDS and open_actions(self.now))

    @invariant()
    def every_open_dossier_can_end(self) -> None:
        assert can_end(self.now)

    @invariant()
    def the_clock_stands_still_only_while_paused(self) -> None:
        standing = [pause for pause in self.now.pauses if pause.end is None]
        paused = self.now.status in (S.SUPPLEMENT, S.PAYMENT) and self.now.accepted_at is not None
        assert len(standing) == paused or self.now.status in ENDS
        assert not (paused and self.now.due)


def can_end(here: Dossier) -> bool:
    """Whether some walk that needs nobody's luck leads from here to an end."""
    seen: set[Status] = set()
    ahead = [here]
    while ahead:
        now = ahead.pop()
        if now.status in ENDS:
            return True
        if now.status not in seen:
            seen.add(now.status)
            ahead += [dated(moved(now, t, NOW, "15/2026"), t.action) for t in open_actions(now)]
    return False


Walks.TestCase.settings = settings(calm, max_examples=60, stateful_step_count=30)
TestWalks = Walks.TestCase


def reachable() -> Iterator[Dossier]:
    """Every state that a dossier can come to, once each."""
    seen: set[tuple[object, ...]] = set()
    ahead = [dossier()]
    while ahead:
        here = ahead.pop()
        mark = (here.status, here.submitted_at, here.authority, here.supplemented_at, here.stage, here.due)
        if mark in seen:
            continue
        seen.add(mark)
        yield here
        if here.submitted_at and not here.authority:
            ahead.append(replace(here, authority="commune:00166"))
        ahead += [dated(moved(here, line, NOW, "15/2026"), line.action) for line in open_actions(here)]


REACHABLE = list(reachable())


def test_every_status_can_be_reached() -> None:
    assert {d.status for d in REACHABLE} == set(S)


@pytest.mark.parametrize("state", REACHABLE, ids=lambda d: f"{d.status.name}-{d.authority}-{bool(d.supplemented_at)}")
def test_no_state_is_a_dead_end_but_the_four_ends(state: Dossier) -> None:
    able = {t.action for t in open_actions(state) if t.roles & RIGHTS[Right.ACT]}
    assert bool(able) is (state.status not in ENDS)


@pytest.mark.parametrize("line", TRANSITIONS.values(), ids=lambda line: line.action)
def test_every_act_is_followed_by_something(line: Transition) -> None:
    assert line.event in FOLLOWED_BY
    assert line.event not in SILENT


def test_everything_that_follows_has_a_queue_of_its_own() -> None:
    assert FOLLOWED_BY["submitted"] is Todo.ROUTE
    assert FOLLOWED_BY["kind_corrected"] is Todo.READ
    for_persons = {event for event, todo in FOLLOWED_BY.items() if todo is Todo.KEEP}
    papers = {"paper_read", "paper_read_again", "paper_corrected", "consent_given"}
    assert for_persons == papers | {"rights_granted", "rights_refused", "erased"}
    others = FOLLOWED_BY.keys() - {"submitted", "kind_corrected"} - for_persons
    assert {FOLLOWED_BY[event] for event in others} == {Todo.NOTIFY}
    assert not FOLLOWED_BY.keys() & SILENT


@pytest.mark.parametrize("action", ["accept", "refuse", "ask_supplement"])
@pytest.mark.parametrize("role", sorted(AUTHORITY_SIDE))
def test_nobody_decides_before_the_hand_over(action: str, role: Role) -> None:
    with refused("action.refused", "action"):
        done(dossier(submitted_at=NOW), action, by(role))


def test_a_dossier_is_submitted_once() -> None:
    once = done(dossier(), "submit", CLERK)
    assert (once.status, once.submitted_at, once.version) == (S.REGISTERED, NOW, 2)
    with refused("action.refused"):
        done(once, "submit", CLERK)


def test_a_supplement_is_handed_in_once_and_only_then_accepted() -> None:
    asked = done(HANDED_OVER, "ask_supplement", RECEPTION)
    with refused("action.refused"):
        done(asked, "accept", RECEPTION)
    full = done(asked, "supplement", CLERK)
    with refused("action.refused"):
        done(full, "supplement", CLERK)
    assert done(full, "accept", RECEPTION).status is S.ACCEPTED


def test_a_supplement_is_asked_once_at_the_intake_and_once_in_the_examination() -> None:
    first = done(done(HANDED_OVER, "ask_supplement", OFFICER), "supplement", CLERK)
    again = done(done(first, "accept", OFFICER), "ask_supplement", OFFICER)
    assert again.supplemented_at is None
    with refused("action.refused"):
        done(again, "accept", OFFICER)
    accepted = done(done(again, "supplement", CLERK), "accept", OFFICER)
    with refused("action.refused") as raised:
        done(accepted, "ask_supplement", OFFICER)
    assert "mỗi giai đoạn một lần" in raised.value.vi
    assert "once a stage" in raised.value.en


@pytest.mark.parametrize("status", [S.ACCEPTED, S.PROCESSING])
def test_a_payment_leads_back_to_where_it_was_asked_from(status: Status) -> None:
    running = replace(HANDED_OVER, status=status, accepted_at=NOW, due=NOW)
    asked = done(running, "ask_payment", RECEPTION)
    assert (asked.status, asked.due, [p.kind for p in asked.pauses]) == (S.PAYMENT, None, ["payment"])
    paid = done(asked, "confirm_payment", RECEPTION)
    assert (paid.status, paid.paused_from) == (status, None)
    assert all(pause.end for pause in paid.pauses)


def test_the_due_date_is_moved_once() -> None:
    running = replace(HANDED_OVER, status=S.PROCESSING, accepted_at=NOW, due=NOW)
    with refused("action.refused"):
        done(done(running, "extend", OFFICER), "extend", OFFICER)
    with refused("action.refused"):
        done(replace(running, due=None), "extend", OFFICER)


def test_a_supplement_does_not_change_when_the_dossier_was_accepted() -> None:
    asked = replace(done(done(HANDED_OVER, "accept", OFFICER), "ask_supplement", OFFICER), supplemented_at=NOW)
    line = transition(asked, "accept", OFFICER, ALL)
    assert moved(asked, line, NOW + timedelta(days=3)).accepted_at == NOW


def test_the_clock_stands_still_while_papers_are_missing() -> None:
    accepted = replace(done(HANDED_OVER, "accept", OFFICER), due=NOW, due_why=(Words("vì", "for"),))
    asked = done(accepted, "ask_supplement", OFFICER)
    assert (asked.due, asked.due_why) == (None, ())
    assert asked.supplement_asked_at == NOW


@pytest.mark.parametrize(
    ("action", "stamp"),
    [("accept", "accepted_at"), ("finish", "finished_at"), ("return_result", "returned_at")],
)
def test_every_step_is_stamped(action: str, stamp: str) -> None:
    before = {
        "accept": HANDED_OVER,
        "finish": replace(HANDED_OVER, status=S.PROCESSING),
        "return_result": replace(HANDED_OVER, status=S.FINISHED),
    }[action]
    after = done(before, action, CLERK if action == "return_result" else OFFICER)
    assert getattr(before, stamp) is None
    assert getattr(after, stamp) == NOW


def test_a_result_carries_its_number() -> None:
    line = transition(replace(HANDED_OVER, status=S.PROCESSING), "finish", OFFICER, Given(result_number=" 15/2026 "))
    assert moved(HANDED_OVER, line, NOW, " 15/2026 ").result_number == "15/2026"


@pytest.mark.parametrize("action", [a for a, line in TRANSITIONS.items() if line.needs_reason])
@pytest.mark.parametrize("reason", ["", " \n "])
def test_who_turns_something_down_says_why(action: str, reason: str) -> None:
    line = TRANSITIONS[action]
    before = replace(HANDED_OVER, status=max(line.sources), due=NOW)
    with refused("action.reason", "reason"):
        transition(before, action, by(min(line.roles)), Given(reason=reason))


@pytest.mark.parametrize("due", ["", " "])
def test_a_moved_due_date_needs_its_day(due: str) -> None:
    with refused("action.due", "due"):
        transition(replace(HANDED_OVER, status=S.ACCEPTED, due=NOW), "extend", OFFICER, Given(reason="chờ", due=due))


def test_a_result_needs_a_number() -> None:
    with refused("action.result", "result_number"):
        transition(replace(HANDED_OVER, status=S.ACCEPTED), "finish", OFFICER, Given(result_number="  "))


def test_a_refused_act_names_what_is_open_and_for_whom() -> None:
    with refused("action.refused", "action") as raised:
        done(replace(HANDED_OVER, status=S.FINISHED), "accept", OFFICER)
    assert "“tiếp nhận”" in raised.value.vi
    assert "trạng thái “Đã xử lý xong”" in raised.value.vi
    who = "agent_manager, branch_officer, case_officer, clerk, leader"
    assert raised.value.vi.endswith(f"Việc làm được lúc này: trả kết quả ({who}).")
    assert raised.value.en.endswith(f"Open now: return the result ({who}).")


@pytest.mark.parametrize("end", sorted(ENDS))
def test_at_an_end_nothing_is_open(end: Status) -> None:
    with refused("action.refused") as raised:
        done(replace(HANDED_OVER, status=end), "accept", OFFICER)
    assert raised.value.values["open"] == "không có"


def test_an_unknown_act_is_refused_by_its_name() -> None:
    with refused("action.refused") as raised:
        done(dossier(), "fly", CLERK)
    assert raised.value.values["action"] == "fly"


@pytest.mark.parametrize("line", TRANSITIONS.values(), ids=lambda line: line.action)
@pytest.mark.parametrize("role", list(Role))
def test_only_the_named_roles_act(line: Transition, role: Role) -> None:
    before = next(d for d in REACHABLE if line in open_actions(d))
    if role in line.roles:
        assert done(before, line.action, by(role)).version == before.version + 1
    else:
        with refused("role.forbidden"):
            done(before, line.action, by(role))


def test_the_agents_side_never_decides_and_the_authoritys_side_never_hands_in() -> None:
    agents = {a for a, line in TRANSITIONS.items() if Role.CLERK in line.roles}
    authority = {a for a, line in TRANSITIONS.items() if line.roles & AUTHORITY_SIDE}
    assert agents == {"submit", "supplement", "withdraw", "return_result"}
    assert authority == set(TRANSITIONS) - agents | {"return_result"}  # some results are handed out there only


PROOF = paper()


def test_a_complete_dossier_passes_the_counter() -> None:
    complete = file(dossier(), PROOF)
    require_complete(complete, BIRTH, [], confirmed=False)
    with refused("submit.missing"):
        require_complete(replace(complete, papers=()), BIRTH, [], confirmed=False)


def test_a_required_paper_must_have_been_read() -> None:
    with refused("submit.missing", "papers") as raised:
        require_complete(file(dossier(), paper(state=PaperState.UNREADABLE)), BIRTH, [], confirmed=True)
    assert "Giấy chứng sinh" in raised.value.vi
    assert "Căn cước" not in raised.value.vi  # shown at the counter, never handed in


def test_nothing_is_submitted_while_papers_are_being_read() -> None:
    with refused("submit.unread", "papers") as raised:
        require_complete(file(dossier(), PROOF, paper(id="p2", state=PaperState.AWAITED)), BIRTH, [], confirmed=True)
    assert raised.value.values == {"count": 1}


def test_differences_are_confirmed_or_refused() -> None:
    complete = file(dossier(), PROOF)
    with refused("submit.differs", "confirm_differences") as raised:
        require_complete(complete, BIRTH, ["Ngày sinh", "Giới tính"], confirmed=False)
    assert raised.value.values == {"count": 2, "fields": "Ngày sinh; Giới tính"}
    require_complete(complete, BIRTH, ["Ngày sinh"], confirmed=True)


@pytest.mark.parametrize(
    ("minutes", "state", "code"),
    [
        (-1, PaperState.READ, "supplement.nothing"),
        (0, PaperState.READ, "supplement.nothing"),
        (1, PaperState.UNREADABLE, "supplement.nothing"),
        (1, PaperState.AWAITED, "submit.unread"),
    ],
)
def test_a_supplement_is_something_new_and_read(minutes: int, state: PaperState, code: str) -> None:
    asked = dossier(status=S.SUPPLEMENT, supplement_asked_at=NOW)
    late = paper(id="p2", added_at=NOW + timedelta(minutes=minutes), state=state)
    with refused(code, "papers"):
        require_supplemented(file(asked, late))
    require_supplemented(file(asked, paper(added_at=NOW + timedelta(minutes=1))))
