"""How far a dossier is, in sentences for people: what it is at, what is awaited and from whom, who did each step.

Nothing here is personal: agencies and offices are named, people by their role, papers by their slot.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from chalicelib.domain.deadlines import HANOI
from chalicelib.domain.dossiers import Dossier, Event, File, NoticeState, Paper, PaperState, Status
from chalicelib.domain.lateness import is_late
from chalicelib.domain.lifecycle import TRANSITIONS
from chalicelib.domain.payments import OPEN, Payment, State
from chalicelib.domain.procedures import Procedure
from chalicelib.domain.roles import AGENT_SIDE, AUTHORITY_SIDE, Role
from chalicelib.domain.words import Words

S = Status


class Side(StrEnum):
    """Who must move next."""

    CITIZEN = "citizen"
    AGENT = "agent"
    AUTHORITY = "authority"
    CARRIER = "carrier"
    NOBODY = "nobody"


class Stand(NamedTuple):
    """Where a dossier stands, what is awaited, and from whom."""

    holds: Callable[[Dossier], bool]
    says: Words
    awaited: Words
    side: Side


def _always(_: Dossier) -> bool:
    return True


_NOTHING = Words("Không còn việc nào phải chờ.", "Nothing is awaited any more.")

STANDS: Mapping[Status, tuple[Stand, ...]] = {
    S.REGISTERED: (
        Stand(
            lambda d: bool(d.waits_for),
            Words("Phần này chờ kết quả của phần khác.", "This part waits for the result of another."),
            Words("Kết quả của phần phải có trước.", "The result of the part that comes first."),
            Side.AUTHORITY,
        ),
        Stand(
            lambda d: d.submitted_at is None and d.part is None,
            Words("{agent} đang giúp ông/bà lập hồ sơ; hồ sơ chưa nộp.", "{agent} is putting the dossier together."),
            Words("Hoàn tất giấy tờ và nộp hồ sơ tại {agent}.", "The papers, and handing the dossier in at {agent}."),
            Side.AGENT,
        ),
        Stand(
            lambda d: d.authority is None,
            Words(
                "Hồ sơ đã nộp và đang được chuyển đến cơ quan giải quyết.", "Handed in, on its way to the authority."
            ),
            Words("Chuyển hồ sơ đến cơ quan giải quyết.", "Passing the dossier on to the authority."),
            Side.AGENT,
        ),
        Stand(
            _always,
            Words("Hồ sơ đã đến {authority}, chờ xem xét tiếp nhận.", "{authority} has the dossier and looks at it."),
            Words("Tiếp nhận hồ sơ hoặc trả lời lý do.", "Accepting the dossier, or saying why not."),
            Side.AUTHORITY,
        ),
    ),
    S.ACCEPTED: (
        Stand(
            _always,
            Words("{authority} đã tiếp nhận hồ sơ, chờ giải quyết.", "{authority} has accepted the dossier."),
            Words("Giải quyết hồ sơ.", "The decision."),
            Side.AUTHORITY,
        ),
    ),
    S.PROCESSING: (
        Stand(
            _always,
            Words("{authority} đang giải quyết hồ sơ.", "{authority} is working on the dossier."),
            Words("Giải quyết hồ sơ.", "The decision."),
            Side.AUTHORITY,
        ),
    ),
    S.SUPPLEMENT: (
        Stand(
            lambda d: d.supplemented_at is None,
            Words(
                "{authority} cần thêm giấy tờ; thời hạn dừng tính đến khi hồ sơ đủ.",
                "{authority} needs more papers; the clock stands still until they are complete.",
            ),
            Words("Ông/bà mang giấy tờ còn thiếu đến {agent}.", "You, with the missing papers, at {agent}."),
            Side.CITIZEN,
        ),
        Stand(
            _always,
            Words("Giấy tờ bổ sung đã chuyển đến {authority}.", "The further papers are with {authority}."),
            Words("Xem giấy tờ bổ sung.", "Looking at the further papers."),
            Side.AUTHORITY,
        ),
    ),
    S.PAYMENT: (
        Stand(
            _always,
            Words("Hồ sơ chờ nộp tiền theo yêu cầu của {authority}.", "{authority} waits for a payment."),
            Words("Ông/bà nộp khoản được yêu cầu.", "Your payment."),
            Side.CITIZEN,
        ),
    ),
    S.FINISHED: (
        Stand(
            _always,
            Words("Đã có kết quả.", "The result is ready."),
            Words("Ông/bà nhận kết quả; mang giấy tờ tùy thân.", "You: collect it, with your card."),
            Side.CITIZEN,
        ),
    ),
    S.REFUSED: (
        Stand(
            _always,
            Words("{authority} không tiếp nhận hồ sơ.", "{authority} did not accept it."),
            _NOTHING,
            Side.NOBODY,
        ),
    ),
    S.WITHDRAWN: (
        Stand(
            _always, Words("Hồ sơ đã rút theo yêu cầu của ông/bà.", "Withdrawn as you asked."), _NOTHING, Side.NOBODY
        ),
    ),
    S.STOPPED: (
        Stand(_always, Words("{authority} đã dừng giải quyết.", "{authority} has stopped."), _NOTHING, Side.NOBODY),
    ),
    S.RETURNED: (Stand(_always, Words("Kết quả đã trả.", "The result was handed over."), _NOTHING, Side.NOBODY),),
}
"""What each status means to whoever waits; of several the first that holds."""

_NO_AUTHORITY = Words("Cơ quan giải quyết", "The authority")
_LATE = Words(
    "Hồ sơ đã quá hẹn trả kết quả {due}. Chúng tôi xin lỗi ông/bà; còn chờ {authority} giải quyết.",
    "The result was due at {due} and is late. We apologise; the decision of {authority} is still awaited.",
)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a dossier, or a part of one, stands. `waits_on` is who must move, by name; empty where nobody must.

    `late` is the apology where the due date went by.
    """

    says: Words
    awaited: Words
    side: Side
    waits_on: Words
    late: Words | None = None


