"""A paper that is read portion by portion: however its file is cut, each page counts once and in its place."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.dossiers import Flaw, Paper, PaperState
from chalicelib.domain.portions import Portion, begun, comes_to_nothing, further, unreadable
from tests.support.dossiers import calm, fact, paper

AWAITED = paper(state=PaperState.AWAITED, kind=None, kind_sure=False, pages=0)


def portion(first: int, last: int, total: int, kind: str = "birth_proof", *, sure: bool = True) -> Portion:
    """Each page has one value and one flaw that tell of it."""
    return Portion(
        last=last,
        left=total - last,
        kind=kind,
        kind_sure=sure,
        facts=tuple(replace(fact(f"name_{page}", "TRẦN KHÁNH VY"), page=page) for page in range(first, last + 1)),
        troubles=tuple(Flaw(page, "cut_off") for page in range(first, last + 1)),
    )


def read_up_to(*ends: int, total: int) -> Paper:
    read = begun(AWAITED, "v1")
    for last in ends:
        read = further(read, portion(read.pages_kept + 1, last, total))
    return read


@calm
@given(st.data(), st.integers(1, 500))
def test_however_a_file_is_cut_each_page_counts_once(data: st.DataObject, total: int) -> None:
    ends = [*sorted(data.draw(st.sets(st.integers(1, total), max_size=30)) - {total}), total]
    read = read_up_to(*ends, total=total)
    assert replace(read, kept=()) == replace(read_up_to(total, total=total), kept=())
    assert [page for first, last in read.portions for page in range(first, last + 1)] == list(range(1, total + 1))
    assert (read.pages, read.pages_read, read.pages_kept) == (total, total, total)


def test_a_message_reads_on_from_what_is_kept_of_the_same_upload() -> None:
    kept = read_up_to(20, 40, total=60)
    assert begun(kept, "v1") == kept
    other = begun(kept, "v2")
    assert (other.object_version, other.kept, other.facts, other.troubles, other.pages) == ("v2", (), (), (), 0)


def test_what_was_only_told_is_read_again() -> None:
    told = replace(begun(AWAITED, "v1"), facts=(fact("child_name", "TRẦN KHÁNH VY"),), pages=4, pages_read=1)
    assert begun(told, "v1") == replace(told, facts=(), pages_read=0)


@pytest.mark.parametrize(
    ("kinds", "taken"),
    [
        ([("other", False), ("birth_proof", False)], ("birth_proof", False)),
        ([("birth_proof", False), ("passport", True)], ("passport", True)),
        ([("birth_proof", True), ("passport", True)], ("birth_proof", True)),
        ([("birth_proof", False), ("other", True)], ("birth_proof", False)),
        ([("other", False), ("other", True)], ("other", True)),
    ],
)
def test_a_paper_is_of_the_first_kind_that_is_known(kinds: list[tuple[str, bool]], taken: tuple[str, bool]) -> None:
    read = begun(AWAITED, None)
    for number, (kind, sure) in enumerate(kinds, 1):
        read = further(read, portion(number, number, len(kinds), kind, sure=sure))
    assert (read.kind, read.kind_sure) == taken


@pytest.mark.parametrize(
    ("codes", "reason"),
    [
        (["damaged", "damaged"], "truncated"),
        (["damaged", "time_up"], "too_complex"),
        (["damaged", "cut_off"], None),
        (["reader_failed", "damaged"], None),
        (["damaged"], None),
    ],
)
def test_a_file_without_one_page_that_opens_comes_to_nothing(codes: list[str], reason: str | None) -> None:
    flaws = tuple(Flaw(page, code) for page, code in enumerate(codes, 1))
    assert comes_to_nothing(replace(AWAITED, pages=len(codes), troubles=flaws)) == reason


def test_of_what_comes_to_nothing_nothing_stays() -> None:
    refused = unreadable(read_up_to(20, total=60), "truncated")
    assert (refused.state, refused.reason) == (PaperState.UNREADABLE, "truncated")
    assert (refused.facts, refused.troubles, refused.kept, refused.pages, refused.kind) == ((), (), (), 0, None)
