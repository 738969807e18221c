"""A gateway's daily statement against our books, line by line. It knows transactions and amounts, no person.

A statement is a CSV in UTF-8 with a head: transaction, word (paid or refunded), reference (or the bank's text that
holds it), amount in đồng, at (ISO 8601 with its offset); it may have currency (VND) and of (what a refund gives back).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.faults import Fault
from chalicelib.domain.ledger import Entry
from chalicelib.domain.payments import CURRENCY, MOST_MONEY, Told, Word, is_moment, reference_in

COLUMNS = ("transaction", "word", "reference", "amount", "at")
_WORDS = {"paid": (Word.PAID,), "refunded": (Word.REFUNDED,), "given_back": (Word.REFUNDED,)}


@dataclass(frozen=True, slots=True)
class Pair:
    """A line of the statement, an entry of ours, or both."""

    theirs: Told | None
    ours: Entry | None


@dataclass(frozen=True, slots=True)
class Matched:
    """Every line and every entry, once; `repeated` are lines that say again what another said."""

    same: tuple[Pair, ...]
    ours_only: tuple[Pair, ...]
    theirs_only: tuple[Pair, ...]
    differ: tuple[Pair, ...]
    repeated: tuple[Told, ...] = ()


def parsed(gateway: str, data: bytes) -> list[Told]:
    """The lines of a statement. Raises statement.unreadable with the line's number; one bad line spoils the file."""
    number = 1
    try:
        reader = csv.DictReader(io.StringIO(data.decode("utf-8-sig")), strict=True)
        if not set(COLUMNS) <= set(reader.fieldnames or ()):
            raise ValueError
        lines = []
        for row in reader:
            number = reader.line_num
            lines.append(_told(gateway, row))
    except (ValueError, KeyError, TypeError, csv.Error):
        raise Fault("statement.unreadable", "file", line=number) from None
    return lines


def _told(gateway: str, row: dict[str, str]) -> Told:
    word, amount, at = Word(row["word"]), int(row["amount"]), datetime.fromisoformat(row["at"])
    transaction = row["transaction"].strip()
    if word is Word.FAILED or not 0 < amount <= MOST_MONEY or not 0 < len(transaction) <= 64 or not is_moment(at):
        raise ValueError
    if (row.get("currency") or CURRENCY).strip() != CURRENCY:
        raise ValueError
    return Told(
        gateway=gateway,
        word=word,
        reference=reference_in(row["reference"]),
        transaction=transaction,
        amount=amount,
        at=at,
        of=(row.get("of") or "").strip()[:64],
    )


def matched(lines: Sequence[Told], entries: Iterable[Entry]) -> Matched:
    """Lines and entries side by side, by transaction and direction; a transaction pairs once."""
    ours = {(word, e.transaction): e for e in entries for word in _words(e)}
    seen: set[tuple[Word, str, int]] = set()
    pairs, repeated = [], []
    for line in lines:
        said = (line.word, line.transaction, line.amount)
        if said in seen:
            repeated.append(line)
        else:
            seen.add(said)
            pairs.append(Pair(line, ours.pop((line.word, line.transaction), None)))
    both = [pair for pair in pairs if pair.theirs and pair.ours]
    return Matched(
        same=tuple(p for p in both if _agree(p)),
        ours_only=tuple(Pair(None, entry) for entry in ours.values()),
        theirs_only=tuple(p for p in pairs if p.ours is None),
        differ=tuple(p for p in both if not _agree(p)),
        repeated=tuple(repeated),
    )


def _words(entry: Entry) -> tuple[Word, ...]:
    """Which word of the gateway an entry stands for: unmatched money came or went."""
    if entry.kind != "unmatched":
        return _WORDS.get(entry.kind, ())
    return (Word.PAID,) if entry.at_gateway > 0 else (Word.REFUNDED,)


def _agree(pair: Pair) -> bool:
    return bool(pair.theirs and pair.ours and pair.theirs.amount == abs(pair.ours.at_gateway))
