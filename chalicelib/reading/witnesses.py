"""One card told by up to three sources: its QR code, its machine-readable zone, its print.

The code goes before the zone, the zone before the print. A source speaks up only where it is sure of itself; what two
such sources tell differently is disputed, whichever of them leads, and reported.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from . import normal
from .card import CardCode
from .facts import Doubt, Field
from .labels import distance
from .zones import Found

PROVEN = 0.99  # the confidence of what check digits bear out
DISPUTED = 0.5
SLIPS = 2  # letters that a long text read well may still be off by
FRONT, BACK, PASSPORT = "identity_card", "identity_card_back", "passport"
KINDS = frozenset({FRONT, BACK, PASSPORT})
"""The kinds of paper on which a code or a zone is looked for."""
VIETNAM = "vietnam"
_TEXTS = frozenset({"residence", "origin", "birth_place", "issued_by"})


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A field that sure sources of one card tell differently: source (`qr`, `mrz`, `print`) and value."""

    field: str
    told: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Card:
    """A card as all its sources tell it. `kind` is the one given, unless code or zone know better."""

    kind: str
    fields: tuple[Field, ...]
    disagreements: tuple[Disagreement, ...]
    trace: tuple[str, ...]


def gathered(kind: str, code: CardCode | None, zone: Found | None, printed: Sequence[Field]) -> Card | None:
    """Bring the sources of a card together; None where there is neither code nor zone, and the print is all."""
    if not code and not zone:
        return None
    told = {
        "qr": {field.name: field for field in code.fields()} if code else {},
        "mrz": {field.name: field for field in _of_zone(zone)} if zone else {},
        "print": {field.name: field for field in printed},
    }
    names = dict.fromkeys(name for fields in told.values() for name in fields)
    by_name = {name: {source: fields[name] for source, fields in told.items() if name in fields} for name in names}
    disagreements = tuple(d for name, of in by_name.items() if (d := _disagreement(name, of)))
    disputed = {d.field for d in disagreements}
    fields = tuple(_field(of, is_disputed=name in disputed) for name, of in by_name.items())
    return Card(_kind(kind, code, zone), fields, disagreements, _trace(code, zone, disagreements))


def _kind(kind: str, code: CardCode | None, zone: Found | None) -> str:
    if kind in KINDS:
        return kind
    if code:
        return FRONT
    if zone and zone.zone.values.get("nationality") == "Việt Nam":
        return BACK if zone.zone.layout == "TD1" else PASSPORT
    return kind


def _of_zone(found: Found) -> list[Field]:
    return [
        Field(name, value, _normal(name, value), PROVEN, True, found.box)
        if name not in found.zone.unproven
        else Field(name, value, _normal(name, value), found.confidence, False, found.box, Doubt.FAINT)
        for name, value in found.zone.values.items()
    ]


def _normal(name: str, value: str) -> str:
    forms = {"birth_date": normal.date, "expiry_date": normal.date, "sex": normal.sex, "full_name": normal.name}
    return forms.get(name, normal.tidy)(value)


def _disagreement(name: str, told: Mapping[str, Field]) -> Disagreement | None:
    """What sure sources tell differently. A zone's name is unsure for its accents only: its letters do count."""
    speaking = [
        (source, field) for source, field in told.items() if field.sure or (source, name) == ("mrz", "full_name")
    ]
    if all(_is_same(name, speaking[0], other) for other in speaking[1:]):
        return None
    return Disagreement(name, tuple((source, field.value) for source, field in speaking))


def _is_same(name: str, one: tuple[str, Field], other: tuple[str, Field]) -> bool:
    mine, theirs = one[1].normal, other[1].normal
    if name == "full_name" and "mrz" in (one[0], other[0]):
        return _is_same_in_letters(normal.fold(one[1].value), normal.fold(other[1].value))  # Ông may be a family's name
    if name in _TEXTS:
        return distance(normal.fold(mine), normal.fold(theirs)) <= SLIPS
    if name.endswith("_date"):
        return mine.startswith(theirs) or theirs.startswith(mine)  # a bare year contradicts no day in it
    if name == "nationality":  # of other states a zone tells the code: it contradicts Vietnam alone
        return (normal.fold(mine) == VIETNAM) == (normal.fold(theirs) == VIETNAM)
    return mine == theirs


def _is_same_in_letters(one: str, other: str) -> bool:
    """Compare names without accents; a zone cuts long ones off, and its letters have no check digit."""
    short, long = sorted((one, other), key=len)
    return distance(one, other) <= SLIPS or (len(short) >= 25 and distance(short, long[: len(short)]) <= SLIPS)


def _field(told: Mapping[str, Field], *, is_disputed: bool) -> Field:
    """The field of the source that leads; a sure print before an unsure zone, which has no accents."""
    by_rank = sorted(told, key=lambda source: (source != "qr", not told[source].sure and source == "mrz"))
    lead = told[by_rank[0]]
    also = tuple(dict.fromkeys(told[source].value for source in by_rank[1:] if told[source].normal != lead.normal))
    if is_disputed:
        confidence = min(lead.confidence, DISPUTED)
        return replace(lead, sure=False, doubt=Doubt.DISPUTED, also=also, confidence=confidence)
    return lead


def _trace(code: CardCode | None, zone: Found | None, disagreements: Sequence[Disagreement]) -> tuple[str, ...]:
    found = (*(["QR"] if code else []), *([f"MRZ {zone.zone.layout}"] if zone else []))
    said = [f"{' and '.join(source for source, _ in d.told)} disagree on {d.field}" for d in disagreements]
    return (f"card by {' and '.join(found)}", *said)
