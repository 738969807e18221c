"""What clerks and officers do to a dossier: every act goes through the lifecycle's table."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from chalicelib.adapters import audit
from chalicelib.adapters import dossier_store as store
from chalicelib.adapters.dossier_store import Loaded, Once, Together
from chalicelib.adapters.telemetry import logger
from chalicelib.domain import corrections, crosscheck, deadlines, lifecycle, linked, procedures, roles
from chalicelib.domain.deadlines import hanoi_day
from chalicelib.domain.dossiers import Dossier, Event, File
from chalicelib.domain.faults import Fault
from chalicelib.domain.fees import Charge
from chalicelib.domain.lifecycle import Transition
from chalicelib.domain.roles import SYSTEM, Principal, Right
from chalicelib.domain.words import Words
from chalicelib.services.casework import linking
from chalicelib.services.casework.intake import event_of
from chalicelib.services.issuance import issuing
from chalicelib.services.money import charging
from chalicelib.services.money.charging import Money
from chalicelib.services.once import carried_out, once
from chalicelib.services.privacy import consents
from chalicelib.services.reference import registry
from chalicelib.services.scanning import cards


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What somebody wants done: the act's name and what it demands."""

    action: str
    reason: str = ""
    result_number: str = ""
    due: str = ""
    authority: str = ""
    part: str = ""
    portal_code: str = ""
    confirm_differences: bool = False
    fee: Charge | None = None
    result: str = ""
    pickup_code: str = ""
    by_other: bool = False
    authorisation: str = ""

    @property
    def of_results(self) -> issuing.Said:
        """What it says of a result."""
        return issuing.Said(
            result=self.result,
            number=self.result_number,
            pickup_code=self.pickup_code,
            by_other=self.by_other,
            authorisation=self.authorisation,
        )


def act(code: str, wanted: Act, by: Principal, key: str, now: datetime) -> None:
    """Carries the act out once. Raises dossier.unknown, action.refused and whatever the act's guards demand."""
    roles.require(by, Right.ACT)
    asked = {name: value for name, value in asdict(wanted).items() if value}  # so that a new field alters no old key
    mark = once("act", f"api#{by.id}#{key}", {"code": code, **asked})
    carried_out(mark, act=lambda: _act(code, wanted, by, mark, now), again=lambda before: None)


def _act(code: str, wanted: Act, by: Principal, mark: Once, now: datetime) -> None:
    loaded = store.load(code)
    before = loaded.file.dossier
    if not roles.within_reach(by, before):
        raise Fault("dossier.unknown", "code")
    if loaded.file.parts:
        _act_on_parts(loaded, wanted, by, mark, now)
        return
    if wanted.part:
        loaded.file.part(wanted.part)
    after, line = _after(before, loaded.file, wanted, by, now)
    money = charging.of_act(loaded.file, line.action, wanted.fee, None, {None: after}, by, now)
    event = _event(line, before, after, wanted, money, by, now)
    trace, claim = _trace(line, before, after, wanted, by), _claim(before, after)
    issue = issuing.of_act(loaded.file, line.action, wanted.of_results, (after,), by, now)
    together = Together(trace=trace, claim=claim, payments=money.payments, postings=money.postings)
    together = replace(
        together, consequences=issue.events, results=issue.results, articles=issue.articles, more=issue.more
    )
    store.change(before, after, event, loaded.key_from, mark, together)
    _log(event, after, by)


def _claim(before: Dossier, after: Dossier) -> str | None:
    """The portal's code, when it is new to us: it is one dossier's only. Raises portal.taken."""
    if before.portal_code or not after.portal_code:
        return None
    holder = store.holder(after.portal_code)
    if holder not in (None, after.code):
        raise Fault("portal.taken", "portal_code")
    return after.portal_code


def _act_on_parts(loaded: Loaded, wanted: Act, by: Principal, mark: Once, now: datetime) -> None:
    """Acts on the named part, or on all that the act is open for; what follows for the others is the same write."""
    file = loaded.file
    done = {part.part: _after(part, file, wanted, by, now) for part in _meant(file, wanted)}
    after, parts = _spread(file, {part: made for part, (made, _) in done.items()})
    first = next(iter(done))
    changed, line = done[first]
    one = file.part(str(first)) if wanted.part else None
    standing = {None: after, **{p.part: p for p in parts}}
    money = charging.of_act(file, line.action, wanted.fee, first, standing, by, now)
    event = _event(line, one or file.dossier, changed if one else after, wanted, money, by, now)
    trace = _trace(line, one, changed, wanted, by) if one else None
    issue = issuing.of_act(file, line.action, wanted.of_results, [made for made, _ in done.values()], by, now)
    together = Together(
        parts=parts,
        consequences=(*_followed(file, parts, done, now), *issue.events),
        trace=trace,
        payments=money.payments,
        postings=money.postings,
    )
    together = replace(together, results=issue.results, articles=issue.articles, more=issue.more)
    store.change(file.dossier, after, event, loaded.key_from, mark, together)
    _log(event, after, by)


