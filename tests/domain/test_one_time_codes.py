"""Six digits out of a keyed hash, what they are bound to, and the rules and wordings that the registry has of codes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain import notices, rulebook
from chalicelib.domain.one_time_codes import Asked, Code, Use, digits, rule, sends, tries, wrong
from tests.support.dossiers import NOW, calm, entries
from tests.support.refusals import refused

DOSSIER = "000.00.01.H26-261112-12345"
ROWS = entries("one_time_codes")
WORDINGS = [row for row in ROWS if row["kind"] == "template"]
RULES = {Use(row["entry"].removeprefix("code#")): row for row in ROWS if row["kind"] == "code"}
PURPOSES = [row["body"]["in_short"] for row in entries("privacy") if row["kind"] == "consent"]
CODES = st.builds(Code, st.sampled_from(Use), st.text(max_size=6), st.text("0123456789abcdef", max_size=4))


def test_the_digits_are_cut_as_rfc_4226_cuts_them() -> None:
    assert digits("1f8698690e02ca16618550ef7f19da8e945b555a") == "872921"  # its own example, section 5.4


@calm
@given(st.binary(min_size=20, max_size=32))
def test_a_code_is_six_digits_whatever_the_hash(mac: bytes) -> None:
    code = digits(mac.hex())
    assert len(code) == 6
    assert code.isdigit()


def test_small_numbers_keep_their_zeros() -> None:
    assert digits("00000007" + "00" * 16) == "000007"


@calm
@given(CODES, CODES)
def test_no_use_shares_its_digits_its_place_or_its_counts_with_another(one: Code, other: Code) -> None:
    if one.use is not other.use:
        assert one.hashed != other.hashed
        assert one.place != other.place
        made = {code: _keys(code) for code in (one, other)}
        assert not made[one] & made[other]


def _keys(code: Code) -> set[str]:
    made = rule(RULES[code.use]["entry"], RULES[code.use]["body"])
    return {bound.key for bound in (*tries(code, made, NOW), *sends(code, made, NOW))}


@calm
@given(st.text(max_size=6), st.text("0123456789abcdef", max_size=4), st.text("0123456789abcdef", max_size=4))
def test_only_at_the_counter_a_newer_code_takes_the_place_of_an_older_one(subject: str, one: str, other: str) -> None:
    for use in Use:
        same = Code(use, subject, one).place == Code(use, subject, other).place
        assert same == (use is Use.COUNTER or one == other)


def test_it_opens_until_its_end_or_until_it_was_used() -> None:
    asked = Asked(Code(Use.COUNTER, "x", "1"), NOW)
    assert asked.is_open(NOW - timedelta(seconds=1))
    assert not asked.is_open(NOW)
    assert not Asked(asked.code, NOW, used=True).is_open(NOW - timedelta(seconds=1))


@pytest.mark.parametrize(
    ("use", "field"), [("tracking", "one_time_code"), ("counter", "code"), ("pickup", "pickup_code")]
)
def test_what_is_wrong_names_the_field_of_the_request(use: str, field: str) -> None:
    code = Code(Use(use), "x", "1")
    made = rule(RULES[code.use]["entry"], RULES[code.use]["body"])
    assert wrong(code, 3).field == tries(code, made, NOW)[0].fault.field == field


@pytest.mark.parametrize("use", Use)
def test_each_use_has_a_rule_that_can_be_entered(use: Use) -> None:
    row = {**RULES[use], "valid_from": "2099-01-01"}
    assert rulebook.to_enter([], [row], NOW.date()) == [row]
    made = rule(row["entry"], row["body"])
    a_million = 10**6
    assert made.tries * made.sent_a_day * 365 < a_million / 25, (
        "who has codes sent and guesses every day of a year is unlikely to be right"
    )
    assert (made.minutes == 0) == (use is Use.PICKUP)


@pytest.mark.parametrize(
    ("use", "change"),
    [
        ("tracking", {"minutes": None}),
        ("tracking", {"tries": 0}),
        ("tracking", {"tries": True}),
        ("counter", {"sent_an_hour": None}),
        ("counter", {"sent_a_day": 10**6}),
        ("counter", {"more": 1}),
        ("pickup", {"minutes": 10}),
        ("pickup", {"tries": "10"}),
    ],
)
def test_a_rule_that_lets_nothing_or_anything_through_is_refused(use: str, change: dict[str, Any]) -> None:
    row = RULES[Use(use)]
    with pytest.raises(ValueError, match=next(iter(change))):
        rule(row["entry"], {**row["body"], **change})


def test_a_rule_of_no_use_is_refused() -> None:
    with pytest.raises(ValueError, match="lunch"):
        rule("code#lunch", RULES[Use.COUNTER]["body"])


@pytest.mark.parametrize("row", WORDINGS, ids=lambda row: row["entry"])
def test_the_wording_fits_one_message_and_may_speak_of_the_code_alone(row: dict[str, Any]) -> None:
    made = notices.checked(row["body"], row["entry"])
    values = {"code": DOSSIER, "one_time_code": "007007", "minutes": "1000", "link": "", "authority": ""}
    for purpose in PURPOSES:
        said = notices.text(made, {**values, "purpose": purpose})
        assert (said.segments, "007007" in said.text, DOSSIER in said.text) == (1, True, True)
    needed = "{code} {one_time_code} {purpose}" if made.event == "counter_code" else "{code} {one_time_code}"
    with refused("template.forbidden_gap", "sms"):
        notices.checked(row["body"] | {"sms": needed + " {status}"}, row["entry"])
    with refused("template.forbidden_gap", "email_body"):
        notices.checked(row["body"] | {"email_body": needed + " {name}"}, row["entry"])
    with refused("template.missing_gap", "sms"):
        notices.checked(row["body"] | {"sms": "{code}"}, row["entry"])


def test_each_wording_is_there_in_both_languages() -> None:
    names = {row["entry"] for row in WORDINGS}
    assert names == {f"template#{event}{end}" for event in ("one_time_code", "counter_code") for end in ("", "#en")}


def test_no_event_may_speak_of_a_code() -> None:
    body = entries("templates")[0]["body"]
    with refused("template.unknown_gap", "sms"):
        notices.checked(body | {"sms": "{code} {one_time_code}"})
