"""What a provider's claims make of a person, and what does not fit."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain import rulebook, sign_in
from chalicelib.domain.faults import Fault
from chalicelib.domain.roles import RIGHTS, UNPROVEN, Principal, Right, Role, require, sees_personal_data
from chalicelib.domain.sign_in import Identity, Session
from tests.support.dossiers import APPLICANT, calm, dossier, entries, fact, file, paper, seeded_procedure
from tests.support.refusals import refused

ENTRY = entries("identity")[0]
SETTINGS = sign_in.settings(ENTRY["body"])
CLAIMS = {
    "citizenPid": APPLICANT.number,
    "fullName": APPLICANT.full_name,
    "birthDate": "1994-08-15",
    "phoneNumber": "0912345678",
    "accountLevel": "2",
}
TOLD = Identity(number=APPLICANT.number, name=APPLICANT.full_name, level=2, birth_date="1994-08-15", phone="0912345678")


def told(**claims: Any) -> Identity:
    return sign_in.identity(CLAIMS | claims, SETTINGS)


def test_the_claims_become_a_person() -> None:
    assert told() == TOLD


@pytest.mark.parametrize("level", ["", None, "0", "3", "LoA2", 2.5, [], "２"])
def test_a_level_that_nobody_entered_is_the_lowest(level: Any) -> None:
    assert told(accountLevel=level).level == 1


@pytest.mark.parametrize("written", ["1994-08-15", "19940815", "15/08/1994"])
def test_a_birth_date_is_read_as_it_is_written(written: str) -> None:
    assert told(birthDate=written).birth_date == "1994-08-15"


@pytest.mark.parametrize("claim", ["citizenPid", "fullName"])
@pytest.mark.parametrize("value", ["", None, "x1", 17])
def test_without_number_and_name_nobody_is_signed_in(claim: str, value: Any) -> None:
    with refused("signin.claims"):
        told(**{claim: value})


@calm
@given(st.dictionaries(st.sampled_from(list(CLAIMS)), st.none() | st.text() | st.integers() | st.lists(st.text())))
def test_no_claims_whatever_are_more_than_refused(claims: dict[str, Any]) -> None:
    with suppress(Fault):
        assert told(**claims).level in (1, 2)


def test_a_refusal_names_the_claims_and_no_value() -> None:
    with refused("signin.claims") as raised:
        told(citizenPid="027094888xxx", fullName="")
    assert raised.value.values == {"names": "fullName"}


def test_an_account_is_a_session_and_nothing_else_is_one() -> None:
    made = Session("a" * 64, 1, "b" * 32)
    assert sign_in.session(made.account) == made
    for other in ("", "clerk", made.account + "x", made.account.replace(":1:", ":3:"), made.account.upper()):
        assert sign_in.session(other) is None


def codes(identity: Identity, *papers: Any) -> set[str]:
    return {doubt.code for doubt in sign_in.doubts(identity, file(dossier(), *papers))}


def card(birth_date: str, number: str = APPLICANT.number) -> Any:
    return paper(kind="identity_card", facts=(fact("personal_number", number), fact("birth_date", birth_date)))


def test_what_fits_raises_no_doubt() -> None:
    assert codes(TOLD) == set()
    assert codes(TOLD, card("1994-08-15")) == set()
    assert sign_in.doubts(TOLD, None) == ()


def test_what_does_not_fit_is_named() -> None:
    assert codes(replace(TOLD, name="PHẠM VĂN KHÁC")) == {"signin.name"}
    assert codes(replace(TOLD, birth_date="1950-02-03")) == {"signin.birth_date"}
    assert codes(TOLD, card("1994-08-16")) == {"signin.birth_date"}
    assert codes(TOLD, card("1994-08-16", number="001193797926")) == set(), "another person's card says nothing"
    assert codes(replace(TOLD, phone="")) == {"signin.no_phone"}
    assert codes(replace(TOLD, birth_date="")) == set()


@pytest.mark.parametrize("right", Right)
def test_an_account_that_nobody_checked_may_only_look(right: Right) -> None:
    if Role.CITIZEN not in RIGHTS[right]:
        return
    proven = Principal("c", Role.CITIZEN, "hash-of-kiet")
    require(proven, right)
    if right in UNPROVEN:
        require(replace(proven, level=1), right)
    else:
        with refused("signin.level"):
            require(replace(proven, level=1), right)


def test_and_sees_nothing_personal() -> None:
    proven = Principal("c", Role.CITIZEN, dossier().person)
    assert sees_personal_data(proven, dossier())
    assert not sees_personal_data(replace(proven, level=1), dossier())


def test_the_catalogue_says_where_an_account_of_level_2_is_needed() -> None:
    codes = {e["body"]["code"] for e in entries("procedures") if e["valid_from"] <= "2026-11-12"}
    needing = [code for code in codes if sign_in.needs_proven(seeded_procedure(code))]
    assert needing == ["3.000333"], "criminal records"


@pytest.mark.parametrize(
    "body",
    [
        {},
        ENTRY["body"] | {"claims": {"name": "fullName"}},
        ENTRY["body"] | {"levels": {"1": 7}},
        ENTRY["body"] | {"levels": {"1": "high"}},
    ],
)
def test_settings_that_lack_something_are_refused_when_they_are_entered(body: dict[str, Any]) -> None:
    with refused("registry.shape"):
        rulebook.to_enter([], [ENTRY | {"valid_from": "2027-01-01", "body": body}], date(2026, 11, 25))
