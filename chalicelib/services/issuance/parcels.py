"""Results that go by post: handed to a carrier, moved by what it says, in a signed webhook or in its daily file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from chalicelib.adapters import dossier_store as store
from chalicelib.adapters import files, result_rows, taken_files, telemetry
from chalicelib.adapters.dossier_store import Loaded, Once, Together
from chalicelib.adapters.telemetry import logger
from chalicelib.domain import custody, procedures, results, roles, tracking_files
from chalicelib.domain.custody import Article, Holder, Party, Scan
from chalicelib.domain.deadlines import hanoi_day
from chalicelib.domain.dossiers import File
from chalicelib.domain.faults import Fault
from chalicelib.domain.results import Carriage, Result
from chalicelib.domain.roles import SYSTEM, Principal, Right
from chalicelib.domain.tracking_files import Line
from chalicelib.services import reach
from chalicelib.services.casework import handling
from chalicelib.services.casework.intake import event_of
from chalicelib.services.issuance import issuing, pickups
from chalicelib.services.once import carried_out, once
from chalicelib.services.reference import registry

DAYS_BACK = 3
_EVENTS = {
    Carriage.IN_TRANSIT: "parcel_moved",
    Carriage.DELIVERED: "delivered",
    Carriage.SENT_BACK: "parcel_returned",
}


class Verdict(StrEnum):
    """What became of something that a carrier said."""

    MOVES = "moves"
    AGAIN = "again"
    LATE = "late"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waybill:
    """Who carries the result, under which number, and the citizen's code: without it nobody may send it away."""

    carrier: str
    tracking: str
    pickup_code: str


def post(code: str, result_id: str, bill: Waybill, by: Principal, key: str, now: datetime) -> Result:
    """Notes that the agent handed the result to a carrier as its citizen wants, once per key.

    Raises parcel.carrier, parcel.taken, custody.not_holder, procedure.no_result, and what the code's test raises.
    """
    roles.require(by, Right.POST_RESULT)
    asked = {"code": code, "result": result_id, **asdict(bill)}
    mark = once("post", f"api#{by.id}#{key}", asked)
    return carried_out(
        mark,
        act=lambda: _post(code, result_id, bill, by, mark, now),
        again=lambda done: results.found(reach.dossier(done.dossier, by).file.results, result_id),
    )


def _post(code: str, result_id: str, bill: Waybill, by: Principal, mark: Once, now: datetime) -> Result:
    loaded = reach.dossier(code, by)
    carriers = registry.care(hanoi_day(now)).carriers
    if bill.carrier not in carriers:
        raise Fault("parcel.carrier", "carrier", known=", ".join(sorted(carriers)))
    posted = results.posted(results.found(loaded.file.results, result_id), bill.carrier, bill.tracking, now)
    if result_rows.place(result_rows.parcel_key(bill.carrier, bill.tracking)):
        raise Fault("parcel.taken", "tracking")
    papers = _to_carrier(loaded, posted, bill.carrier, by, now)
    _require_wish(loaded.file, posted, bill.pickup_code, now)
    _write(loaded, "posted", posted, papers, by, mark, now)
    return posted


def _require_wish(file: File, result: Result, pickup_code: str, now: datetime) -> None:
    """Posting hands the result out, so it takes what handing out takes. The code comes last: each try counts."""
    about = file.part(result.part) if result.part else file.dossier
    procedures.require_returned_by_agents(registry.procedure(about.procedure, hanoi_day(about.opened_at)))
    pickups.require_right(file, about, pickup_code, now)


def _to_carrier(loaded: Loaded, result: Result, carrier: str, by: Principal, now: datetime) -> tuple[Article, ...]:
    """The result's paper with the carrier. Raises custody.not_holder for what lies elsewhere: nobody can post that."""
    papers = results.papers_of(loaded.file.articles, result.part, result)
    here = Holder(Party.AGENT, by.scope)
    elsewhere = next((a for a in papers if a.holder != here), None)
    if elsewhere:
        raise Fault("custody.not_holder", "result", holder=elsewhere.holder)
    return results.handed_over(papers, here, Holder(Party.CARRIER, carrier), Scan(by.id, now, str(here)))


def _write(
    loaded: Loaded,
    kind: str,
    result: Result,
    articles: tuple[Article, ...],
    by: Principal,
    mark: Once,
    now: datetime,
) -> None:
    """Writes a result that moved; one that arrived ends its dossier, or the part of it, in the same write."""
    file = loaded.file
    together = Together(results=(result,), articles=issuing.with_due(articles, now))
    arrived = handling.returned(file, result.part, now) if kind == "delivered" else None
    about = file.part(result.part) if result.part else file.dossier
    whole = arrived.whole if arrived else replace(file.dossier, version=file.dossier.version + 1)
    event = event_of(kind, about, arrived.after if arrived else about, by, now, subject=result.id)
    event = replace(event, moment={**event.moment, **_parcel_of(result, now)})
    if arrived:
        together = replace(together, parts=arrived.parts, consequences=arrived.followed(file, now))
    if kind == "parcel_returned":  # the code before was spent on the parcel
        together = replace(together, consequences=(pickups.announced(about, result, by, now),))
    store.change(file.dossier, whole, event, loaded.key_from, mark, together)
    logger.info("result " + kind, dossier=file.dossier.code, result=result.id)


