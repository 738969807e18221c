"""Splitting a long scan: from what was seen of each page to where each page goes. Every page goes to exactly one place.

The plan is a fold over the pages, so it does not matter in what portions they come, and the same scan gives the same
plan again. Nothing is looked up here: whether a dossier takes the pages is the caller's to find out.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import reduce

from .sides import UNKNOWN, Side, join

LOOKED_BACK = 20  # pages of the same slot that a page is compared with: each comparison costs time


class Fate(StrEnum):
    """What becomes of a page."""

    COVER = "cover"
    PAPER = "paper"
    BLANK = "blank"
    DUPLICATE = "duplicate"
    PEOPLE = "people"


class Why(StrEnum):
    """Why a page is dropped or put before people. The codes are stable: each names a sentence for the clerk."""

    BLANK = "page.blank"
    REPEATED = "page.repeated"
    DAMAGED = "page.damaged"
    NO_COVER = "page.no_cover"
    FOREIGN_COVER = "page.foreign_cover"
    UNREAD_COVER = "page.unread_cover"
    BEHIND_BAD_COVER = "page.behind_bad_cover"
    BEHIND_DAMAGED = "page.behind_damaged"


@dataclass(frozen=True, slots=True)
class Place:
    """Where the pages behind a cover sheet go; without a slot, nowhere: the dossier has ended."""

    dossier: str
    slot: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What a glance at a page tells. `codes` are the texts of QR codes; `sheet_without_code` says that it looks like a
    cover sheet, but no code can be read; `print` is the fingerprint of its content (see fingerprint)."""

    number: int
    damaged: bool = False
    codes: tuple[str, ...] = ()
    sheet_without_code: bool = False
    blank: bool = False
    print: bytes = b""
    side: Side = UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What was seen of a page. `sheet` is what a proven cover sheet says, `bad_sheet` why it cannot be followed.

    `print` is the fingerprint of its content, to be compared by the function that the plan is given.
    """

    number: int
    sheet: Place | None = None
    bad_sheet: Why | None = None
    damaged: bool = False
    blank: bool = False
    print: bytes = b""
    side: Side = UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What becomes of a page. `paper` is the number of the first page of the paper that it is part of, `of` that of the
    page it repeats; `place` is where it lay in the pile, also when it goes before people."""

    number: int
    fate: Fate
    place: Place | None = None
    paper: int | None = None
    of: int | None = None
    why: Why | None = None


Alike = Callable[[bytes, bytes], bool]


@dataclass(frozen=True, slots=True)
class Splitting:
    """How far the pile was gone through: the place the last sheet named, or why there is none; the pages, each with the
    number of the sheet that it lies behind."""

    place: Place | None = None
    lost: Why = Why.NO_COVER
    run: int = 0
    done: tuple[tuple[Seen, Outcome, int], ...] = ()


def plan(pages: Iterable[Seen], alike: Alike) -> tuple[Outcome, ...]:
    """Return the outcome of each page, in order. `alike` tells whether two fingerprints are of the same page."""
    return finished(reduce(lambda state, seen: step(state, seen, alike), pages, Splitting()))


def step(state: Splitting, seen: Seen, alike: Alike) -> Splitting:
    """Take one more page."""
    outcome = _outcome(state, seen, alike)
    if outcome.fate is Fate.COVER and seen.sheet:
        here = seen.sheet if seen.sheet.slot else None
        state = replace(state, place=here, lost=Why.NO_COVER, run=seen.number)
    elif seen.bad_sheet or seen.damaged:
        # It is, or may have been, a sheet: what follows may be anybody's and must not go where the last one pointed.
        lost = Why.BEHIND_BAD_COVER if seen.bad_sheet else Why.BEHIND_DAMAGED
        state = replace(state, place=None, lost=lost, run=seen.number)
    return replace(state, done=(*state.done, (seen, outcome, state.run)))


def _outcome(state: Splitting, seen: Seen, alike: Alike) -> Outcome:
    number, place = seen.number, state.place
    if seen.damaged or seen.bad_sheet:
        why = seen.bad_sheet or Why.DAMAGED
        return Outcome(number=number, fate=Fate.PEOPLE, place=None if seen.bad_sheet else place, why=why)
    if seen.sheet:
        return Outcome(number=number, fate=Fate.COVER, place=seen.sheet)
    if seen.blank:
        return Outcome(number=number, fate=Fate.BLANK, place=place, why=Why.BLANK)
    if place is None:
        return Outcome(number=number, fate=Fate.PEOPLE, why=state.lost)
    of = next(_repeated(state, seen, alike), None)
    if of is not None:
        return Outcome(number=number, fate=Fate.DUPLICATE, place=place, of=of, why=Why.REPEATED)
    return Outcome(number=number, fate=Fate.PAPER, place=place)


def _repeated(state: Splitting, seen: Seen, alike: Alike) -> Iterator[int]:
    """Yield the pages of the same place that this one repeats: one card may well serve two slots, or two dossiers."""
    kept = [page for page, out, _ in state.done if out.fate is Fate.PAPER and out.place == state.place]
    yield from (page.number for page in kept[-LOOKED_BACK:] if alike(page.print, seen.print))


def finished(state: Splitting) -> tuple[Outcome, ...]:
    """Return the outcomes once the pile has ended: only now it is known which pages are one paper."""
    papers: dict[int, int] = {}
    for run in dict.fromkeys(run for *_, run in state.done):
        kept = [seen for seen, outcome, of in state.done if of == run and outcome.fate is Fate.PAPER]
        papers |= {page.number: paper[0].number for paper in _papers(kept) for page in paper}
    return tuple(replace(outcome, paper=papers.get(outcome.number)) for _, outcome, _ in state.done)


def _papers(pages: Sequence[Seen]) -> Iterator[list[Seen]]:
    """Yield the papers that lie behind one sheet: one, unless cards are among them; each card is a paper of its own."""
    rest: list[Seen] = []
    for group in join([page.side for page in pages]):
        paper = [pages[index] for index in group]
        if any(page.side.is_card for page in paper):
            yield paper
        else:
            rest += paper
    if rest:
        yield rest
