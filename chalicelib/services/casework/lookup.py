"""Looking at dossiers: one whole, or a list, each only as far as the asker's role reaches."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial
from typing import Any

from chalicelib.adapters import audit, files
from chalicelib.adapters import dossier_store as store
from chalicelib.domain import (
    corrections,
    crosscheck,
    feedback,
    lifecycle,
    linked,
    mentions,
    places,
    regimes,
    reuse,
    roles,
    sign_in,
)
from chalicelib.domain.agents import Agent
from chalicelib.domain.comparisons import Comparison
from chalicelib.domain.deadlines import HANOI, Outlook, hanoi_day, outlook
from chalicelib.domain.dossiers import Correction, Dossier, File, Paper, PaperState
from chalicelib.domain.faults import Fault
from chalicelib.domain.lifecycle import Transition
from chalicelib.domain.people import Doubt
from chalicelib.domain.places import Located
from chalicelib.domain.procedures import Procedure
from chalicelib.domain.regimes import Regime
from chalicelib.domain.roles import Principal, Right, Role
from chalicelib.services.reference import competence, registry
from chalicelib.services.scanning import cards, readings

PAGES_SHOWN = 50
"""Of a paper at once: an answer of Lambda is 6 MB at most."""


@dataclass(frozen=True, slots=True)
class View:
    """A dossier as one may see it. Without `personal`, names, papers' facts and texts are to be left out; without
    `spoken`, that its citizen spoke of the service.
    """

    file: File
    procedure: Procedure
    agent: Agent
    personal: bool
    spoken: bool
    comparisons: tuple[Comparison, ...]
    paper_comparisons: tuple[Comparison, ...]
    doubts: tuple[Doubt, ...]
    open_actions: tuple[Transition, ...]
    open_in_parts: Mapping[str, tuple[Transition, ...]]
    regime: Regime
    other_sides: Mapping[str, str]


def view(code: str, by: Principal, reason: str, now: datetime, act: str = "view") -> View:
    """The dossier; seeing personal data leaves a line in the audit trail. Raises dossier.unknown out of reach."""
    roles.require(by, Right.VIEW)
    loaded = store.load(code)
    file, dossier = loaded.file, loaded.file.dossier
    if not roles.within_reach(by, dossier):
        raise Fault("dossier.unknown", "code")
    day = hanoi_day(dossier.opened_at)
    procedure = registry.procedure(dossier.procedure, day)
    if not by.is_proven and sign_in.needs_proven(procedure):
        raise Fault("signin.level")
    personal = roles.sees_personal_data(by, dossier, reason)
    if personal:
        audit.record(code, by, act, reason, now, loaded.key_from)
    papers = corrections.settled(file)
    sides = cards.other_sides(papers)
    comparisons = crosscheck.compare(dossier, papers, procedure, sides) if personal else []
    units = partial(competence.gazetteer, day)
    between = crosscheck.between(dossier, papers, procedure, units, sides) if personal else []
    in_parts = {str(part.part): _open_to(by, part) for part in file.parts}
    return View(
        file,
        procedure,
        registry.agent(dossier.agent, day),
        personal,
        feedback.knows(by, dossier.authority),
        tuple(comparisons),
        tuple(between),
        crosscheck.doubts(dossier, papers) if personal else (),
        _open_to(by, dossier) if not file.parts else _open_to_whole(by, file),
        in_parts,
        registry.regime(day),
        sides,
    )


def _open_to(by: Principal, dossier: Dossier) -> tuple[Transition, ...]:
    """The acts on a dossier, or on a part of one, that are open to this very principal."""
    if not roles.decides(by, dossier):
        return ()
    mine = [t for t in lifecycle.open_actions(dossier) if by.role in t.roles]
    return regimes.open_under(registry.regime(hanoi_day(dossier.opened_at)), dossier, mine)


def _open_to_whole(by: Principal, file: File) -> tuple[Transition, ...]:
    """The acts that may be done to all parts at once, and are open for one at least."""
    found = {t.action: t for part in file.parts for t in _open_to(by, part)}
    return tuple(t for action, t in found.items() if action in linked.OF_WHOLE)


@dataclass(frozen=True, slots=True)
class PaperView:
    """A paper with short-lived links to its scan and its digitised copy, and what the reader wrote down of some pages.

    `corrections` are what people said of it; `addresses` are its address fields, by name, with the units of the
    dossier's day that they may mean.
    """

    file: File
    paper: Paper
    link: str | None
    copy: str | None
    pages: list[dict[str, Any]]
    corrections: tuple[Correction, ...]
    signatures: list[dict[str, Any]]
    addresses: Mapping[str, Located]
    other_side: str | None


def paper(code: str, paper_id: str, by: Principal, reason: str, now: datetime, first: int = 1) -> PaperView:
    """One paper: its text and fields from page `first` on, and its scan. Raises paper.unknown, and role.forbidden after
    the hand-over."""
    seen = view(code, by, reason, now, f"view_paper {paper_id[:32]}")
    if not seen.personal:
        raise Fault("role.forbidden", role=by.role.value)
    found, other_side = seen.file.paper(paper_id), seen.other_sides.get(paper_id)
    said = tuple(one for one in seen.file.corrections if one.paper == paper_id)
    if found.state is not PaperState.READ:
        return PaperView(seen.file, found, None, None, [], said, [], {}, other_side)
    bucket, version = files.scans_bucket(), found.object_version
    shown = readings.shown(code, found, range(first, first + PAGES_SHOWN))
    lies = reuse.home(code, found)
    copy = files.copy_key(*lies, version)
    return PaperView(
        seen.file,
        found,
        files.link(files.scan_key(*lies), version),
        files.link(copy, None) if files.stored(bucket, copy) else None,
        shown.pages,
        said,
        shown.signatures,
        _addresses(found, seen.file.dossier),
        other_side,
    )


def _addresses(paper: Paper, dossier: Dossier) -> dict[str, Located]:
    """Derived anew at every look, so that a corrected value or registry needs nobody to store anything again."""
    told = [fact for fact in paper.facts if (of := mentions.mention(fact.name)) and of.attribute.rule == "address"]
    if not told:
        return {}
    gazetteer = competence.gazetteer(hanoi_day(dossier.opened_at))
    return {fact.name: places.located(fact.value, gazetteer) for fact in told}


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list; `cursor` asks for the next."""

    rows: tuple[store.Summary, ...]
    cursor: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which dossiers are asked for: of an agent or a desk (the asker's own by default), at a status."""

    agent: str = ""
    desk: str = ""
    status: int | None = None
    limit: int = 20
    cursor: str = ""


def listing(by: Principal, wanted: Wanted, day: date) -> Page:
    """One page of dossiers within the asker's reach, without personal data."""
    roles.require(by, Right.LIST)
    index, value = _asked(by, wanted.agent, wanted.desk, day)
    found = store.listing(index, value, wanted.status, wanted.limit, decoded(wanted.cursor, index, value))
    rows = found.rows if by.is_proven else tuple(row for row in found.rows if not _needs_proven(row))
    return Page(rows, encoded(found.cursor))


def _needs_proven(row: store.Summary) -> bool:
    """Whether even that this dossier exists is shown to an account that was checked only."""
    return sign_in.needs_proven(registry.procedure(row.procedure, hanoi_day(row.opened_at)))


@dataclass(frozen=True, slots=True)
class Forecast:
    """Open dossiers that are due by a day, each with how it stands if nothing moves."""

    rows: tuple[tuple[store.Summary, Outlook], ...]
    cursor: str | None


def forecast(by: Principal, wanted: Wanted, until: date, now: datetime) -> Forecast:
    """One page of the open dossiers within the asker's reach that will be late after `until` if nothing moves."""
    roles.require(by, Right.LIST)
    today = hanoi_day(now)
    index, value = _asked(by, wanted.agent, wanted.desk, today)
    end = datetime.combine(until, time.max, HANOI)
    found = store.due_by(index, value, end, wanted.limit, decoded(wanted.cursor, index, value))
    calendar = registry.calendar(today)
    rows = tuple((row, outlook(row.due, today, calendar)) for row in found.rows if row.due)
    return Forecast(rows, encoded(found.cursor))


def _asked(by: Principal, agent: str, desk: str, day: date) -> tuple[str, str]:
    """Which index and key, within the asker's reach. Raises role.forbidden beyond it."""
    own = {
        Role.CLERK: "agent",
        Role.AGENT_MANAGER: "agent",
        Role.BRANCH_OFFICER: "desk",
        Role.CASE_OFFICER: "desk",
        Role.LEADER: "desk",
        Role.CITIZEN: "person",
    }
    asked = ("agent", agent) if agent else ("desk", desk) if desk else None
    if by.role in own:
        mine = (own[by.role], by.scope)
        if asked in (None, mine):
            return mine
    elif asked and (by.role is Role.SUPERVISOR or _is_of_provider(by, asked, day)):
        return asked
    elif asked is None:
        raise Fault("request.value", "agent", reason="agent= hoặc desk=, one of them is needed")
    raise Fault("role.forbidden", role=by.role.value)


def _is_of_provider(by: Principal, asked: tuple[str, str], day: date) -> bool:
    kind, value = asked
    return kind == "agent" and registry.agent(value, day).provider == by.scope


def encoded(key: dict[str, Any] | None) -> str | None:
    """The cursor that stands for a key, or None at a list's end."""
    return base64.urlsafe_b64encode(json.dumps(key).encode()).decode() if key else None


def decoded(cursor: str, index: str, value: str) -> dict[str, Any] | None:
    """The key a cursor stands for. Raises request.cursor when it is not one of this very list."""
    return decoded_key(cursor, store.cursor_names(index), index, value)


def decoded_key(cursor: str, names: frozenset[str], index: str, value: str) -> dict[str, Any] | None:
    """The key of these attributes that a cursor stands for. Raises request.cursor when it is none of this very list."""
    if not cursor:
        return None
    try:
        key = json.loads(base64.urlsafe_b64decode(cursor))
    except (ValueError, RecursionError):
        raise Fault("request.cursor", "cursor") from None
    if not (_is_key(key, names) and key[index]["S"] == value):
        raise Fault("request.cursor", "cursor")
    return dict(key)


def _is_key(key: object, names: frozenset[str]) -> bool:
    """Whether it is a key of these attributes, each a text: DynamoDB fails on any other."""
    return isinstance(key, dict) and set(key) == names and all(_is_text(value) for value in key.values())


def _is_text(value: object) -> bool:
    return isinstance(value, dict) and set(value) == {"S"} and isinstance(value["S"], str) and bool(value["S"])
