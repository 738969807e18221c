"""What erasing leaves: what the registry names, and of everything else no word."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.custody import Holder, Kind, Party, Scan, entered
from chalicelib.domain.dossiers import Status
from chalicelib.domain.erasure import GONE, blanked, gone, in_use, is_erasable, minimum, planned
from chalicelib.domain.results import collected, sent_back
from tests.domain.test_results import AWAITED, ISSUED, POSTED
from tests.support.dossiers import APPLICANT, DOSSIER, NOW, calm, dossier, entries, file, paper

[ROW] = [row for row in entries("privacy") if row["kind"] == "erasure"]
LEAST = minimum(ROW["body"], ROW["source"])
SEALED = {"applicant": asdict(APPLICANT), "form": dict(DOSSIER.form), "result_number": "15/2026"}
DONE = dossier(status=Status.RETURNED)
texts = st.recursive(st.text("abc", min_size=1), lambda inner: st.lists(inner) | st.dictionaries(st.just("k"), inner))


@pytest.mark.parametrize("kind", ["dossier", "part"])
def test_nothing_of_the_person_stays_in_a_dossier(kind: str) -> None:
    left = json.dumps(blanked(kind, SEALED, LEAST), ensure_ascii=False)
    values = [value for value in (*asdict(APPLICANT).values(), *DOSSIER.form.values(), "15/2026") if value]
    assert [value for value in values if value in left] == []
    assert GONE in left


def test_what_the_archive_needs_stays() -> None:
    least = replace(LEAST, values=frozenset({"result_number", "applicant.full_name", "child_name"}))
    left = blanked("dossier", SEALED, least)
    assert left["result_number"] == "15/2026"
    assert left["form"] == {"child_name": DOSSIER.form["child_name"]}
    assert (left["applicant"]["full_name"], left["applicant"]["number"]) == (APPLICANT.full_name, "")


@calm
@given(st.sampled_from(["event", "notice", "rating", "custody"]), st.dictionaries(st.text("xyz", min_size=1), texts))
def test_an_item_of_any_other_kind_loses_every_text_and_a_second_time_nothing(kind: str, sealed: Any) -> None:
    once = blanked(kind, sealed, LEAST)
    assert set(once) == set(sealed)
    assert not any(letter in json.dumps(list(once.values())).replace('"k"', "") for letter in "abc")
    assert blanked(kind, once, LEAST) == once


@pytest.mark.parametrize("kind", ["dossier", "paper", "correction", "payment"])
def test_blanked_twice_is_blanked_once(kind: str) -> None:
    sealed = SEALED if kind == "dossier" else {"facts": [{"value": "x"}], "ground": "g", "why": None}
    once = blanked(kind, sealed, LEAST)
    assert blanked(kind, once, LEAST) == once


def test_a_dossier_that_is_worked_on_stays_and_so_do_the_scans_it_needs() -> None:
    going_on = file(dossier(code="new", status=Status.ACCEPTED), paper(id="p9", reused_from="old/p0"))
    over = file(replace(DONE, code="old"), paper(id="p0"), paper(id="p1"))
    assert (is_erasable(going_on), is_erasable(over)) == (False, True)
    busy = in_use([going_on, over])
    assert busy == {("old", "p0")}
    assert gone(over, LEAST, busy) == [("old", "p1")]
    assert {kept.what for kept in planned([going_on, over], LEAST)} > {"new", "old/p0"}


def test_kinds_that_are_archived_stay_and_are_listed() -> None:
    least = replace(LEAST, kinds=frozenset({"birth_proof"}))
    over = file(DONE, paper(id="p0"), paper(id="p1", kind="identity_card"))
    assert gone(over, least, frozenset()) == [(DONE.code, "p1")]
    assert f"{DONE.code}/p0" in {kept.what for kept in planned([over], least)}


STEPS: list[list[Any]] = [
    ["entered", "2026", "clerk-1", "bà Diệp", None, "agent:VNP-01"],
    ["offered", "2026", "clerk-1", "", "agent:VNP-01", "citizen"],
    ["taken", "2026", "citizen:ab12", "nhà ông Kiệt", "agent:VNP-01", "citizen"],
    ["handed", "2026", "clerk-1", "", "agent:VNP-01", "citizen"],
    ["offered", "2026", "citizen:ab12", "", "citizen", "agent:VNP-01"],
]


def test_of_a_chain_of_custody_stays_who_of_which_office_had_it_when() -> None:
    left = blanked("article", {"steps": STEPS}, LEAST)
    assert [(step[0], step[2], step[3]) for step in left["steps"]] == [
        ("entered", "clerk-1", ""),
        ("offered", "clerk-1", ""),
        ("taken", "", ""),
        ("handed", "clerk-1", ""),
        ("offered", "", ""),
    ]
    assert blanked("article", left, LEAST) == left
    assert [step[1::4] + step[4:] for step in left["steps"]] == [step[1::4] + step[4:] for step in STEPS]


def test_a_results_number_stays_where_the_archive_needs_it_and_who_collected_never() -> None:
    sealed = {"number": "15/2026", "authorisation": "Ủy quyền cho bà Diệp"}
    assert blanked("result", sealed, LEAST) == {"number": "", "authorisation": ""}
    least = replace(LEAST, values=frozenset({"result_number"}), kinds=frozenset({"result"}))
    assert blanked("result", sealed, least) == {"number": "15/2026", "authorisation": ""}
    over = replace(file(DONE), results=(collected(ISSUED, NOW),))
    assert f"{DONE.code}/{ISSUED.id}" in {kept.what for kept in planned([over], least)}
    assert f"{DONE.code}/{ISSUED.id}" not in {kept.what for kept in planned([over], LEAST)}


GONE_BACK = sent_back(ISSUED, NOW)
WITH = {party: entered(DONE.code, 1, Kind.ORIGINAL, "GCS", Holder(party, "x"), Scan("", NOW, "")) for party in Party}


@pytest.mark.parametrize(
    ("results", "articles", "over"),
    [
        ((), (), True),
        ((AWAITED,), (), False),
        ((ISSUED,), (), False),
        ((POSTED,), (), False),
        ((GONE_BACK,), (), True),
        ((collected(ISSUED, NOW),), (WITH[Party.CITIZEN],), True),
        ((), (WITH[Party.AUTHORITY],), True),
        ((), (WITH[Party.AGENT],), False),
        ((), (WITH[Party.COURIER],), False),
        ((), (WITH[Party.CARRIER],), False),
    ],
)
def test_what_is_still_to_be_given_keeps_the_dossier(results: Any, articles: Any, over: bool) -> None:
    whole = replace(file(DONE), results=results, articles=articles)
    assert is_erasable(whole) is over
    assert (DONE.code in {kept.what for kept in planned([whole], LEAST)}) is not over


def test_a_linked_dossier_is_over_when_all_its_parts_are() -> None:
    part = dossier(part="bhyt", status=Status.PROCESSING)
    assert not is_erasable(replace(file(DONE), parts=(part,)))
