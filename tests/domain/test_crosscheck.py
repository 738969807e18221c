"""What was declared, against what the papers say, and the papers against each other."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from chalicelib.domain.comparisons import Comparison
from chalicelib.domain.crosscheck import between, compare, differing, doubts
from chalicelib.domain.dossiers import Fact, Paper, PaperState
from chalicelib.domain.explanations import Verdict
from tests.domain.test_units import HANOI
from tests.support.dossiers import dossier, fact, paper, seeded_procedure

BIRTH = seeded_procedure("1.001193")
MOTHER = (fact("full_name", "BÙI BÍCH DIỆP"), fact("personal_number", "001193797926"))
APPLICANT = (fact("full_name", "TRẦN TUẤN KIỆT"), fact("personal_number", "027094888598"))


def card(id: str, *facts: Fact, **changes: Any) -> Paper:  # noqa: A002
    return paper(id=id, kind="identity_card", slot="ID", facts=facts, **changes)


def unsure(name: str, normal: str) -> Fact:
    return replace(fact(name, normal), sure=False, confidence=0.4)


def about(found: list[Comparison], field: str) -> list[tuple[str, str]]:
    """Paper and verdict of the comparisons with that field of the form or of the paper of reference."""
    return [(c.paper, c.verdict.value) for c in found if c.one.field == field]


def test_every_check_of_the_procedure_meets_every_paper_of_its_kind() -> None:
    facts = (fact("child_name", "TRẦN KHÁNH VY"), fact("child_birth_date", "2026-11-10"))
    found = compare(dossier(), [paper(facts=facts), paper(id="p2", facts=facts)], BIRTH)
    verdicts = [(c.paper, c.declared_name, c.verdict) for c in found if c.declared_name.startswith("child")]
    expected = [
        (p, name, outcome)
        for name, outcome in (
            ("child_name", Verdict.SAME),
            ("child_birth_date", Verdict.DIFFERENT),
            ("child_sex", Verdict.MISSING),
        )
        for p in ("p1", "p2")
    ]
    assert verdicts == expected
    assert [c.fact for c in found if c.declared_name == "child_sex"] == [None, None]


def test_a_paper_of_another_kind_bears_nothing_out() -> None:
    assert compare(dossier(), [paper(kind="other", facts=(fact("child_name", "AI ĐÓ"),))], BIRTH) == []


def test_an_unreadable_paper_bears_nothing_out() -> None:
    assert compare(dossier(), [paper(state=PaperState.UNREADABLE)], BIRTH) == []


def test_an_awaited_paper_is_awaited_and_not_missing() -> None:
    found = compare(dossier(), [paper(state=PaperState.AWAITED, kind=None)], BIRTH)
    assert {(c.paper, c.verdict) for c in found} == {("p1", Verdict.AWAITED)}
    assert len(found) == 6


def test_pages_that_were_read_already_are_compared_while_the_others_are_awaited() -> None:
    first = paper(state=PaperState.AWAITED, kind=None, facts=(fact("child_name", "TRẦN KHÁNH VY"),))
    found = compare(dossier(), [first], BIRTH)
    assert about(found, "child_name") == [("p1", "same")]
    assert about(found, "mother_name") == [("p1", "awaited")]


def test_what_was_not_declared_is_not_compared() -> None:
    found = compare(dossier(form={"child_name": "TRẦN KHÁNH VY"}), [paper()], BIRTH)
    assert [c.declared_name for c in found] == ["child_name"]


def test_the_applicant_is_compared_with_the_declaration() -> None:
    declaration = paper(kind="birth_declaration", facts=(fact("applicant_name", "NGUYỄN VĂN AN"),))
    [found] = [c for c in compare(dossier(), [declaration], BIRTH) if c.declared_name == "applicant.full_name"]
    assert (found.declared, found.verdict) == ("TRẦN TUẤN KIỆT", Verdict.DIFFERENT)
    assert found.label == "Họ tên người yêu cầu"


def test_a_label_that_differs_on_two_papers_is_named_once() -> None:
    wrong = (fact("child_name", "NGUYỄN VĂN AN"), fact("child_sex", "male"))
    found = compare(dossier(), [paper(facts=wrong), paper(id="p2", facts=wrong)], BIRTH)
    assert differing(found) == ["Họ, chữ đệm, tên người được khai sinh", "Giới tính"]


def test_similar_and_missing_values_do_not_differ() -> None:
    found = compare(dossier(), [paper(facts=(fact("child_name", "TRAN KHANH VY"),))], BIRTH)
    assert differing(found) == []


def test_excuses_that_are_more_than_accents_ask_for_a_look_and_say_what_they_are() -> None:
    facts = (fact("child_name", "VY KHÁNH TRẦN"), fact("mother_name", "BÙI DIỆP"))
    found = compare(dossier(), [paper(facts=facts)], BIRTH)
    assert {c.verdict for c in found if c.fact} == {Verdict.SIMILAR}
    assert differing(found) == [
        "Họ, chữ đệm, tên người được khai sinh (khác thứ tự)",
        "Họ, chữ đệm, tên người mẹ (một bên thiếu một phần)",
    ]


def test_an_unsure_value_that_differs_is_doubtful_and_accuses_nobody() -> None:
    found = compare(dossier(), [paper(facts=(unsure("child_birth_date", "2025-11-22"),))], BIRTH)
    assert about(found, "child_birth_date") == [("p1", "doubtful")]
    assert differing(found) == ["Ngày sinh (đọc chưa chắc)"]


def test_an_unsure_look_alike_is_explained() -> None:
    [found] = [
        c for c in compare(dossier(), [paper(facts=(unsure("mother_number", "001193797928"),))], BIRTH) if c.fact
    ]
    assert (found.verdict, [reason.code for reason in found.why]) == (Verdict.SIMILAR, ["look_alike"])


def test_both_places_to_look_at_are_named() -> None:
    [found] = [c for c in compare(dossier(), [paper(facts=(fact("child_sex", "male"),))], BIRTH) if c.fact]
    assert (found.one.field, found.one.paper) == ("child_sex", None)
    assert (found.other.field, found.other.paper, found.other.fact) == ("child_sex", "p1", fact("child_sex", "male"))


def test_a_card_belongs_to_whoever_bears_its_number_or_name() -> None:
    papers = [card("mothers", *MOTHER), card("own", *APPLICANT)]
    found = compare(dossier(), papers, BIRTH)
    assert about(found, "applicant.number") == [("own", "same")]
    assert about(found, "mother_number") == [("mothers", "same")]
    assert about(found, "father_name") == [("own", "same")]


def test_a_card_of_another_alone_does_not_stand_for_the_applicants() -> None:
    found = compare(dossier(), [card("mothers", *MOTHER)], BIRTH)
    assert about(found, "applicant.number") == [("mothers", "different")]
    with_more_to_come = [card("mothers", *MOTHER), card("own", state=PaperState.AWAITED)]
    assert about(compare(dossier(), with_more_to_come, BIRTH), "applicant.number") == [("own", "awaited")]


def test_a_strangers_card_is_taken_for_the_applicants() -> None:
    stranger = card("p9", fact("full_name", "LƯU VĂN ĐỊNH"), fact("personal_number", "001070123456"))
    found = compare(dossier(), [card("own", *APPLICANT), stranger], BIRTH)
    assert about(found, "applicant.number") == [("own", "same"), ("p9", "different")]


def test_the_mothers_number_on_the_birth_proof_against_her_card() -> None:
    proof = paper(facts=(fact("mother_name", "BÙI BÍCH DIỆP"), fact("mother_number", "001193797911")))
    found = between(dossier(form={}), [proof, card("p2", *MOTHER)], BIRTH)
    assert [(c.label, c.one.paper, c.paper, c.verdict.value) for c in found] == [
        ("Họ, chữ đệm, tên người mẹ", "p2", "p1", "same"),
        ("Số định danh của mẹ", "p2", "p1", "different"),
    ]


def test_papers_are_compared_where_the_form_asks_nothing() -> None:
    proof = paper(facts=(fact("mother_number", "001193797926"), fact("mother_birth_date", "1993-02-01")))
    declaration = paper(
        id="p3", slot="TK", kind="birth_declaration", facts=(fact("mother_birth_year", "1993"), fact("relation", "Mẹ"))
    )
    [found] = between(dossier(), [proof, declaration], BIRTH)
    assert (found.label, found.label_en) == ("Mẹ: ngày sinh", "Mother: date of birth")
    assert (found.one.paper, found.paper, found.verdict) == ("p1", "p3", Verdict.SIMILAR)


def test_the_old_number_of_the_same_card_is_explained() -> None:
    proof = paper(facts=(fact("mother_name", "BÙI BÍCH DIỆP"), fact("mother_number", "012345678")))
    [_, number] = between(dossier(), [proof, card("p2", *MOTHER, fact("old_number", "012345678"))], BIRTH)
    assert (number.verdict, [reason.code for reason in number.why]) == (Verdict.SIMILAR, ["old_number"])


def test_an_old_address_and_todays_name_of_the_place() -> None:
    old = fact("mother_residence", "Số 5 phố Huế, phường Hàng Gai, quận Hoàn Kiếm, thành phố Hà Nội")
    proof = paper(facts=(fact("mother_number", "001193797926"), old))
    new = card("p2", *MOTHER, fact("residence", "Số 5 phố Huế, Phường Hoàn Kiếm, Hà Nội"))
    found = between(dossier(), [proof, new], BIRTH, lambda: HANOI)
    assert [(c.verdict.value, [w.code for w in c.why]) for c in found if "cư trú" in c.label] == [
        ("similar", ["old_unit"])
    ]


def test_persons_whom_nothing_links_are_not_compared() -> None:
    papers = [paper(id=p, kind="marriage_certificate", facts=(fact("wife_name", p),)) for p in ("p1", "p2")]
    assert between(dossier(), papers, BIRTH) == []


@pytest.mark.parametrize(
    ("number", "birth_date", "sex", "codes"),
    [
        ("027094888598", "1994-05-01", "male", []),
        ("027094888598", "1994", "male", []),
        ("027094888598", "1995-05-01", "female", ["number.sex", "number.year"]),
        ("027094888598", "", "female", []),
        ("001193797926", "2004-05-01", "male", []),  # another's card
    ],
)
def test_a_number_that_does_not_fit_its_own_card_is_doubted(
    number: str, birth_date: str, sex: str, codes: list[str]
) -> None:
    facts = (fact("personal_number", number), fact("birth_date", birth_date), fact("sex", sex))
    card = paper(kind="identity_card", slot="ID", facts=facts)
    assert [doubt.code for doubt in doubts(dossier(), [card, paper(facts=facts), card])] == codes


def test_what_a_card_tells_in_two_ways_is_said_without_a_value() -> None:
    disputed = replace(unsure("personal_number", "027094888598"), doubt="disputed", also=("027094888599",))
    [doubt] = doubts(dossier(), [card("c", disputed), paper(facts=(disputed,))])
    assert (doubt.code, "số định danh" in doubt.vi, "02709" in doubt.vi + doubt.en) == ("card.disputed", True, False)
