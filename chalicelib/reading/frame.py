"""What stands around a form without a label: who issued the paper, when it was signed, and who signed it."""

import re
from collections.abc import Collection, Iterator, Sequence

from . import normal
from .facts import Box
from .labels import Match
from .layout import Token
from .runs import MOTTO, Run, run_of, runs_of, union
from .takings import NAME

SIGNED_ON = re.compile(rf"{normal.LONG_DATE.pattern}[\s./]*$", re.IGNORECASE)
MADE_AT = re.compile(r"(?:lam|lap|duoclam)tai")
UNIT = re.compile(r"(?:phuong|xa|thitran|quan|huyen|thanhpho|tinh|dackhu)\w+")  # no authority by itself
PART = re.compile(r"(?:phong|vanphong|chinhanh|trungtam|cosoii?)\w+")
OFFICE = re.compile(
    r"chutich|truong|giamdoc|ubnd|uyban|congan|benhvien|phongtai|canbo|congchuc|nguoi|kyten|dongdau|coquan|xacnhan|donvi"
    r"|hoten|hovaten|chuky|daky|kyghi"
)
NUMBERED = re.compile(r"so(?:\d|$)")
EDGES = re.compile(r"^[\W_]+|[\W_]+$")  # strokes of a signature beside the name
AUTHORITY = re.compile(
    r"uyban|ubnd|congan|cuc|chicuc|bo|so|phong|trungtam|benhvien|phongkham|truong|vien|toaan|tram|doi|daisuquan|tonglanhsu"
)
LARGEST_HEAD = 5  # lines
CLOSE = 1.5  # line heights between two lines of one name


def issuer(tokens: Sequence[Token]) -> list[Run]:
    """Return the lines that name the issuing authority, left of the motto: the lowest, and what completes it."""
    runs = runs_of(tokens)
    motto = next((run for run in runs if MOTTO.match(run.folded)), None)
    if motto is None:
        return []
    head = [run for run in runs if _beside(run, motto)]
    lines: list[Run] = []
    for run in reversed(head):
        lines.insert(0, run)
        if not UNIT.fullmatch(run.folded) and not PART.fullmatch(run.folded):
            break
    return lines


def is_whole(lines: Sequence[Run]) -> bool:
    """Tell whether lines name one authority: in one line, or as a people's committee and right below it its unit."""
    if len(lines) == 1:
        return AUTHORITY.match(lines[0].folded) is not None
    height = lines[0].box[3] - lines[0].box[1]
    close = lines[-1].box[1] - lines[0].box[3] < CLOSE * height
    return (
        len(lines) == 2
        and close
        and lines[0].folded in ("uybannhandan", "ubnd")
        and UNIT.fullmatch(lines[1].folded) is not None
    )


def _beside(run: Run, motto: Run) -> bool:
    """A line of capitals left of the motto, not far below it, that is not the paper's number."""
    height = motto.box[3] - motto.box[1]
    near = abs(run.box[1] - motto.box[1]) < LARGEST_HEAD * height and run.box[2] <= motto.box[0]
    letters = [letter for letter in run.text if letter.isalpha()]
    return (
        near
        and len(letters) > 3
        and sum(map(str.isupper, letters)) > 0.7 * len(letters)
        and not NUMBERED.match(run.folded)
    )


def signed_on(tokens: Sequence[Token], taken: Collection[int] = ()) -> Run | None:
    """Return the last date that ends its line after a place and a comma, on the right or behind "Làm tại".

    `taken` are the rows where a label asks for something else.
    """
    middle = sum(union([token.word.box for token in tokens])[::2]) / 2 if tokens else 0
    found = [_dated(tokens, start, end, middle) for start, end in _rows(tokens) if tokens[start].row not in taken]
    return next((dated for dated in reversed(found) if dated), None)


def _rows(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    start = 0
    for index in range(1, len(tokens) + 1):
        if index == len(tokens) or tokens[index].row != tokens[start].row:
            yield start, index
            start = index


def _dated(tokens: Sequence[Token], start: int, end: int, middle: float) -> Run | None:
    text = " ".join(token.word.text for token in tokens[start:end])
    found = SIGNED_ON.search(text)
    if not found:
        return None
    first = start + text[: found.start()].count(" ")
    run = run_of(tokens, first, end)
    placed = first > start and tokens[first - 1].word.text.endswith(",")
    made_at = MADE_AT.match(normal.fold(text)) is not None
    right = run.middle > middle or any(token.starts for token in tokens[start + 1 : first + 1])
    return run if made_at or (right and (placed or tokens[first].starts)) else None


def signers(
    tokens: Sequence[Token], roles: Sequence[tuple[str, Sequence[str]]], ends: Sequence[Match]
) -> Iterator[tuple[str, Run]]:
    """Yield each signer's name: the last one that stands below the words that ask for it."""
    runs = runs_of(tokens)
    first_row = tokens[ends[-1].start].row if ends else 0
    for field, words in roles:
        role = next((run for run in reversed(runs) if run.row >= first_row and _is_role(run, words)), None)
        below = [run for run in runs if role and run.row > role.row and _under(run.box, role.box)]
        names = [name for run in below if (name := _name_in(tokens, run))]
        if names:
            yield field, names[-1]


def roles(tokens: Sequence[Token], signers: Sequence[tuple[str, Sequence[str]]]) -> list[int]:
    """Return where lines begin that say who signs: no value of the form goes on behind them."""
    return [run.start for run in runs_of(tokens) if any(_is_role(run, words) for _, words in signers)]


def _is_role(run: Run, words: Sequence[str]) -> bool:
    folded = run.folded
    return any(folded.startswith(word) for word in words)


def _under(box: Box, role: Box) -> bool:
    """A name is centred under its role, or nearly so."""
    middle, reach = (role[0] + role[2]) / 2, max(role[2] - role[0], box[2] - box[0]) / 2
    return abs((box[0] + box[2]) / 2 - middle) <= reach


def _name_in(tokens: Sequence[Token], run: Run) -> Run | None:
    """Return the name that a run is; a shortened title before it that was misread is left out."""
    start = run.start
    while start < run.end - 2 and tokens[start].word.text.endswith(".") and not normal.PREFIX.match(run.text):
        start += 1
    name = run_of(tokens, start, run.end)
    return name if _is_name(name) else None


def _is_name(run: Run) -> bool:
    text = EDGES.sub("", run.text)
    words = normal.name(text).split()
    is_office = OFFICE.search(run.folded) is not None
    return NAME.fullmatch(text) is not None and 2 <= len(words) <= 6 and text[0].isupper() and not is_office
