"""Procedures of the registry, and the forms they ask for."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.domain.procedures import checked_form, procedure, require_taken_by_agents
from tests.support.dossiers import entries, seeded_procedure
from tests.support.refusals import refused

BIRTH = seeded_procedure("1.001193")
FORM = {"child_name": "Trần Khánh Vy", "child_birth_date": "2026-11-11", "child_sex": "female"}


@pytest.mark.parametrize("row", entries("procedures"), ids=lambda row: row["entry"])
def test_every_seeded_procedure_holds_together(row: dict[str, Any]) -> None:
    made = procedure(row["body"], row["valid_from"], row["source"])
    slots = [slot.code for slot in made.papers]
    fields = {field.name for field in made.form} | {"applicant.full_name", "applicant.number"}
    assert len(slots) == len(set(slots))
    assert {check.declared for check in made.checks} <= fields
    assert made.source


def test_a_form_comes_back_in_normal_forms() -> None:
    form = FORM | {"child_birth_place": "  Bệnh viện   Phụ sản ", "mother_number": "001 193 797 926"}
    assert checked_form(BIRTH, form) == {
        "child_name": "TRẦN KHÁNH VY",
        "child_birth_date": "2026-11-11",
        "child_sex": "female",
        "child_birth_place": "Bệnh viện Phụ sản",
        "mother_number": "001193797926",
    }


def test_what_was_left_empty_is_left_out() -> None:
    assert checked_form(BIRTH, FORM | {"mother_name": "  "}).keys() == FORM.keys()


@pytest.mark.parametrize("name", FORM)
@pytest.mark.parametrize("written", ["", "  "])
def test_a_required_value_must_be_there(name: str, written: str) -> None:
    with refused("form.missing", f"form.{name}"):
        checked_form(BIRTH, {k: v for k, v in FORM.items() if k != name})
    form = FORM | {name: written}
    with refused("form.missing", f"form.{name}"):
        checked_form(BIRTH, form)


def test_a_value_that_nobody_asked_for_is_refused() -> None:
    with refused("form.unknown", "form.religion"):
        checked_form(BIRTH, FORM | {"religion": "không"})


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("child_name", "Vy 2", "person.name"),
        ("child_birth_date", "11/11/2026", "form.date"),
        ("child_sex", "Nữ", "form.sex"),
        ("mother_number", "00119379792", "person.number_length"),
    ],
)
def test_a_wrong_value_is_refused_at_its_own_field(name: str, value: str, code: str) -> None:
    with refused(code, f"form.{name}"):
        checked_form(BIRTH, FORM | {name: value})


def test_a_slot_is_found_by_its_code() -> None:
    assert BIRTH.slot("GCS").reads_as == "birth_proof"


def test_an_unknown_slot_is_refused_and_the_known_ones_are_named() -> None:
    with refused("paper.slot", "slot") as raised:
        BIRTH.slot("XYZ")
    assert "GCS" in raised.value.vi
    assert "XYZ" in raised.value.en


def test_what_agents_may_not_take_in_is_refused_in_the_words_of_the_rule() -> None:
    require_taken_by_agents(BIRTH)
    with refused("procedure.direct_only", "procedure") as raised:
        require_taken_by_agents(seeded_procedure("2.000815"))
    assert "trực tiếp" in raised.value.vi
    assert "in person" in raised.value.en


@pytest.mark.parametrize("row", entries("procedures"), ids=lambda row: f"{row['entry']} {row['valid_from']}")
def test_every_rule_for_agents_and_every_fact_has_its_source(row: dict[str, Any]) -> None:
    made = procedure(row["body"], row["valid_from"], row["source"], row["valid_to"])
    assert all(rule.source and rule.vi and rule.en for rule in made.agent_rules)
    assert all(fact.source for fact in made.facts.values())
    assert {"name", "authority", "linked"} <= made.facts.keys()


def test_a_body_of_before_there_were_facts_is_still_read() -> None:
    [row] = [r for r in entries("procedures") if r["entry"] == "procedure#1.001193" and r["valid_from"] == "2025-07-01"]
    late = {"fee", "results", "agent_rules", "facts", "replaced_by", "notes", "decision"}
    made = procedure({k: v for k, v in row["body"].items() if k not in late}, row["valid_from"], row["source"])
    assert (made.fee, made.results, made.agent_rules, dict(made.facts)) == (None, (), (), {})
    assert made.papers == BIRTH.papers
