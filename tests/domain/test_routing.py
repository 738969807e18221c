"""Which authority decides, whatever agent takes the dossier in."""

from __future__ import annotations

from dataclasses import replace

from chalicelib.domain.routing import Authority, authority_id, explained
from tests.support.dossiers import entries, seeded_procedure
from tests.support.refusals import refused

BIRTH = seeded_procedure("1.001193")
CAU_GIAY = Authority("commune:00166", "commune", "00166", "Phường Cầu Giấy", "Ủy ban nhân dân phường Cầu Giấy")


def test_the_residence_decides() -> None:
    assert authority_id(BIRTH, "00166") == "commune:00166"
    assert authority_id(BIRTH, "00004") == "commune:00004"


def test_every_seeded_commune_can_be_routed_to() -> None:
    ids = {row["body"]["id"] for row in entries("authorities")}
    units = [row["body"]["unit"] for row in entries("authorities") if row["body"]["level"] == "commune"]
    assert len(units) == 126
    assert {authority_id(BIRTH, unit) for unit in units} <= ids


def test_without_a_rule_nothing_is_taken_in() -> None:
    with refused("procedure.not_open", "procedure"):
        authority_id(replace(BIRTH, authority_rule=None), "00166")


def test_without_a_residence_nothing_is_guessed() -> None:
    with refused("routing.no_unit", "applicant.residence_unit"):
        authority_id(BIRTH, "")


def test_the_reasons_name_rule_day_residence_agent_and_source() -> None:
    route = explained(BIRTH, CAU_GIAY, "12/11/2026", "Bưu điện Hoàn Kiếm")
    said = "\n".join(route.why)
    assert route.authority is CAU_GIAY
    assert BIRTH.authority_rule is not None
    for part in ("1.001193", "12/11/2026", "Phường Cầu Giấy (mã 00166)", CAU_GIAY.name, "Bưu điện Hoàn Kiếm"):
        assert part in said
    assert BIRTH.authority_rule.source in said
