"""What a reader's pages are worth against their truth: counts, added up over pages and by damage."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from infra.bench_reading.comparing import edits, joined, normal, plain
from infra.samples.set.truth import key_kind

KEY_KINDS = ("name", "id", "date", "addr")
_KIND_OF_DOC = {
    "khai_sinh": "birth_certificate",
    "to_khai": "birth_declaration",
    "don": "tuition_support_application",
    "hkd": "business_certificate",
    "hon_nhan": "marriage_status_certificate",
    "kham_sk": "driver_health_certificate",
    "cu_tru": "residence_confirmation",
}
"""The kinds of a set whose truth names only the document."""


@dataclass(frozen=True, slots=True)
class Read:
    """What a reader made of one file. A reader of text alone has neither fields nor kind."""

    text: str
    seconds: float
    fields: tuple[Mapping[str, Any], ...] = ()
    kind: str | None = None
    kind_sure: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """One field that was read: what sort of value, with which confidence, called sure or not, right or not."""

    sort: str
    confidence: float
    sure: bool
    right: bool


@dataclass
class Tally:
    """Counts over pages: what was right, of how many, under each heading."""

    right: Counter[str] = field(default_factory=Counter)
    of: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    judged: list[Judged] = field(default_factory=list)

    def count(self, heading: str, right: int, of: int = 1) -> None:
        """Add to one heading."""
        self.right[heading] += right
        self.of[heading] += of

    def add(self, other: "Tally") -> None:
        """Add another's counts."""
        self.right += other.right
        self.of += other.of
        self.seconds += other.seconds
        self.judged += other.judged

    def share(self, heading: str) -> float | None:
        """Return the share under a heading, or nothing where nothing was counted."""
        return self.right[heading] / self.of[heading] if self.of[heading] else None


def score(read: Read, truth: Mapping[str, Any]) -> Tally:
    """Return the counts of one page."""
    tally = Tally(seconds=[read.seconds])
    _text(tally, plain(read.text), truth)
    if read.kind is not None:
        kind = kind_of(truth)
        tally.count("kind right", read.kind == kind)
        tally.count("kind wrong and sure", read.kind_sure and read.kind != kind)
        _values(tally, read.fields, truth)
    return tally


def kind_of(truth: Mapping[str, Any]) -> str:
    """Return the true kind of paper."""
    return str(truth["kind"]) if "kind" in truth else _KIND_OF_DOC[truth["doc"]]


def _text(tally: Tally, text: str, truth: Mapping[str, Any]) -> None:
    closed = joined(text)
    for segment in truth["segs"]:
        wanted = plain(segment["text"])
        tally.count("CER", min(edits(wanted, text), len(wanted)), len(wanted))
    for kind, value in truth["keys"]:
        wanted = plain(value)
        tally.count(f"{kind} in text", wanted in text or wanted in closed)


def _values(tally: Tally, fields: Sequence[Mapping[str, Any]], truth: Mapping[str, Any]) -> None:
    found = {normal(str(read["value"])) for read in fields}
    for kind, value in truth["keys"]:
        tally.count(f"{kind} as field", normal(value) in found)
    sure = {read["name"] for read in fields if read["sure"]}
    for name in truth.get("fields", {}):
        tally.count("true fields sure", name in sure)
    for read in fields:
        judged = _judge(read, truth)
        tally.judged.append(judged)
        tally.count("sure", judged.sure)
        if judged.sure:
            tally.count("wrong of the sure", not judged.right)


def _judge(read: Mapping[str, Any], truth: Mapping[str, Any]) -> Judged:
    """A field is right if it is the true one of its name; one that the truth does not name must stand on the page."""
    name, value = str(read["name"]), str(read["value"])
    true = truth.get("fields", {}).get(name) or truth.get("coded", {}).get(name)
    right = normal(value) == normal(true) if true is not None else _stands(plain(value), truth)
    return Judged(key_kind(name, plain(true or value)) or "other", float(read["confidence"]), bool(read["sure"]), right)


def _stands(value: str, truth: Mapping[str, Any]) -> bool:
    """Tell whether a value is on the page, in whatever capitals: a sex may be written out by the reader."""
    return value.casefold() in _page(truth["text"])


@cache
def _page(text: str) -> str:
    return plain(text).casefold()
