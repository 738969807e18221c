"""Papers made from the kinds' own words: what the text model learns from, and what it is tried on."""

import json
from collections.abc import Iterator, Mapping, Sequence
from random import Random

from . import normal
from .facts import Line, Word
from .forms import DATA, Kind
from .layout import Token, tokens_of

MOTTO = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
VALUES = {
    "name": ("ĐỖ DEMO AN", "Tô Thị Mẫu", "LƯU VĂN THÍ"),
    "number": ("001088123456", "012345678"),
    "date": ("09/04/2025", "ngày 15 tháng 06 năm 2023"),
    "year": ("1986",),
    "times": ("Lần thứ nhất", "Lần 2"),
    "date_words": ("ngày chín tháng tư năm hai nghìn không trăm hai mươi lăm",),
    "sex": ("Nam", "Nữ"),
    "address": ("Số 1 phố Mẫu, phường Thử, thành phố Hà Nội",),
    "ethnicity": ("Kinh", "Tày"),
    "nationality": ("Việt Nam",),
}
BLANK = ("....................", "")
ALIKE = {"i": "l", "l": "i", "o": "c", "c": "e", "e": "c", "u": "n", "n": "u", "h": "b", "m": "rn", "g": "q", "t": "f"}
LETTER, GAP, HEIGHT, PITCH = 12, 12, 20, 40  # the print of a sample, in pixels


def paper(kind: Kind, chance: Random) -> list[str]:
    """Return the lines of a paper of a kind: title, labels in one of their wordings with values, and its phrases."""
    entry = json.loads(kind.raw)
    lines = [*MOTTO, chance.choice(entry["titles"]).upper()]
    for step in entry["steps"]:
        if not step.get("optional") or chance.random() < 0.7:
            lines.append(f"{_capitalised(chance.choice(step['labels']))}: {_value(step, chance)}")
    for columns in entry.get("tables", {}).values():
        lines.append("   ".join(_capitalised(chance.choice(column["labels"])) for column in columns))
    roles = [chance.choice(words).upper() for words in entry.get("signers", {}).values()]
    return [*lines, *entry.get("phrases", ()), *roles]


def _capitalised(label: str) -> str:
    return label[:1].upper() + label[1:].removesuffix(":")


def _value(step: Mapping[str, Mapping[str, str]], chance: Random) -> str:
    kinds = list(step.get("fields", {}).values())
    return chance.choice(VALUES.get(kinds[0], BLANK) if kinds else BLANK)


def others() -> dict[str, list[str]]:
    """Return the lines of papers that are of no known kind, by what they are."""
    found: dict[str, list[str]] = json.loads((DATA / "others.json").read_text(encoding="utf-8"))
    return found


def damaged(lines: Sequence[str], chance: Random) -> list[str]:
    """Lose lines, now and then the title among them, and misread letters, as bad scans do."""
    dropped, misread = chance.uniform(0, 0.4), chance.uniform(0, 0.06)
    return [_misread(line, misread, chance) for line in lines if chance.random() > dropped]


def _misread(line: str, share: float, chance: Random) -> str:
    return "".join(ALIKE.get(letter, letter) if chance.random() < share else letter for letter in line)


def texts(kinds: Mapping[str, Kind], count: int, seed: int) -> Iterator[tuple[str, list[str]]]:
    """Yield `count` damaged papers of every kind, and as many of each other paper, always the same for a seed."""
    chance = Random(seed)  # noqa: S311 - nothing secret hangs on it, and it must come out alike each time
    for kind in kinds.values():
        for _ in range(count):
            yield kind.name, damaged(paper(kind, chance), chance)
    for lines in others().values():
        for _ in range(count):
            yield "other", damaged([*MOTTO * chance.randint(0, 1), *lines], chance)


def tokens(lines: Sequence[str], confidence: float = 0.95) -> list[Token]:
    """Set lines of text as a page; two spaces or more are a gap between columns."""
    return tokens_of(
        _set(normal.tidy(line) if "  " not in line else line, row, confidence) for row, line in enumerate(lines)
    )


def _set(line: str, row: int, confidence: float) -> Line:
    words, left = [], 0
    for part in line.split(" "):
        right = left + LETTER * len(part)
        if part:
            words.append(Word(part, confidence, (left, row * PITCH, right, row * PITCH + HEIGHT)))
        left = right + GAP * (1 if part else 2)
    return tuple(words)