def standing(dossier: Dossier, agent: str, now: datetime) -> Standing:
    """Where the dossier, or the part of it, stands; `agent` is the agent's name."""
    authority = Words(dossier.authority_name, dossier.authority_name) if dossier.authority_name else _NO_AUTHORITY
    names = {"agent": Words(agent, agent), "authority": authority}
    stand = next(s for s in STANDS[dossier.status] if s.holds(dossier))
    waits_on = {
        Side.CITIZEN: Words("ông/bà", "you"),
        Side.AGENT: names["agent"],
        Side.AUTHORITY: authority,
        Side.NOBODY: Words("", ""),
    }[stand.side]
    late = _apology(dossier.due, authority) if dossier.due and is_late(dossier, now) else None
    return Standing(stand.says.filled(**names), stand.awaited.filled(**names), stand.side, waits_on, late)


def _apology(due: datetime, authority: Words) -> Words:
    at = f"{due.astimezone(HANOI):%H:%M %d/%m/%Y}"
    return _LATE.filled(due=Words(at, at), authority=authority)


def missing(file: File, procedure: Procedure) -> tuple[str, ...]:
    """The names of papers that must be handed in and are not there, while the agent puts the dossier together."""
    if not file.dossier.is_with_agent or file.dossier.status is not S.REGISTERED:
        return ()
    have = {paper.slot for paper in file.papers if paper.state is not PaperState.UNREADABLE}
    return tuple(s.name for s in procedure.papers if s.required and s.handed_in and s.code not in have)


OFFICES: Mapping[str, Words] = {
    Role.CLERK: Words("nhân viên đại lý", "agent's clerk"),
    Role.AGENT_MANAGER: Words("trưởng điểm đại lý", "agent's manager"),
    Role.BRANCH_OFFICER: Words("cán bộ tiếp nhận", "reception officer"),
    Role.CASE_OFFICER: Words("cán bộ thụ lý", "case officer"),
    Role.LEADER: Words("lãnh đạo cơ quan", "leader of the authority"),
    Role.SUPERVISOR: Words("giám sát viên của Trung tâm", "supervisor of the Centre"),
    Role.PARTNER: Words("người chuyển phát", "courier"),
    Role.CITIZEN: Words("người nộp hồ sơ", "applicant"),
    Role.SYSTEM: Words("hệ thống", "the system"),
}
"""People are named by what they are in office: their names and numbers are their own."""

_STEPS: Mapping[str, Words] = {
    **{t.event: Words(t.vi[0].upper() + t.vi[1:], t.en[0].upper() + t.en[1:]) for t in TRANSITIONS.values()},
    "opened": Words("Lập hồ sơ", "The dossier was opened"),
    "overdue": Words("Quá hẹn, xin lỗi ông/bà", "Past its due date, with our apology"),
    "routed": Words("Chuyển đến cơ quan giải quyết", "Passed on to the authority"),
    "paper_added": Words("Thêm giấy tờ", "A paper was added"),
    "paper_read": Words("Đọc xong giấy tờ", "A paper was read"),
    "paper_unreadable": Words("Giấy tờ không đọc được", "A paper could not be read"),
    "printed": Words("In biểu mẫu", "A form was printed"),
    "fee_asked": Words("Thông báo khoản phải nộp", "A fee was asked for"),
    "payment_started": Words("Lấy mã nộp tiền", "A code to pay with was given out"),
    "payment_expired": Words("Mã nộp tiền hết hạn", "The code to pay with expired"),
    "refund_asked": Words("Đồng ý hoàn tiền", "A refund was agreed"),
    "fee_paid": Words("Đã nộp phí", "A fee was paid"),
    "refunded": Words("Đã hoàn tiền", "Money was given back"),
    "pickup_code": Words("Gửi mã nhận kết quả", "A code to collect the result was sent"),
    "result_reminded": Words("Nhắc nhận kết quả", "Reminded of the result that waits"),
    "result_sent_back": Words("Kết quả chuyển về cơ quan giải quyết", "The result goes back to the authority"),
    "posted": Words("Gửi kết quả qua bưu chính", "The result was posted"),
    "parcel_moved": Words("Bưu gửi đang chuyển", "The parcel is on its way"),
    "delivered": Words("Đã phát kết quả", "The result was delivered"),
    "parcel_returned": Words("Bưu gửi chuyển hoàn", "The parcel came back"),
    "article_entered": Words("Bắt đầu theo dõi một bản giấy", "A paper is followed from hand to hand"),
    "article_offered": Words("Bàn giao một bản giấy", "A paper is being handed over"),
    "article_taken": Words("Nhận bàn giao một bản giấy", "A paper was taken over"),
}
"""What everybody may read who has the code and four digits, the agent among them: steps of the dossier's handling.

What its citizen says of the service, allows or asks of the own data stands nowhere here, nor does a result that no
decision named.
"""
OF_AUTHORITIES = frozenset(t.event for t in TRANSITIONS.values() if not t.roles & AGENT_SIDE)
"""Acts of an authority, whoever wrote them down: an agent may note what the national portal says."""
_FOR_AUTHORITIES = OF_AUTHORITIES | {"result_asked", "result_signed", "result_refused"}
"""These, and what the system does with a result that an authority asked to have signed."""