def _spread(file: File, done: Mapping[str | None, Dossier]) -> tuple[Dossier, tuple[Dossier, ...]]:
    """The whole and all its parts after some of them changed."""
    parts = linked.settled([done.get(p.part, p) for p in file.parts])
    return replace(linked.summed(file.dossier, parts), version=file.dossier.version + 1), parts


def _followed(file: File, parts: Iterable[Dossier], done: Container[str | None], now: datetime) -> tuple[Event, ...]:
    """The events of the parts that only followed. They are made after the event of what they follow."""
    events = (_consequence(file.part(str(p.part)), p, now) for p in parts if p.part not in done)
    return tuple(event for event in events if event)


@dataclass(frozen=True, slots=True)
class Resumed:
    """What goes on by itself: the dossier or part before and after, the whole, and all its parts."""

    before: Dossier
    after: Dossier
    whole: Dossier
    parts: tuple[Dossier, ...] = ()

    def followed(self, file: File, now: datetime) -> tuple[Event, ...]:
        """The events of the parts that only followed; to be made after its own."""
        return _followed(file, self.parts, {self.after.part}, now)


def resumed(file: File, part: str | None, now: datetime) -> Resumed | None:
    """The dossier, or the part of it, going on exactly as after `confirm_payment`; None where it awaits no payment."""
    return _by_itself(file, part, "confirm_payment", now)


def returned(file: File, part: str | None, now: datetime) -> Resumed | None:
    """The dossier, or the part of it, whose result arrived by post; None where no result waits to be returned."""
    return _by_itself(file, part, "return_result", now)


def _by_itself(file: File, part: str | None, action: str, now: datetime) -> Resumed | None:
    before = file.part(part) if part else file.dossier
    line = lifecycle.TRANSITIONS[action]
    if before.status not in line.sources:
        return None
    after = lifecycle.moved(before, line, now)
    if action in _DATED:
        after = _DATED[action](before, after, Act(action=action), now)
    if part is None:
        return Resumed(before, after, after)
    return Resumed(before, after, *_spread(file, {part: after}))


def _meant(file: File, wanted: Act) -> list[Dossier]:
    """The parts that an act is for. Raises part.unknown, part.needed or action.refused."""
    if wanted.part:
        return [file.part(wanted.part)]
    if wanted.action not in linked.OF_WHOLE:
        raise Fault("part.needed", "part", parts="; ".join(f"{p.part} ({p.part_name})" for p in file.parts))
    open_for = [p for p in file.parts if any(t.action == wanted.action for t in lifecycle.open_actions(p))]
    return open_for or [file.dossier]  # open for none: the table refuses it for the whole, and says what is open


def _after(before: Dossier, file: File, wanted: Act, by: Principal, now: datetime) -> tuple[Dossier, Transition]:
    """The dossier, or the part of it, after the act, and the table's line for it."""
    if not roles.decides(by, before):
        raise Fault("action.elsewhere", "action", authority=before.authority_name or "")
    given = lifecycle.Given(
        reason=wanted.reason, result_number=wanted.result_number, due=wanted.due, authority=wanted.authority
    )
    line = lifecycle.transition(before, wanted.action, by, given)
    regime = registry.regime(hanoi_day(before.opened_at))
    portal_code = regime.require(line, before, wanted.portal_code)
    _require(line.action, replace(file, dossier=before), wanted, by, now)
    after = replace(lifecycle.moved(before, line, now, wanted.result_number), portal_code=portal_code)
    if line.action in _DATED:
        after = _DATED[line.action](before, after, wanted, now)
    if line.action == "hand_over":
        after = _handed_over(after, wanted, now)
    return after, line


def _event(
    line: Transition, before: Dossier, after: Dossier, wanted: Act, money: Money, by: Principal, now: datetime
) -> Event:
    subject = after.authority if line.action == "hand_over" else money.asked
    paper = wanted.authorisation if wanted.by_other else ""  # by which somebody else collected
    return event_of(line.event, before, after, by, now, subject=subject, note=(wanted.reason or paper).strip())


