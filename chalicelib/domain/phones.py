"""Telephone numbers: what is one, and whether a text message reaches it.

Google's library knows the numbers of every country, but of Vietnam's it calls blocks invalid that are in use (055…), so
a number of the form of a mobile counts as one here, whatever the library thinks of its block.
"""

from __future__ import annotations

import re

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from chalicelib.domain.faults import Fault

COUNTRY = "VN"
_MOBILE = re.compile(r"\+84[35789][0-9]{8}")
_DIGITS_AND_MARKS = re.compile(r"\+?[0-9\s.()\-]{3,30}")
_FIXED = frozenset({PhoneNumberType.FIXED_LINE, PhoneNumberType.VOIP})


def number(text: str, field: str) -> str:
    """The number as `+`, country and digits; without a country it is Vietnam's. Raises person.phone for what is none.

    Landlines and foreign numbers are numbers: their owners are told by e-mail, and an agent may ring them.
    """
    written = text.strip()
    if not (written.isascii() and _DIGITS_AND_MARKS.fullmatch(written)):
        raise Fault("person.phone", field)
    if re.fullmatch(r"84[35789][0-9]{8}", re.sub(r"\D", "", written)):
        written = "+" + written.lstrip("+")
    try:
        parsed = phonenumbers.parse(written, COUNTRY)
    except phonenumbers.NumberParseException:
        raise Fault("person.phone", field) from None
    made = phonenumbers.format_number(parsed, PhoneNumberFormat.E164)
    if not (_MOBILE.fullmatch(made) or phonenumbers.is_valid_number(parsed)):
        raise Fault("person.phone", field)
    return str(made)


def unreachable(made: str) -> str | None:
    """Why no text message is sent to a number in `+…` form: the code of a fault, or None where one reaches it."""
    if _MOBILE.fullmatch(made):
        return None
    try:
        parsed = phonenumbers.parse(made, None)
    except phonenumbers.NumberParseException:
        return "notice.phone_invalid"
    if not phonenumbers.is_valid_number(parsed):
        return "notice.phone_invalid"
    if parsed.country_code != 84:
        return "notice.phone_foreign"
    if phonenumbers.number_type(parsed) in _FIXED:
        return "notice.phone_landline"
    return "notice.phone_invalid"  # short codes and 1900-numbers take no messages
