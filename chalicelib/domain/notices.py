"""What the citizen is told, when, and in which words. Templates are registry data with named gaps, one per language.

What a template says wrong is refused when it is saved (`checked`); what was saved is used as it stands (`template`).
An SMS shows no name, no reason, no number of a result, and not what the dossier is about: that alone may tell of a
criminal record.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from string import Formatter
from typing import Any

from chalicelib.domain import moments, progress
from chalicelib.domain import sms as texts
from chalicelib.domain.contact import Language
from chalicelib.domain.deadlines import HANOI
from chalicelib.domain.dossiers import Dossier, Event, Status
from chalicelib.domain.faults import Fault
from chalicelib.domain.feedback import FRAGMENT, TOKEN_LENGTH
from chalicelib.domain.fees import MOST
from chalicelib.domain.linked import AND_OTHERS
from chalicelib.domain.moments import in_short
from chalicelib.domain.outcomes import IN_SHORT
from chalicelib.domain.people import masked
from chalicelib.domain.sms import Encoding, Sms
from chalicelib.domain.tracking_files import LONGEST_TRACKING
from chalicelib.domain.words import Words

GAPS = frozenset(
    {"code", "procedure", "status", "authority", "due", "agent", "link", "reason", "name", "result"}
    | {"feedback", "survey", "parcel", "pickup", "carrier", "place", "place_short"}
    | {"part", "at", "day", "office", "amount", "clock"}
)
SHORT_GAPS = frozenset({"code", "status", "authority", "due", "agent", "link", "part", "day"})
"""The gaps of what shows on a locked screen, SMS and push, beside what an event is told for (`_NEEDED`)."""
_FIELDS = frozenset({"event", "language", "mandatory", "basis", "sms", "sms_encoding", "email_subject", "email_body"})
_FIELDS |= {"zalo_template", "zalo_gaps"}

_NEEDED: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "accepted": (frozenset({"authority", "day", "due"}), frozenset({"authority", "at", "office", "due"})),
    "extended": (frozenset({"due"}), frozenset({"due", "reason"})),
    "overdue": (frozenset({"due"}), frozenset({"due"})),
    "supplement_asked": (frozenset(), frozenset({"reason", "clock"})),
    "payment_asked": (frozenset({"amount"}), frozenset({"amount", "reason"})),
    "refused": (frozenset(), frozenset({"reason"})),
    "stopped": (frozenset(), frozenset({"reason"})),
    "pickup_code": (frozenset({"pickup"}), frozenset({"pickup"})),
    "posted": (frozenset({"carrier", "parcel"}), frozenset({"carrier", "parcel"})),
}
"""What the words of an event must say beside the code: in the SMS, and in the e-mail."""

_ALSO_SHORT: dict[str, frozenset[str]] = {
    "returned": frozenset({"survey"}),
    "delivered": frozenset({"survey"}),
    **dict.fromkeys(("finished", "result_reminded", "parcel_returned", "result_sent_back"), frozenset({"place_short"})),
    "complaint_made": frozenset({"feedback"}),
    "complaint_overdue": frozenset({"feedback"}),
    "complaint_answered": frozenset({"feedback"}),
}
"""What an SMS of these events may say as well."""
_WITH_CODE = frozenset({"link", "survey", "feedback"})
"""Links hold the dossier's code, which an SMS need not say twice."""

_OF_CODES = frozenset({"code", "link", "one_time_code", "minutes"})
_ONLY: dict[str, frozenset[str]] = {"one_time_code": _OF_CODES, "counter_code": _OF_CODES | {"purpose"}}
"""Words that are no event's, and all that they may speak of, over any channel."""
_NEEDED["one_time_code"] = (frozenset({"one_time_code"}),) * 2
_NEEDED["counter_code"] = (frozenset({"one_time_code", "purpose"}),) * 2

FOR_THE_CITIZEN_ALONE = frozenset({"pickup_code"})
"""Events whose notices no account is shown: who may hand the result out must not know what it is handed out against."""

_SECRET = frozenset({"pickup"})