def _consequence(before: Dossier, after: Dossier, now: datetime) -> Event | None:
    """What an act on one part did to another: its turn has come, or it stopped for want of a result."""
    if after.status is not before.status:
        names = ", ".join(before.waits_for)
        return event_of(
            "stopped", before, after, SYSTEM, now, note=f"Phần hồ sơ phải có trước không có kết quả: {names}."
        )
    if before.waits_for and not after.waits_for:
        return event_of("routed", before, after, SYSTEM, now, subject=after.authority)
    return None


def _trace(line: Transition, before: Dossier, after: Dossier, wanted: Act, by: Principal) -> audit.Trace | None:
    if line.action != "hand_over":
        return None
    return audit.Trace(by, f"hand_over {before.authority} {after.authority}", wanted.reason.strip())


def _log(event: Event, after: Dossier, by: Principal) -> None:
    logger.info(
        "dossier " + event.type, dossier=after.code, part=event.part, status=int(after.status), role=by.role.value
    )


def _handed_over(dossier: Dossier, wanted: Act, now: datetime) -> Dossier:
    """The dossier on the other authority's desk, with the reason among the lines that explain where it lies.

    The due date stays: a hand-over between authorities is none of the citizen's doing.
    """
    try:
        authority = registry.authority(wanted.authority.strip(), hanoi_day(now))
    except Fault:
        raise Fault("action.authority", "authority") from None
    line = f"Chuyển từ {dossier.authority_name} đến {authority.name} ngày {hanoi_day(now):%d/%m/%Y}."
    return replace(
        dossier,
        authority=authority.id,
        authority_name=authority.name,
        desk=linking.desk_of(authority),
        handed_from=tuple(dict.fromkeys((*dossier.handed_from, str(dossier.authority)))),
        routed_why=(*dossier.routed_why, line),
    )


_ASSISTED = frozenset({"submit", "supplement"})
"""What an agent does in the citizen's stead."""


def _require(action: str, file: File, wanted: Act, by: Principal, now: datetime) -> None:
    if action == "return_result" and by.role in roles.AGENT_SIDE:
        day = hanoi_day(file.dossier.opened_at)
        procedures.require_returned_by_agents(registry.procedure(file.dossier.procedure, day))
    if action in _ASSISTED and by.role in roles.AGENT_SIDE:
        consents.require_assisted(file.dossier, now)
    if action == "submit":
        procedure = registry.procedure(file.dossier.procedure, hanoi_day(file.dossier.opened_at))
        papers = corrections.settled(file)
        sides = cards.other_sides(papers)
        comparisons = crosscheck.compare(file.dossier, papers, procedure, sides)
        doubts = crosscheck.differing(comparisons) + crosscheck.misplaced(papers, procedure, sides)
        lifecycle.require_complete(replace(file, papers=papers), procedure, doubts, wanted.confirm_differences)
    if action == "supplement":
        lifecycle.require_supplemented(replace(file, papers=corrections.settled(file)))


def _with_due(_before: Dossier, after: Dossier, _wanted: Act, now: datetime) -> Dossier:
    """The dossier with its due date, by the rules of the day it was opened on; a promise once moved is kept."""
    received = after.accepted_at or now
    clock = deadlines.Clock(received, registry.time_of(after), after.pauses)
    due = deadlines.explain(clock, registry.calendar(hanoi_day(now)))
    if due.at and after.extended_to and after.extended_to > due.at:
        day = f"{hanoi_day(after.extended_to):%d/%m/%Y}"
        kept = Words(f"Giữ ngày đã hẹn lại: {day}.", f"The day that was promised anew stays: {day}.")
        return replace(after, due=after.extended_to, due_why=(*due.why, kept))
    return replace(after, due=due.at, due_why=due.why)


def _extended(before: Dossier, after: Dossier, wanted: Act, now: datetime) -> Dossier:
    """The dossier with its due date moved, once (NĐ 61/2018 Đ.19(9)). Raises extension.late or .day."""
    if before.due is None:  # the table's guard
        return after
    due = deadlines.extended(before.due, wanted.due, now, registry.calendar(hanoi_day(now)))
    why = (*before.due_why, *due.why)
    return replace(after, due=due.at, due_why=why, extended_from=before.due, extended_to=due.at)


def _judged(before: Dossier, after: Dossier, _wanted: Act, now: datetime) -> Dossier:
    """The dossier with the judgement that stays: early, on time or late."""
    return replace(after, timeliness=deadlines.judged(before.due, now))


_DATED = {"accept": _with_due, "confirm_payment": _with_due, "extend": _extended, "finish": _judged}
