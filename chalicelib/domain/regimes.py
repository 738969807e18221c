"""Under which regime dossiers are filed: with the city, or on the national portal with the agent's help.

Until 30 June 2026 the city's system takes the dossier and reports outward. From 1 July 2026 the citizen files on the
national portal under VNeID (NĐ 224/2026/NĐ-CP Đ.15): our dossier carries the portal's code; where a ministry's system
decides the procedure it follows the portal's statuses, and the province's own system decides only what no ministry's
system offers (Đ.15(1)i). Which procedures those are is registry data: what is not entered is decided here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.domain.codes import is_dossier_code
from chalicelib.domain.dossiers import Dossier, Status
from chalicelib.domain.faults import Fault
from chalicelib.domain.lifecycle import TRANSITIONS, Transition

S = Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Regime:
    """One regime. `portal_code_for` are the acts that need the portal's code; `decided_elsewhere` the procedures that a
    ministry's system decides; `open_elsewhere` the acts that stay open here for those."""

    id: str
    name: str
    name_en: str
    portal_code_for: frozenset[str]
    decided_elsewhere: frozenset[str]
    open_elsewhere: frozenset[str]
    source: str

    def follows(self, dossier: Dossier) -> bool:
        """Whether the dossier's status is the portal's to say, not ours."""
        return dossier.procedure in self.decided_elsewhere

    def allows(self, line: Transition, dossier: Dossier) -> bool:
        """Whether the act is done here at all."""
        return not self.follows(dossier) or line.action in self.open_elsewhere

    def require(self, line: Transition, dossier: Dossier, portal_code: str) -> str | None:
        """The portal's code from then on. Raises regime.followed, portal.code, .code_needed or .changed."""
        if not self.allows(line, dossier):
            raise Fault("regime.followed", "action", act=line.vi, act_en=line.en)
        given = portal_code.strip() or None
        if given and not is_dossier_code(given):
            raise Fault("portal.code", "portal_code")
        if given and dossier.portal_code not in (None, given):
            raise Fault("portal.changed", "portal_code", code=dossier.portal_code)
        known = dossier.portal_code or given
        if known is None and line.action in self.portal_code_for:
            raise Fault("portal.code_needed", "portal_code")
        return known


def regime(body: Mapping[str, Any], source: str) -> Regime:
    """The regime of a registry entry. Raises regime.invalid for acts that the lifecycle does not know."""
    strangers = {*body["portal_code_for"], *body["open_elsewhere"]} - set(TRANSITIONS)
    if strangers:
        raise Fault("regime.invalid", "body", acts=", ".join(sorted(strangers)))
    return Regime(
        id=body["id"],
        name=body["name"],
        name_en=body["name_en"],
        portal_code_for=frozenset(body["portal_code_for"]),
        decided_elsewhere=frozenset(body["decided_elsewhere"]),
        open_elsewhere=frozenset(body["open_elsewhere"]),
        source=source,
    )


_EVENTS = {t.target: t.event for t in TRANSITIONS.values() if t.target}
ENDED = frozenset({S.REFUSED, S.WITHDRAWN, S.STOPPED, S.RETURNED})


def event_for(dossier: Dossier, status: Status) -> str:
    """The event that tells of the portal's status. Raises portal.status where the portal cannot have said that.

    The portal may pass over statuses, and may go back while the dossier is open; an end is an end.
    """
    if dossier.submitted_at is None or dossier.status in ENDED or status in (dossier.status, S.REGISTERED):
        raise Fault("portal.status", "status", status=dossier.status.vi, status_en=dossier.status.en)
    return _EVENTS[status]


def open_under(regime: Regime, dossier: Dossier, lines: Iterable[Transition]) -> tuple[Transition, ...]:
    """Those of the acts that are done here under the regime."""
    return tuple(line for line in lines if regime.allows(line, dossier))