@dataclass(frozen=True, slots=True)
class Template:
    """The wording of one event in one language: SMS, subject and body of the e-mail, and the template of a push.

    `mandatory`: no citizen can stop it, and it goes out at any hour. `push` is the id that Zalo approved it under.
    """

    event: str
    sms: str
    email_subject: str
    email_body: str
    language: Language = Language.VI
    encoding: Encoding = Encoding.GSM7
    mandatory: bool = True
    push: str = ""
    push_gaps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Message:
    """A text ready to go. `subject` is empty for SMS; a push names its template there, and is JSON.

    `segments` are what an SMS costs; 1 for everything else.
    """

    channel: str
    subject: str
    text: str
    segments: int = 1


def template(body: Mapping[str, Any]) -> Template:
    """The template of a registry entry; what earlier versions did not say is as it was for them."""
    return Template(
        body["event"],
        body["sms"],
        body["email_subject"],
        body["email_body"],
        Language(body.get("language", "vi")),
        Encoding(body.get("sms_encoding", "gsm7")),
        bool(body.get("mandatory", True)),
        str(body.get("zalo_template", "")),
        tuple(body.get("zalo_gaps", ())),
    )


def entry_name(event: str, language: Language) -> str:
    """The registry entry that holds the wording; the Vietnamese one stands under the event's own name."""
    return f"template#{event}" if language is Language.VI else f"template#{event}#{language.value}"


def checked(body: Mapping[str, Any], entry: str = "") -> Template:
    """The template that somebody wants to save. Raises template.… for what would go wrong when it is sent, and
    ValueError for a field that means nothing.
    """
    if body.keys() - _FIELDS:
        raise ValueError(f"unknown: {_listed(frozenset(body.keys() - _FIELDS))}")
    made = template(body)
    if entry and entry != entry_name(made.event, made.language):
        raise Fault("template.entry", "entry", wanted=entry_name(made.event, made.language))
    in_sms, in_email = _NEEDED.get(made.event, (frozenset(), frozenset()))
    code = frozenset({"code"})
    short, long = (_ONLY.get(made.event, general) for general in (SHORT_GAPS, GAPS))
    used, short = _gaps_of("sms", made.sms), short | in_sms | _ALSO_SHORT.get(made.event, frozenset())
    _require_gaps("sms", used, short, in_sms if used & _WITH_CODE else in_sms | code)
    _require_gaps("email_subject", _gaps_of("email_subject", made.email_subject), long, code)
    _require_gaps("email_body", _gaps_of("email_body", made.email_body), long, in_email | code)
    if made.push:
        _require_gaps("zalo_gaps", frozenset(made.push_gaps), short, in_sms & _SECRET | code)
    _require_letters(made)
    return made


def _gaps_of(field: str, text: str) -> frozenset[str]:
    """The gaps that a text names. Raises template.braces for a brace that is no gap."""
    try:
        pieces = list(Formatter().parse(text))
    except ValueError:
        raise Fault("template.braces", field) from None
    if any(name is not None and (form or conversion) for _, name, form, conversion in pieces):
        raise Fault("template.braces", field)
    return frozenset(name for _, name, _, _ in pieces if name is not None)


def _require_gaps(field: str, used: frozenset[str], allowed: frozenset[str], needed: frozenset[str]) -> None:
    if used - GAPS - allowed:
        raise Fault("template.unknown_gap", field, gaps=_listed(used - GAPS - allowed), known=_listed(GAPS))
    if used - allowed:
        raise Fault("template.forbidden_gap", field, gaps=_listed(used - allowed), allowed=_listed(allowed))
    if needed - used:
        raise Fault("template.missing_gap", field, gaps=_listed(needed - used))


def _listed(names: frozenset[str]) -> str:
    return ", ".join(sorted(names)) or "(trống / empty)"


def _require_letters(made: Template) -> None:
    """Raises template.letters where an unaccented SMS holds what no unaccented SMS can say."""
    if made.encoding is Encoding.GSM7:
        said = "".join(text for text, *_ in Formatter().parse(made.sms))
        wrong = texts.strangers(texts.unaccented(said))
        if wrong:
            raise Fault("template.letters", "sms", letters=" ".join(wrong))