def _parcel_of(result: Result, now: datetime) -> dict[str, str]:
    """What the notice says of the parcel: the result may be posted again before it is told."""
    if result.parcel is None:
        return {}
    carrier = result.parcel.carrier
    return {
        "carrier": registry.care(hanoi_day(now)).carriers.get(carrier, carrier),
        "parcel": result.parcel.tracking,
    }


def take(carrier: str, line: Line, now: datetime) -> Verdict:
    """Takes what a carrier says of a parcel: it counts once, however often and in whatever order it is said."""
    mark = Once(f"carrier#{carrier}#{line.tracking}#{line.word}", line.word)
    verdict = carried_out(mark, act=lambda: _take(carrier, line, mark, now), again=lambda _: Verdict.AGAIN)
    telemetry.count(f"carrier_said_{verdict}")
    return verdict


def _take(carrier: str, line: Line, mark: Once, now: datetime) -> Verdict:
    place = result_rows.place(result_rows.parcel_key(carrier, line.tracking))
    if place is None:
        return Verdict.UNKNOWN
    loaded = store.load(place[0])
    care = registry.care(hanoi_day(now))
    before = results.found(loaded.file.results, place[1])
    moved = results.carried(before, line.tracking, line.word, care, now)
    if moved is None:
        return Verdict.LATE
    _write(loaded, _EVENTS[line.word], moved, _handed(loaded, moved, carrier, line.word, now), SYSTEM, mark, now)
    return Verdict.MOVES


def _handed(loaded: Loaded, result: Result, carrier: str, word: Carriage, now: datetime) -> tuple[Article, ...]:
    """The paper follows the parcel: to the citizen, or back to the agent."""
    to = {Carriage.DELIVERED: custody.CITIZEN, Carriage.SENT_BACK: Holder(Party.AGENT, loaded.file.dossier.agent)}
    if word not in to:
        return ()
    source = Holder(Party.CARRIER, carrier)
    scan = Scan(SYSTEM.id, now, str(source))
    papers = results.papers_of(loaded.file.articles, result.part, result)
    return results.handed_over(papers, source, to[word], scan)


def take_files(now: datetime, failures: list[Exception]) -> Mapping[str, int]:
    """Takes the carriers' files of the last days that are new or changed; returns what became of their lines.

    A file or line that fails holds no other up; its failure is added to `failures`, and the next run takes it again.
    """
    verdicts: Counter[str] = Counter()
    days = [hanoi_day(now) - timedelta(days=n) for n in range(DAYS_BACK)]
    for carrier in registry.care(hanoi_day(now)).carriers:
        for day in days:
            try:
                verdicts.update(_take_file(carrier, day.isoformat(), now, failures))
            except Exception as error:
                logger.warning("left lying", carrier=carrier, day=day.isoformat(), error=type(error).__name__)
                failures.append(error)
    return dict(verdicts)


def _take_file(carrier: str, day: str, now: datetime, failures: list[Exception]) -> list[str]:
    bucket, key = files.partners_bucket(), files.tracking_key(carrier, day)
    stored = files.stored(bucket, key)
    if stored is None:
        return []
    version = stored.version or stored.at.isoformat()
    once_more = f"{version} of {hanoi_day(now)}"
    if taken_files.taken(carrier, day) in (version, once_more):
        return []
    said = _said(carrier, day, stored, failures, now)
    if "failed" not in said:
        # A parcel may be noted here after its carrier spoke of it: what nobody knew is asked for once more each day.
        taken_files.note(carrier, day, once_more if Verdict.UNKNOWN in said else version, now)
    return said


def _said(carrier: str, day: str, stored: files.Stored, failures: list[Exception], now: datetime) -> list[str]:
    """What became of each line of a file; a file that is too large is not even fetched."""
    try:
        if stored.size > tracking_files.MOST_BYTES:
            raise Fault("tracking.unreadable", line=tracking_files.MOST_LINES + 2)
        data = files.fetch(files.partners_bucket(), files.tracking_key(carrier, day), stored.version)
        lines = tracking_files.parsed(data)
    except Fault as fault:
        telemetry.count("tracking_file_unreadable")
        logger.warning("tracking file unreadable", carrier=carrier, day=day, line=fault.values["line"])
        return ["unreadable"]
    return [_tried(carrier, line, number, failures, now) for number, line in enumerate(lines, 2)]


def _tried(carrier: str, line: Line, number: int, failures: list[Exception], now: datetime) -> str:
    try:
        return take(carrier, line, now).value
    except Exception as error:
        logger.warning("left lying", carrier=carrier, line=number, error=type(error).__name__)
        failures.append(error)
        return "failed"
