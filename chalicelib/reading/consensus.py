"""One line read by two readers: which word is believed, and how much.

Tesseract knows how Vietnamese is written and is right about words; the second reader knows no words and is right
about digits and codes (measured: docs/benchmarks.md). Where both say the same, both would have to be wrong alike.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from . import normal, spelling
from .facts import Line, Word
from .labels import distance

CONTRADICTED = 0.5  # how far a word is believed which the other reader read differently
QUESTIONED = 0.7  # where the other has little confidence in what it read differently: there it is the other that errs
DISPUTED = 0.7  # the most that either of them is believed
GAP = 0.75  # what leaving a word without a partner costs, where two that share nothing cost 1
WAVERING = 0.93  # confidence below which Tesseract's word, once disputed, is read a third time
UNSETTLED, SETTLED = 0.9, 0.97  # Tesseract in doubt gives way to a second reader without doubt
TWICE, SETTLED_TWICE = 0.985, 0.95  # a questioned word that Tesseract reads again, each time so confidently
CLEAR, LEGIBLE = 0.95, 0.93  # Tesseract's confidence in print that is clear, and clear enough where no hat is seen
FALTERING, TIMID = (
    0.8,
    0.6,
)  # of the second reader: what it contradicts with less is Tesseract's, with still less even marks
SUPPORT, LEAST = 0.08, 0.9  # what agreement adds to a Tesseract in doubt at most; below that the other adds nothing
CERTAIN = 0.99  # of the second reader
BLURRED = 3  # times the second reader's doubt, where what it sees may be what is left of another mark
ONCE = 0.9
BORNE_OUT = 0.98  # no reader is so sure by itself: two of them said the same, and a third need not be asked
WELL_READ, FEW, SPOILT = 0.75, 20, 0.95
COMMON = frozenset(
    "số ngõ ngách hẻm đường phố phường quận xã huyện thị trấn thành tỉnh tổ dân thôn xóm khu tập thể chung cư tòa"  # noqa: SIM905
    " nhà phòng cấp ngày tháng năm tại và của về Số".split()
)
"""Words of every address and date: what is read as one of them is one."""
EDGES = "()[]\"'“”‘’.,;:!?…"
RULE = re.compile(r"^[|¦¡!Il\[\]'‘-]+|[|¦¡\[\]]+$")  # what the ruled lines of a table are taken for
STROKES = re.compile('["“”‘’\\[\\]]')  # what specks beside a word are taken for
CODE = re.compile(r"[\d./,:;()%+-]*\d[\d./,:;()%+-]*")

Pair = tuple[Word | None, Word | None]


def agreed(first: Sequence[Word], second: Sequence[Word], third: Sequence[Word] = ()) -> Line:
    """Return the words of a line as Tesseract (first) and the second reader together have it.

    Where they differ, `third` settles it: Tesseract again, on the line in another size.
    """
    again = {id(word): other for word, other in paired(first, third) if word and other} if third else {}
    pairs = ((one, other, again.get(id(one))) for one, other in paired(first, second))
    return tuple(word for one, other, more in pairs if (word := _settled(one, other, more)))


def confirmed(words: Sequence[Word], third: Sequence[Word]) -> Line:
    """Return words with what a third reading adds to their confidence: Tesseract alone, twice, may err twice alike."""
    again = {id(word): other for word, other in paired(words, third) if word and other}
    return tuple(_confirmed(word, again.get(id(word))) for word in words)


def asked_again(words: Sequence[Word], third: Sequence[Word]) -> Line:
    """Return a third reading for what it was asked: where two readers already agree beyond doubt, theirs stands.

    A word that only the third reading has stays: it may have been lost before.
    """
    firm = [(word if word and word.confidence >= BORNE_OUT else other) for word, other in paired(words, third)]
    return tuple(word for word in firm if word)


def _confirmed(word: Word, third: Word | None) -> Word:
    if third is None or word.confidence > DISPUTED or _core(third.text) != _core(word.text):
        return word
    if _core(word.text) in COMMON:
        return replace(word, confidence=max(word.confidence, third.confidence))
    twice = min(word.confidence / QUESTIONED, third.confidence)
    return replace(word, confidence=round(TWICE if twice >= SETTLED_TWICE else max(word.confidence, ONCE * twice), 4))


def on_a_page(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Return the lines of a page; where the readers agree on few of its words, what they agree on is not beyond doubt.

    What spoils so many words spoils some of them for both readers alike.
    """
    words = [word for line in lines for word in line if word.text.isalpha()]
    agreed_on = sum(word.confidence >= BORNE_OUT for word in words)
    if len(words) < FEW or agreed_on >= WELL_READ * len(words):
        return tuple(lines)
    return tuple(tuple(_less_sure(word) for word in line) for line in lines)


def _less_sure(word: Word) -> Word:
    return replace(word, confidence=round(SPOILT * word.confidence, 4)) if word.text.isalpha() else word


def in_doubt(first: Sequence[Word], second: Sequence[Word]) -> bool:
    """Tell whether a third reading of the line is worth its time: a word is disputed that Tesseract is not sure of."""
    return any(
        one.confidence < WAVERING and (word := _believed(one, other)) and word.confidence <= DISPUTED
        for one, other in paired(first, second)
        if one and other and _core(one.text) != _core(other.text) and not CODE.fullmatch(other.text)
    )


