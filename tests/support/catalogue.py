"""Rows of the catalogue of procedures, made for tests."""

from __future__ import annotations

import copy
from typing import Any

from tests.support.dossiers import entries


def seeded_row(code: str = "1.001193", valid_from: str = "2025-07-01") -> dict[str, Any]:
    """A version as the seeds spell it, free to be changed."""
    [row] = [r for r in entries("procedures") if r["body"]["code"] == code and r["valid_from"] == valid_from]
    return copy.deepcopy(row)


def row(code: str, valid_from: str, valid_to: str | None = None, fee: int = 0) -> dict[str, Any]:
    """A version of an invented procedure; the fee tells one from another."""
    made = seeded_row()
    made |= {"entry": f"procedure#{code}", "valid_from": valid_from, "valid_to": valid_to, "demo": True}
    made["body"]["code"] = code
    made["body"]["fee"]["direct"] = fee
    return made
