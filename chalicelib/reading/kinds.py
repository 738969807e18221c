"""Which kind of paper a page is: by its title, borne out by its labels and its words. The kinds are data, see forms."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from . import columns, labels, textmodel, upright
from .forms import Kind, known
from .heads import Head, head_of
from .labels import Match, Sheet
from .layout import Token
from .textmodel import Model

OTHER = "other"
TITLE_ALIKE, TITLE_READ = 0.85, 0.9  # share of letters of a title that must be read: to count, and to be sure
TITLED, UNTITLED = 0.2, 0.5  # share of the expected labels that must be found with a title, and without
FULL = 0.7  # share of the labels that leaves no doubt
LIKELY, POSSIBLE = 0.95, 0.02  # what the words must say of a kind: without a title, and with it
APART = 0.1  # by which a sure kind is ahead of the next one
UNLIKE, FOREIGN = (
    0.45,
    0.9,
)  # a page no more like a known kind, and whose words are so much another paper's, is surely one
LEGIBLE, TELLING = 0.75, 15  # mean confidence and number of words of such a page
CANDIDATES = 3  # kinds looked at for their words alone


@dataclass(frozen=True, slots=True)
class Verdict:
    """The kind a page was taken for; `kind` and what follows are empty for other papers.

    `matches` (labels) and `heads` (of tables) count `tokens`: the words of the page in the order of the form.
    """

    name: str
    confidence: float
    sure: bool
    kind: Kind | None = None
    matches: tuple[Match, ...] = ()
    heads: tuple[tuple[str, Head], ...] = ()
    tokens: tuple[Token, ...] = ()


@dataclass(frozen=True, slots=True)
class Title:
    """A kind's title as it stands on the page: how much of it was read, and on which tokens."""

    likeness: float
    start: int
    end: int


NO_TITLE = Title(0.0, 0, 0)


def classify(tokens: Sequence[Token], kinds: Mapping[str, Kind] | None = None, model: Model | None = None) -> Verdict:
    """Return the kind that title, labels and words agree on, or `other`: to name none is better than a wrong one."""
    kinds = known() if kinds is None else kinds
    sheet = Sheet(tokens)
    words = (model or textmodel.trained()).likeness(tokens)
    titles = titles_of(tokens, kinds.values())
    likely = sorted((name for name in kinds if name in words), key=lambda name: -words[name])[:CANDIDATES]
    asked = [kind for name, kind in kinds.items() if name in titles or name in likely or name not in words]
    verdicts = [_judge(kind, sheet, titles.get(kind.name, NO_TITLE), words.get(kind.name, LIKELY)) for kind in asked]
    best, *others = sorted(verdicts, key=lambda verdict: -verdict.confidence) or [Verdict(OTHER, 0.0, sure=False)]
    if best.kind:
        next_best = max((verdict.confidence for verdict in others if verdict.kind), default=0.0)
        return replace(best, sure=best.sure and best.confidence - next_best > APART)
    foreign = words.get(OTHER, 0.0) >= FOREIGN and not titles and _is_legible(tokens)
    return Verdict(OTHER, round(1 - best.confidence, 3), foreign and best.confidence < UNLIKE)


def taken_for(name: str, tokens: Sequence[Token]) -> Verdict:
    """Return what a page tells as one of this known kind, whatever its own title says."""
    kind = known()[name]
    sheet = _in_order(kind, Sheet(tokens))
    heads, matches = _laid_out(kind, sheet)
    return Verdict(name, 1.0, True, kind, _outside(kind, heads, matches), heads, tuple(sheet.tokens))


def _in_order(kind: Kind, sheet: Sheet) -> Sheet:
    return Sheet(columns.in_order(sheet, kind.beside)) if kind.beside else sheet


def _is_legible(tokens: Sequence[Token]) -> bool:
    read = upright.legibility([[token.word for token in tokens]])
    return read >= LEGIBLE and sum(token.folded.isalpha() for token in tokens) >= TELLING


