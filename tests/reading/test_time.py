"""A file may take so long and no longer: what there was no time for is named, page by page."""

import io
from itertools import chain, repeat
from types import SimpleNamespace

import pytest
from PIL import Image

from chalicelib.reading import Page, page, read, reader
from chalicelib.reading.facts import Trouble


def three_pages() -> bytes:
    out = io.BytesIO()
    first, *others = [Image.new("RGB", (60, 80), "white") for _ in range(3)]
    first.save(out, "TIFF", save_all=True, append_images=others)
    return out.getvalue()


def test_without_time_no_page_is_read() -> None:
    pages = read(three_pages(), seconds=0).pages
    assert [(page.number, page.troubles, page.kind_sure) for page in pages] == [
        (number, (Trouble.TIME_UP,), False) for number in (1, 2, 3)
    ]


def test_what_was_read_in_time_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = chain((0.0, 1.0, 2.0), repeat(9.0))
    done: list[tuple[int, int]] = []

    def read_page(_image: object, number: int, *_: object) -> Page:
        return (
            page.empty(number, Trouble.TIME_UP)
            if number > 2
            else Page(number, 60, 80, "x", "other", 0.5, False, (), 0.1, ())
        )

    monkeypatch.setattr("chalicelib.reading.reader.time", SimpleNamespace(monotonic=lambda: next(clock)))
    monkeypatch.setattr(reader, "read_page", read_page)
    monkeypatch.setattr(reader, "engine", lambda: None)
    pages = read(three_pages(), on_page=lambda page, total: done.append((page.number, total)), seconds=5).pages
    assert [page.text for page in pages] == ["x", "x", ""]
    assert [page.troubles for page in pages] == [(), (), (Trouble.TIME_UP,)]
    assert done == [(1, 3), (2, 3)]
