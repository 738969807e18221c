"""What the citizen is told, when, and in which words. Templates are registry data with named gaps.

SMS carry no accents (one accented letter would halve the length of a message), no full name, no personal number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter

from chalicelib.domain.deadlines import HANOI
from chalicelib.domain.dossiers import Dossier, Event
from chalicelib.domain.faults import Fault
from chalicelib.domain.people import masked, unaccent

SMS_LENGTH = 160
GAPS = frozenset(
    {"code", "procedure", "status", "authority", "due", "agent", "link", "reason", "name", "result", "feedback"}
)


@dataclass(frozen=True, slots=True)
class Template:
    """The wording of one event: SMS, and subject and body of the e-mail."""

    event: str
    sms: str
    email_subject: str
    email_body: str


@dataclass(frozen=True, slots=True)
class Message:
    """A text ready to go. `subject` is empty for SMS."""

    channel: str
    subject: str
    text: str


def template(body: Mapping[str, str]) -> Template:
    """The template of a registry entry. Raises request.value when a gap is not known."""
    made = Template(body["event"], body["sms"], body["email_subject"], body["email_body"])
    for text in (made.sms, made.email_subject, made.email_body):
        unknown = {name for _, name, _, _ in Formatter().parse(text) if name is not None} - GAPS
        if unknown:
            raise Fault("request.value", "template", reason="unknown gaps " + ", ".join(sorted(unknown)))
    return made


def gaps(dossier: Dossier, event: Event, procedure: str, agent: str, link: str, feedback: str = "") -> dict[str, str]:
    """What a template may speak of. The reason goes into e-mails only; an SMS points to the tracking page.

    `feedback` is the link by which the citizen speaks of the service: for nobody but the citizen.
    """
    due = f"{dossier.due.astimezone(HANOI):%H:%M %d/%m/%Y}" if dossier.due else "theo quy định"
    return {
        "code": dossier.code,
        "procedure": procedure,
        "status": dossier.status.vi,
        "authority": dossier.authority_name or "",
        "due": due,
        "agent": agent,
        "link": link,
        "feedback": feedback,
        "reason": event.note,
        "name": masked(dossier.applicant.full_name),
        "result": dossier.result_number or "",
    }


def sms(template: Template, values: Mapping[str, str]) -> Message:
    """The SMS, unaccented, in one segment where the template allows it."""
    short = {**values, "authority": values["authority"].replace("Ủy ban nhân dân", "UBND")}
    return Message("sms", "", unaccent(template.sms.format_map(short)))


def email(template: Template, values: Mapping[str, str]) -> Message:
    """The e-mail, with its accents."""
    return Message("email", template.email_subject.format_map(values), template.email_body.format_map(values))
