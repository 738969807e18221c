"""What citizens say of how they were served, and what is answered: by the link of a notice, at the agent, signed in."""

from __future__ import annotations

import base64
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib.adapters import audit, feedback_store, sealing, telemetry
from chalicelib.adapters import dossier_store as store
from chalicelib.adapters.dossier_store import Loaded, Once, Raced
from chalicelib.adapters.feedback_store import DATED, OVERDUE, UNDATED, Feedback, Heard
from chalicelib.adapters.telemetry import logger
from chalicelib.domain import deadlines, feedback, roles
from chalicelib.domain.codes import is_dossier_code
from chalicelib.domain.deadlines import Clock, hanoi_day
from chalicelib.domain.dossiers import Dossier
from chalicelib.domain.faults import Fault
from chalicelib.domain.feedback import AT_AGENT, Complaint, Rating, Rules
from chalicelib.domain.guessing import PER_CODE, agree
from chalicelib.domain.roles import AGENT_SIDE, SYSTEM, Principal, Right, Role
from chalicelib.services import reach
from chalicelib.services.casework import lookup
from chalicelib.services.casework.intake import event_of
from chalicelib.services.citizens import guessing
from chalicelib.services.once import carried_out, once
from chalicelib.services.reference import registry

MOST_COMPLAINTS = 20
LISTS = {"overdue": OVERDUE, "dated": DATED, "undated": UNDATED}


@dataclass(frozen=True, slots=True)
class Door:
    """How somebody comes to speak of a dossier: by the link of a notice, at the agent, or signed in."""

    code: str
    channel: str
    by: Principal


def token_of(dossier: Dossier) -> str:
    """What the link of a notice carries: a keyed hash, so nothing is stored, and nobody else can make one."""
    hashed = bytes.fromhex(sealing.keyed_hash(f"feedback|{dossier.code}|{dossier.person}"))
    return base64.urlsafe_b64encode(hashed).decode()[: feedback.TOKEN_LENGTH]


def link(dossier: Dossier) -> str:
    """The link by which the applicant, and nobody with an account, speaks of the dossier.

    The token is a fragment: browsers keep it to themselves, so it stands in no log of a server.
    """
    return f"{os.environ['TRACKING_URL']}?ma={dossier.code}{feedback.FRAGMENT}{token_of(dossier)}"


def by_link(code: str, token: str, now: datetime) -> Door:
    """The door that a link opens. Raises feedback.token (no such dossier: the same) or tracking.too_many."""
    if not is_dossier_code(code):
        raise Fault("feedback.token", "token")
    with guessing.tried(PER_CODE.of(f"feedback#{code}", now)):
        dossier = _dossier(code)
        if dossier is None or not agree(token, token_of(dossier)):
            raise Fault("feedback.token", "token")
    return Door(code, "link", Principal("citizen:link", Role.CITIZEN, dossier.person))


def _dossier(code: str) -> Dossier | None:
    try:
        return store.load(code).file.dossier
    except Fault:
        return None


def by_account(code: str, by: Principal) -> Door:
    """The door of the agent's clerk, who writes down what the citizen says, or of the citizen signed in."""
    roles.require(by, Right.FEEDBACK)
    return Door(code, AT_AGENT if by.role in AGENT_SIDE else "account", by)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the citizen is asked, may complain of, and has said; `may_rate` while the survey is open."""

    rules: Rules
    said: Feedback
    may_rate: bool


def asked(door: Door, now: datetime) -> Asked:
    """What stands behind the door. To the agent nothing of what was said is shown, but whether it was."""
    dossier = reach.dossier(door.code, door.by).file.dossier
    said = feedback_store.of(door.code)
    rules = registry.feedback_rules(hanoi_day(now))
    may_rate = feedback.is_rateable(dossier) and not _given(door, said)
    return Asked(rules, Feedback(None, None, ()) if door.channel == AT_AGENT else said, may_rate)


def _given(door: Door, said: Feedback) -> bool:
    """Whether there is an answer that this one would be the second of: the agent writes down one, and none after the
    citizen's own; what the agent wrote keeps no citizen from answering."""
    return said.rating is not None or (door.channel == AT_AGENT and said.noted is not None)


def rate(door: Door, marks: Mapping[str, int], comment: str, key: str, now: datetime) -> None:
    """Keeps an answer to the survey, one of the citizen and one of the agent. Raises feedback.early, .given, .marks."""
    asked_for = {"code": door.code, "marks": dict(marks), "comment": comment}
    mark = once("rate", f"{door.channel}#{door.by.id}#{door.code}#{key}", asked_for)
    carried_out(mark, act=lambda: _rate(door, marks, comment, mark, now), again=lambda before: None)


def _rate(door: Door, marks: Mapping[str, int], comment: str, mark: Once, now: datetime) -> None:
    loaded = reach.dossier(door.code, door.by)
    dossier = loaded.file.dossier
    feedback.require_rateable(dossier)
    if _given(door, feedback_store.of(door.code)):
        raise Fault("feedback.given", "code")
    checked = registry.feedback_rules(hanoi_day(now)).checked(marks)
    rating = Rating(marks=checked, comment=comment.strip(), channel=door.channel, at=now, by=door.by.id)
    event = event_of("feedback_given", dossier, dossier, door.by, now)
    feedback_store.rate(door.code, rating, event, loaded.key_from, mark)
    logger.info("feedback given", dossier=door.code, channel=door.channel)


