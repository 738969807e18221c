"""A procedure explained in words that a clerk can read to the citizen, line by line, in Vietnamese and in English.

What is not known is said plainly; nothing is left out because it is unknown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from chalicelib.domain.linked import Plan
from chalicelib.domain.procedures import (
    BLOCKING,
    AgentRule,
    Duration,
    Fee,
    FeeExemption,
    FeeExtra,
    PaperSlot,
    Procedure,
    Sourced,
)

CERTAINTY = {
    "high": ("chắc chắn cao", "quite sure"),
    "medium": ("chắc chắn vừa", "fairly sure"),
    "low": ("chắc chắn thấp", "not very sure"),
    None: ("chưa ghi mức chắc chắn", "nobody wrote down how sure"),
}
_UNITS = {"working_day": ("ngày làm việc", "working day(s)"), "day": ("ngày", "day(s)"), "hour": ("giờ", "hour(s)")}
_LEVELS = {
    "toan_trinh": ("trực tuyến toàn trình", "wholly online"),
    "mot_phan": ("trực tuyến một phần", "partly online"),
    "khong_truc_tuyen": ("không có trực tuyến", "not online"),
}
_FACTS = {
    "authority": ("cơ quan giải quyết", "who decides"),
    "papers": ("thành phần hồ sơ", "the papers"),
    "time": ("thời hạn", "the time"),
    "fee": ("phí, lệ phí", "the fee"),
    "results": ("kết quả", "the result"),
    "online_level": ("mức độ trực tuyến", "the online level"),
}
_AGENT = ("việc của đại lý", "what the agent may do")


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence of the explanation, in both languages; `topic` says what it is about."""

    topic: str
    vi: str
    en: str


def explained(procedure: Procedure, day: date, plan: Plan | None = None) -> tuple[Line, ...]:
    """All that is known of the version, as it holds on that day, and what is not; `plan` tells what it links."""
    return (
        *_what_and_when(procedure),
        *_authority(procedure),
        *_parts(plan),
        *_papers(procedure),
        *_time(procedure.time),
        *_fee(procedure.fee, day),
        *_results(procedure),
        *_online(procedure),
        *_agent(procedure.agent_rules),
        *_unknown(procedure),
        *_sources(procedure),
    )


def unknown(procedure: Procedure) -> tuple[str, ...]:
    """The names of the fields of which nothing is known."""
    known = {
        "authority": procedure.authority,
        "time": procedure.time.n is not None or procedure.time.note,
        "fee": procedure.fee,
        "results": procedure.results,
        "online_level": procedure.online_level,
        "papers": procedure.papers or "papers" in procedure.facts,  # that none is needed is known as well
    }
    return tuple(name for name in _FACTS if not known[name])


def _what_and_when(p: Procedure) -> Iterator[Line]:
    last_vi = f"đến hết {_day(p.valid_to)}" if p.valid_to else "chưa có ngày hết hiệu lực"
    last_en = f"to {_day(p.valid_to)}" if p.valid_to else "with no last day yet"
    yield Line(
        "version",
        f"Thủ tục {p.code} {p.name}, quy định áp dụng từ {_day(p.valid_from)}, {last_vi}.",
        f"Procedure {p.code} {p.name}, the rules in force from {_day(p.valid_from)} {last_en}.",
    )
    if p.decision:
        yield Line("version", f"Công bố tại quyết định {p.decision}.", f"Published by decision {p.decision}.")
    if p.replaced_by:
        yield Line(
            "version",
            f"Thủ tục này được thay bằng {p.replaced_by}; kiểm tra trước khi nhận hồ sơ.",
            f"It is being replaced by {p.replaced_by}; check before taking a dossier in.",
        )
    if p.notes:
        yield Line("note", f"Lưu ý: {p.notes}", f"Note (in Vietnamese): {p.notes}")


def _authority(p: Procedure) -> Iterator[Line]:
    if p.authority:
        yield Line("authority", f"Cơ quan giải quyết: {p.authority}.", f"Who decides: {p.authority}.")


def _parts(plan: Plan | None) -> Iterator[Line]:
    for number, part in enumerate(plan.parts if plan else (), 1):
        how_long = _how_long(part.time) or ("chưa biết", "not known")
        yield Line(
            "parts",
            f"Liên thông, phần {number}: {part.name}, thời hạn {how_long[0]}.",
            f"Linked part {number}: {part.name_en}, time: {how_long[1]}.",
        )


def _papers(p: Procedure) -> Iterator[Line]:
    if not p.papers and "papers" in p.facts:
        yield Line("papers", "Không phải nộp giấy tờ nào.", "No paper is needed.")
    yield from (_paper(paper) for paper in p.papers)


def _paper(paper: PaperSlot) -> Line:
    vi, en = ("Nộp", "Hand in") if paper.handed_in else ("Xuất trình", "Show")
    if not paper.required:
        vi, en = f"{vi} nếu thuộc trường hợp", f"{en} where it applies"
    how_vi = "".join(f", {n} {word}" for n, word in ((paper.originals, "bản chính"), (paper.copies, "bản sao")) if n)
    how_en = "".join(f", {n} {word}" for n, word in ((paper.originals, "original(s)"), (paper.copies, "copies")) if n)
    when_vi = f" (khi: {paper.condition})" if paper.condition else ""
    when_en = f" (when: {paper.condition})" if paper.condition else ""
    return Line("papers", f"{vi}: {paper.name}{how_vi}{when_vi}.", f"{en}: {paper.name}{how_en}{when_en}.")


