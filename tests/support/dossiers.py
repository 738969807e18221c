"""Dossiers, papers and registry entries made in memory, for tests of the rules."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import settings

from chalicelib.domain.deadlines import Calendar, calendar, joined
from chalicelib.domain.dossiers import Dossier, Event, Fact, File, Paper, PaperState, Status
from chalicelib.domain.one_time_codes import Rule, Use, rule
from chalicelib.domain.people import Person
from chalicelib.domain.procedures import Procedure, procedure

REGISTRY = Path(__file__).parents[2] / "infra" / "registry"
NOW = datetime(2026, 11, 12, 3, 0, tzinfo=UTC)
calm = settings(deadline=None, database=None, max_examples=150)
"""Settings of property tests: no clock decides whether one passes."""

APPLICANT = Person(
    full_name="TRẦN TUẤN KIỆT",
    number="027094888598",
    phone="+84912345678",
    email="kiet@example.com",
    residence_unit="00166",
    address="Số 26 ngõ 211 phố Trần Thái Tông",
)
DOSSIER = Dossier(
    code="000.00.01.H26-261112-0001",
    procedure="1.001193",
    procedure_from="2025-07-01",
    agent="VNP-01",
    provider="vnpost",
    opened_at=NOW,
    opened_by="clerk",
    status=Status.REGISTERED,
    version=1,
    person="hash-of-kiet",
    applicant=APPLICANT,
    form={
        "child_name": "TRẦN KHÁNH VY",
        "child_birth_date": "2026-11-11",
        "child_sex": "female",
        "mother_name": "BÙI BÍCH DIỆP",
        "mother_number": "001193797926",
        "father_name": "TRẦN TUẤN KIỆT",
    },
)


def portal_code_of(code: str) -> str:
    """A code as the national portal might give it, another for every dossier."""
    return "G15.99" + code[code.index("-") :]


def dossier(**changes: Any) -> Dossier:
    """The family's birth registration, but for what is given."""
    return replace(DOSSIER, **changes)


def paper(**changes: Any) -> Paper:
    """A birth proof that was read, but for what is given."""
    made = Paper(
        id="p1",
        slot="GCS",
        state=PaperState.READ,
        content_type="image/jpeg",
        added_at=NOW,
        added_by="clerk",
        kind="birth_proof",
        kind_sure=True,
        pages=1,
    )
    return replace(made, **changes)


def fact(name: str, normal: str) -> Fact:
    """A value read from the first page."""
    return Fact(name=name, value=normal, normal=normal, confidence=0.97, sure=True, page=1, box=(0, 0, 9, 9))


def event(**changes: Any) -> Event:
    """An event of the dossier, but for what is given."""
    made = Event(id="e1", type="opened", at=NOW, actor="clerk", role="clerk", status_from=1, status_to=1)
    return replace(made, **changes)


def file(the_dossier: Dossier, *papers: Paper) -> File:
    """A dossier with papers."""
    return File(the_dossier, papers, (), ())


@cache
def entries(name: str) -> list[dict[str, Any]]:
    """The entries of a seed file of the registry."""
    found: list[dict[str, Any]] = json.loads((REGISTRY / f"{name}.json").read_text())
    return found


def seeded_rule(use: Use) -> Rule:
    """What holds of one-time codes of a use as the seeds have it."""
    entry = f"code#{use}"
    return rule(entry, next(row["body"] for row in entries("one_time_codes") if row["entry"] == entry))


@cache
def seeded_procedure(code: str) -> Procedure:
    """A procedure as the seeds have it today."""
    today = f"{NOW:%Y-%m-%d}"
    of_code = [e for e in entries("procedures") if e["body"]["code"] == code and e["valid_from"] <= today]
    row = max(of_code, key=lambda e: str(e["valid_from"]))
    return procedure(row["body"], row["valid_from"], row["source"], row["valid_to"])


@cache
def seeded_calendar() -> Calendar:
    """The calendar as the seeds have it."""
    rows = entries("calendar")
    return joined([calendar(row["body"], row["valid_from"], row["valid_to"]) for row in rows], NOW.date())