def gaps(
    dossier: Dossier,
    event: Event,
    procedure: str,
    agent: str,
    link: str,
    language: Language = Language.VI,
    also: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """What a template may speak of. The reason goes into e-mails only; an SMS points to the tracking page.

    All is as it was at the event; of events that kept nothing, as it is now. `also` has what stands elsewhere:
    `procedure` and `agent` by name, `part`, `clock`, `amount`, `carrier`; `feedback`, the link by which the citizen
    speaks of the service, for nobody but the citizen; `survey`, the same link, or the tracking page's for who wants no
    surveys; `parcel`, the carrier's number; `pickup`, the code to collect a result with; `place`, where it is to be
    had, whole and in short.
    """
    then, at = {**moments.moment(dossier), **event.moment}, event.at.astimezone(HANOI)
    due, status = then["due"], Status(event.status_to)
    return {
        "code": dossier.code,
        "procedure": procedure,
        "status": language.of(Words(status.vi, status.en)),
        "authority": moments.named(then["authority"], language),
        "due": moments.hour(datetime.fromisoformat(due)) if due else language.of(moments.UNKNOWN_DUE),
        "agent": agent,
        "link": link,
        "reason": event.note,
        "name": masked(dossier.applicant.full_name),
        "result": then["result"],
        "at": moments.hour(at),
        "day": f"{at:%d/%m}",
        "office": language.of(progress.office(event)),
        **dict.fromkeys(("feedback", "survey", "pickup", "place", "place_short", "part", "amount", "clock"), ""),
        **{name: then.get(name, "") for name in ("carrier", "parcel")},
        **(also or {}),
    }


def longest(
    authorities: Sequence[str],
    agents: Sequence[str],
    statuses: Sequence[str],
    purposes: Sequence[str],
    carriers: Sequence[str],
    link: str,
) -> dict[str, str]:
    """The longest value that each gap of an SMS can meet, of the names that there are: the worst that it costs."""
    return {
        "code": "000.00.01.H26-311231-99999",
        "status": max(statuses, key=len),
        "authority": max(map(in_short, authorities), key=len, default=""),
        "due": "23:59 31/12/2026",
        "day": "31/12",
        "part": " phần 9/9",
        "amount": f"{MOST:,} đồng",
        "pickup": "000000",
        "agent": max(agents, key=len, default=""),
        "link": link,
        "feedback": f"{link}{FRAGMENT}{'0' * TOKEN_LENGTH}",
        "survey": f"{link}{FRAGMENT}{'0' * TOKEN_LENGTH}",
        "carrier": max(carriers, key=len, default=""),
        "parcel": "0" * LONGEST_TRACKING,
        "place_short": max((text for words in IN_SHORT for text in words), key=len),
        "one_time_code": "000000",
        "minutes": "1000",
        "purpose": max(purposes, key=len, default=""),
    }


def costliest(template: Template, values: Mapping[str, str]) -> Sms:
    """The SMS with these longest values: of a part, or of the whole, which may lie with several authorities at once.

    What authorities do, they do to a part.
    """
    several = {**values, "part": "", "authority": values["authority"] + AND_OTHERS.format(9)}
    whole = [] if template.event in progress.OF_AUTHORITIES else [several]
    return max((text(template, one) for one in (values, *whole)), key=lambda sms: (sms.segments, sms.units))


def text(template: Template, values: Mapping[str, str]) -> Sms:
    """The SMS in its encoding and the segments that it takes."""
    short = {**values, "authority": in_short(values["authority"])}
    return texts.fitted(template.sms.format_map(short), template.encoding)


def message(template: Template, channel: str, values: Mapping[str, str]) -> Message:
    """The template's words for a channel."""
    match channel:
        case "sms":
            made = text(template, values)
            return Message("sms", "", made.text, made.segments)
        case "email":
            return Message("email", template.email_subject.format_map(values), template.email_body.format_map(values))
        case _:
            data = {name: values[name] for name in template.push_gaps}
            return Message(channel, template.push, json.dumps(data, ensure_ascii=False, sort_keys=True))


def speaks_of(template: Template, gap: str) -> bool:
    """Whether any of the template's words name this gap."""
    texts = (template.sms, template.email_subject, template.email_body)
    return gap in template.push_gaps or any(f"{{{gap}}}" in text for text in texts)


def speaks_over(template: Template, channels: frozenset[str]) -> frozenset[str]:
    """Those of the channels that the template has words for."""
    return frozenset(_spoken(template, channels))


def _spoken(template: Template, channels: frozenset[str]) -> Iterator[str]:
    for channel in channels:
        if channel in ("sms", "email") or template.push:
            yield channel
