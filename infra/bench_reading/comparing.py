"""How a text read is compared with the truth. The same definitions as the development set's own scorer."""

import re
import unicodedata

_SAME = str.maketrans({"–": "-", "—": "-", "“": '"', "”": '"', "’": "'", "‘": "'"})
_LEADERS = re.compile(r"[._…·]{2,}")
_LONE_LEADERS = re.compile(r"(\s[._…·|])+(?=\s)")
_DATE = re.compile(
    r"(?:ngày\s+)?(\d{1,2})(?:\s?[/.\-]\s?|\s+tháng\s+)(\d{1,2})(?:\s?[/.\-]\s?|\s+năm\s+)(\d{4})", re.IGNORECASE
)


def plain(text: str) -> str:
    """Compose accents, make dashes and quotes one kind, drop dotted leaders, collapse spaces."""
    text = unicodedata.normalize("NFC", text).translate(_SAME)
    return " ".join(_LONE_LEADERS.sub(" ", _LEADERS.sub(" ", text)).split())


def joined(text: str) -> str:
    """Drop the spaces between digits, where a number was read in groups."""
    return re.sub(r"(?<=\d)\s(?=\d)", "", text)


def normal(value: str) -> str:
    """Return the form in which a field is right or wrong: ISO dates, bare digits, the rest without case and edges."""
    value = plain(value).strip(" .,;:")
    date = _DATE.fullmatch(value)
    if date:
        day, month, year = date.groups()
        return f"{year}-{int(month):02d}-{int(day):02d}"
    digits = re.sub(r"[\s.]", "", value)
    return digits if digits.isdecimal() else value.casefold()


def edits(part: str, whole: str) -> int:
    """Return the edits from `part` to the substring of `whole` that is nearest to it (Myers' bit vectors)."""
    if not part:
        return 0
    masks: dict[str, int] = {}
    for at, letter in enumerate(part):
        masks[letter] = masks.get(letter, 0) | 1 << at
    last, full = 1 << (len(part) - 1), (1 << len(part)) - 1
    up, down, score = full, 0, len(part)
    best = score
    for letter in whole:
        mask = masks.get(letter, 0)
        cross = (((mask & up) + up) ^ up) | mask | down
        more, less = down | (full & ~(cross | up)), up & cross
        score += bool(more & last) - bool(less & last)
        best = min(best, score)
        more, less = more << 1 & full, less << 1 & full
        up, down = less | (full & ~(mask | down | more)), more & (mask | down)
    return best
