"""Results and articles in custody as rows of the Dossiers table. A result's number and authorisation are sealed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from pynamodb.attributes import BooleanAttribute, JSONAttribute, NumberAttribute, UnicodeAttribute, UTCDateTimeAttribute
from pynamodb.transactions import TransactWrite

from chalicelib.adapters.sealing import DataKey, seal, unseal
from chalicelib.adapters.tables import AwaitedRow, IdempotencyRow, ItemRow, WaitingRow
from chalicelib.domain.custody import CITIZEN, Act, Article, Holder, Kind, Party, Step
from chalicelib.domain.events import Todo
from chalicelib.domain.results import Carriage, Parcel, Result, State, is_on_paper, waits_for_its_citizen

CARE, STANDING = "care", "custody"
"""What the index of waiting items calls results that wait for their citizen, and articles that must not stand still."""


class ResultRow(ItemRow, discriminator="result"):
    """A result, item `result#<id>`."""

    part = UnicodeAttribute(null=True)
    issuer = UnicodeAttribute()
    made = UnicodeAttribute()
    state = UnicodeAttribute()
    asked_at = UTCDateTimeAttribute()
    asked_by = UnicodeAttribute()
    version = NumberAttribute()
    reason = UnicodeAttribute(null=True)
    sha256 = UnicodeAttribute(null=True)
    size = NumberAttribute(default=0)
    pages = NumberAttribute(default=0)
    signer = UnicodeAttribute(null=True)
    signed_at = UTCDateTimeAttribute(null=True)
    issued_at = UTCDateTimeAttribute(null=True)
    collected_at = UTCDateTimeAttribute(null=True)
    reminded = NumberAttribute(default=0)
    sent_back_at = UTCDateTimeAttribute(null=True)
    parcel = JSONAttribute(null=True)
    awaits = UnicodeAttribute(null=True)
    awaits_since = UTCDateTimeAttribute(null=True)


class ArticleRow(ItemRow, discriminator="article"):
    """A paper that goes from hand to hand, item `article#<id>`; its steps are sealed, for people say where."""

    article_kind = UnicodeAttribute()
    name = UnicodeAttribute()
    holder = UnicodeAttribute()
    offered_to = UnicodeAttribute(null=True)
    since = UTCDateTimeAttribute()
    version = NumberAttribute()
    alarmed = BooleanAttribute(default=False)
    awaits = UnicodeAttribute(null=True)
    awaits_since = UTCDateTimeAttribute(null=True)


_PLAIN = (
    *("part", "issuer", "made", "asked_at", "asked_by", "version", "reason", "sha256", "size", "pages", "signer"),
    *("signed_at", "issued_at", "collected_at", "reminded", "sent_back_at"),
)


def add(
    write: TransactWrite,
    results: Iterable[Result],
    articles: Iterable[tuple[Article, datetime | None]],
    key: DataKey,
    agent: str,
) -> None:
    """Adds what changed to a transaction that the dossier's version guards; each article with when it is looked at.

    `agent` is where the dossier's results are collected. A new result is found by its id from then on, and a new parcel
    by its carrier's number.
    """
    for result in results:
        write.save(result_row(result, key, agent))
        if result.version == 1:
            _found_by(write, f"result#{result.id}", result, result.asked_at)
        if result.parcel and result.parcel.state is Carriage.POSTED:
            _found_by(write, parcel_key(result.parcel.carrier, result.parcel.tracking), result, result.parcel.posted_at)
    for article, due in articles:
        write.save(article_row(article, due, key))


def _found_by(write: TransactWrite, key: str, result: Result, at: datetime) -> None:
    row = IdempotencyRow(key, dossier=result.dossier, item=result.id, at=at)
    write.save(row, condition=IdempotencyRow.key.does_not_exist())


def parcel_key(carrier: str, tracking: str) -> str:
    """Under which key a parcel is found."""
    return f"parcel#{carrier}#{tracking}"


def place(key: str) -> tuple[str, str] | None:
    """Dossier and id of the result that is found by this key, or None."""
    try:
        row = IdempotencyRow.get(key, consistent_read=True)
    except IdempotencyRow.DoesNotExist:
        return None
    return str(row.dossier), str(row.item)


def result_row(r: Result, key: DataKey, agent: str) -> ResultRow:
    """The row of a result; it waits to be signed, later for the citizen."""
    item = f"result#{r.id}"
    awaited = r.state is State.AWAITED
    return ResultRow(
        r.dossier,
        item,
        state=r.state.value,
        parcel=_parcel_json(r.parcel) if r.parcel else None,
        todo=Todo.SIGN.value if awaited else CARE if r.care_at else None,
        todo_since=r.asked_at if awaited else r.care_at,
        awaits=collection_at(agent) if waits_for_its_citizen(r) else None,
        awaits_since=r.issued_at if waits_for_its_citizen(r) else None,
        sealed=seal({"number": r.number, "authorisation": r.authorisation}, key, r.dossier, item),
        **{name: getattr(r, name) for name in _PLAIN},
    )


def result(row: ItemRow) -> Result | None:
    """The result of a row, or None where the row is something else."""
    if not isinstance(row, ResultRow):
        return None
    plain = {name: getattr(row, name) for name in _PLAIN}
    counts = {name: int(plain[name]) for name in ("version", "size", "pages", "reminded")}
    return Result(
        **{**plain, **counts},
        **unseal(row.sealed, row.code, row.item),
        id=row.item.removeprefix("result#"),
        dossier=row.code,
        state=State(row.state),
        parcel=_parcel(row.parcel) if row.parcel else None,
        care_at=row.todo_since if row.todo == CARE else None,
    )


def _parcel_json(parcel: Parcel) -> dict[str, str]:
    said = asdict(parcel)
    return {**said, "posted_at": parcel.posted_at.isoformat(), "moved_at": parcel.moved_at.isoformat()}


def _parcel(raw: dict[str, str]) -> Parcel:
    posted, moved = datetime.fromisoformat(raw["posted_at"]), datetime.fromisoformat(raw["moved_at"])
    return Parcel(raw["carrier"], raw["tracking"], Carriage(raw["state"]), posted, moved)


def article_row(a: Article, due: datetime | None, key: DataKey) -> ArticleRow:
    """The row of an article, looked at again when it has stood still too long."""
    item = f"article#{a.id}"
    return ArticleRow(
        a.dossier,
        item,
        article_kind=a.kind.value,
        name=a.name,
        holder=str(a.holder),
        offered_to=str(a.offered_to) if a.offered_to else None,
        since=a.since,
        version=a.version,
        alarmed=a.alarmed,
        todo=STANDING if due else None,
        todo_since=due,
        awaits=_awaited_by(a),
        awaits_since=a.since if _awaited_by(a) else None,
        sealed=seal({"steps": [_step_json(step) for step in a.steps]}, key, a.dossier, item),
    )


def collection_at(agent: str) -> str:
    """What the index calls results, signed ones and those on paper only, that wait at an agent for their citizen."""
    return f"collect#{agent}"


def on_offer_to(holder: Holder) -> str:
    """What the index calls articles that are on offer to an agent, a courier or an authority."""
    return f"offer#{holder}"


def _awaited_by(a: Article) -> str | None:
    """Whose list the article is on; on that of citizens none, for all of them are the same holder."""
    if a.offered_to:
        return on_offer_to(a.offered_to) if a.offered_to != CITIZEN else None
    on_paper_only = a.kind is Kind.RESULT and is_on_paper(a.name)
    return collection_at(a.holder.id) if on_paper_only and a.holder.party is Party.AGENT else None


@dataclass(frozen=True, slots=True)
class Awaited:
    """Something that waits: a result by its id, or an article by its id, with its name and who has it; since when."""

    dossier: str
    what: str
    id: str
    part: str | None
    name: str | None
    holder: str | None
    since: datetime


CURSOR_NAMES = frozenset({"code", "item", "awaits", "awaits_since"})
"""The attributes that a cursor of such a list is made of."""


def awaited(by: str, limit: int, cursor: dict[str, Any] | None) -> tuple[list[Awaited], dict[str, Any] | None]:
    """One page of what waits, and where the next one begins, or None."""
    found = AwaitedRow.by_awaited.query(by, limit=limit, last_evaluated_key=cursor)
    page = [_awaited(row) for row in found]
    return page, found.last_evaluated_key


def _awaited(row: AwaitedRow) -> Awaited:
    what, _, named = row.item.partition("#")
    return Awaited(row.code, what, named, row.part, row.name, row.holder, row.awaits_since)


def article(row: ItemRow) -> Article | None:
    """The article of a row, or None where the row is something else."""
    if not isinstance(row, ArticleRow):
        return None
    return Article(
        id=row.item.removeprefix("article#"),
        dossier=row.code,
        kind=Kind(row.article_kind),
        name=row.name,
        holder=_holder(row.holder),
        offered_to=_holder(row.offered_to) if row.offered_to else None,
        since=row.since,
        version=int(row.version),
        alarmed=bool(row.alarmed),
        steps=tuple(_step(raw) for raw in unseal(row.sealed, row.code, row.item)["steps"]),
    )


def _holder(text: str) -> Holder:
    party, _, name = text.partition(":")
    return Holder(Party(party), name)


def _step_json(step: Step) -> list[str | None]:
    source = str(step.source) if step.source else None
    return [step.act.value, step.at.isoformat(), step.by, step.where, source, str(step.to)]


def _step(raw: list[Any]) -> Step:
    act, at, by, where, source, to = raw
    came = _holder(source) if source else None
    return Step(act=Act(act), at=datetime.fromisoformat(at), by=by, where=where, source=came, to=_holder(to))


def due(todo: str, before: datetime, limit: int = 500) -> list[tuple[str, str]]:
    """Dossier and id of the results or articles that are due by that moment, the longest due first."""
    found = WaitingRow.by_todo.query(todo, WaitingRow.todo_since <= before, limit=limit)
    return [(row.code, row.item.partition("#")[2]) for row in found]
