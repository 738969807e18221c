"""Front and back of cards: which pages show one and the same card. No imaging library is needed for that."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Face(StrEnum):
    """A side of an identity card."""

    FRONT = "front"
    BACK = "back"


@dataclass(frozen=True, slots=True)
class Side:
    """What is known of a page: the person's number that its code, MRZ or print says, and which side it shows.

    A page of which nothing is known may be a card's other side, or no card at all.
    """

    number: str | None = None
    face: Face | None = None

    @property
    def is_card(self) -> bool:
        """Whether the page is known to show a card."""
        return self.number is not None or self.face is not None


UNKNOWN = Side()


def join(sides: Sequence[Side]) -> tuple[tuple[int, ...], ...]:
    """Group pages, given in the order they were scanned, by card; every index comes once, in the order of first pages.

    Pages with the same number are one card, wherever they lie. Else a front and the back right behind it are one, then
    a page of which nothing is known beside a side that lacks its other: what is certain goes first.
    """
    group = list(range(len(sides)))
    for index, side in enumerate(sides):
        group[index] = next((i for i in range(index) if side.number and sides[i].number == side.number), index)
    for surely in (True, False):
        for left in range(len(sides) - 1):
            alone = group.count(group[left]) == group.count(group[left + 1]) == 1
            if alone and _belong(sides[left], sides[left + 1], surely=surely):
                group[left + 1] = group[left]
    return tuple(tuple(_members(group, first)) for first in dict.fromkeys(group))


def _belong(left: Side, right: Side, *, surely: bool) -> bool:
    """Tell whether two pages, one right behind the other, are front and back of one card."""
    if left.number and right.number:  # equal numbers were joined before
        return False
    faces = (left.face, right.face)
    if surely:
        return faces == (Face.FRONT, Face.BACK)
    return faces in ((Face.FRONT, None), (None, Face.BACK)) and not (left.is_card and right.is_card)


def _members(group: Sequence[int], first: int) -> Iterator[int]:
    return (index for index, of in enumerate(group) if of == first)
