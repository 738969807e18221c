"""What form and papers of a dossier state about which person, each with the place to look at.

The procedure's checks say which person of a kind of paper is which of the form. A card says nothing of the sort: its
holder is whoever bears its number or its name elsewhere in the dossier, and else whom the checks take it for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from chalicelib.domain.dossiers import Dossier, Fact, Paper, PaperState
from chalicelib.domain.explanations import HARMLESS, Verdict
from chalicelib.domain.likeness import words
from chalicelib.domain.mentions import HOLDER, Mention, mention
from chalicelib.domain.procedures import Procedure

CARDS = frozenset({"identity_card", "identity_card_back", "passport"})
"""Papers whose values are the reference for their holder."""


Sides = Mapping[str, str]
"""The papers that show one side of a card, each with the one that shows the other."""
NO_SIDES: Sides = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a value stands: in a field of the form, or on a paper, where `fact` tells page and box; None: not there.

    `also` are other values that the same paper bears for it: a card's old number.
    """

    field: str
    value: str
    paper: str | None = None
    fact: Fact | None = None
    also: tuple[str, ...] = ()

    @property
    def sure(self) -> bool:
        """Whether the value is beyond doubt: typed by a person, or read surely."""
        return self.fact is None or self.fact.sure


@dataclass(frozen=True, slots=True)
class Statement:
    """What is told of `of.person` (a person of the form, or `<paper>.<person>`) and where; no `kind`: by the form."""

    of: Mention
    place: Place
    kind: str = ""


def kind_of(paper: Paper, procedure: Procedure) -> str | None:
    """What the paper is: as it was read, or as its slot expects while it is awaited."""
    if paper.kind or paper.state is not PaperState.AWAITED:
        return paper.kind
    return next((slot.reads_as for slot in procedure.papers if slot.code == paper.slot), None)


def declared(dossier: Dossier) -> Iterator[Place]:
    """The values of the form and of the applicant."""
    yield Place(field="applicant.full_name", value=dossier.applicant.full_name)
    yield Place(field="applicant.number", value=dossier.applicant.number)
    yield from (Place(field=name, value=value) for name, value in dossier.form.items() if value)


def read(paper: Paper) -> Iterator[Place]:
    """The values read from a paper so far."""
    old = tuple(fact.normal for fact in paper.facts if fact.name == "old_number" and fact.normal)
    for fact in paper.facts:
        also = old if fact.name == "personal_number" else ()
        yield Place(field=fact.name, value=fact.normal, paper=paper.id, fact=fact, also=also)


def statements(
    dossier: Dossier, papers: Iterable[Paper], procedure: Procedure, sides: Sides = NO_SIDES
) -> list[Statement]:
    """Everything that is told of persons: the form first, then the papers about several people, then cards, both sides
    of which speak of one holder."""
    known = [Statement(of, place) for place in declared(dossier) if (of := mention(place.field))]
    told = [each for paper in papers for each in _told(paper, kind_of(paper, procedure) or "")]
    links = _links(procedure)
    known += [_linked(each, links) for each in told if each.of.person != HOLDER]
    own = [each for each in told if each.of.person == HOLDER]
    cards: dict[str, list[Statement]] = {}
    for each in own:
        paper = each.place.paper or ""
        cards.setdefault(min(paper, sides.get(paper, paper)), []).append(each)
    for of_card in cards.values():
        known += _of_holder(of_card, known, links)
    return known


def _told(paper: Paper, kind: str) -> Iterator[Statement]:
    for place in read(paper):
        if of := mention(place.field):
            yield Statement(of, place, kind)


def _links(procedure: Procedure) -> dict[tuple[str, str], str]:
    """Which person of which kind of paper is which of the form."""
    pairs = [(check.paper, mention(check.read), mention(check.declared)) for check in procedure.checks]
    return {(kind, read.person): form.person for kind, read, form in pairs if read and form}


def _linked(each: Statement, links: dict[tuple[str, str], str]) -> Statement:
    person = links.get((each.kind, each.of.person), f"{each.place.paper}.{each.of.person}")
    return replace(each, of=replace(each.of, person=person))


def _of_holder(own: list[Statement], known: list[Statement], links: dict[tuple[str, str], str]) -> Iterator[Statement]:
    """The statements of a paper, or of a card's two, about its holder, once for each person that the holder is."""
    found = dict.fromkeys(each.of.person for each in known if any(_is_same_person(mine, each) for mine in own))
    taken_for = (links[each.kind, HOLDER] for each in own if (each.kind, HOLDER) in links)
    for person in found or [next(taken_for, f"{own[0].place.paper}.")]:
        yield from (replace(each, of=replace(each.of, person=person)) for each in own)


def _is_same_person(one: Statement, other: Statement) -> bool:
    """Whether the two give one number, or one name but for accents and spaces."""
    if one.of.attribute != other.of.attribute or other.kind in CARDS:
        return False
    match one.of.attribute.name:
        case "number":
            return one.place.value == other.place.value != ""
        case "name":
            likeness = words(one.place.value, other.place.value)
            return likeness.verdict is not Verdict.DIFFERENT and {w.code for w in likeness.why} <= HARMLESS
        case _:
            return False
