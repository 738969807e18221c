"""The figures as a table of Markdown, with the targets beside them, kept between two marks in docs/benchmarks.md."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from infra.bench_reading.scoring import KEY_KINDS, Tally

BEGIN, END = "<!-- bench-reading: written by `make bench-reading` -->", "<!-- /bench-reading -->"
ALL = "all"
BY_HAND = "filled in by hand, whatever the damage"


@dataclass(frozen=True, slots=True)
class Column:
    """A reader's figures on one set: over all pages and by damage, on how many pages, what it costs."""

    title: str
    tallies: Mapping[str, Tally]
    ready: float | None = None
    memory: float | None = None


_TARGETS = {
    "CER": "≤ 0.35 %",
    "worst damage": "≤ 1 %",
    "name in text": "≥ 96 %",
    "id in text": "≥ 99.5 %",
    "date in text": "≥ 99.5 %",
    "sure": "≥ 80 %",
    "wrong of the sure": "≤ 0.2 %",
    "kind right": "≥ 99 %",
    "kind wrong and sure": "0",
    "seconds a page, median": "≤ 1.1",
    "ready, seconds": "≤ 0.8",
    "peak memory, MB": "≤ 600",
}
_SHARES = (
    *(f"{kind} {where}" for kind in KEY_KINDS for where in ("in text", "as field")),
    "sure",
    "true fields sure",
    "wrong of the sure",
    "kind right",
    "kind wrong and sure",
)


def table(columns: Sequence[Column]) -> str:
    """Return the figures of one set, side by side."""
    rows: list[tuple[str, list[str]]] = [("pages", [str(len(c.tallies[ALL].seconds)) for c in columns])]
    rows.append(("CER", [_percent(c.tallies[ALL].share("CER"), 2) for c in columns]))
    rows.append(("worst damage", [_worst(c) for c in columns]))
    rows += [(name, [_counted(c.tallies[ALL], name) for c in columns]) for name in _SHARES]
    rows.append(("seconds a page, median", [f"{median(c.tallies[ALL].seconds):.2f}" for c in columns]))
    rows.append(("ready, seconds", [_number(c.ready, 2) for c in columns]))
    rows.append(("peak memory, MB", [_number(c.memory, 0) for c in columns]))
    head = ["| |", *(f" {c.title} |" for c in columns), " target |"]
    lines = ["".join(head), "|---" * (len(columns) + 2) + "|"]
    lines += [f"| {name} | {' | '.join(cells)} | {_TARGETS.get(name, '')} |" for name, cells in rows]
    return "\n".join(lines)


def by_damage(columns: Sequence[Column]) -> str:
    """Return the error of each damage, side by side."""
    damages = sorted({name for c in columns for name in c.tallies} - {ALL})
    lines = ["| CER by damage |" + "".join(f" {c.title} |" for c in columns), "|---" * (len(columns) + 1) + "|"]
    for name in damages:
        cells = [_percent(c.tallies[name].share("CER"), 2) if name in c.tallies else "–" for c in columns]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def written(document: Path, text: str) -> None:
    """Put the text between the marks of a document, at its end if there are none yet."""
    old = document.read_text("utf-8")
    new = f"{BEGIN}\n\n{text.strip()}\n\n{END}"
    if BEGIN in old and END in old:
        before, _, rest = old.partition(BEGIN)
        document.write_text(before + new + rest.partition(END)[2], "utf-8")
    else:
        document.write_text(f"{old.rstrip()}\n\n{new}\n", "utf-8")


def _worst(column: Column) -> str:
    shares = {name: t.share("CER") or 0 for name, t in column.tallies.items() if name not in (ALL, BY_HAND)}
    worst = max(shares, key=lambda name: shares[name])
    return f"{_percent(shares[worst], 2)} ({worst})"


def _counted(tally: Tally, name: str) -> str:
    if not tally.of[name]:
        return "–"
    return f"{_percent(tally.share(name), 1)} ({tally.right[name]} of {tally.of[name]})"


def _percent(share: float | None, digits: int) -> str:
    return "–" if share is None else f"{100 * share:.{digits}f} %"


def _number(value: float | None, digits: int) -> str:
    return "–" if value is None else f"{value:.{digits}f}"
