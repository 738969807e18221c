"""One comparison: two places that tell of the same thing, weighed by the rule of what they tell."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from chalicelib.domain.address_likeness import addresses
from chalicelib.domain.dossiers import Fact
from chalicelib.domain.explanations import Likeness, Verdict, Why, why
from chalicelib.domain.likeness import dates, numbers, sexes, words
from chalicelib.domain.mentions import Mention, label, mention
from chalicelib.domain.procedures import Procedure
from chalicelib.domain.statements import Place
from chalicelib.domain.units import Gazetteer

Units = Callable[[], Gazetteer]
"""Gives the units of the day; asked for only where two addresses name different wards."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two places that tell of the same thing, how they stand to each other, and what explains it."""

    label: str
    label_en: str
    one: Place
    other: Place
    verdict: Verdict
    why: tuple[Why, ...] = ()

    @property
    def declared_name(self) -> str:
        """The form's field, where one side is the form."""
        return self.one.field

    @property
    def declared(self) -> str:
        """The declared value, where one side is the form."""
        return self.one.value

    @property
    def paper(self) -> str:
        """The paper that was compared."""
        return self.other.paper or ""

    @property
    def fact(self) -> Fact | None:
        """What was read from it; None where it does not show the value, or not yet."""
        return self.other.fact


def comparison(
    of: Mention | None, one: Place, other: Place, procedure: Procedure, units: Units | None = None
) -> Comparison:
    """The comparison of two values."""
    rule = of.attribute.rule if of else "text"
    return _compared(_labels(of, one.field, procedure), one, other, weighed(rule, one, other, units))


def not_shown(one: Place, other: Place, procedure: Procedure, verdict: Verdict) -> Comparison:
    """The comparison with a paper that does not show the value, or not yet."""
    return _compared(_labels(mention(one.field), one.field, procedure), one, other, Likeness(verdict))


def _compared(labels: tuple[str, str], one: Place, other: Place, found: Likeness) -> Comparison:
    return Comparison(label=labels[0], label_en=labels[1], one=one, other=other, verdict=found.verdict, why=found.why)


def _labels(of: Mention | None, field: str, procedure: Procedure) -> tuple[str, str]:
    """What is compared, as the form calls it, or in general words."""
    own = {
        "applicant.full_name": ("Họ tên người yêu cầu", "Applicant's name"),
        "applicant.number": ("Số định danh người yêu cầu", "Applicant's personal number"),
    }
    named: Iterator[tuple[str, str]] = (
        (entry.label, entry.label_en)
        for entry in procedure.form
        if entry.name == field or (of and mention(entry.name) == of)
    )
    return own.get(field) or next(named, None) or (label(of) if of else (field, field))


def weighed(rule: str, one: Place, other: Place, units: Units | None = None) -> Likeness:
    """How two values stand to each other by a rule; a value read unsurely is never simply different."""
    slips = not (one.sure and other.sure)
    found = _by_rule(rule, one.value, other.value, slips=slips, units=units)
    if found.verdict is not Verdict.DIFFERENT:
        return found
    if one.value in other.also or other.value in one.also:
        return Likeness(Verdict.SIMILAR, (why("old_number", one.value, other.value),))
    return Likeness(Verdict.DOUBTFUL, (why("unsure", one.value, other.value),)) if slips else found


def _by_rule(rule: str, one: str, other: str, *, slips: bool, units: Units | None) -> Likeness:
    match rule:
        case "date":
            return dates(one, other, slips=slips)
        case "number":
            return numbers(one, other, slips=slips)
        case "sex":
            return sexes(one, other)
        case "address":
            return addresses(one, other, slips=slips, units=units)
        case _:
            return words(one, other, slips=slips)
