"""Codes of dossiers. Source: TT 01/2018/TT-VPCP Đ.19 (agency identifier, YYMMDD, daily sequence of four digits up)."""

from __future__ import annotations

import re
from datetime import date

_AGENCY = r"(?:[0-9A-Z]{3}\.[0-9A-Z]{2}\.[0-9A-Z]{2}\.)?[A-Z]\d{2}(?:\.\d+){0,3}"
_CODE = re.compile(_AGENCY + r"-\d{6}-\d{4,6}", re.ASCII)


def dossier_code(agency: str, day: date, sequence: int) -> str:
    """The code of the `sequence`-th dossier that the receiving agency takes in on that day."""
    return f"{agency}-{day:%y%m%d}-{sequence:04d}"


def is_dossier_code(text: str) -> bool:
    """Whether the text has the form of a dossier code."""
    return _CODE.fullmatch(text) is not None
