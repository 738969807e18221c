"""The counter's pre-check: form against papers and papers against each other, from whatever was read so far."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from chalicelib.domain import people
from chalicelib.domain.comparisons import Comparison, Units, comparison, not_shown
from chalicelib.domain.dossiers import Dossier, Paper, PaperState
from chalicelib.domain.explanations import HARMLESS, Verdict
from chalicelib.domain.mentions import HOLDER, Mention, mention
from chalicelib.domain.people import Doubt
from chalicelib.domain.procedures import Check, Procedure
from chalicelib.domain.statements import CARDS, NO_SIDES, Place, Sides, Statement, declared, kind_of, read, statements

DISPUTED = "disputed"
"""The reader's doubt of a value that was read in more than one way."""
_LOOKED_AT = (PaperState.READ, PaperState.AWAITED)


def compare(
    dossier: Dossier, papers: Iterable[Paper], procedure: Procedure, sides: Sides = NO_SIDES
) -> list[Comparison]:
    """What was declared against the papers: the procedure's checks in its order, then cards of others on the form."""
    papers = [paper for paper in papers if paper.state in _LOOKED_AT]
    told = statements(dossier, papers, procedure, sides)
    form = {place.field: place for place in declared(dossier)}
    checked = [
        _checked(form[check.declared], check, _both_sides(paper, papers, sides), procedure)
        for check in procedure.checks
        if check.declared in form
        for paper in _bearing(check, papers, told, procedure)
    ]
    seen = {(c.one.field, c.other.paper, c.other.field) for c in checked}
    of_cards = [
        comparison(one.of, one.place, card.place, procedure)
        for one in told
        for card in told
        if not one.kind and card.kind in CARDS and card.of == one.of
    ]
    return checked + [c for c in of_cards if (c.one.field, c.other.paper, c.other.field) not in seen]


def between(
    dossier: Dossier,
    papers: Iterable[Paper],
    procedure: Procedure,
    units: Units | None = None,
    sides: Sides = NO_SIDES,
) -> list[Comparison]:
    """Papers against each other, where they tell the same of one person: cards are the reference, else the first."""
    papers = [paper for paper in papers if paper.state in _LOOKED_AT]
    found: dict[Mention, list[Statement]] = {}
    for each in statements(dossier, papers, procedure, sides):
        if each.kind:
            found.setdefault(each.of, []).append(each)
    return [
        comparison(of, first.place, other.place, procedure, units)
        for of, told in found.items()
        for first, *others in [sorted(told, key=lambda each: each.kind not in CARDS)]
        for other in others
        if other.place.paper != first.place.paper
    ]


def differing(comparisons: Sequence[Comparison]) -> list[str]:
    """The labels of the values that somebody must look at before the dossier goes on, each once.

    An excuse that is more than a matter of accents, spaces or a bare year is told and asks for the look all the same;
    so does a value that was read unsurely, but without calling it wrong.
    """
    return list(dict.fromkeys(_named(c) for c in comparisons if _must_be_looked_at(c)))


def _must_be_looked_at(c: Comparison) -> bool:
    if c.verdict is Verdict.SIMILAR:
        return not {reason.code for reason in c.why} <= HARMLESS
    return c.verdict in (Verdict.DIFFERENT, Verdict.DOUBTFUL)


def _named(c: Comparison) -> str:
    """The label and the names of the explanations: no value of a person."""
    reasons = ", ".join(reason.name for reason in c.why)
    return f"{c.label} ({reasons})" if reasons else c.label


def doubts(dossier: Dossier, papers: Iterable[Paper]) -> tuple[Doubt, ...]:
    """What in the applicant's number does not fit the birth date and sex on the applicant's own card, and what a card
    tells in more than one way: for the clerk to look at, blocking nothing."""
    papers = tuple(papers)
    found: dict[str, Doubt] = {}
    for paper in papers:
        read = {fact.name: fact.normal for fact in paper.facts} if paper.kind == "identity_card" else {}
        if read.get("personal_number") == dossier.applicant.number and read.get("birth_date"):
            told = people.doubts(dossier.applicant.number, read["birth_date"], read.get("sex", ""))
            found |= {doubt.code: doubt for doubt in told}
    return (*found.values(), *dict.fromkeys(_disputes(papers)))


def _disputes(papers: Iterable[Paper]) -> Iterator[Doubt]:
    """What the code, the machine-readable zone and the print of one card tell differently."""
    for paper in papers:
        for fact in paper.facts if paper.kind in CARDS else ():
            if fact.doubt == DISPUTED and fact.also:
                of = mention(fact.name)
                vi, en = (of.attribute.vi, of.attribute.en) if of else (fact.name, fact.name)
                yield Doubt(
                    "card.disputed",
                    f"Mã QR, dòng MRZ và chữ in trên thẻ không cùng một {vi}; xem lại thẻ, hồ sơ vẫn nộp được.",
                    f"The card's QR code, zone and print differ in the {en}; look at the card, it blocks nothing.",
                )


def misplaced(papers: Iterable[Paper], procedure: Procedure, sides: Sides = NO_SIDES) -> list[str]:
    """The slots that hold a paper which is surely of another kind than the slot is for; a card's back goes with it."""
    papers = list(papers)
    kinds = {paper.id: {paper.kind} for paper in papers}
    kinds |= {one: kinds[one] | kinds[other] for one, other in sides.items()}
    expected = {slot.code: slot for slot in procedure.papers if slot.reads_as}
    return [
        f"{expected[paper.slot].name}: loại giấy tờ"
        for paper in papers
        if paper.slot in expected and paper.kind_sure and expected[paper.slot].reads_as not in kinds[paper.id]
    ]


def _bearing(check: Check, papers: list[Paper], told: list[Statement], procedure: Procedure) -> list[Paper]:
    """The papers that a check is about. A card that is proven another's is passed over, unless no paper remains."""
    of_kind = [paper for paper in papers if kind_of(paper, procedure) == check.paper]
    of_read, of_form = mention(check.read), mention(check.declared)
    if not (of_read and of_form and of_read.person == HOLDER):
        return of_kind
    holders = {(each.place.paper, each.of.person) for each in told if each.kind}
    others = {paper for paper, person in holders if (paper, of_form.person) not in holders}
    return [paper for paper in of_kind if paper.id not in others] or of_kind


def _both_sides(paper: Paper, papers: Iterable[Paper], sides: Sides) -> list[Paper]:
    return [paper, *(other for other in papers if other.id == sides.get(paper.id))]


def _checked(one: Place, check: Check, card: list[Paper], procedure: Procedure) -> Comparison:
    """One check on one paper (a card: on both its sides), also where it does not show the value or is still to be
    read."""
    paper = card[0]
    other = next((place for side in card for place in read(side) if place.field == check.read), None)
    if other:
        return comparison(mention(one.field), one, other, procedure)
    verdict = Verdict.AWAITED if paper.state is PaperState.AWAITED else Verdict.MISSING
    return not_shown(one, Place(field=check.read, value="", paper=paper.id), procedure, verdict)
