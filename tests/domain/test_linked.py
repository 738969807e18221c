"""Linked procedures: parts in their order, one status for the citizen, and no part lost with another."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain import linked
from chalicelib.domain.dossiers import Dossier, Status
from chalicelib.domain.lifecycle import TRANSITIONS
from chalicelib.domain.linked import FAILED, SUCCEEDED, Destination, opened, plan, settled, status_of, summed
from tests.support.dossiers import NOW, calm, dossier, entries
from tests.support.refusals import refused

S = Status
ENDED = FAILED | SUCCEEDED
SOME = st.lists(st.sampled_from(Status), min_size=1, max_size=5)
TIME = {"n": 5, "unit": "working_day", "same_day": False, "note": None}


def body(*parts: tuple[str, Sequence[str]]) -> dict[str, object]:
    """A plan's body, of parts and what each needs."""
    return {
        "procedure": "3.000722",
        "parts": [
            {"id": n, "name": n, "name_en": n, "authority": "a:{unit}", "after": after, "time": TIME, "source": "s"}
            for n, after in parts
        ],
    }


CHAIN = plan(body(("birth", ()), ("residence", ["birth"]), ("insurance", ["birth"]), ("card", ["residence"])))


def fresh() -> tuple[Dossier, ...]:
    """The parts of a dossier that was just routed."""
    return opened(
        dossier(submitted_at=NOW), CHAIN, {p.id: Destination(f"a:{p.id}", p.name, None, ()) for p in CHAIN.parts}
    )


def at(parts: Sequence[Dossier], **status: Status) -> tuple[Dossier, ...]:
    """The parts, those named at that status."""
    return tuple(replace(p, status=status.get(str(p.part), p.status)) for p in parts)


def state(parts: Sequence[Dossier]) -> dict[str, tuple[Status, tuple[str, ...]]]:
    return {str(p.part): (p.status, p.waits_for) for p in parts}


@pytest.mark.parametrize("row", entries("linked"), ids=lambda row: f"{row['entry']} {row['valid_from']}")
def test_every_seeded_plan_can_be_carried_out(row: dict[str, dict[str, object]]) -> None:
    made = plan(row["body"])
    known = {entry["body"]["id"] for entry in entries("authorities")}
    seen: set[str] = set()
    for part in made.parts:
        assert part.authority_id("00166") in known
        assert set(part.after) <= seen
        seen.add(part.id)
        assert made.part(part.id) is part


def test_parts_that_wait_for_each_other_are_refused() -> None:
    with refused("linked.invalid", "parts"):
        plan(body(("a", ["b"]), ("b", ["a"])))
    with refused("linked.invalid", "parts"):
        plan(body(("a", ["elsewhere"])))
    with refused("linked.invalid", "parts"):
        plan(body(("a", ()), ("a", ())))


def test_an_unknown_part_is_refused() -> None:
    with refused("part.unknown", "part"):
        CHAIN.part("wedding")


def test_at_first_only_those_that_need_no_other_have_their_turn() -> None:
    assert state(fresh()) == {
        "birth": (S.REGISTERED, ()),
        "residence": (S.REGISTERED, ("birth",)),
        "insurance": (S.REGISTERED, ("birth",)),
        "card": (S.REGISTERED, ("residence",)),
    }
    assert summed(dossier(), fresh()).authorities == ("a:birth",)


def test_a_result_gives_those_that_need_it_their_turn() -> None:
    parts = settled(at(fresh(), birth=S.FINISHED))
    assert [p.part for p in parts if p.waits_for] == ["card"]
    assert summed(dossier(), parts).authorities == ("a:birth", "a:residence", "a:insurance")


def test_a_failed_part_stops_what_needs_it_and_nothing_else() -> None:
    parts = settled(at(settled(at(fresh(), birth=S.FINISHED)), residence=S.REFUSED, insurance=S.PROCESSING))
    assert {str(p.part): p.status for p in parts} == {
        "birth": S.FINISHED,
        "residence": S.REFUSED,
        "insurance": S.PROCESSING,
        "card": S.STOPPED,
    }
    done = settled(at(parts, insurance=S.FINISHED))
    assert status_of([p.status for p in done]) is S.FINISHED


def test_a_chain_stops_to_its_end() -> None:
    assert {p.status for p in settled(at(fresh(), birth=S.REFUSED))} == {S.REFUSED, S.STOPPED}


def test_the_due_date_is_the_last_and_known_only_when_all_are() -> None:
    parts = at(fresh(), birth=S.ACCEPTED, residence=S.ACCEPTED, insurance=S.ACCEPTED, card=S.ACCEPTED)
    dated = [replace(p, due=NOW + timedelta(days=n)) for n, p in enumerate(parts)]
    assert summed(dossier(), dated).due == NOW + timedelta(days=3)
    assert summed(dossier(), [*dated[:3], parts[3]]).due is None
    assert summed(dossier(), [*dated[:3], replace(parts[3], status=S.STOPPED)]).due == NOW + timedelta(days=2)


def test_the_judgement_is_that_of_the_worst_part_and_comes_last() -> None:
    judged = [replace(p, timeliness=word) for p, word in zip(fresh(), ("early", "late", "on_time", None), strict=True)]
    assert summed(dossier(), judged).timeliness is None
    ended = at(judged, birth=S.FINISHED, residence=S.FINISHED, insurance=S.FINISHED, card=S.STOPPED)
    assert summed(dossier(), ended).timeliness == "late"


@calm
@given(SOME, st.randoms(use_true_random=False))
def test_the_one_status_does_not_depend_on_the_order_of_the_parts(statuses: list[Status], random: object) -> None:
    shuffled = list(statuses)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert status_of(shuffled) is status_of(statuses)


@calm
@given(SOME)
def test_the_one_status_has_ended_exactly_when_all_parts_have(statuses: list[Status]) -> None:
    assert (status_of(statuses) in ENDED) == (set(statuses) <= ENDED)


@calm
@given(st.sampled_from(Status), st.integers(1, 5))
def test_parts_that_agree_are_one(status: Status, count: int) -> None:
    assert status_of([status] * count) is status


@calm
@given(SOME)
def test_what_the_citizen_must_do_is_never_hidden(statuses: list[Status]) -> None:
    if S.SUPPLEMENT in statuses:
        assert status_of(statuses) is S.SUPPLEMENT
    elif S.PAYMENT in statuses:
        assert status_of(statuses) is S.PAYMENT


@calm
@given(st.tuples(*[st.sampled_from([S.REGISTERED, S.PROCESSING, S.FINISHED, S.REFUSED])] * 4))
def test_settling_twice_is_settling_once_and_leaves_nobody_waiting_in_vain(statuses: tuple[Status, ...]) -> None:
    names = [str(p.part) for p in fresh()]
    once = settled(at(fresh(), **dict(zip(names, statuses, strict=True))))
    assert settled(once) == once
    status = {str(p.part): p.status for p in once}
    for part, needed in itertools.chain.from_iterable([(p, name) for name in p.waits_for] for p in once):
        assert part.status in ENDED or status[needed] not in ENDED
    assert {n: s for n, s in status.items() if s is S.FINISHED} == {
        n: s for n, s in zip(names, statuses, strict=True) if s is S.FINISHED
    }


def test_acts_on_the_whole_are_lines_of_the_table() -> None:

    assert set(TRANSITIONS) >= linked.OF_WHOLE
