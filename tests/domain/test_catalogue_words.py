"""A procedure in words: what is known is said in both languages, what is not known is said to be so."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from chalicelib.domain.catalogue_words import explained, unknown
from chalicelib.domain.linked import PartPlan, Plan
from chalicelib.domain.procedures import Duration, Procedure, procedure
from tests.support.catalogue import seeded_row
from tests.support.dossiers import entries, seeded_procedure

DAY = date(2026, 11, 12)


def said(code: str, topic: str, day: date = DAY) -> list[str]:
    return [line.vi for line in explained(seeded_procedure(code), day) if line.topic == topic]


def part(name: str, n: int | None, unit: str | None) -> PartPlan:
    time = Duration(n=n, unit=unit)
    return PartPlan(id=name, name=name, name_en=name, authority="x", after=(), time=time, source="a test")


def made(row: dict[str, Any]) -> Procedure:
    return procedure(row["body"], row["valid_from"], row["source"], row["valid_to"])


@pytest.mark.parametrize("row", entries("procedures"), ids=lambda row: f"{row['entry']} {row['valid_from']}")
def test_every_version_is_explained_in_both_languages(row: dict[str, Any]) -> None:
    found = made(row)
    lines = explained(found, DAY)
    topics = {line.topic for line in lines}
    assert {"version", "agent", "source"} <= topics
    assert all(line.vi.strip() and line.en.strip() for line in lines)
    assert not [line for line in lines if "None" in line.vi + line.en]
    assert ("unknown" in topics) == bool(unknown(found))
    for name, topic in {"authority": "authority", "results": "result", "fee": "fee", "time": "time"}.items():
        assert (topic in topics) != (name in unknown(found)), name


def test_who_decides_by_when_for_what() -> None:
    [first, _] = said("1.001193", "version")
    assert first.endswith("quy định áp dụng từ 01/07/2025, đến hết 28/02/2027.")
    [authority] = said("1.001193", "authority")
    assert "UBND cấp xã nơi cư trú" in authority
    assert said("1.001193", "result") == ["Kết quả: Giấy khai sinh (KQ.G15.000031)."]


def test_papers_tell_how_many_and_when() -> None:
    papers = said("1.001193", "papers")
    assert any(p.startswith("Nộp: Giấy chứng sinh") and "1 bản chính" in p for p in papers)
    assert any(p.startswith("Xuất trình: Căn cước") for p in papers)
    assert any(p.endswith("(khi: mang thai hộ).") and "nếu thuộc trường hợp" in p for p in papers)
    assert said("2.001159", "papers") == ["Không phải nộp giấy tờ nào."]
    assert said("1.001731", "papers") == []


@pytest.mark.parametrize(
    ("code", "day", "words"),
    [
        ("1.001193", DAY, "trực tiếp miễn phí, trực tuyến miễn phí"),
        ("2.000815", DAY, "trực tiếp 2.000 đồng, trực tuyến chưa biết"),
        ("3.000347", date(2025, 12, 31), "trực tiếp 135.000 đồng, trực tuyến 115.000 đồng"),
        ("3.000347", date(2026, 1, 1), "trực tiếp 135.000 đồng, trực tuyến chưa biết"),
        ("1.001612", date(2026, 7, 24), "trực tiếp 100.000 đồng, trực tuyến chưa biết"),
        ("1.001612", date(2026, 7, 25), "trực tiếp 100.000 đồng, trực tuyến miễn phí"),
    ],
)
def test_the_fee_is_the_days(code: str, day: date, words: str) -> None:
    assert words in said(code, "fee", day)[0]


@pytest.mark.parametrize(("day", "free"), [("2026-08-14", False), ("2026-08-15", True), ("2027-03-01", False)])
def test_an_exemption_holds_on_its_days(day: str, free: bool) -> None:
    lines = said("2.000635", "fee", date.fromisoformat(day))
    assert any(line.startswith("Miễn phí cho người có tài khoản VNeID mức 2") for line in lines) is free


def test_what_the_agent_may_not_do_comes_with_how_sure_that_is() -> None:
    [direct] = said("2.000815", "agent")
    assert direct.startswith("Đại lý KHÔNG nhận hồ sơ.")
    assert direct.endswith("(chắc chắn cao)")
    assert any("phải có mặt" in line for line in said("1.000894", "agent"))
    assert any("cha mẹ" in line and "chứng thực" in line for line in said("1.001193", "agent"))
    assert said("1.001731", "agent") == ["Chưa biết đại lý được làm gì với thủ tục này; hỏi cơ quan giải quyết."]


def test_what_is_not_known_is_said_plainly() -> None:
    [line] = said("1.001731", "unknown")
    assert "thành phần hồ sơ, thời hạn, phí, lệ phí, kết quả" in line
    before = made(seeded_row("1.001193", "2025-02-01"))
    assert unknown(before) == ("papers", "time", "fee", "results", "online_level")


def test_the_parts_of_linked_procedures_are_named_in_order() -> None:
    plan = Plan("2.002621", (part("khai sinh", 1, "working_day"), part("thường trú", None, None)))
    lines = explained(seeded_procedure("2.002621"), DAY, plan)
    assert [line.vi for line in lines if line.topic == "parts"] == [
        "Liên thông, phần 1: khai sinh, thời hạn 1 ngày làm việc.",
        "Liên thông, phần 2: thường trú, thời hạn chưa biết.",
    ]
    assert any("3.000722" in line for line in said("2.002621", "version"))


def test_a_version_without_facts_names_its_own_source() -> None:
    row = seeded_row()
    del row["body"]["facts"], row["body"]["agent_rules"]
    sources = [line.vi for line in explained(made(row), DAY) if line.topic == "source"]
    assert sources == [f"Nguồn: {row['source']}."]
