"""A version that is wrong is refused when it is entered, with a code, at its field."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.catalogue_checks import day_of, problems
from chalicelib.domain.procedures import procedure
from tests.support.catalogue import seeded_row
from tests.support.dossiers import calm, entries

Row = dict[str, Any]


def put(path: str, value: Any) -> Callable[[Row], None]:
    """A change that sets the value at a dotted path."""
    *way, last = path.split(".")

    def change(row: Row) -> None:
        place: Any = row
        for name in way:
            place = place[int(name)] if name.isdigit() else place[name]
        place[int(last) if last.isdigit() else last] = value

    return change


def drop(path: str) -> Callable[[Row], None]:
    *way, last = path.split(".")

    def change(row: Row) -> None:
        place: Any = row
        for name in way:
            place = place[name]
        del place[last]

    return change


EXEMPTION = {"valid_from": "2026-09-01", "valid_to": "2026-08-01", "who": "x", "who_en": "x", "source": "x"}
PERIOD = {"valid_from": None, "valid_to": None, "direct": -5, "online": None, "source": "x"}
EXTRA = {"code": "late", "name": "x", "name_en": "x", "direct": 1, "online": None, "source": "x"}
FORM_FIELD = {"name": "child_name", "label": "x", "label_en": "x", "kind": "name", "required": False}
WRONG: dict[str, tuple[Callable[[Row], None], str, str]] = {
    "no such day": (put("valid_from", "2026-02-30"), "catalogue.date", "valid_from"),
    "another spelling of days": (put("valid_from", "01/07/2025"), "catalogue.date", "valid_from"),
    "no first day": (put("valid_from", None), "catalogue.date", "valid_from"),
    "a number for a day": (put("valid_to", 20270228), "catalogue.date", "valid_to"),
    "ends before it begins": (put("valid_to", "2025-06-30"), "catalogue.dates_order", "valid_to"),
    "an unknown column": (put("valid_until", "2026-01-01"), "catalogue.unknown_field", "valid_until"),
    "an unknown field": (put("body.price", 3), "catalogue.unknown_field", "body.price"),
    "an unknown field within": (put("body.papers.0.colour", "red"), "catalogue.unknown_field", "body.papers.0.colour"),
    "a source of nothing": (put("body.facts.price", {"source": "x"}), "catalogue.unknown_field", "body.facts.price"),
    "a field left out": (drop("body.papers"), "catalogue.missing", "body.papers"),
    "a fact without its source": (drop("body.facts.fee.source"), "catalogue.missing", "body.facts.fee.source"),
    "a row without body": (drop("body"), "catalogue.missing", "body"),
    "another kind of entry": (put("kind", "agent"), "catalogue.choice", "kind"),
    "text for a number": (put("body.fee.direct", "5000"), "catalogue.kind", "body.fee.direct"),
    "a fraction of a dong": (put("body.fee.direct", 0.5), "catalogue.kind", "body.fee.direct"),
    "true for a number": (put("body.fee.direct", True), "catalogue.kind", "body.fee.direct"),
    "one for a list": (put("body.papers", {"code": "x"}), "catalogue.kind", "body.papers"),
    "text for an object": (put("body.time", "3 days"), "catalogue.kind", "body.time"),
    "nothing where something must be": (put("body.name", None), "catalogue.kind", "body.name"),
    "another procedure's code": (put("body.code", "1.000656"), "catalogue.code", "body.code"),
    "no code of a procedure": (put("entry", "procedure#birth"), "catalogue.code", "body.code"),
    "a kind of field that no form has": (put("body.form.0.kind", "colour"), "catalogue.choice", "body.form.0.kind"),
    "a field twice": (put("body.form.3", FORM_FIELD), "catalogue.twice", "body.form.3.name"),
    "a paper twice": (put("body.papers.1.code", "TK"), "catalogue.twice", "body.papers.1.code"),
    "a check of a missing field": (
        put("body.checks.0.declared", "nickname"),
        "catalogue.check_field",
        "body.checks.0.declared",
    ),
    "a check against no paper": (
        put("body.checks.0.paper", "passport"),
        "catalogue.check_paper",
        "body.checks.0.paper",
    ),
    "a result code": (put("body.results.0.code", "G15.000031"), "catalogue.result_code", "body.results.0.code"),
    "a negative fee": (put("body.fee.online", -1), "catalogue.negative", "body.fee.online"),
    "a negative fee for a time": (put("body.fee.periods", [PERIOD]), "catalogue.negative", "body.fee.periods.0.direct"),
    "a negative number of copies": (put("body.papers.0.copies", -1), "catalogue.negative", "body.papers.0.copies"),
    "an exemption that ends before it begins": (
        put("body.fee.exemptions", [EXEMPTION | {"percent": 50}]),
        "catalogue.dates_order",
        "body.fee.exemptions.0.valid_to",
    ),
    "an exemption of more than all": (
        put("body.fee.exemptions", [EXEMPTION | {"percent": 101, "valid_to": None}]),
        "catalogue.percent",
        "body.fee.exemptions.0.percent",
    ),
    "an extra twice": (put("body.fee.extras", [EXTRA, EXTRA]), "catalogue.twice", "body.fee.extras.1.code"),
    "a unit that no clock knows": (put("body.time.unit", "moon"), "catalogue.choice", "body.time.unit"),
    "a number without unit": (put("body.time.unit", None), "catalogue.missing", "body.time.unit"),
    "an online level": (put("body.online_level", "toàn trình"), "catalogue.choice", "body.online_level"),
    "a rule for agents": (put("body.agent_rules.0.kind", "maybe"), "catalogue.choice", "body.agent_rules.0.kind"),
    "how sure": (put("body.facts.fee.certainty", "very"), "catalogue.choice", "body.facts.fee.certainty"),
    "no source": (put("source", " "), "catalogue.no_source", "source"),
    "no source of the fee": (drop("body.facts.fee"), "catalogue.no_source", "body.facts.fee"),
}


@pytest.mark.parametrize("row", entries("procedures"), ids=lambda row: f"{row['entry']} {row['valid_from']}")
def test_every_seeded_version_may_be_entered(row: Row) -> None:
    assert problems(row) == ()


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_refused_at_its_field(case: str) -> None:
    change, code, field = WRONG[case]
    row = seeded_row()
    change(row)
    found = problems(row)
    assert [(fault.code, fault.field) for fault in found] == [(code, field)]
    assert found[0].vi
    assert found[0].en


def test_everything_that_is_wrong_is_told_at_once() -> None:
    row = seeded_row()
    for path, value in (("valid_to", "2020-01-01"), ("body.fee.direct", -1), ("body.results.0.code", "?")):
        put(path, value)(row)
    assert {f.code for f in problems(row)} == {
        "catalogue.dates_order",
        "catalogue.negative",
        "catalogue.result_code",
    }


def test_what_is_not_known_needs_no_source() -> None:
    row = seeded_row()
    row["body"] |= {"fee": None, "results": [], "online_level": None, "facts": row["body"]["facts"] | {}}
    for name in ("fee", "results", "online_level"):
        del row["body"]["facts"][name]
    assert problems(row) == ()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=6,
)
PLACES = [*seeded_row(), *(f"body.{name}" for name in seeded_row()["body"])]
PLACES += ["body.papers.0", "body.form.0", "body.checks.0", "body.fee.direct", "body.time.n", "body.agent_rules.0"]


@calm
@given(place=st.sampled_from(PLACES), value=JSON)
def test_whatever_stands_anywhere_is_refused_or_can_be_used(place: str, value: Any) -> None:
    row = seeded_row()
    put(place, value)(row)
    if problems(row) == ():
        assert procedure(row["body"], row["valid_from"], row["source"], row["valid_to"]).source


@calm
@given(st.dictionaries(st.sampled_from([*seeded_row(), "other"]), JSON))
def test_a_row_of_anything_is_answered_with_faults(row: Row) -> None:
    assert problems(row)


@pytest.mark.parametrize("text", ["2026-2-3", "20260203", "2026-W06-2", "", "２０２６-02-03", None, 3])
def test_a_day_has_one_spelling(text: object) -> None:
    assert day_of(text) is None