def _judge(kind: Kind, sheet: Sheet, title: Title, likely: float) -> Verdict:
    sheet = _in_order(kind, sheet)
    heads, matches = _laid_out(kind, sheet)
    found, expected = {match.step for match in matches}, kind.expected()
    coverage = len(found & expected) / max(1, len(expected))
    confidence = round(0.35 * title.likeness + 0.4 * min(1.0, coverage / FULL) + 0.25 * likely, 3)
    titled = title.likeness > 0
    if coverage < (TITLED if titled else UNTITLED) or likely < (POSSIBLE if titled else LIKELY):
        return Verdict(OTHER, min(confidence, 0.5), sure=False)
    sure = title.likeness >= TITLE_READ and coverage >= 0.5 and likely >= LIKELY
    return Verdict(kind.name, confidence, sure, kind, _outside(kind, heads, matches), heads, tuple(sheet.tokens))


def _outside(kind: Kind, heads: Sequence[tuple[str, Head]], matches: Sequence[Match]) -> tuple[Match, ...]:
    """Leave out the labels that begin the rows of a table: what follows them stands in its columns."""
    rows = {label for _, steps in kind.rows for step in steps for label in step.labels}
    below = min((head.end for table, head in heads if table in dict(kind.rows)), default=None)
    if below is None:
        return tuple(matches)
    return tuple(match for match in matches if match.start < below or not rows.intersection(kind.labels()[match.step]))


def _laid_out(kind: Kind, sheet: Sheet) -> tuple[tuple[tuple[str, Head], ...], list[Match]]:
    """Find the tables of a kind, and its labels elsewhere: the titles of columns are worded like labels."""
    found = [(table, head_of(sheet, titles)) for table, titles in kind.tables]
    heads = tuple((table, head) for table, head in found if head)
    if heads:
        inside = {index for _, head in heads for index in range(head.start, head.end)}
        masked = [replace(token, folded="") if index in inside else token for index, token in enumerate(sheet.tokens)]
        sheet = Sheet(masked)
    return heads, labels.align_on(sheet, kind.labels())


def titles_of(tokens: Sequence[Token], kinds: Iterable[Kind]) -> dict[str, Title]:
    """Return the titles on a page by kind; one that is only a part of a longer one is none."""
    capitals = [_capital(token) for token in tokens]
    found = {kind.name: max((title_on(tokens, title, capitals) for title in kind.titles), key=_rank) for kind in kinds}
    return {
        name: title
        for name, title in found.items()
        if title.likeness and not any(_within(title, other) for other in found.values() if other.likeness)
    }


def _rank(title: Title) -> tuple[int, float]:
    return title.end - title.start, title.likeness


def _within(title: Title, other: Title) -> bool:
    longer = other.end - other.start > title.end - title.start
    return longer and other.start <= title.start and title.end <= other.end


def title_on(tokens: Sequence[Token], title: Sequence[str], capitals: Sequence[bool]) -> Title:
    """Find a title as lines of capitals of its own, at most a letter in four of each word read wrong."""
    size = sum(map(len, title))
    best = NO_TITLE
    for start in range(len(tokens) - len(title) + 1):
        end = start + len(title)
        if (
            not (capitals[start] and tokens[start].starts)
            or abs(len(tokens[start].folded) - len(title[0])) > len(title[0]) // 4
        ):
            continue
        goes_on = end < len(tokens) and not tokens[end].starts and capitals[end]
        if goes_on or not all(capitals[start:end]):
            continue
        errors = [labels.distance(token.folded, part) for token, part in zip(tokens[start:end], title, strict=True)]
        likeness = 1 - sum(errors) / size
        fits = all(error <= len(part) // 4 for error, part in zip(errors, title, strict=True))
        if fits and likeness >= TITLE_ALIKE and likeness > best.likeness:
            best = Title(likeness, start, end)
    return best


def _capital(token: Token) -> bool:
    letters = [letter for letter in token.word.text if letter.isalpha()]
    return bool(letters) and sum(letter.isupper() for letter in letters) >= 0.7 * len(letters)
