"""What was declared, against what the papers say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.crosscheck import Verdict, compare, differing, doubts, verdict
from chalicelib.domain.dossiers import PaperState
from tests.support.dossiers import calm, dossier, fact, paper, seeded_procedure

BIRTH = seeded_procedure("1.001193")


@pytest.mark.parametrize(
    ("declared", "read", "expected"),
    [
        ("TRẦN KHÁNH VY", "TRẦN KHÁNH VY", Verdict.SAME),
        ("TRẦN KHÁNH VY", "Trần Khánh Vy", Verdict.SAME),
        ("2026-11-11", "2026-11-11", Verdict.SAME),
        ("TRẦN KHÁNH VY", "TRAN KHANH VY", Verdict.SIMILAR),
        ("TRẦN KHÁNH VY", "TRẦN  KHÁNHVY", Verdict.SIMILAR),
        ("ĐẶNG H'MÔNG", "DANG H’MONG", Verdict.SIMILAR),
        ("1957-03-02", "1957", Verdict.SIMILAR),
        ("1957", "1957-03-02", Verdict.SIMILAR),
        ("TRẦN KHÁNH VY", "TRẦN KHÁNH VI", Verdict.DIFFERENT),
        ("2026-11-11", "2026-11-12", Verdict.DIFFERENT),
        ("1957-03-02", "1958", Verdict.DIFFERENT),
        ("001193797926", "001193797928", Verdict.DIFFERENT),
        ("female", "male", Verdict.DIFFERENT),
        ("TRẦN KHÁNH VY", "", Verdict.DIFFERENT),
    ],
)
def test_how_two_values_stand_to_each_other(declared: str, read: str, expected: Verdict) -> None:
    assert verdict(declared, read) is expected


values = st.text("aăâáàđĐÊUƯỨ 2026-1957", max_size=12)


@calm
@given(values, values)
def test_it_does_not_matter_which_of_the_two_comes_first(one: str, other: str) -> None:
    assert verdict(one, other) is verdict(other, one)


@calm
@given(values)
def test_a_value_is_the_same_as_itself(value: str) -> None:
    assert verdict(value, value) is Verdict.SAME


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


@pytest.mark.parametrize("state", [PaperState.AWAITED, PaperState.UNREADABLE])
def test_a_paper_that_was_not_read_bears_nothing_out(state: PaperState) -> None:
    assert compare(dossier(), [paper(state=state)], BIRTH) == []


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
