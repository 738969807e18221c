"""Entering rules: refused with the reason at entry, and the past stays as it was."""

from __future__ import annotations

import base64
import copy
from datetime import date
from typing import Any

import pytest

from chalicelib.domain.rulebook import KINDS, changed_rows, to_enter
from tests.support.dossiers import entries
from tests.support.refusals import refused

TODAY = date(2026, 11, 12)


def pem(der: bytes) -> str:
    return f"-----BEGIN CERTIFICATE-----\n{base64.b64encode(der).decode()}\n-----END CERTIFICATE-----\n"


SEEDS = {
    "account": entries("accounts"),
    "care": [row for row in entries("results") if row["kind"] == "care"],
    "signer": [
        {
            "entry": "signer#results",
            "kind": "signer",
            "valid_from": "2025-01-01",
            "valid_to": None,
            "demo": True,
            "source": "DEMO",
            "body": {"name": "DEMO", "certificates": [pem(b"0\x82\x01\x00" + b"c" * 256)]},
        }
    ],
    "authority": entries("authorities"),
    "code": [row for row in entries("one_time_codes") if row["kind"] == "code"],
    "calendar": entries("calendar"),
    "feedback": entries("feedback"),
    **{
        kind: [r for r in entries("privacy") if r["kind"] == kind] for kind in ("consent", "erasure", "reuse", "rights")
    },
    "form": entries("forms"),
    "identity": entries("identity"),
    "linked": entries("linked"),
    "regime": entries("regimes"),
    "template": [row for row in entries("templates") if row["body"]["event"] == "accepted"],
    "trust": [
        {
            "entry": "trust#demo",
            "kind": "trust",
            "valid_from": "2025-01-01",
            "valid_to": None,
            "demo": True,
            "source": "DEMO",
            "body": {"name": "DEMO CA", "certificate": pem(b"0\x82\x01\x00" + b"c" * 256)},
        }
    ],
}


def row(kind: str, number: int = -1, **changes: Any) -> dict[str, Any]:
    """A seed of the kind, changed."""
    return {**copy.deepcopy(SEEDS[kind][number]), **changes}


def later(kind: str, **body: Any) -> dict[str, Any]:
    """An entry of the kind that begins in the future, its body changed."""
    made = row(kind, entry=f"{kind}#new", valid_from="2028-01-01", valid_to="2028-12-31")
    if kind == "calendar":
        made["body"] |= {"holidays": {}, "worked": {}, "overrides": []}
    if kind == "code":  # a use is the code's own; only its rule is data
        made |= {"entry": SEEDS[kind][-1]["entry"]}
    if kind == "template":
        made["body"] |= {"event": "new", "language": "vi"}
    if kind == "code":
        made["entry"] = row(kind)["entry"]
    if kind == "consent":
        made = made | {"entry": "consent#new#vi", "body": made["body"] | {"purpose": "new", "language": "vi"}}
    made["body"] = {**made["body"], **body}
    return made


@pytest.mark.parametrize("kind", KINDS)
def test_the_seeds_could_be_entered_and_are_entered_already(kind: str) -> None:
    assert to_enter(SEEDS[kind], SEEDS[kind], TODAY) == []
    new = later(kind)
    assert to_enter([], [new], TODAY) == [new]


@pytest.mark.parametrize(
    ("kind", "body", "code"),
    [
        ("calendar", {"cutoff": "20:00"}, "calendar.invalid"),
        ("calendar", {"hours": "all day"}, "registry.shape"),
        ("form", {"lines": ["{mayor}"]}, "form.template"),
        ("linked", {"parts": [{"id": "a"}]}, "registry.shape"),
        ("regime", {"portal_code_for": ["fly"]}, "regime.invalid"),
        ("template", {"sms": "{mayor}"}, "template.unknown_gap"),
        ("template", {"colour": "red"}, "registry.shape"),
        ("template", {"event": "other"}, "template.entry"),
        ("authority", {"colour": "red"}, "registry.shape"),
        ("trust", {"certificate": "no certificate"}, "registry.shape"),
        ("trust", {"certificate": pem(b"0\x82\x01\x00" + b"c" * 100)}, "registry.shape"),
        ("trust", {"name": " "}, "registry.shape"),
    ],
)
def test_what_could_not_be_used_is_refused_at_entry(kind: str, body: dict[str, Any], code: str) -> None:
    with refused(code):
        to_enter([], [later(kind, **body)], TODAY)


@pytest.mark.parametrize(
    "changes",
    [
        {"entry": "form#01"},
        {"entry": "regime#"},
        {"valid_from": "tomorrow"},
        {"valid_to": "2027-12-31"},
        {"source": " "},
        {"colour": "red"},
    ],
)
def test_a_row_has_its_shape(changes: dict[str, Any]) -> None:
    with refused("registry.shape", "entries"):
        to_enter([], [{**later("regime"), **changes}], TODAY)


def test_other_kinds_have_ways_of_their_own() -> None:
    staff = {**later("regime"), "entry": "staff#me", "kind": "staff"}
    with refused("registry.kind", "kind"):
        to_enter([], [staff], TODAY)


def test_what_was_in_force_may_be_ended_and_followed_but_not_rewritten() -> None:
    known = SEEDS["regime"]
    ended, follows = row("regime", valid_to="2026-11-30"), row("regime", valid_from="2026-12-01")
    assert to_enter(known, [ended, follows], TODAY) == [ended, follows]
    with refused("registry.in_force", "valid_from"):
        to_enter(known, [row("regime", source="another")], TODAY)
    with refused("registry.in_force", "valid_from"):
        to_enter(known, [row("regime", valid_to="2026-11-11")], TODAY)
    with refused("registry.in_force", "valid_from"):
        to_enter([], [row("regime", valid_from="2026-11-12")], TODAY)


def test_two_versions_of_an_entry_never_hold_on_one_day() -> None:
    with refused("registry.overlap", "valid_to"):
        to_enter(SEEDS["regime"], [row("regime", valid_from="2026-12-01")], TODAY)


def test_a_calendar_in_force_may_change_in_the_days_to_come_only() -> None:
    known = SEEDS["calendar"]
    [this_year] = [r for r in known if r["valid_from"] == "2026-01-01"]
    swapped = copy.deepcopy(this_year)
    swapped["body"]["overrides"].append({"day": "2026-12-31", "working": False, "name": "nghỉ", "source": "DEMO"})
    assert to_enter(known, [swapped], TODAY) == [swapped]
    past = copy.deepcopy(this_year)
    past["body"]["overrides"].append({"day": "2026-11-11", "working": False, "name": "nghỉ", "source": "DEMO"})
    hours = copy.deepcopy(this_year)
    hours["body"]["cutoff"] = "16:00"
    for wanted in (past, hours):
        with refused("registry.in_force", "valid_from"):
            to_enter(known, [wanted], TODAY)


def test_the_routing_table_shares_the_law_of_the_past() -> None:
    table = entries("routing")
    assert changed_rows(table, table, TODAY) == []
    rewritten = {**table[1], "source": "another"}
    with refused("registry.in_force", "valid_from"):
        changed_rows(table, [rewritten], TODAY)
