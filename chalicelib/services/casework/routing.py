"""Handing a submitted dossier to the authority that must decide, whatever agent took it in."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from chalicelib.adapters import dossier_store as store
from chalicelib.adapters.dossier_store import Loaded, Raced, Together
from chalicelib.adapters.telemetry import logger
from chalicelib.domain.deadlines import hanoi_day
from chalicelib.domain.dossiers import Dossier, Status
from chalicelib.domain.roles import Principal, Role
from chalicelib.services.casework import linking
from chalicelib.services.casework.intake import event_of
from chalicelib.services.money import charging
from chalicelib.services.reference import competence, registry

ROUTER = Principal("system:router", Role.SYSTEM, "")


def route(code: str, item: str, now: datetime) -> None:
    """Routes the dossier once; a repeated message finds it routed (or withdrawn). A lost race comes again."""
    loaded = store.load(code)
    dossier = loaded.file.dossier
    if dossier.authority is None and not dossier.authorities and dossier.status is Status.REGISTERED:
        _hand_over(loaded, *_routed(dossier), now)
    store.done(code, item)


def _routed(dossier: Dossier) -> tuple[Dossier, tuple[Dossier, ...]]:
    """The dossier with its authority, or with its parts and theirs, by the rules of the day it was opened on."""
    day = hanoi_day(dossier.opened_at)
    plan = registry.plan(dossier.procedure, day)
    if plan:
        whole, parts = linking.fanned_out(dossier, plan, day)
        return replace(whole, version=dossier.version + 1), parts
    agent_name = registry.agent(dossier.agent, day).name
    found = competence.decide(dossier.procedure, dossier.applicant.residence_unit, day, agent_name)
    routed = replace(
        dossier,
        authority=found.authority.id,
        authority_name=found.authority.name,
        desk=linking.desk_of(found.authority),
        routed_why=found.why,
        version=dossier.version + 1,
    )
    return routed, ()


def _hand_over(loaded: Loaded, after: Dossier, parts: tuple[Dossier, ...], now: datetime) -> None:
    before = loaded.file.dossier
    event = event_of("routed", before, after, ROUTER, now, subject=after.authority)
    money = charging.of_routing(loaded.file, parts or (after,), ROUTER, now)
    together = Together(parts=parts, payments=money.payments, postings=money.postings)
    try:
        store.change(before, after, event, loaded.key_from, together=together)
    except Raced:
        logger.info("dossier changed while it was routed", dossier=before.code)
        raise
    logger.info("dossier routed", dossier=after.code, authority=after.authority)
