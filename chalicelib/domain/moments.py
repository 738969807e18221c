"""What a notice says that a later act changes, and names as a text message has room for them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from chalicelib.domain.contact import Language
from chalicelib.domain.deadlines import HANOI
from chalicelib.domain.dossiers import Dossier, Event, Status
from chalicelib.domain.linked import AND_OTHERS
from chalicelib.domain.payments import Payment
from chalicelib.domain.procedures import Duration
from chalicelib.domain.words import Words

UNKNOWN_DUE = Words("theo quy định", "as the law says")
_NOT_BEGUN = Words(
    "Thời hạn giải quyết bắt đầu tính khi hồ sơ đầy đủ và được tiếp nhận.",
    "The time for the decision begins when the papers are complete and the dossier is accepted.",
)
_ANEW = Words(
    "Thời hạn giải quyết tính lại từ đầu khi hồ sơ đầy đủ.",
    "The time for the decision starts anew when the papers are complete.",
)
_STANDS_STILL = Words(
    "Thời hạn giải quyết tạm dừng, tính tiếp khi hồ sơ đầy đủ.",
    "The time for the decision stands still, and goes on when the papers are complete.",
)
_DONG = Words(" đồng", " dong")
_UNKNOWN_AMOUNT = Words("theo thông báo", "as you are told")
_IN_SHORT = (
    ("Ủy ban nhân dân phường", "UBND P."),
    ("Ủy ban nhân dân", "UBND"),
    ("Công an phường", "CA P."),
    ("Cảnh sát giao thông", "CSGT"),
    ("Giao thông vận tải", "GTVT"),
    ("Bảo hiểm xã hội", "BHXH"),
    ("Trung tâm Phục vụ hành chính công", "TTPVHCC"),
    ("thành phố Hà Nội", "TP Hà Nội"),
)
"""What an SMS writes of the names of authorities, as everybody does; the longer ones come first."""
_OTHERS = re.compile(re.escape(AND_OTHERS).replace(r"\{\}", r"(\d+)"))


def moment(dossier: Dossier) -> dict[str, str]:
    """What a notice may speak of that a later act changes, as an event keeps it."""
    return {
        "due": dossier.due.isoformat() if dossier.due else "",
        "authority": dossier.authority_name or "",
        "result": dossier.result_number or "",
    }


def hour(at: datetime) -> str:
    """A moment, as clocks in Hanoi show it."""
    return f"{at.astimezone(HANOI):%H:%M %d/%m/%Y}"


def named(authority: str, language: Language) -> str:
    """An authority, or the first of several, whose names are Vietnamese in every language."""
    return authority if language is Language.VI else _OTHERS.sub(r" (and \1 more)", authority)


def part_of(parts: Sequence[Dossier], part: str | None, language: Language) -> str:
    """Which part an SMS speaks of; empty for the whole. By number: a name would tell what the dossier is about."""
    number = next((n for n, one in enumerate(parts, 1) if part and one.part == part), None)
    return language.of(Words(f" phần {number}/{len(parts)}", f" part {number}/{len(parts)}")) if number else ""


def with_part(procedure: str, of: Dossier, language: Language) -> str:
    """A procedure, with the part of it that is spoken of."""
    part = Words(f"; phần: {of.part_name}", f"; part: {of.part_name}")
    return procedure + language.of(part) if of.part else procedure


def amount_of(payments: Sequence[Payment], event: Event, language: Language) -> str:
    """What the event's payment comes to. Where none is kept here, the authority's own paper says it."""
    amount = next((p.amount for p in payments if p.id == event.subject), None)
    return language.of(_UNKNOWN_AMOUNT) if amount is None else f"{amount:,}".replace(",", ".") + language.of(_DONG)


def clock_of(event: Event, time: Duration, language: Language) -> str:
    """What asking for a supplement does to the time for the decision."""
    if event.status_from == Status.REGISTERED:
        return language.of(_NOT_BEGUN)
    return language.of(_ANEW if time.after_pause == "restart" else _STANDS_STILL)


def in_short(authority: str) -> str:
    """The name as a text message has it."""
    for whole, short in _IN_SHORT:
        authority = authority.replace(whole, short)
    return _OTHERS.sub(r" và \1 nơi khác", authority)
