"""Consent is explicit, per purpose, provable; silence is none, and what is withdrawn never allows a use again."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.consent import (
    Channel,
    Consent,
    Proof,
    ProofKind,
    Who,
    Wording,
    allowing,
    allows,
    gaps,
    require,
    require_proven,
    required,
    scope,
    wording,
)
from chalicelib.domain.forms import GAPS
from tests.support.dossiers import NOW, calm, entries
from tests.support.refusals import refused

ROWS = [row for row in entries("privacy") if row["kind"] == "consent"]
ASKED: Wording = wording(ROWS[0]["entry"], ROWS[0]["valid_from"], ROWS[0]["body"])
moments = st.integers(-1000, 1000).map(lambda minutes: NOW + timedelta(minutes=minutes))


def consent(**changes: Any) -> Consent:
    """A consent of an adult, proven by a code, but for what is given."""
    made: dict[str, Any] = {
        "id": "c1",
        "purpose": "keep_papers",
        "wording": ASKED.id,
        "version": ASKED.version,
        "language": "vi",
        "channel": Channel.AGENT,
        "at": NOW,
        "actor": "clerk-1",
        "role": "clerk",
        "proofs": (Proof(Who.SELF, ProofKind.CODE, "sms"),),
    }
    return Consent(**made | changes)


@calm
@given(moments, moments, moments)
def test_what_was_withdrawn_before_a_use_never_allows_it(at: datetime, end: datetime, use: datetime) -> None:
    one = consent(at=at, withdrawn_at=end)
    if end <= use or use < at:
        assert not allows(one, "keep_papers", None, use)
        assert allowing([one], "keep_papers", None, use) is None
        with refused("consent.not_given", "consent"):
            require([one], "c1", "keep_papers", "d1", use)
    else:
        assert require([one], "c1", "keep_papers", "d1", use) is one


@calm
@given(st.sampled_from(["keep_papers", "reuse_paper"]), st.sampled_from([None, "d1", "d2"]))
def test_it_covers_its_own_purpose_and_dossier_only(purpose: str, bound_to: str | None) -> None:
    one = consent(purpose=purpose, dossier=bound_to)
    covered = purpose == "reuse_paper" and bound_to in (None, "d1")
    assert allows(one, "reuse_paper", "d1", NOW) is covered


def test_silence_is_no_consent() -> None:
    assert allowing([], "keep_papers", None, NOW) is None
    with refused("consent.unknown", "consent"):
        require([], "c1", "keep_papers", "d1", NOW)


@pytest.mark.parametrize(
    ("born", "who"),
    [
        (None, {Who.SELF}),
        (date(2026, 1, 1), {Who.PARENT}),
        (date(2019, 11, 13), {Who.PARENT}),  # seven tomorrow
        (date(2019, 11, 12), {Who.PARENT, Who.CHILD}),
        (date(2010, 11, 13), {Who.PARENT, Who.CHILD}),
        (date(2010, 11, 12), {Who.SELF}),
    ],
)
def test_from_seven_on_a_childs_own_word_is_needed_beside_a_parents(born: date | None, who: set[Who]) -> None:
    needed = required(ASKED, born, date(2026, 11, 12))
    assert needed == who
    proofs = [Proof(one, ProofKind.PAPER, "p1") for one in who]
    require_proven(proofs, needed)
    for wrong in (proofs[1:], [*proofs, proofs[0]], []):
        with refused("consent.proof", "proofs"):
            require_proven(wrong, needed)


def test_what_is_not_known_of_children_is_not_guessed() -> None:
    unknown = wording(ROWS[0]["entry"], "2025-02-01", {**ROWS[0]["body"], "own_word_from": None})
    for asked, born in ((unknown, date(2020, 1, 1)), (ASKED, date(2027, 1, 1))):
        with refused("consent.child", "child_birth_date"):
            required(asked, born, date(2026, 11, 12))


def test_where_the_law_needs_none_none_is_taken() -> None:
    [row] = [row for row in ROWS if row["entry"] == "consent#state_task#vi"]
    with refused("consent.not_needed", "purpose"):
        required(wording(row["entry"], row["valid_from"], row["body"]), None, NOW.date())


def test_what_is_for_one_dossier_names_it() -> None:
    assert scope(ASKED, "d1") == "d1"
    with refused("consent.which", "dossier"):
        scope(ASKED, None)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["entry"])
def test_the_seeds_can_be_asked_in_both_languages(row: dict[str, Any]) -> None:
    made = wording(row["entry"], row["valid_from"], row["body"])
    assert {other["entry"] for other in ROWS} >= {f"consent#{made.purpose}#{language}" for language in ("vi", "en")}


@pytest.mark.parametrize(
    "change", [{"text": " "}, {"title": ""}, {"basis": ""}, {"in_short": " "}, {"purpose": "other"}]
)
def test_a_wording_that_cannot_be_asked_is_refused_when_it_is_entered(change: dict[str, Any]) -> None:
    with refused("consent.wording", "body"):
        wording(ROWS[0]["entry"], "2025-02-01", {**ROWS[0]["body"], **change})


def test_the_printed_sheet_has_a_gap_for_all_that_is_told() -> None:
    told = gaps(consent(), ASKED, "TRẦN TUẤN KIỆT", "10:00 12/11/2026", "Hà Nội")
    assert set(told) <= GAPS
    assert all(told.values())
