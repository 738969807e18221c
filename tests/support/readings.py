"""Readings as the reader gives them, for tests that are not about reading."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image

from chalicelib import reading
from chalicelib.reading import Field, Page, Reading
from chalicelib.reading.facts import Doubt

DECLARED = {
    "child_name": ("TRẦN KHÁNH VY", "TRẦN KHÁNH VY"),
    "child_birth_date": ("11/11/2026", "2026-11-11"),
    "child_sex": ("Nữ", "female"),
    "mother_name": ("BÙI BÍCH DIỆP", "BÙI BÍCH DIỆP"),
    "mother_number": ("001193797926", "001193797926"),
    "father_name": ("TRẦN TUẤN KIỆT", "TRẦN TUẤN KIỆT"),
}


def birth_proof(**read: str) -> Reading:
    """A birth proof that says what the family declared, but for what is given."""
    values = DECLARED | {name: (value, value) for name, value in read.items()}
    fields = tuple(Field(name, value, normal, 0.97, True, (0, 0, 9, 9)) for name, (value, normal) in values.items())
    page = Page(1, 100, 100, "GIẤY CHỨNG SINH", "birth_proof", 0.99, True, fields, 0.1, ())
    return Reading((page,))


def doubtful(*names: str, **read: str) -> Reading:
    """A birth proof that says what the family declared, but for what is given, and is not sure of the named fields."""
    [page] = birth_proof(**read).pages
    fields = tuple(
        replace(field, confidence=0.61, sure=False, doubt=Doubt.DISPUTED, also=("TRẦN KHÁNH VÌ",))
        if field.name in names
        else field
        for field in page.fields
    )
    return Reading((replace(page, fields=fields),))


def read_as(monkeypatch: pytest.MonkeyPatch, result: Reading) -> None:
    """Every scan reads as this."""
    monkeypatch.setattr(reading, "read", lambda data, **_: result)


def jpeg() -> bytes:
    """A small picture."""
    out = BytesIO()
    Image.new("RGB", (40, 40), "white").save(out, "JPEG")
    return out.getvalue()