def _time(time: Duration) -> Iterator[Line]:
    how_long, note = _how_long(time), f" {time.note.rstrip('.')}." if time.note else ""
    if how_long:
        yield Line("time", f"Thời hạn giải quyết: {how_long[0]}.{note}", f"Time: {how_long[1]}.{note}")
    elif note:
        yield Line("time", f"Thời hạn: chưa có số cụ thể.{note}", f"Time: no one figure.{note}")


def _how_long(time: Duration) -> tuple[str, str] | None:
    """The time in both languages, or None where it is not known."""
    if time.same_day:
        return "trong ngày", "on the day itself"
    if time.n is None or time.unit is None:
        return None
    vi, en = _UNITS.get(time.unit, (time.unit, time.unit))
    return f"{time.n} {vi}", f"{time.n} {en}"


def _fee(fee: Fee | None, day: date) -> Iterator[Line]:
    if fee is None:
        return
    direct, online = fee.on(day)
    unit_vi, unit_en = (f" cho mỗi {fee.unit}", f" for one “{fee.unit}”") if fee.unit else ("", "")
    yield Line(
        "fee",
        f"Phí, lệ phí{unit_vi}, ngày {day:%d/%m/%Y}: trực tiếp {_amount(direct)[0]}, trực tuyến {_amount(online)[0]}.",
        f"Fee{unit_en} on {day:%d/%m/%Y}: at the counter {_amount(direct)[1]}, online {_amount(online)[1]}.",
    )
    yield from (_exemption(e) for e in fee.exemptions_on(day))
    yield from (_extra(extra) for extra in fee.extras)
    if fee.note:
        yield Line("fee", f"Ghi chú về phí: {fee.note}.", f"Note on the fee (in Vietnamese): {fee.note}.")


def _amount(amount: int | None) -> tuple[str, str]:
    if amount is None:
        return "chưa biết", "not known"
    if amount == 0:
        return "miễn phí", "free"
    return f"{amount:,} đồng".replace(",", "."), f"{amount:,} dong"


def _exemption(e: FeeExemption) -> Line:
    until_vi = f" đến hết {_day(e.valid_to)}" if e.valid_to else ""
    until_en = f" to {_day(e.valid_to)}" if e.valid_to else ""
    vi = "Miễn phí" if e.percent == 100 else f"Giảm {e.percent}% phí"
    en = "Free of charge" if e.percent == 100 else f"{e.percent} % less"
    basis = f" ({e.basis})" if e.basis else ""
    return Line("fee", f"{vi} cho {e.who}{until_vi}{basis}.", f"{en} for {e.who_en}{until_en}{basis}.")


def _extra(extra: FeeExtra) -> Line:
    online_vi = f", trực tuyến {_amount(extra.online)[0]}" if extra.online is not None else ""
    online_en = f", online {_amount(extra.online)[1]}" if extra.online is not None else ""
    return Line(
        "fee",
        f"Trường hợp {extra.name}: {_amount(extra.direct)[0]}{online_vi}.",
        f"In the case of {extra.name_en}: {_amount(extra.direct)[1]}{online_en}.",
    )


def _results(p: Procedure) -> Iterator[Line]:
    for result in p.results:
        yield Line("result", f"Kết quả: {result.name} ({result.code}).", f"Result: {result.name} ({result.code}).")


def _online(p: Procedure) -> Iterator[Line]:
    if p.online_level:
        vi, en = _LEVELS.get(p.online_level, (p.online_level, p.online_level))
        yield Line("online", f"Mức độ trực tuyến: {vi}.", f"Online level: {en}.")


def _agent(rules: tuple[AgentRule, ...]) -> Iterator[Line]:
    if not rules:
        yield Line(
            "agent",
            "Chưa biết đại lý được làm gì với thủ tục này; hỏi cơ quan giải quyết.",
            "What an agent may do here is not known; ask the authority.",
        )
    for rule in rules:
        vi, en = ("Đại lý KHÔNG nhận hồ sơ. ", "The agent does NOT take dossiers in. ") if _blocks(rule) else ("", "")
        how_vi, how_en = CERTAINTY[rule.certainty]
        yield Line("agent", f"{vi}{rule.vi} ({how_vi})", f"{en}{rule.en} ({how_en})")


def _blocks(rule: AgentRule) -> bool:
    return rule.kind in BLOCKING


def _unknown(p: Procedure) -> Iterator[Line]:
    names = [_FACTS[name] for name in unknown(p)]
    if names:
        vi, en = ", ".join(n for n, _ in names), ", ".join(n for _, n in names)
        yield Line(
            "unknown",
            f"Danh mục chưa biết: {vi}. Không được tự đoán; hỏi cơ quan giải quyết.",
            f"The catalogue does not know: {en}. Do not guess; ask the authority.",
        )


def _sources(p: Procedure) -> Iterator[Line]:
    """Each source once, with what it says and how sure that is."""
    said: dict[Sourced, dict[tuple[str, str], None]] = {}
    for name, words in _FACTS.items():
        if name in p.facts:
            said.setdefault(p.facts[name], {})[words] = None
    for rule in p.agent_rules:
        said.setdefault(Sourced(rule.source, rule.certainty), {})[_AGENT] = None
    for fact, named in said.items():
        vi, en = CERTAINTY[fact.certainty]
        what_vi, what_en = (", ".join(words[n] for words in named) for n in (0, 1))
        yield Line("source", f"Nguồn ({what_vi}): {fact.source}; {vi}.", f"Source ({what_en}): {fact.source}; {en}.")
    if not said:
        yield Line("source", f"Nguồn: {p.source}.", f"Source: {p.source}.")


def _day(text: str) -> str:
    return "/".join(reversed(text.split("-")))
