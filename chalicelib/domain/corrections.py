"""What people say of a paper that was read, and the paper as it stands with that. The reading stays as it was."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib.domain.dossiers import About, Correction, Fact, File, Paper, PaperState, Said, Value
from chalicelib.domain.faults import Fault
from chalicelib.domain.procedures import NORMAL, Procedure

OTHER = "other"
BELONGS_NOWHERE = "belongs_nowhere"
_NO_BOX = (0, 0, 0, 0)


def settled(file: File) -> tuple[Paper, ...]:
    """The dossier's papers as they stand with all that people said of them."""
    return tuple(corrected(paper, file.corrections) for paper in file.papers)


def corrected(paper: Paper, said: Iterable[Correction]) -> Paper:
    """A paper as it stands with what people said of it, in the order they said it.

    One whose every page belongs nowhere is no paper of the dossier.
    """
    mine = [one for one in said if one.paper == paper.id]
    named = kind_said(mine)
    paper = _with_kind(paper, named) if named else paper
    gone: set[int] = set()
    for one in counting(mine, paper):
        paper = _APPLIED[one.about](paper, one)
        gone |= {one.page} if one.said is Said.NOWHERE else set()
    if gone and len(gone) == paper.pages:
        return replace(paper, state=PaperState.UNREADABLE, reason=BELONGS_NOWHERE, facts=())
    return paper


def kind_said(said: Iterable[Correction]) -> Correction | None:
    """What was said last of a paper's kind."""
    return next((one for one in reversed(list(said)) if one.about is About.KIND and one.after), None)


def counting(said: Sequence[Correction], paper: Paper) -> list[Correction]:
    """What was said of fields and pages and still counts, of a paper that is taken for the right kind by now: a field
    belongs to a kind, and what was said of it while the paper was taken for another one counts no more."""
    named = [one for one in said if one.about is About.KIND]
    kind = named[0].before.normal if named and named[0].before else paper.kind
    counts: list[Correction] = []
    for one in said:
        if one.about is About.KIND:
            kind = one.after.normal if one.after else kind
        elif one.about is About.PAGE or kind == paper.kind:
            counts.append(one)
    return counts


def to_be_read_by(paper: Paper, said: Iterable[Correction]) -> Correction | None:
    """What somebody said of the kind of a paper that was read as another one and so is to be read again."""
    named = kind_said(one for one in said if one.paper == paper.id)
    kind = named.after.normal if named and named.after else None
    return None if paper.state is not PaperState.READ or kind in (None, OTHER, paper.kind) else named


def first(facts: Iterable[Fact], name: str, page: int = 0) -> Fact | None:
    """The first value of that name, on that page if one is given."""
    return next((fact for fact in facts if fact.name == name and page in (0, fact.page)), None)


def _with_kind(paper: Paper, said: Correction) -> Paper:
    """What was read by another kind's labels does not count."""
    kind = said.after.normal if said.after else paper.kind
    return replace(paper, kind=kind, kind_sure=True, facts=paper.facts if kind == paper.kind else ())


def _with_field(paper: Paper, said: Correction) -> Paper:
    there = first(paper.facts, said.name, said.page)
    others = tuple(fact for fact in paper.facts if fact is not there)
    return replace(paper, facts=(_told(said, said.after, there), *others) if said.after else others)


def _told(said: Correction, value: Value, there: Fact | None) -> Fact:
    """What a person says stands there is sure."""
    return Fact(
        name=said.name,
        value=value.text,
        normal=value.normal,
        confidence=1.0,
        sure=True,
        page=said.page,
        box=there.box if there else _NO_BOX,
    )


def _with_page(paper: Paper, said: Correction) -> Paper:
    stays = said.said is not Said.NOWHERE
    return replace(
        paper,
        troubles=tuple(flaw for flaw in paper.troubles if flaw.page != said.page),
        facts=tuple(fact for fact in paper.facts if stays or fact.page != said.page),
    )


