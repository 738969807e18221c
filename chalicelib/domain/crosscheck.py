"""The counter's pre-check: what was declared against what the papers say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from chalicelib.domain import people
from chalicelib.domain.dossiers import Dossier, Fact, Paper, PaperState
from chalicelib.domain.people import Doubt, unaccent
from chalicelib.domain.procedures import Check, Procedure


class Verdict(StrEnum):
    """How a declared and a read value stand to each other."""

    SAME = "same"
    SIMILAR = "similar"
    DIFFERENT = "different"
    MISSING = "missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One declared value beside the value read from one paper; `fact` is None where the paper does not show it."""

    declared_name: str
    label: str
    declared: str
    paper: str
    fact: Fact | None
    verdict: Verdict


def compare(dossier: Dossier, papers: Iterable[Paper], procedure: Procedure) -> list[Comparison]:
    """Every check of the procedure against every read paper of its kind, in the procedure's order."""
    read = [paper for paper in papers if paper.state is PaperState.READ]
    return [
        _comparison(check, declared, paper, procedure)
        for check in procedure.checks
        if (declared := dossier.declared(check.declared))
        for paper in read
        if paper.kind == check.paper
    ]


def differing(comparisons: Sequence[Comparison]) -> list[str]:
    """The labels of the values that differ, each once."""
    return list(dict.fromkeys(c.label for c in comparisons if c.verdict is Verdict.DIFFERENT))


def doubts(dossier: Dossier, papers: Iterable[Paper]) -> tuple[Doubt, ...]:
    """What in the applicant's number does not fit the birth date and sex on the applicant's own card: for the clerk to
    look at, blocking nothing."""
    found: dict[str, Doubt] = {}
    for paper in papers:
        read = {fact.name: fact.normal for fact in paper.facts} if paper.kind == "identity_card" else {}
        if read.get("personal_number") == dossier.applicant.number and read.get("birth_date"):
            told = people.doubts(dossier.applicant.number, read["birth_date"], read.get("sex", ""))
            found |= {doubt.code: doubt for doubt in told}
    return tuple(found.values())


def misplaced(papers: Iterable[Paper], procedure: Procedure) -> list[str]:
    """The slots that hold a paper which is surely of another kind than the slot is for."""
    expected = {slot.code: slot for slot in procedure.papers if slot.reads_as}
    return [
        f"{expected[paper.slot].name}: loại giấy tờ"
        for paper in papers
        if paper.slot in expected and paper.kind_sure and paper.kind != expected[paper.slot].reads_as
    ]


def verdict(declared: str, read: str) -> Verdict:
    """Same in normal form; similar but for accents, case, spaces or a date's missing day; else different."""
    if declared.casefold() == read.casefold():
        return Verdict.SAME
    if _weak(declared) == _weak(read) or _year_only(declared, read):
        return Verdict.SIMILAR
    return Verdict.DIFFERENT


def _comparison(check: Check, declared: str, paper: Paper, procedure: Procedure) -> Comparison:
    fact = next((f for f in paper.facts if f.name == check.read), None)
    return Comparison(
        declared_name=check.declared,
        label=procedure.declared(check.declared).label,
        declared=declared,
        paper=paper.id,
        fact=fact,
        verdict=verdict(declared, fact.normal) if fact else Verdict.MISSING,
    )


def _weak(text: str) -> str:
    return "".join(c for c in unaccent(text).casefold() if c.isalnum())


def _year_only(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return len(short) == 4 and short.isdigit() and long.startswith(short + "-")
