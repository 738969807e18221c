"""What a page says twice must agree: a number with its bearer's birth date and sex, a date with its own words."""

from collections.abc import Sequence
from dataclasses import replace

from . import normal
from .facts import Doubt, Field

OWNER = "personal_number"  # on a paper about one person, whose other fields have no prefix


def checked(fields: Sequence[Field]) -> tuple[Field, ...]:
    """Doubt what disagrees. Which of two is wrong cannot be told: the number is checked, the date has its words."""
    by_name = {field.name: field for field in fields}
    return tuple(_with_words(_with_bearer(field, by_name), by_name) for field in fields)


def _with_bearer(field: Field, by_name: dict[str, Field]) -> Field:
    if not field.name.endswith("number") or not normal.is_personal_number(field.normal):
        return field
    owner = "" if field.name == OWNER else field.name.removesuffix("number")
    birth = by_name.get(f"{owner}birth_date") or by_name.get(f"{owner}birth_year")
    sex = by_name.get(f"{owner}sex")
    fits = _fits(field.normal, birth.normal if birth else "", sex.normal if sex else "")
    return field if fits else replace(field, sure=False, doubt=Doubt.MALFORMED)


def _fits(number: str, birth: str, sex: str) -> bool:
    if not normal.is_date(birth):
        return sex in ("", normal.sex_of(number)) or not normal.is_sex(sex)
    return normal.agrees(number, birth, sex if normal.is_sex(sex) else "")


def _with_words(field: Field, by_name: dict[str, Field]) -> Field:
    digits = by_name.get(field.name.removesuffix("_words"))
    words = by_name.get(field.name.removesuffix("_words") + "_words")
    if not (digits and words and digits.normal and words.normal) or digits.normal.endswith(words.normal):
        return field
    other = digits if field is words else words
    return replace(field, sure=False, doubt=Doubt.DISPUTED, also=(*field.also, other.value))
