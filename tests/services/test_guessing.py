"""However guesses come, no more are looked at than a quarter of an hour allows: per code, per address, over all."""

from __future__ import annotations

import os
import uuid
from collections import Counter
from datetime import datetime, timedelta

import boto3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.adapters import attempts, telemetry
from chalicelib.domain.faults import Fault
from chalicelib.domain.guessing import (
    OVERALL,
    PER_ADDRESS,
    PER_CODE,
    SIGN_INS,
    SIGN_INS_PER_ADDRESS,
    WINDOW,
    Bound,
    Limit,
)
from chalicelib.services.citizens import guessing
from tests.support import office
from tests.support.dossiers import NOW, calm
from tests.support.refusals import refused


class Counters:
    """Counters in memory that keep DynamoDB's law: an update is whole, and tells what it made."""

    def __init__(self) -> None:
        self.held: Counter[str] = Counter()

    def count(self, bound: Bound) -> int:
        self.held[bound.key] += 1
        return self.held[bound.key]

    def give_back(self, bound: Bound) -> None:
        self.held[bound.key] -= 1


GUESSES = st.lists(
    st.tuples(st.sampled_from("abc"), st.sampled_from("xyz"), st.booleans(), st.integers(0, 600)), max_size=80
)


@calm
@given(GUESSES)
def test_no_more_wrong_guesses_are_looked_at_than_allowed(guesses: list[tuple[str, str, bool, int]]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(guessing, "attempts", Counters())
        patch.setattr(guessing, "hashed", lambda address: address)
        patch.setattr(telemetry, "count", lambda _: None)
        for name, most in (("PER_CODE", 4), ("PER_ADDRESS", 6), ("OVERALL", 9)):
            patch.setattr(guessing, name, Limit(most, getattr(guessing, name).fault))
        looked: Counter[tuple[str, int]] = Counter()
        now = NOW
        for code, address, right, seconds in guesses:
            now += timedelta(seconds=seconds)
            window = int(now.timestamp() // WINDOW.total_seconds())
            try:
                with guessing.looking_up(code, address, now):
                    if not right:
                        looked.update([(code, window), (address, window), ("all", window)])
                        raise Fault("tracking.no_match", "code")
            except Fault:
                continue
        for (subject, _), times in looked.items():
            assert times <= (4 if subject in "abc" else 6 if subject in "xyz" else 9)


@calm
@given(st.integers(0, 200))
def test_right_look_ups_are_never_limited(times: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(guessing, "attempts", Counters())
        patch.setattr(guessing, "hashed", lambda address: address)
        for _ in range(times):
            looked_at("x", NOW, "a")


@pytest.mark.usefixtures("town")
class TestOnTheTables:
    """The same on the emulated tables."""

    @pytest.fixture
    def now(self) -> datetime:
        """A quarter of an hour that no other test counts in."""
        return NOW + WINDOW * (1000 + uuid.uuid4().int % 100_000)

    def wrong(self, now: datetime, address: str, code: str = "") -> None:
        code = code or uuid.uuid4().hex
        with refused("tracking.no_match"), guessing.looking_up(code, address, now):
            raise Fault("tracking.no_match", "code")

    def test_an_address_is_spent_whatever_codes_it_tries(self, now: datetime) -> None:
        for n in range(PER_ADDRESS.most):
            self.wrong(now, "203.0.113.7", f"code-{n}")
        with refused("tracking.address_too_many") as raised:
            looked_at("203.0.113.7", now, "one more")
        assert raised.value.values == {"minutes": 15}
        looked_at("203.0.113.8", now, "one more")
        looked_at("203.0.113.7", now + WINDOW, "one more")

    def test_addresses_of_one_household_are_one(self, now: datetime) -> None:
        for n in range(PER_ADDRESS.most):
            self.wrong(now, f"2001:db8:1:2::{n:x}")
        with refused("tracking.address_too_many"):
            looked_at("2001:db8:1:2:ffff::1", now)
        looked_at("2001:db8:1:3::1", now)

    def test_too_many_over_all_shut_the_door_for_everybody(
        self, now: datetime, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(guessing, "OVERALL", Limit(5, OVERALL.fault))
        for n in range(5):
            self.wrong(now, f"198.51.100.{n}", f"code-{n}")
        with refused("tracking.closed") as raised:
            looked_at("192.0.2.1", now + timedelta(minutes=4), "another")
        assert raised.value.values == {"minutes": 11}
        looked_at("192.0.2.1", now + WINDOW, "another")

    def test_a_code_that_was_sent_still_opens_when_others_have_guessed_all_they_may(
        self, now: datetime, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(guessing, "OVERALL", Limit(0, OVERALL.fault))
        with refused("tracking.closed"):
            looked_at("192.0.2.9", now)
        for n in range(PER_ADDRESS.most):
            with guessing.proving("192.0.2.9", now):
                pass
            with refused("code.wrong"), guessing.proving("198.51.100.9", now):
                raise Fault("code.wrong", left=n)
        with refused("tracking.address_too_many"), guessing.proving("198.51.100.9", now):
            raise AssertionError

    def test_at_the_same_moment_no_guess_slips_through(self, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
        office.make_writes_atomic(monkeypatch)

        def guess(n: int) -> None:
            with guessing.looking_up("the same", f"198.51.100.{n}", now):
                raise Fault("tracking.no_match", "code")

        codes = Counter(fault.code for fault in office.in_threads(PER_CODE.most + 5, guess))
        assert codes == {"tracking.no_match": PER_CODE.most, "tracking.too_many": 5}

    def test_what_is_refused_uses_up_nothing_of_anybody(self, now: datetime) -> None:
        for n in range(PER_ADDRESS.most):
            self.wrong(now, "203.0.113.20", f"code-{n}")
        for _ in range(PER_CODE.most + 1):
            with refused("tracking.address_too_many"), guessing.looking_up("a victim's", "203.0.113.20", now):
                raise AssertionError
        looked_at("203.0.113.21", now, "a victim's")

    def test_sign_ins_that_are_begun_are_few_per_address_and_over_all(
        self, now: datetime, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(guessing, "SIGN_INS_PER_ADDRESS", Limit(3, SIGN_INS_PER_ADDRESS.fault))
        monkeypatch.setattr(guessing, "SIGN_INS", Limit(5, SIGN_INS.fault))
        for _ in range(3):
            guessing.sign_in_begins("203.0.113.30", now)
        for _ in range(9):
            with refused("signin.address_too_many"):
                guessing.sign_in_begins("203.0.113.30", now)
        for n in range(2):
            guessing.sign_in_begins(f"203.0.113.4{n}", now)
        with refused("signin.closed"):
            guessing.sign_in_begins("203.0.113.50", now)
        guessing.sign_in_begins("203.0.113.30", now + WINDOW)

    def test_no_address_is_kept_in_clear(self, now: datetime) -> None:
        self.wrong(now, "203.0.113.99")
        keys = " ".join(_keys())
        assert f"attempts#address#{guessing.hashed('203.0.113.99')}" in keys
        assert "203.0.113" not in keys

    @pytest.mark.parametrize("address", ["", "unknown", "1.2.3.4.5", "::ffff:x"])
    def test_what_is_no_address_is_counted_as_one(self, now: datetime, address: str) -> None:
        self.wrong(now, address)
        assert attempts.count(PER_ADDRESS.of(f"address#{guessing.hashed('')}", now)) == 2


def looked_at(address: str, now: datetime, code: str = "a code") -> None:
    """A guess that is right, if it is looked at."""
    with guessing.looking_up(code, address, now):
        return


def _keys() -> list[str]:
    asked = {"TableName": os.environ["IDEMPOTENCY_TABLE"], "ProjectionExpression": "#k"}
    pages = boto3.client("dynamodb").get_paginator("scan").paginate(**asked, ExpressionAttributeNames={"#k": "key"})  # type: ignore[arg-type]
    return [item["key"]["S"] for page in pages for item in page["Items"]]
