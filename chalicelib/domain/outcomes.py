"""Results and papers in sentences for the citizen: what became of each, how to get it, and where it is now.

Places are named, agencies and carriers; an account never is, nor what somebody wrote down at a scan.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from chalicelib.domain import custody, results
from chalicelib.domain.agents import Agent
from chalicelib.domain.custody import Article, Holder, Kind, Party
from chalicelib.domain.deadlines import HANOI
from chalicelib.domain.dossiers import Dossier, File, Status
from chalicelib.domain.procedures import Procedure
from chalicelib.domain.progress import Side, Standing
from chalicelib.domain.results import CODE_SENT, Carriage, Result, State
from chalicelib.domain.words import Words

_YOU = Words("ông/bà", "you")
_NOBODY = Words("", "")
_CODE = Words("; mã nhận kết quả đã gửi cho ông/bà lúc {at}", "; your code to collect it was sent at {at}")


@dataclass(frozen=True, slots=True)
class Counter:
    """Who may have the results of a dossier: its agent as it is today, unless the procedure's rules keep agents from
    handing them out (`hands_out`), and the carriers by their names."""

    agent: Agent
    hands_out: bool
    carriers: Mapping[str, str]

    def carrier(self, result: Result) -> str:
        """The name of who carries the result; empty where nobody does."""
        return self.carriers.get(result.parcel.carrier, result.parcel.carrier) if result.parcel else ""


class Place(NamedTuple):
    """Where a result is to be had: in one word, for a text message, and whole."""

    short: Words
    whole: Words


_AT_AGENT = Words("nơi nộp hồ sơ", "where you filed it")
_AT_AUTHORITY = Words("cơ quan giải quyết", "at the authority")
_WITH_CARRIER = Words("đơn vị chuyển phát", "with the carrier")
IN_SHORT = (_AT_AGENT, _AT_AUTHORITY, _WITH_CARRIER)
_THE_AUTHORITY = Words("cơ quan giải quyết", "the authority")
_BROUGHT = Words("{carrier} phát tận nơi, số vận đơn {tracking}", "{carrier} brings it, parcel {tracking}")


def place(about: Dossier, result: Result | None, counter: Counter) -> Place:
    """Where the result of a dossier, or of a part of one, is to be had; None stands for one on paper only.

    With a carrier that has it; at its authority where it went back unclaimed, or where no agent may hand it out; else
    at the agent.
    """
    if result and result.parcel and result.parcel.state in results.ON_ITS_WAY:
        names = {"carrier": _same(counter.carrier(result)), "tracking": _same(result.parcel.tracking)}
        return Place(_WITH_CARRIER, _BROUGHT.filled(**names))
    if not counter.hands_out or (result and result.sent_back_at):
        name = about.authority_name or (result.issuer if result else "")
        return Place(_AT_AUTHORITY, _same(name) if name else _THE_AUTHORITY)
    return Place(_AT_AGENT, desk(counter.agent))


def desk(agent: Agent) -> Words:
    """The agent with its address and hours, as far as they are known."""
    where = ", ".join(filter(None, (agent.name, agent.address)))
    if not agent.hours:
        return Words(where, where)
    return Words(f"{where} (giờ làm việc: {agent.hours})", f"{where} (open: {agent.hours})")


class _Told(NamedTuple):
    holds: Callable[[Result], bool]
    says: Words
    how: Words
    side: Side


_TOLD = (
    _Told(
        lambda r: r.parcel is not None and r.parcel.state is Carriage.DELIVERED,
        Words(
            "{carrier} báo đã phát kết quả, số vận đơn {tracking}.",
            "{carrier} says that the result was delivered, parcel {tracking}.",
        ),
        Words("Nếu ông/bà chưa nhận, xin báo ngay cho {agent}.", "If you do not have it, tell {agent} at once."),
        Side.NOBODY,
    ),
    _Told(
        lambda r: r.state is State.COLLECTED,
        Words("Kết quả đã trao tại nơi trả.", "The result was handed over."),
        Words("Nếu ông/bà chưa nhận, xin báo ngay cho {agent}.", "If you do not have it, tell {agent} at once."),
        Side.NOBODY,
    ),
    _Told(
        lambda r: r.parcel is not None and r.parcel.state in results.ON_ITS_WAY,
        Words(
            "Kết quả đang được {carrier} chuyển phát, số vận đơn {tracking}.",
            "The result is on its way with {carrier}, parcel {tracking}.",
        ),
        Words("Chờ {carrier} phát.", "Wait for {carrier} to deliver it."),
        Side.CARRIER,
    ),
    _Told(
        lambda r: r.sent_back_at is not None,
        Words(
            "Chưa có người nhận nên kết quả được chuyển về {authority}.",
            "Nobody collected the result, so it goes back to {authority}.",
        ),
        Words("Nhận tại {place}; mang giấy tờ tùy thân.", "Collect it at {place}, with an identity paper."),
        Side.CITIZEN,
    ),
    _Told(
        lambda r: r.parcel is not None and r.parcel.state is Carriage.SENT_BACK,
        Words(
            "{carrier} không phát được, kết quả đã chuyển hoàn về {agent} (số vận đơn {tracking}).",
            "{carrier} could not deliver the result and sent it back to {agent} (parcel {tracking}).",
        ),
        Words(
            "Nhận tại {place}, mang giấy tờ tùy thân{code}. Hoặc nhờ gửi lại.",
            "Collect it at {place}, with an identity paper{code}. Or ask for it to be posted again.",
        ),
        Side.CITIZEN,
    ),
    _Told(
        lambda r: r.reminded > 0,
        Words(
            "Kết quả đã ký số và đang chờ ông/bà; đã nhắc {reminded} lần.",
            "The result is signed and waits for you; reminders so far: {reminded}.",
        ),
        Words("Nhận tại {place}, mang giấy tờ tùy thân{code}.", "Collect it at {place}, with an identity paper{code}."),
        Side.CITIZEN,
    ),
    _Told(
        lambda _: True,
        Words("Kết quả đã ký số và sẵn sàng.", "The result is signed and ready."),
        Words("Nhận tại {place}, mang giấy tờ tùy thân{code}.", "Collect it at {place}, with an identity paper{code}."),
        Side.CITIZEN,
    ),
)
"""What becomes of a result that the decision named; of several the first that holds."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A result as its citizen is told of it: what became of it, how to get it, and who must move, by name."""

    result: Result
    says: Words
    how: Words
    side: Side
    waits_on: Words