def _settled(first: Word | None, second: Word | None, third: Word | None) -> Word | None:
    word = _believed(first, second)
    if not (word and first and second and third) or word.confidence > DISPUTED or CODE.fullmatch(second.text):
        return word
    if _core(first.text) == _core(second.text):
        return word
    if _core(third.text) == _core(second.text):
        return replace(word, text=second.text)
    better = third.confidence > first.confidence and spelling.is_syllable(_core(third.text))
    return replace(word, text=third.text) if better else word


def _believed(first: Word | None, second: Word | None) -> Word | None:
    if first and second:
        return _of_both(first, second)
    if first is None or (len(_core(first.text)) < 2 and first.confidence < WAVERING):
        return None  # the second reader makes words of stains, Tesseract letters of what is left of a rule
    return replace(first, confidence=CONTRADICTED * first.confidence)


def _of_both(first: Word, second: Word) -> Word:
    if _core(first.text) == _core(second.text):
        stroke = STROKES.search(first.text) and not STROKES.search(second.text)
        return replace(
            first, text=second.text if stroke else first.text, confidence=round(_borne_out(first, second), 4)
        )
    if _core(RULE.sub("", first.text)) == _core(second.text):
        return replace(first, text=second.text, confidence=second.confidence)
    if _is_right(first, second):
        return replace(first, text=second.text, confidence=round(CONTRADICTED * second.confidence, 4))
    weight = QUESTIONED if _is_questioned_idly(first, second) else CONTRADICTED
    return replace(first, confidence=round(weight * first.confidence, 4))


def _borne_out(first: Word, second: Word) -> float:
    """Return how far a word is believed that both read, as measured on words of known pages (docs/benchmarks.md).

    Where Tesseract wavers it says little about a hat: then the second reader alone counts.
    """
    word, doubt = _core(first.text), 1 - second.confidence
    both = 1 - (1 - first.confidence) * doubt
    if not word.isalpha() or word in COMMON:
        return both
    hat = spelling.has_hat(word)
    clear = first.confidence >= (CLEAR if hat else LEGIBLE)
    if _reads_like_another(word) or (not clear and spelling.may_lack_hat(word)):
        return 1 - BLURRED * doubt
    if clear:
        return both
    believed = both if second.confidence >= LEAST and not hat else 1 - doubt
    return believed if second.confidence >= CERTAIN else min(believed, first.confidence + SUPPORT)


def _reads_like_another(word: str) -> bool:
    """Tell whether a name may be read as a word that every page has: both readers expect `phố`, and see it in `Phổ`."""
    return spelling.is_acute_on_hat(word) and word.casefold() in COMMON


def _is_questioned_idly(first: Word, second: Word) -> bool:
    """Tell whether the second reader contradicts with so little confidence that it is likely the one who errs."""
    word, other = _core(first.text), _core(second.text)
    if not spelling.is_syllable(word):
        return False
    marked = spelling.has_hat(word) or spelling.is_mistakable(word, other)
    return second.confidence < (TIMID if marked else FALTERING)


def _core(text: str) -> str:
    return normal.tidy(text).strip(EDGES)


def _is_right(first: Word, second: Word) -> bool:
    """Tell whether the second reader is to be believed where the two differ."""
    word, other = _core(first.text), _core(second.text)
    if CODE.fullmatch(second.text):  # knowing no words is of advantage there
        return True
    if not spelling.is_syllable(other):
        return False
    unspelled = word.isalpha() and not spelling.is_syllable(word)
    return unspelled or (first.confidence < UNSETTLED and second.confidence > SETTLED)


def paired(first: Sequence[Word], second: Sequence[Word]) -> Iterator[Pair]:
    """Pair the words of two readings in their order so that the pairs are as alike as can be."""
    same = next((at for at, pair in enumerate(zip(first, second, strict=False)) if pair[0].text != pair[1].text), None)
    if same is None:
        same = min(len(first), len(second))
    yield from zip(first[:same], second[:same], strict=True)
    first, second = first[same:], second[same:]
    costs = [[0.0] * (len(second) + 1) for _ in range(len(first) + 1)]
    for i in range(len(first), -1, -1):
        for j in range(len(second), -1, -1):
            if i < len(first) or j < len(second):
                costs[i][j] = min(cost for cost, _, _ in _ways(first, second, i, j, costs))
    i = j = 0
    while i < len(first) or j < len(second):
        _, down, across = min(_ways(first, second, i, j, costs))
        yield first[i] if down else None, second[j] if across else None
        i, j = i + down, j + across


def _ways(
    first: Sequence[Word], second: Sequence[Word], i: int, j: int, costs: Sequence[Sequence[float]]
) -> Iterator[tuple[float, int, int]]:
    if i < len(first) and j < len(second):
        one, other = first[i].text, second[j].text
        unlike = distance(one, other) / max(len(one), len(other))
        yield unlike + costs[i + 1][j + 1], 1, 1
    if i < len(first):
        yield GAP + costs[i + 1][j], 1, 0
    if j < len(second):
        yield GAP + costs[i][j + 1], 0, 1
