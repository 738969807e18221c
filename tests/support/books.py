"""A long scan as the reader meets it: so many pages, some of which kill it, read at a pace that a test chooses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import pytest

from chalicelib import reading
from chalicelib.reading import Page, Reading
from chalicelib.reading.facts import Trouble
from tests.support.office import PowerCutError
from tests.support.readings import birth_proof


def page(number: int, *troubles: Trouble) -> Page:
    """A page of a birth proof, or one of which nothing was read."""
    [whole] = birth_proof().pages
    if troubles:
        return replace(whole, number=number, text="", kind="other", kind_sure=False, fields=(), troubles=troubles)
    return replace(whole, number=number, text=f"page {number}")


@dataclass
class Book:
    """`asked` are the pages that each call asked for, `read` those that were read, in the order they were."""

    total: int
    pace: int = 1000
    deadly: set[int] = field(default_factory=set)
    damaged: set[int] = field(default_factory=set)
    asked: list[list[int]] = field(default_factory=list)
    read: list[int] = field(default_factory=list)
    meanwhile: Callable[[], object] = lambda: None

    def read_pages(
        self,
        _: bytes,
        *,
        numbers: Sequence[int],
        on_page: Callable[[Page, int], None] | None = None,
        **__: object,
    ) -> Reading:
        """Stands for `reading.read`."""
        wanted = [number for number in numbers if number <= self.total]
        self.asked.append(wanted)
        made = [self._page(number, done, on_page) for done, number in enumerate(wanted)]
        self.meanwhile()
        return Reading(tuple(made), left=self.total - wanted[-1])

    def _page(self, number: int, done: int, on_page: Callable[[Page, int], None] | None) -> Page:
        if done >= self.pace:
            return page(number, Trouble.TIME_UP)
        if number in self.deadly:
            raise PowerCutError
        self.read.append(number)
        made = page(number, *([Trouble.DAMAGED] if number in self.damaged else []))
        if on_page:
            on_page(made, self.total)
        return made

    def opened_by(self, monkeypatch: pytest.MonkeyPatch) -> Book:
        """Has every scan read as this book."""
        monkeypatch.setattr(reading, "read", self.read_pages)
        monkeypatch.setattr(reading, "count", lambda _: self.total)
        return self
