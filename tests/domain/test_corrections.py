"""What people say of a paper holds from then on; what was read stays as it was."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.corrections import Known, Statement, Told, corrected, correction, first, settled, to_be_read_by
from chalicelib.domain.dossiers import About, Correction, File, Flaw, Paper, PaperState, Said, Value
from chalicelib.domain.faults import Fault
from tests.support.dossiers import NOW, calm, dossier, fact, paper, seeded_procedure
from tests.support.refusals import refused

BIRTH = seeded_procedure("1.001193")
KINDS = frozenset({"birth_proof", "birth_declaration", "identity_card"})
TOLD = Told(id="c1", at=NOW, actor="clerk-1", role="clerk", where="corrections.0")
FAINT = replace(fact("child_name", "TRẦN KHÁNH VI"), confidence=0.61, sure=False, doubt="faint", box=(5, 6, 7, 8))
READ = paper(facts=(FAINT, fact("child_sex", "female"), replace(fact("remark", "x"), page=2)), pages=2)


def said(about: str, what: str, read: Paper = READ, before: tuple[Correction, ...] = (), **more: Any) -> Correction:
    """What a statement comes to."""
    statement = Statement(about=About(about), said=Said(what), **more)
    return correction(statement, Known(read, corrected(read, before), BIRTH, KINDS), TOLD)


def values(there: Paper) -> dict[str, tuple[str, bool]]:
    return {one.name: (one.normal, one.sure) for one in there.facts}


def test_a_confirmed_value_is_sure() -> None:
    one = said("field", "confirmed", name="child_name")
    assert (one.before, one.after) == (Value("TRẦN KHÁNH VI", "TRẦN KHÁNH VI"),) * 2
    assert (one.type, one.confidence, one.page, one.actor) == ("name", 0.61, 1, "clerk-1")
    now = corrected(READ, [one])
    assert values(now)["child_name"] == ("TRẦN KHÁNH VI", True)
    assert now.facts[0].box == (5, 6, 7, 8)


def test_a_corrected_value_takes_its_place_in_normal_form() -> None:
    one = said("field", "corrected", name="child_name", value="  Trần  Khánh Vy ")
    assert one.before == Value("TRẦN KHÁNH VI", "TRẦN KHÁNH VI")
    assert one.after == Value("Trần Khánh Vy", "TRẦN KHÁNH VY")
    assert values(corrected(READ, [one]))["child_name"] == ("TRẦN KHÁNH VY", True)


def test_who_writes_down_what_was_read_confirms_it() -> None:
    one = said("field", "corrected", name="child_name", value="trần khánh vi")
    assert (one.said, one.after) == (Said.CONFIRMED, one.before)


def test_a_value_that_was_not_found_is_filled_in_with_its_page() -> None:
    one = said("field", "corrected", name="child_birth_date", value="2026-11-11", page=2)
    assert (one.before, one.confidence, one.type) == (None, None, "date")
    found = next(f for f in corrected(READ, [one]).facts if f.name == "child_birth_date")
    assert (found.normal, found.page, found.sure) == ("2026-11-11", 2, True)


def test_what_nobody_can_read_is_no_value() -> None:
    now = corrected(READ, [said("field", "unreadable", name="child_name")])
    assert "child_name" not in values(now)


def test_a_correction_of_a_correction_tells_nothing_of_the_reader() -> None:
    first = said("field", "corrected", name="child_name", value="TRẦN KHÁNH VY")
    second = said("field", "corrected", before=(first,), name="child_name", value="TRẦN KHÁNH VỸ")
    assert (second.before, second.confidence) == (first.after, None)
    assert values(corrected(READ, [first, second]))["child_name"] == ("TRẦN KHÁNH VỸ", True)


def test_another_kind_makes_what_was_read_by_the_wrong_labels_void() -> None:
    one = said("kind", "corrected", value="birth_declaration")
    assert (one.before, one.after) == (
        Value("birth_proof", "birth_proof"),
        Value("birth_declaration", "birth_declaration"),
    )
    now = corrected(READ, [one])
    assert (now.kind, now.kind_sure, now.facts) == ("birth_declaration", True, ())


@pytest.mark.parametrize("what", [{"what": "confirmed"}, {"what": "corrected", "value": "birth_proof"}])
def test_the_same_kind_leaves_what_was_read(what: dict[str, Any]) -> None:
    unsure = replace(READ, kind_sure=False)
    one = said("kind", **what, read=unsure)
    assert one.said is Said.CONFIRMED
    now = corrected(unsure, [one])
    assert (now.kind_sure, now.facts) == (True, READ.facts)


def test_a_page_that_belongs_nowhere_takes_its_values_along() -> None:
    torn = replace(READ, troubles=(Flaw(2, "cut_off"),))
    now = corrected(torn, [said("page", "nowhere", page=2, read=torn)])
    assert (now.state, now.troubles, set(values(now))) == (PaperState.READ, (), {"child_name", "child_sex"})


def test_a_paper_without_a_page_of_its_own_is_none() -> None:
    both = [said("page", "nowhere", page=1), said("page", "nowhere", page=2)]
    now = corrected(READ, both)
    assert (now.state, now.reason) == (PaperState.UNREADABLE, "belongs_nowhere")
    assert corrected(READ, both[:1]).state is PaperState.READ


def test_a_page_that_somebody_looked_at_troubles_no_more() -> None:
    torn = replace(READ, troubles=(Flaw(1, "cut_off"), Flaw(2, "damaged")))
    now = corrected(torn, [said("page", "confirmed", page=1, read=torn)])
    assert (now.troubles, now.facts) == ((Flaw(2, "damaged"),), READ.facts)


def test_what_was_said_of_a_field_counts_for_the_kind_it_was_said_of() -> None:
    name = said("field", "corrected", name="child_name", value="TRẦN KHÁNH VY")
    other = said("kind", "corrected", before=(name,), value="birth_declaration")
    back = said("kind", "corrected", before=(name, other), value="birth_proof")
    assert values(corrected(READ, [name, other])) == {}
    assert values(corrected(READ, [name, other, back]))["child_name"] == ("TRẦN KHÁNH VY", True)


def test_a_paper_that_was_read_again_stands_as_read_with_what_was_said_since() -> None:
    before = said("field", "corrected", name="child_name", value="TRẦN KHÁNH VY")
    kind = said("kind", "corrected", before=(before,), value="birth_declaration")
    assert to_be_read_by(READ, [before, kind]) is kind
    again = replace(READ, kind="birth_declaration", facts=(fact("child_name", "TRẦN KHÁNH VI"),), read_by=kind.id)
    assert to_be_read_by(again, [before, kind]) is None
    assert values(corrected(again, [before, kind])) == {"child_name": ("TRẦN KHÁNH VI", True)}
    since = said("field", "unreadable", read=again, before=(before, kind), name="child_name")
    assert values(corrected(again, [before, kind, since])) == {}


@pytest.mark.parametrize(
    ("what", "read"),
    [
        ({"value": "other"}, READ),
        ({"value": "birth_proof"}, READ),
        ({"value": "birth_declaration"}, replace(READ, state=PaperState.UNREADABLE)),
    ],
)
def test_nothing_is_read_again_without_need(what: dict[str, Any], read: Paper) -> None:
    assert to_be_read_by(read, [said("kind", "corrected", **what)]) is None


def test_who_names_a_kind_may_say_which_page_is_meant() -> None:
    assert said("kind", "corrected", value="birth_declaration", page=2).page == 2
    with refused("review.page", "corrections.0.page"):
        said("kind", "corrected", value="birth_declaration", page=3)


def test_what_is_said_of_one_paper_is_not_said_of_another() -> None:
    other = replace(READ, id="p2")
    one = said("field", "unreadable", name="child_name")
    assert settled(File(dossier(), (READ, other), (), (), (), (one,))) == (corrected(READ, [one]), other)


@pytest.mark.parametrize(
    ("statement", "code", "field"),
    [
        ({"about": "field", "what": "nowhere", "name": "child_name"}, "review.said", "said"),
        ({"about": "kind", "what": "unreadable"}, "review.said", "said"),
        ({"about": "page", "what": "corrected", "page": 1}, "review.said", "said"),
        ({"about": "field", "what": "confirmed", "name": "child_birth_date"}, "review.field", "name"),
        ({"about": "field", "what": "corrected", "name": "KIỆT", "value": "x", "page": 1}, "review.field", "name"),
        (
            {"about": "field", "what": "corrected", "name": "child_birth_date", "value": "2026-11-11"},
            "review.page",
            "page",
        ),
        ({"about": "field", "what": "corrected", "name": "child_name", "value": " "}, "review.value", "value"),
        ({"about": "field", "what": "corrected", "name": "child_name", "value": "123"}, "person.name", "value"),
        ({"about": "field", "what": "corrected", "name": "child_sex", "value": "nam"}, "form.sex", "value"),
        ({"about": "field", "what": "confirmed", "name": "child_name", "page": 2}, "review.field", "name"),
        ({"about": "kind", "what": "corrected", "value": "birth_prof"}, "review.kind", "value"),
        ({"about": "page", "what": "nowhere", "page": 3}, "review.page", "page"),
        ({"about": "page", "what": "confirmed"}, "review.page", "page"),
    ],
)
def test_what_cannot_be_said(statement: dict[str, Any], code: str, field: str) -> None:
    with refused(code, f"corrections.0.{field}"):
        said(**statement)


statements = st.builds(
    Statement,
    about=st.sampled_from(About),
    said=st.sampled_from(Said),
    name=st.sampled_from(["child_name", "child_sex", "mother_name", "remark", "none"]),
    page=st.integers(0, 3),
    value=st.sampled_from(["", "Trần An", "female", "birth_declaration", "other"]),
)


@calm
@given(st.lists(statements, max_size=8))
def test_whatever_is_said_the_reading_stays_and_what_a_person_said_is_sure(told: list[Statement]) -> None:
    kept: tuple[Correction, ...] = ()
    for statement in told:
        with suppress(Fault):
            now = corrected(READ, kept)
            kept = (*kept, correction(statement, Known(READ, now, BIRTH, KINDS), TOLD))
    stands = corrected(READ, kept)
    assert READ.facts[0] is FAINT
    for fact_now in stands.facts:
        assert fact_now.sure or fact_now in READ.facts
    if kept and kept[-1].about is About.FIELD and kept[-1].after and stands.state is PaperState.READ:
        last = first(stands.facts, kept[-1].name)
        assert last is not None
        assert last.normal == kept[-1].after.normal