@dataclass(frozen=True, slots=True)
class Step:
    """A step with the agency that took it (an authority's id, or None for the agent) and the office of who did."""

    event: Event
    says: Words
    authority: str | None
    office: Words


def said_of(kind: str) -> Words | None:
    """The words for an event, or a notice of it, that tracking shows; None for one that is not for everybody."""
    return _STEPS.get(kind)


def steps(file: File) -> tuple[Step, ...]:
    """Every step that is for everybody, in the order they came. A hand-over was done by the authority that gave the
    dossier away."""
    holders: dict[str | None, str | None] = {}
    made = []
    for event in file.events:
        holder = holders.get(event.part, holders.get(None)) or _first_holder(file, event)
        if words := said_of(event.type):
            made.append(Step(event, words, _acting(event, holder), office(event)))
        if event.type in ("routed", "handed_over") and event.subject:
            holders[event.part] = event.subject
    return tuple(made)


def _first_holder(file: File, event: Event) -> str | None:
    """The authority of a part that was fanned out: no event tells of each part's own."""
    part = next((p for p in file.parts if p.part == event.part), file.dossier)
    return next(iter(part.handed_from), part.authority)


def _acting(event: Event, holder: str | None) -> str | None:
    return holder if event.role in AUTHORITY_SIDE or event.type in _FOR_AUTHORITIES else None


def office(event: Event) -> Words:
    """Who did it, by what the person is in office."""
    if event.role in AGENT_SIDE and event.type in OF_AUTHORITIES:
        return Words(
            "cơ quan giải quyết, theo Cổng Dịch vụ công quốc gia", "the authority, as the national portal says"
        )
    return OFFICES.get(event.role, OFFICES[Role.SYSTEM])


PAPERS: Mapping[PaperState, Words] = {
    PaperState.AWAITED: Words("chờ quét hoặc đang đọc", "to be scanned, or being read"),
    PaperState.READ: Words("đã nhận và đọc được", "received and read"),
    PaperState.UNREADABLE: Words("không đọc được, cần quét lại", "could not be read; it must be scanned again"),
}
PAYMENTS: Mapping[State, Words] = {
    State.ASKED: Words("chưa nộp", "not paid yet"),
    State.PENDING: Words("đang chờ tiền về", "the money is on its way"),
    State.PAID: Words("đã nộp", "paid"),
    State.REFUNDING: Words("đang hoàn tiền", "being given back"),
    State.DISPUTED: Words("đang làm rõ việc hoàn tiền", "the refund is being looked into"),
    State.REFUNDED: Words("đã hoàn tiền", "given back"),
    State.CANCELLED: Words("không phải nộp nữa", "no longer due"),
    State.EXPIRED: Words("mã nộp tiền đã hết hạn, lấy mã mới", "the code to pay with has expired; get a new one"),
}


def payment_due(payment: Payment) -> Words:
    """Until when it is to be paid. No last day is known of any fee, so none is named."""
    if payment.state not in OPEN:
        return Words("", "")
    if payment.resumes:
        return Words(
            "Hồ sơ dừng chờ đến khi nộp xong; danh mục không ghi hạn nộp.",
            "The dossier waits until it is paid; the catalogue names no last day.",
        )
    return Words("Nộp trước khi nộp hồ sơ; danh mục không ghi hạn nộp.", "Due at intake; no last day is named.")


NOTICES: Mapping[NoticeState, Words] = {
    NoticeState.SENDING: Words("đang gửi", "being sent"),
    NoticeState.RETRY: Words("sẽ gửi lại", "will be sent again"),
    NoticeState.SENT: Words("đã gửi", "sent"),
    NoticeState.DELIVERED: Words("đã đến máy", "arrived"),
    NoticeState.FAILED: Words("không gửi được", "did not arrive"),
}


def paper_name(paper: Paper, procedure: Procedure) -> str:
    """What the procedure calls the paper's slot; the slot itself where it has no name for it."""
    return next((slot.name for slot in procedure.papers if slot.code == paper.slot), paper.slot)
