"""Who a read field speaks of, and what it says: `mother_birth_date` tells the mother's birth date.

Fields are named `<person>_<attribute>`; those of a paper that is about its holder (cards, passports) bear the
attribute alone, and rows of tables are `members.2.full_name`. Which person of a paper is which of the form is a
procedure's own affair: its checks say it.
"""

from __future__ import annotations

from dataclasses import dataclass

HOLDER = ""
"""The person of a field that names none: whoever the paper was issued to."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """Something that papers tell of a person. `rule` names how two values of it are compared."""

    name: str
    rule: str
    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A person, as the paper or form calls them, and what is told of them."""

    person: str
    attribute: Attribute


_NAME = Attribute("name", "name", "họ tên", "name")
_NUMBER = Attribute("number", "number", "số định danh", "personal number")
_BIRTH_DATE = Attribute("birth_date", "date", "ngày sinh", "date of birth")
_RESIDENCE = Attribute("residence", "address", "nơi cư trú", "residence")
_ATTRIBUTES = {
    "full_name": _NAME,
    "name": _NAME,
    "personal_number": _NUMBER,
    "number": _NUMBER,
    "passport_number": Attribute("passport_number", "number", "số hộ chiếu", "passport number"),
    "insurance_number": Attribute("insurance_number", "number", "mã số bảo hiểm xã hội", "social insurance number"),
    "birth_date": _BIRTH_DATE,
    "birth_year": _BIRTH_DATE,
    "sex": Attribute("sex", "sex", "giới tính", "sex"),
    "residence": _RESIDENCE,
    "permanent_residence": _RESIDENCE,
    "birth_place": Attribute("birth_place", "address", "nơi sinh", "place of birth"),
    "origin": Attribute("origin", "address", "quê quán", "place of origin"),
    "nationality": Attribute("nationality", "text", "quốc tịch", "nationality"),
}
_PERSONS = {
    "applicant": ("Người yêu cầu", "Applicant"),
    "child": ("Con", "Child"),
    "mother": ("Mẹ", "Mother"),
    "father": ("Cha", "Father"),
}
_NO_PERSONS = frozenset(
    {
        *("registration", "proof", "document", "old", "issue", "form", "book", "licence", "notice", "tax", "business"),
        *("other", "current", "temporary"),  # another name, and where somebody lives for the time being
        *("lines", "stays"),  # tables that are not about persons
    }
)


def mention(field: str) -> Mention | None:
    """Who and what a field speaks of; None where it tells nothing of a person."""
    flat = field.replace(".", "_")
    suffix = max((s for s in _ATTRIBUTES if flat == s or flat.endswith(f"_{s}")), key=len, default=None)
    if suffix is None:
        return None
    person = field[: -len(suffix)].rstrip("._")
    return None if person.partition(".")[0] in _NO_PERSONS else Mention(person, _ATTRIBUTES[suffix])


def label(of: Mention) -> tuple[str, str]:
    """What is compared, in Vietnamese and English."""
    vi, en = _PERSONS.get(of.person, ("Người này", "This person"))
    return f"{vi}: {of.attribute.vi}", f"{en}: {of.attribute.en}"
