"""What is valid on a day: procedures, agents, authorities, the calendar, wordings, and who an account is."""

from __future__ import annotations

from datetime import date

from chalicelib.adapters import registry_store
from chalicelib.adapters.registry_store import Entry
from chalicelib.domain import (
    agents,
    deadlines,
    feedback,
    forms,
    linked,
    notices,
    one_time_codes,
    procedures,
    regimes,
    results,
    routing,
    sign_in,
    vietqr,
    vouching,
)
from chalicelib.domain.agents import Agent
from chalicelib.domain.contact import Language
from chalicelib.domain.deadlines import hanoi_day
from chalicelib.domain.dossiers import Dossier
from chalicelib.domain.faults import Fault
from chalicelib.domain.roles import Principal, Role
from chalicelib.domain.routing import Authority

_ROLES = tuple(role for role in Role if role is not Role.SYSTEM)


def procedure(code: str, day: date) -> procedures.Procedure:
    """The version valid that day. Raises procedure.unknown, or procedure.no_version with the periods there are."""
    entry = registry_store.find(f"procedure#{code}", day)
    if entry is None:
        raise _no_procedure(code, day)
    return _procedure(entry)


def procedure_versions(code: str, day: date) -> list[procedures.Procedure]:
    """All versions of a procedure, the earliest first. Raises procedure.unknown; the day is only named in it."""
    entries = registry_store.versions(f"procedure#{code}")
    if not entries:
        raise _no_procedure(code, day)
    return [_procedure(entry) for entry in entries]


def all_procedures(day: date) -> list[procedures.Procedure]:
    """All versions valid that day, by code."""
    return [_procedure(entry) for entry in registry_store.valid("procedure", day)]


def plan(code: str, day: date) -> linked.Plan | None:
    """The parts of a linked procedure that day, or None where it is not one, or its parts are not known."""
    entry = registry_store.find(f"linked#{code}", day)
    return linked.plan(entry.body) if entry else None


def time_of(dossier: Dossier) -> procedures.Duration:
    """The statutory time of the dossier, or of the part of it, by the rules of the day it was opened on."""
    day = hanoi_day(dossier.opened_at)
    parts = plan(dossier.procedure, day) if dossier.part else None
    return parts.part(str(dossier.part)).time if parts else procedure(dossier.procedure, day).time


def regime(day: date) -> regimes.Regime:
    """The regime under which dossiers are filed that day. Raises registry.missing."""
    entry = _needed("regime#filing", day)
    return regimes.regime(entry.body, entry.source)


def agent(agent_id: str, day: date) -> Agent:
    """The agent as it is that day. Raises agent.unknown."""
    entry = registry_store.find(f"agent#{agent_id}", day)
    if entry is None:
        raise Fault("agent.unknown", "agent", agent=agent_id)
    return agents.agent(entry.body, demo=entry.demo)


def all_agents(day: date) -> list[Agent]:
    """All agents of that day, by id."""
    return [agents.agent(e.body, demo=e.demo) for e in registry_store.valid("agent", day)]


def provider_name(provider: str, day: date) -> str:
    """The name of who runs agents, and carries papers between them. Raises agent.unknown for a stranger."""
    for entry in registry_store.remembered("agent", day):
        if entry.body.get("provider") == provider:
            return str(entry.body["provider_name"])
    raise Fault("agent.unknown", "agent", agent=provider)


def authority(authority_id: str, day: date) -> Authority:
    """The authority of that day. Raises unit.unknown: an authority is asked for by the unit it serves."""
    entry = registry_store.find(f"authority#{authority_id}", day)
    if entry is None:
        unit = authority_id.partition(":")[2]
        raise Fault("unit.unknown", "applicant.residence_unit", unit=unit, day=day.isoformat())
    return routing.authority(entry.body)


def all_communes(day: date) -> list[Authority]:
    """The wards' and communes' authorities of that day."""
    return [a for e in registry_store.valid("authority", day) if (a := routing.authority(e.body)).level == "commune"]


