"""When a paper needs a person, what is asked first, and that it ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain import review
from chalicelib.domain.corrections import Known, Statement, Told, corrected, correction
from chalicelib.domain.dossiers import CLOSED, About, Correction, Fact, Flaw, Paper, PaperState, Said, Status
from chalicelib.domain.review import Question, questions, waits
from tests.support.dossiers import NOW, calm, dossier, fact, paper, seeded_procedure

BIRTH = seeded_procedure("1.001193")
DOSSIER = dossier()
NEEDED = ("child_name", "child_birth_date", "child_sex", "mother_name", "mother_number", "father_name")
SURE = tuple(fact(name, DOSSIER.form[name]) for name in NEEDED)
KINDS = frozenset({"birth_proof", "birth_declaration"})
TOLD = Told(id="c1", at=NOW, actor="clerk-1", role="clerk", where="corrections.0")


def doubtful(name: str, **changes: Any) -> Fact:
    return replace(replace(fact(name, "?"), sure=False, confidence=0.5, doubt="disputed"), **changes)


def asked(read: Paper, *said: Correction, **declared: str) -> list[tuple[str, str, bool]]:
    there = dossier(form={**DOSSIER.form, **declared})
    return [(q.name or q.about.value, q.why, q.needed) for q in questions(there, read, said, BIRTH)]


def say(read: Paper, before: tuple[Correction, ...], **statement: Any) -> Correction:
    return correction(Statement(**statement), Known(read, corrected(read, before), BIRTH, KINDS), TOLD)


def test_nobody_looks_at_what_is_sure() -> None:
    assert asked(paper(facts=SURE)) == []


@pytest.mark.parametrize("state", [PaperState.AWAITED, PaperState.UNREADABLE])
def test_nobody_looks_at_what_was_not_read(state: PaperState) -> None:
    assert asked(paper(state=state, kind_sure=False)) == []


def test_the_doubtful_among_the_needed_come_first_then_the_missing_then_pages_then_the_rest() -> None:
    facts = (doubtful("hospital"), doubtful("father_name"), doubtful("child_name", doubt=None), *SURE[1:3])
    read = paper(facts=facts, kind_sure=False, pages=2, troubles=(Flaw(2, "cut_off"),))
    assert asked(read) == [
        ("kind", "not_sure", True),
        ("child_name", "not_sure", True),
        ("father_name", "disputed", True),
        ("mother_name", "missing", True),
        ("mother_number", "missing", True),
        ("page", "cut_off", True),
        ("hospital", "disputed", False),
    ]


def test_a_doubt_that_nothing_depends_on_keeps_nobody_waiting() -> None:
    read = paper(facts=(*SURE, doubtful("hospital")))
    found = questions(DOSSIER, read, (), BIRTH)
    assert [q.name for q in found] == ["hospital"]
    assert not waits(found)


def test_what_was_not_declared_is_not_asked_for() -> None:
    read = paper(facts=(*SURE[:5], doubtful("father_name")))
    assert asked(read, father_name="") == [("father_name", "disputed", False)]
    assert asked(paper(facts=SURE[:5]), father_name="") == []


@pytest.mark.parametrize(
    ("slot", "kind", "needed"),
    [("GCS", "birth_proof", True), ("GCS", "other", True), ("BBBR", "birth_proof", True), ("BBBR", "other", False)],
)
def test_an_unsure_kind_is_asked_where_something_depends_on_it(slot: str, kind: str, needed: bool) -> None:
    read = paper(slot=slot, kind=kind, kind_sure=False, facts=SURE)
    assert ("kind", "not_sure", True) in asked(read) or not needed
    assert bool(asked(read)) is needed


@pytest.mark.parametrize(
    ("troubles", "pages"),
    [
        ((), []),
        (("blank",), []),
        (("blank", "blank"), [1, 2]),
        (("cut_off", "blank"), [1]),
        (("time_up", "text_layer_lies"), [1, 2]),
    ],
)
def test_a_page_is_looked_at_where_it_may_hide_something(troubles: tuple[str, ...], pages: list[int]) -> None:
    read = paper(facts=SURE, pages=2, troubles=tuple(Flaw(n, code) for n, code in enumerate(troubles, 1)))
    assert [q.page for q in questions(DOSSIER, read, (), BIRTH)] == pages


def test_another_kind_asks_for_what_that_kind_must_say() -> None:
    read = paper(slot="TK", facts=SURE, kind_sure=False)
    unreadable = say(read, (), about=About.FIELD, said=Said.UNREADABLE, name="child_name")
    other = say(read, (), about=About.KIND, said=Said.CORRECTED, value="birth_declaration")
    names = {name for name, why, needed in asked(read, unreadable, other) if why == "missing" and needed}
    assert "child_name" in names, "what was said of the other kind's field does not count for this one"


ANSWERS = {About.FIELD: [Said.CONFIRMED, Said.CORRECTED, Said.UNREADABLE], About.KIND: [Said.CONFIRMED, Said.CORRECTED]}
ANSWERS[About.PAGE] = [Said.CONFIRMED, Said.NOWHERE]
RIGHT = dict(DOSSIER.form) | {"applicant_name": "TRẦN AN", "applicant_number": "027094888598"}


def answer(read: Paper, said: tuple[Correction, ...], question: Question, draw: st.DataObject) -> Correction:
    what = draw.draw(st.sampled_from(ANSWERS[question.about]))
    value = "birth_declaration" if question.about is About.KIND else RIGHT.get(question.name, "Trần An")
    if question.about is About.FIELD and question.fact is None and what is Said.CONFIRMED:
        what = Said.CORRECTED
    return say(read, said, about=question.about, said=what, name=question.name, page=question.page or 1, value=value)


@calm
@given(st.data())
def test_whoever_answers_what_is_needed_is_soon_done(draw: st.DataObject) -> None:
    states = st.sampled_from(["sure", "doubtful", "missing"])
    facts = []
    for one in SURE:
        state = draw.draw(states)
        facts += [one] if state == "sure" else [doubtful(one.name)] if state == "doubtful" else []
    flaws = draw.draw(st.lists(st.sampled_from(["cut_off", "blank", "damaged"]), max_size=2))
    read = paper(
        facts=tuple(facts),
        pages=2,
        kind_sure=draw.draw(st.booleans()),
        troubles=tuple(Flaw(n, code) for n, code in enumerate(flaws, 1)),
    )
    said: tuple[Correction, ...] = ()
    for _ in range(40):
        open_ones = [q for q in questions(DOSSIER, read, said, BIRTH) if q.needed]
        if not open_ones:
            return
        said = (*said, answer(read, said, open_ones[0], draw))
    raise AssertionError(f"still open: {open_ones}")


@pytest.mark.parametrize(
    ("changes", "queue"),
    [
        ({}, "agent:VNP-01"),
        ({"submitted_at": NOW}, None),
        ({"submitted_at": NOW, "authority": "commune:00166"}, "desk:commune:00166"),
        ({"submitted_at": NOW, "authorities": ("commune:00166", "commune:00004")}, "desk:commune:00166"),
        ({"status": Status.SUPPLEMENT, "authority": "commune:00166"}, "agent:VNP-01"),
        ({"status": Status.PROCESSING, "authority": "commune:00166"}, "desk:commune:00166"),
        ({"part": "birth", "authority": "commune:00166"}, None),
        *(({"status": status, "authority": "commune:00166"}, None) for status in CLOSED),
    ],
)
def test_papers_wait_where_the_dossier_lies(changes: dict[str, Any], queue: str | None) -> None:
    assert review.queue(dossier(**changes)) == queue


def test_a_dossier_queues_from_when_its_longest_waiting_paper_was_read() -> None:
    papers = [paper(id=f"p{n}", read_at=NOW + timedelta(minutes=n)) for n in range(3)]
    there = dossier()
    for one in papers:
        there = review.asking(there, one.id, one.read_at or NOW)
    assert (there.to_review, there.review_since) == (("p0", "p1", "p2"), NOW)
    assert review.asking(there, "p1", NOW).to_review == there.to_review
    there = review.answered(there, papers, "p0")
    assert (there.to_review, there.review_since) == (("p1", "p2"), NOW + timedelta(minutes=1))
    for name in ("p1", "p2"):
        there = review.answered(there, papers, name)
    assert (there.to_review, there.review_since) == ((), None)


def test_a_box_is_found_again_on_the_scan() -> None:
    as_scanned = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0)
    assert review.on_scan((100, 50, 200, 60), as_scanned) == ((90, 40), (210, 40), (210, 70), (90, 70))
    upside_down = (-1.0, 0.0, 999.0, 0.0, -1.0, 999.0, 0.0, 0.0, 1.0)
    assert review.on_scan((100, 50, 200, 60), upside_down)[0] == (909, 959)
    halved = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 2.0)
    assert review.on_scan((100, 50, 200, 60), halved)[2] == (105, 35)
