"""Which authority decides a dossier, and why: routing beyond boundaries (phi địa giới).

The agent that takes a dossier in never matters; procedure, day and residence do.
"""

from __future__ import annotations

from dataclasses import dataclass

from chalicelib.domain.faults import Fault
from chalicelib.domain.procedures import Procedure


@dataclass(frozen=True, slots=True)
class Authority:
    """An authority (cơ quan có thẩm quyền) with the administrative unit it serves. `agency_code` may be unknown."""

    id: str
    level: str
    unit: str
    unit_name: str
    name: str
    agency_code: str | None = None


@dataclass(frozen=True, slots=True)
class Route:
    """The authority that must decide, and the lines that explain it."""

    authority: Authority
    why: tuple[str, ...]


def authority_id(procedure: Procedure, residence_unit: str) -> str:
    """The id of the authority that decides. Raises procedure.not_open or routing.no_unit."""
    rule = procedure.authority_rule
    if rule is None or rule.by != "residence":  # no other way to find an authority is known yet
        raise Fault("procedure.not_open", "procedure", code=procedure.code)
    if not residence_unit:
        raise Fault("routing.no_unit", "applicant.residence_unit")
    return f"{rule.level}:{residence_unit}"


def explained(procedure: Procedure, authority: Authority, day: str, agent_name: str) -> Route:
    """The route with its reasons, in words a clerk can read to the citizen."""
    source = procedure.authority_rule.source if procedure.authority_rule else ""
    return Route(
        authority,
        (
            f"Thủ tục {procedure.code} {procedure.name}, theo quy định có hiệu lực ngày {day}: {procedure.authority}.",
            f"Nơi cư trú của người yêu cầu: {authority.unit_name} (mã {authority.unit}).",
            f"Cơ quan giải quyết: {authority.name}.",
            f"Nơi nộp ({agent_name}) không làm thay đổi thẩm quyền.",
            f"Nguồn: {source}.",
        ),
    )
