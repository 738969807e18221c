"""Verdicts on two values, and the explanations that a clerk reads beside them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """How two values stand to each other.

    `missing`: the paper does not show it; `awaited`: the paper, or this page of it, is still to be read; `doubtful`:
    unlike, but read unsurely, so that the place is to be looked at before anybody is asked.
    """

    SAME = "same"
    SIMILAR = "similar"
    DIFFERENT = "different"
    MISSING = "missing"
    AWAITED = "awaited"
    DOUBTFUL = "doubtful"


@dataclass(frozen=True, slots=True)
class Why:
    """One explanation: a stable code, a name of it without personal data, and words that quote what to look at."""

    code: str
    name: str
    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Likeness:
    """The verdict on two values and what explains it."""

    verdict: Verdict
    why: tuple[Why, ...] = ()


_NAMES = {
    "tone": ("khác dấu thanh", "tone differs"),
    "accent": ("thiếu hoặc khác dấu", "accents lost or different"),
    "spacing": ("khác khoảng trắng, dấu câu", "spaces or punctuation differ"),
    "order": ("khác thứ tự", "order of the parts differs"),
    "look_alike": ("ký tự dễ đọc nhầm", "characters that look alike"),
    "missing_part": ("một bên thiếu một phần", "one side lacks a part"),
    "precision": ("một bên chỉ ghi năm", "one side has the year only"),
    "abbreviation": ("viết tắt", "abbreviated"),
    "old_unit": ("tên đơn vị cũ và mới", "old and new name of the unit"),
    "old_number": ("số CMND cũ của cùng thẻ", "old number of the same card"),
    "unsure": ("đọc chưa chắc", "read unsurely"),
}
HARMLESS = frozenset({"tone", "accent", "spacing", "precision"})
"""Explanations that ask nobody for a confirmation."""


def why(code: str, one: str, other: str) -> Why:
    """The explanation of that code, quoting what differs on either side."""
    vi, en = _NAMES[code]
    quoted = f"{one or '–'} / {other or '–'}"
    return Why(code, vi, f"{vi[0].upper()}{vi[1:]}: {quoted}", f"{en[0].upper()}{en[1:]}: {quoted}")