_APPLIED = {About.FIELD: _with_field, About.PAGE: _with_page}


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What a person says of a field, the kind or a page, as it was sent; page 0 where it does not matter."""

    about: About
    said: Said
    name: str = ""
    page: int = 0
    value: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Who says it and when, under which id it is kept, and its place in the request."""

    id: str
    at: datetime
    actor: str
    role: str
    where: str


@dataclass(frozen=True, slots=True)
class Known:
    """What a statement is held against: the paper as read and as it stands, the procedure, the kinds there are."""

    read: Paper
    paper: Paper
    procedure: Procedure
    kinds: frozenset[str]

    def type_of(self, name: str) -> str | None:
        """The type of a field that the procedure compares on this kind of paper; None for any other."""
        checks = [check for check in self.procedure.checks if (check.paper, check.read) == (self.paper.kind, name)]
        return self.procedure.declared(checks[0].declared).kind if checks else None


def correction(statement: Statement, known: Known, told: Told) -> Correction:
    """What a statement comes to. Raises review.said, .field, .page, .kind, or what is wrong with the value."""
    match statement.about, statement.said:
        case About.FIELD, Said.CONFIRMED | Said.CORRECTED | Said.UNREADABLE:
            return _of_field(statement, known, told)
        case About.KIND, Said.CONFIRMED | Said.CORRECTED:
            return _of_kind(statement, known, told)
        case About.PAGE, Said.CONFIRMED | Said.NOWHERE:
            _require_page(statement, known.paper, told)
            return _kept(statement, known, told)
        case _:
            raise Fault("review.said", f"{told.where}.said")


def _of_field(statement: Statement, known: Known, told: Told) -> Correction:
    fact = first(known.paper.facts, statement.name, statement.page)
    kind = known.type_of(statement.name)
    if fact is None:
        if kind is None or statement.said is Said.CONFIRMED:
            raise Fault("review.field", f"{told.where}.name")
        _require_page(statement, known.paper, told)
    made = replace(
        _kept(statement, known, told),
        name=statement.name,
        page=fact.page if fact else statement.page,
        type=kind or "text",
        confidence=fact.confidence if fact in known.read.facts and fact else None,
        before=Value(fact.value, fact.normal) if fact else None,
    )
    return _confirmed_or_not(made, statement, told)


def _confirmed_or_not(made: Correction, statement: Statement, told: Told) -> Correction:
    """Whoever writes down what was read confirms it."""
    if made.said is Said.CONFIRMED:
        return replace(made, after=made.before)
    if made.said is Said.UNREADABLE:
        return made
    after = _value(statement.value, made.type, f"{told.where}.value")
    same = made.before is not None and made.before.normal == after.normal
    return replace(made, said=Said.CONFIRMED, after=made.before) if same else replace(made, after=after)


def _value(text: str, kind: str, field: str) -> Value:
    text = " ".join(text.split())
    if not text:
        raise Fault("review.value", field)
    return Value(text, NORMAL[kind](text, field))


def _of_kind(statement: Statement, known: Known, told: Told) -> Correction:
    kind = statement.value if statement.said is Said.CORRECTED else known.paper.kind
    if kind is None or kind not in known.kinds | {OTHER}:
        raise Fault("review.kind", f"{told.where}.value", kinds=", ".join(sorted(known.kinds | {OTHER})))
    if statement.page:
        _require_page(statement, known.paper, told)
    said = Said.CONFIRMED if kind == known.paper.kind else Said.CORRECTED
    before = Value(known.paper.kind, known.paper.kind) if known.paper.kind else None
    return replace(_kept(statement, known, told), said=said, before=before, after=Value(kind, kind))


def _require_page(statement: Statement, paper: Paper, told: Told) -> None:
    if not 1 <= statement.page <= paper.pages:
        raise Fault("review.page", f"{told.where}.page", pages=paper.pages)


def _kept(statement: Statement, known: Known, told: Told) -> Correction:
    return Correction(
        id=told.id,
        paper=known.paper.id,
        about=statement.about,
        name="",
        page=statement.page,
        said=statement.said,
        type=statement.about.value,
        confidence=None,
        before=None,
        after=None,
        at=told.at,
        actor=told.actor,
        role=told.role,
    )