def complain(door: Door, category: str, text: str, key: str, now: datetime) -> None:
    """Keeps a complaint or proposal, with the date by which it is to be answered. Raises feedback.…"""
    asked_for = {"code": door.code, "category": category, "text": text}
    mark = once("complain", f"{door.channel}#{door.by.id}#{door.code}#{key}", asked_for)
    carried_out(mark, act=lambda: _complain(door, category, text, mark, now), again=lambda before: None)


def _complain(door: Door, category_id: str, text: str, mark: Once, now: datetime) -> None:
    loaded = reach.dossier(door.code, door.by)
    dossier = loaded.file.dossier
    said = feedback.text_of(text, "text")
    category = registry.feedback_rules(hanoi_day(now)).category(category_id)
    if len(feedback_store.of(door.code).complaints) >= MOST_COMPLAINTS:
        raise Fault("feedback.too_many", "code", most=MOST_COMPLAINTS)
    due = deadlines.explain(Clock(now, category.time), registry.calendar(hanoi_day(now)))
    complaint = Complaint(
        id=f"{now:%Y%m%dT%H%M%S%f}-{secrets.token_hex(4)}",
        category=category.id,
        text=said,
        channel=door.channel,
        at=now,
        by=door.by.id,
        agent=dossier.agent,
        authority=dossier.authority,
        officer=feedback.officer_of(loaded.file),
        due=due.at,
    )
    event = event_of("complaint_made", dossier, dossier, door.by, now, subject=complaint.id)
    feedback_store.complain(door.code, complaint, event, loaded.key_from, mark)
    logger.info("complaint made", dossier=door.code, complaint=complaint.id, category=category.id)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One page of complaints that wait for an answer; `cursor` asks for the next."""

    rows: tuple[Heard, ...]
    cursor: str | None


def waiting(by: Principal, which: str, limit: int, cursor: str) -> Waiting:
    """Those `overdue`, `dated` or `undated` that are the asker's to answer; a page may be shorter than its limit."""
    roles.require(by, Right.HEAR)
    key = lookup.decoded_key(cursor, frozenset({"code", "item", "todo", "todo_since"}), "todo", LISTS[which])
    found = feedback_store.waiting(LISTS[which], limit, key)
    return Waiting(tuple(r for r in found.rows if feedback.hears(by, r.authority)), lookup.encoded(found.cursor))


def heard(code: str, complaint_id: str, by: Principal, reason: str, now: datetime) -> Complaint:
    """The complaint with its text; audited. The Centre states a reason. Raises feedback.unknown or role.forbidden."""
    roles.require(by, Right.HEAR)
    loaded, complaint = _heard(code, complaint_id, by)
    if not roles.sees_personal_data(by, loaded.file.dossier, reason):
        raise Fault("role.forbidden", role=by.role.value)
    audit.record(code, by, f"view_complaint {complaint_id}", reason, now, loaded.key_from)
    return complaint


def answer(code: str, complaint_id: str, text: str, by: Principal, key: str, now: datetime) -> None:
    """Answers a complaint, once. Raises feedback.unknown, .answered or .text."""
    roles.require(by, Right.HEAR)
    mark = once("answer", f"api#{by.id}#{key}", {"code": code, "complaint": complaint_id, "text": text})
    carried_out(mark, act=lambda: _answer(code, complaint_id, text, by, mark, now), again=lambda before: None)


def _answer(code: str, complaint_id: str, text: str, by: Principal, mark: Once, now: datetime) -> None:
    loaded, complaint = _heard(code, complaint_id, by)
    if complaint.answered_at:
        raise Fault("feedback.answered", "complaint")
    answered = replace(complaint, answer=feedback.text_of(text, "text"), answered_at=now, answered_by=by.id)
    dossier = loaded.file.dossier
    event = event_of("complaint_answered", dossier, dossier, by, now, subject=complaint_id)
    feedback_store.answer(code, answered, event, loaded.key_from, mark)
    logger.info("complaint answered", dossier=code, complaint=complaint_id)


def _heard(code: str, complaint_id: str, by: Principal) -> tuple[Loaded, Complaint]:
    """The complaint, if it is the asker's to hear. Raises feedback.unknown, for a dossier that is not there too."""
    try:
        loaded = store.load(code)
    except Fault:
        raise Fault("feedback.unknown", "complaint") from None
    found = next((c for c in feedback_store.of(code).complaints if c.id == complaint_id), None)
    if found is None or not feedback.hears(by, found.authority):
        raise Fault("feedback.unknown", "complaint")
    return loaded, found


def note_overdue(code: str, complaint_id: str, now: datetime) -> bool:
    """Notes, once, that a complaint was not answered in time; False where that was noted, or it was answered."""
    loaded = store.load(code)
    complaint = next((c for c in feedback_store.of(code).complaints if c.id == complaint_id), None)
    if complaint is None:
        return False
    dossier = loaded.file.dossier
    event = event_of("complaint_overdue", dossier, dossier, SYSTEM, now, subject=complaint_id)
    try:
        feedback_store.overdue(code, complaint, event, loaded.key_from)
    except Raced:
        return False
    logger.warning("complaint overdue", dossier=code, complaint=complaint_id)
    telemetry.count("ComplaintOverdue")
    return True