def calendar(day: date) -> deadlines.Calendar:
    """The working calendar that covers the day, and the years that follow it. Raises calendar.year."""
    entries = registry_store.history("calendar#vn")
    known = [deadlines.calendar(e.body, e.valid_from, e.valid_to) for e in entries if e.valid_to]
    return deadlines.joined(known, day)


def form(form_id: str, day: date) -> forms.Form:
    """The text of a printed form that day. Raises registry.missing."""
    entry = _needed(f"form#{form_id}", day)
    return forms.form(entry.body, demo=entry.demo)


def feedback_rules(day: date) -> feedback.Rules:
    """What citizens are asked, and what they may complain of, that day. Raises registry.missing."""
    return feedback.rules(_needed("feedback#rules", day).body)


def template(event: str, day: date, language: Language = Language.VI) -> notices.Template:
    """The wording for an event, in Vietnamese where the language has none. Raises registry.missing."""
    own = registry_store.find(notices.entry_name(event, language), day)
    return notices.template((own or _needed(notices.entry_name(event, Language.VI), day)).body)


def trusted_roots(day: date) -> list[bytes]:
    """The certificates (DER) whose word counts for a signature that day; none where nobody entered any."""
    return [vouching.root(entry.body) for entry in registry_store.valid("trust", day)]


def account(authority_id: str, day: date) -> vietqr.Account:
    """The account that the authority's fees are paid into that day, or the Centre's. Raises registry.missing."""
    own = registry_store.find(f"account#{authority_id}", day)
    return vietqr.account((own or _needed("account#centre", day)).body)


def identity(day: date) -> sign_in.Settings:
    """What the provider of electronic identities calls things that day. Raises registry.missing."""
    return sign_in.settings(_needed("identity#vneid", day).body)


def signer(day: date) -> tuple[bytes, ...]:
    """The certificates (DER) of the key that signs results that day, its own first. Raises registry.missing."""
    return vouching.chain(_needed("signer#results", day).body)


def codes(use: one_time_codes.Use, day: date) -> one_time_codes.Rule:
    """What holds that day of one-time codes of this use. Raises registry.missing."""
    entry = _needed(f"code#{use}", day)
    return one_time_codes.rule(entry.entry, entry.body)


def care(day: date) -> results.Care:
    """What is done that day about results and papers that wait. Raises registry.missing."""
    return results.care(_needed("care#results", day).body)


def receiving_agency(day: date) -> str:
    """The identifier of the agency in whose name dossiers are taken in. Raises registry.missing."""
    return str(_needed("authority#centre", day).body["agency_code"])


def principal(account: str, day: date) -> Principal:
    """Who an account is. Raises role.unknown."""
    entry = registry_store.find(f"staff#{account}", day)
    if entry is None:
        raise Fault("role.unknown")
    role, scope = entry.body.get("role"), entry.body.get("scope")
    if role not in _ROLES or not isinstance(scope, str) or not scope:  # no scope is not every scope
        raise Fault("role.unknown")
    return Principal(account, Role(role), scope)


def _procedure(entry: Entry) -> procedures.Procedure:
    return procedures.procedure(entry.body, entry.valid_from, entry.source, entry.valid_to)


def _no_procedure(code: str, day: date) -> Fault:
    versions = registry_store.versions(f"procedure#{code}")
    if not versions:
        return Fault("procedure.unknown", "procedure", **{"code": code, "day": day.isoformat()})
    periods = ", ".join(f"{v.valid_from} – {v.valid_to or '…'}" for v in versions)
    return Fault("procedure.no_version", "procedure", **{"code": code, "day": day.isoformat(), "periods": periods})


def _needed(entry: str, day: date) -> Entry:
    found = registry_store.find(entry, day)
    if found is None:
        raise Fault("registry.missing", entry=entry, day=day.isoformat())
    return found
