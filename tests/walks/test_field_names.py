"""Every name of a field that the reader may give is known to the cross-check, or stands here as not compared."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from chalicelib.domain.mentions import mention
from chalicelib.reading import card, forms, mrz
from tests.reading import zones

OF_A_PERSON = (
    *("age", "class", "condition", "date_words", "email", "ethnicity", "marriage_status", "marriages", "occupation"),
    *("number_date", "number_place", "phone", "relation", "religion", "signature", "weight", "contact_address"),
)
"""Told of a person, but by one paper only or in words that cannot be held against others."""
OF_THE_PAPER = (
    *("addressed_to", "birth_registered_at", "book_number", "capital", "changed_on", "child_birth_date_words"),
    *("children", "circumstances", "class_wanted", "conclusion", "confirmed_by", "convictions", "copies"),
    *("copies_wanted", "decision", "document_number", "expiry_date", "extract_wanted", "fax", "founder"),
    *("issue_date", "issued_by", "licence_issued_by", "licence_issued_on", "licence_number", "midwife"),
    *("notice_date", "notice_number", "old_number", "other_content", "other_name", "other_signer"),
    *("permanent_since", "proof_number", "purpose", "reason", "record_wanted", "registered_at", "registered_on"),
    *("registration_number", "request", "residence_period", "scope", "signed_on", "signer", "tax_number", "term"),
    *("trained_at", "current_residence", "temporary_residence"),
)
"""Told of the paper itself or of a matter; an old number explains one that differs and is compared with nothing."""
BEGIN_WITH = ("business_", "death_", "examinations.", "lines.", "requests.", "stays.")


def emitted() -> Iterator[str]:
    for kind in forms.known().values():
        yield from kind.names()
    code = card.parse("001088123456|012345678|Lưu Đức Thịnh|17081988|Nam|Sóc Sơn, Hà Nội|02032021")
    read = [mrz.parse(rows) for rows in (zones.card(), zones.booklet(), zones.booklet(36, state="UTO"))]
    for values in (code, *(zone and zone.values for zone in read)):
        assert values
        yield from values


def is_compared_with_nothing(name: str) -> bool:
    return name in OF_THE_PAPER or name.startswith(BEGIN_WITH) or name.endswith(OF_A_PERSON)


@pytest.mark.parametrize("name", sorted(set(emitted())))
def test_a_field_is_either_told_of_a_person_or_compared_with_nothing(name: str) -> None:
    assert (mention(name) is None) == is_compared_with_nothing(name)


def test_no_name_stands_here_that_nothing_emits() -> None:
    assert set(OF_THE_PAPER) <= set(emitted())


@pytest.mark.parametrize(
    ("name", "person", "attribute"),
    [
        ("passport_number", "", "passport_number"),
        ("permanent_residence", "", "residence"),
        ("mother_insurance_number", "mother", "insurance_number"),
        ("members.2.full_name", "members.2", "name"),
    ],
)
def test_who_is_spoken_of(name: str, person: str, attribute: str) -> None:
    of = mention(name)
    assert of
    assert (of.person, of.attribute.name) == (person, attribute)