def outcomes(file: File, counter: Counter) -> tuple[Outcome, ...]:
    """The results that decisions named: nobody hears of one before."""
    issued = [r for r in file.results if r.issued_at is not None]
    return tuple(_outcome(r, file.part(r.part) if r.part else file.dossier, file, counter) for r in issued)


def _outcome(result: Result, about: Dossier, file: File, counter: Counter) -> Outcome:
    names = {
        "agent": _same(counter.agent.name),
        "place": place(about, result, counter).whole,
        "authority": _same(about.authority_name or result.issuer),
        "carrier": _same(counter.carrier(result)),
        "tracking": _same(result.parcel.tracking if result.parcel else ""),
        "reminded": _same(str(result.reminded)),
        "code": _code(code_sent_at(file, result.part)),
    }
    told = next(t for t in _TOLD if t.holds(result))
    waits_on = {Side.CITIZEN: _YOU, Side.CARRIER: names["carrier"]}.get(told.side, _NOBODY)
    return Outcome(result, told.says.filled(**names), told.how.filled(**names), told.side, waits_on)


def _same(text: str) -> Words:
    return Words(text, text)


def code_sent_at(file: File, part: str | None) -> datetime | None:
    """When the last one-time code was made against which an agent hands out the result of the dossier or part."""
    return next((e.at for e in reversed(file.events) if e.type == CODE_SENT and e.part == part), None)


def _code(sent_at: datetime | None) -> Words:
    return _CODE.filled(at=_same(f"{sent_at.astimezone(HANOI):%H:%M %d/%m/%Y}")) if sent_at else _NOBODY


_ON_PAPER = Words(
    "Ông/bà nhận kết quả tại {place}; mang giấy tờ tùy thân{code}.",
    "You: collect it at {place}, with your card{code}.",
)
_PART_BY_PART = Words("Mỗi phần ghi nơi nhận kết quả của phần đó.", "Each part says where its result is to be had.")


def standing(about: Dossier, usual: Standing, file: File, found: tuple[Outcome, ...], counter: Counter) -> Standing:
    """Where a dossier, or a part of one, stands: finished, it stands where its result is.

    One of linked procedures has a result for each part, so it stands where they all do, or points to its parts.
    """
    if about.status is not Status.FINISHED:
        return usual
    if file.parts and about.part is None:
        ready = [standing(p, usual, file, found, counter) for p in file.parts if p.status is Status.FINISHED]
        same = all(one == ready[0] for one in ready)
        return ready[0] if ready and same else replace(usual, awaited=_PART_BY_PART)
    own = next((one for one in found if one.result.part == about.part), None)
    if own:
        return Standing(own.says, own.how, own.side, own.waits_on)
    code = _code(code_sent_at(file, about.part))
    return replace(usual, awaited=_ON_PAPER.filled(place=place(about, None, counter).whole, code=code))


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """A paper that is followed from hand to hand: what it is, and where."""

    article: Article
    name: Words
    says: Words


_RESULT = Words("Kết quả giải quyết", "The result")
_WITH: Mapping[Party, Words] = {
    Party.AGENT: Words("ở {name}", "at {name}"),
    Party.AUTHORITY: Words("ở {name}", "at {name}"),
    Party.COURIER: Words("do người của {name} đang chuyển", "on its way with {name}"),
    Party.CARRIER: Words("do {name} đang chuyển phát", "on its way with {name}"),
    Party.CITIZEN: Words("đã trao cho ông/bà", "handed to you"),
}
_OFFERED = Words("{here}; đang bàn giao cho {there}", "{here}; being handed over to {there}")


def whereabouts(file: File, procedure: Procedure, named: Callable[[Holder], str]) -> tuple[Whereabouts, ...]:
    """Where each paper is; `named` gives the name of who holds it."""
    return tuple(Whereabouts(a, _article_name(a, procedure), _where(a, named)) for a in file.articles)


def _article_name(article: Article, procedure: Procedure) -> Words:
    if article.kind is Kind.RESULT:
        return _RESULT
    return _same(next((slot.name for slot in procedure.papers if slot.code == article.name), article.name))


def _where(article: Article, named: Callable[[Holder], str]) -> Words:
    here = _WITH[article.holder.party].filled(name=_same(named(article.holder)))
    if article.offered_to is None:
        return here
    there = _YOU if article.offered_to == custody.CITIZEN else _same(named(article.offered_to))
    return _OFFERED.filled(here=here, there=there)
