"""Looking a dossier up without an account: the code and the last digits of the phone show how far it is; a one-time
code sent to that phone shows the details for a few minutes.

One Query brings the dossier whole; beside it there are counters, and the registry that this process remembers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from chalicelib.adapters import audit
from chalicelib.adapters import dossier_store as store
from chalicelib.adapters.dossier_store import Loaded
from chalicelib.domain import outcomes, progress
from chalicelib.domain.agents import Agent
from chalicelib.domain.codes import is_dossier_code
from chalicelib.domain.custody import Holder, Party
from chalicelib.domain.deadlines import hanoi_day
from chalicelib.domain.dossiers import Dossier, File
from chalicelib.domain.faults import Fault
from chalicelib.domain.guessing import agree
from chalicelib.domain.one_time_codes import Asked, Code, Use
from chalicelib.domain.outcomes import Outcome, Whereabouts
from chalicelib.domain.procedures import Procedure
from chalicelib.domain.progress import Standing, Step
from chalicelib.domain.roles import Principal, Role
from chalicelib.services.citizens import guessing, one_time_codes
from chalicelib.services.citizens.one_time_codes import Wanted
from chalicelib.services.issuance import collecting, results
from chalicelib.services.issuance.results import Links
from chalicelib.services.once import once
from chalicelib.services.reference import registry


@dataclass(frozen=True, slots=True)
class Tracked:
    """How far a dossier is. What of `file` is personal is shown with `personal` alone.

    `standings` are the dossier's (under None) and its parts'; `authorities` the names of those that took a step.
    `links` open the signed files of results, by their ids.
    """

    file: File
    procedure: Procedure
    agent: Agent
    standings: Mapping[str | None, Standing]
    steps: tuple[Step, ...]
    authorities: Mapping[str, str]
    missing: tuple[str, ...]
    outcomes: tuple[Outcome, ...]
    whereabouts: tuple[Whereabouts, ...]
    links: Mapping[str, Links]
    personal: bool = False


def track(code: str, phone_last4: str, address: str, now: datetime) -> Tracked:
    """How far it is. Raises tracking.no_match (wrong code or wrong digits: the same), or a limit of guessing."""
    return _tracked(_matched(code, phone_last4, address, now).file, now)


def ask_code(code: str, phone_last4: str, address: str, key: str, now: datetime) -> Asked:
    """Sends the applicant a one-time code. Raises what `track` and `one_time_codes.ask` raise."""
    dossier = _matched(code, phone_last4, address, now).file.dossier
    mark = once("one-time-code", f"{code}#{key}", {"code": code})
    return one_time_codes.ask(Wanted(use=Use.TRACKING, subject=code, dossier=dossier), mark, now)


def details(code: str, asked_id: str, digits: str, address: str, now: datetime) -> Tracked:
    """The dossier with reasons, signed results and masked name; each look leaves its line in the trail.

    Until its ten minutes are over the code opens it again. Raises code.expired, code.wrong or code.dead, or what limits
    guessing.
    """
    loaded, reader = proven(code, asked_id, digits, address, now)
    audit.record(code, reader, "track", "", now, loaded.key_from)
    return _tracked(loaded.file, now, personal=True, links=_opened(loaded, reader, now))


def _opened(loaded: Loaded, reader: Principal, now: datetime) -> dict[str, Links]:
    """Links to the signed results that decisions named; each counts as looked at."""
    issued = [r for r in loaded.file.results if r.issued_at is not None]
    return {r.id: results.opened(loaded, r, reader, "", now) for r in issued}


def proven(code: str, asked_id: str, digits: str, address: str, now: datetime) -> tuple[Loaded, Principal]:
    """The dossier that a one-time code opens, and who holds its applicant's phone. Raises what `details` raises."""
    with guessing.proving(address, now):
        one_time_codes.prove(Code(Use.TRACKING, code, asked_id), digits, now)
    loaded = store.load(code)
    return loaded, Principal(f"one-time-code:{asked_id}", Role.CITIZEN, loaded.file.dossier.person)


def _matched(code: str, phone_last4: str, address: str, now: datetime) -> Loaded:
    if not is_dossier_code(code):
        raise Fault("tracking.no_match", "code")
    with guessing.looking_up(code, address, now):
        loaded = _loaded(code)
        if loaded is None or not _agree(loaded.file.dossier, phone_last4):
            raise Fault("tracking.no_match", "code")
    return loaded


def _agree(dossier: Dossier, phone_last4: str) -> bool:
    return agree(phone_last4, dossier.applicant.phone[-4:])


def _loaded(code: str) -> Loaded | None:
    try:
        return store.load(code)
    except Fault:
        return None


def _tracked(file: File, now: datetime, *, personal: bool = False, links: Mapping[str, Links] | None = None) -> Tracked:
    day, today = hanoi_day(file.dossier.opened_at), hanoi_day(now)
    agent = registry.agent(file.dossier.agent, day)
    counter = collecting.counter(file, today)
    procedure = registry.procedure(file.dossier.procedure, day)
    steps = progress.steps(file)
    found = outcomes.outcomes(file, counter)
    usual = {d.part: progress.standing(d, agent.name, now) for d in (file.dossier, *file.parts)}
    return Tracked(
        file=file,
        procedure=procedure,
        agent=agent,
        standings={
            part: outcomes.standing(file.part(part) if part else file.dossier, stands, file, found, counter)
            for part, stands in usual.items()
        },
        steps=steps,
        authorities={step.authority: _name(step.authority, file, day) for step in steps if step.authority},
        missing=progress.missing(file, procedure),
        outcomes=found,
        whereabouts=outcomes.whereabouts(
            file, procedure, lambda holder: _holder(holder, file, today, counter.carriers)
        ),
        links=links or {},
        personal=personal,
    )


def _holder(holder: Holder, file: File, day: date, carriers: Mapping[str, str]) -> str:
    """The name of who holds a paper; its id where the registry knows none, and none for the citizen."""
    try:
        match holder.party:
            case Party.AGENT:
                return registry.agent(holder.id, day).name
            case Party.AUTHORITY:
                return _name(holder.id, file, day)
            case Party.COURIER:
                return registry.provider_name(holder.id, day)
            case _:
                return carriers.get(holder.id, holder.id)
    except Fault:
        return holder.id


def _name(authority: str, file: File, day: date) -> str:
    known = {d.authority: d.authority_name for d in (file.dossier, *file.parts)}
    try:
        return known.get(authority) or registry.authority(authority, day).name
    except Fault:  # the registry of that day no longer knows it: its id is better than no answer
        return authority
