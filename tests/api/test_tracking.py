"""Looking a dossier up without an account: two factors, ten guesses, no personal data."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.api import endpoints
from chalicelib.domain.guessing import PER_CODE, WINDOW
from tests.api.asking import leaks, refused
from tests.api.conftest import Shelf
from tests.support.dossiers import seeded_procedure
from tests.support.town import BIRTH, FAMILY, Answer, Town

LAST4 = FAMILY["phone"][-4:]
SetClock = Callable[[datetime], None]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SetClock:
    """The routes' clock."""

    def stop(at: datetime) -> None:
        class Stopped(datetime):
            @classmethod
            def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
                return at

        monkeypatch.setattr(endpoints, "datetime", Stopped)

    stop(datetime(2026, 11, 12, 3, 1, tzinfo=UTC))
    return stop


def track(town: Town, code: str, digits: str = LAST4) -> Answer:
    return town.desk().post("/v1/tracking", {"code": code, "phone_last4": digits})


@pytest.mark.parametrize("status", [1, 2, 3, 4, 5, 7, 8, 9, 10])
def test_both_factors_show_progress_and_nobody(town: Town, shelf: Shelf, status: int) -> None:
    answer = track(town, shelf.at[status])
    assert (answer.status, answer.body["status"]) == (200, status)
    assert answer.body["authority_name"] == "Ủy ban nhân dân phường Cầu Giấy"
    told = {k: v for k, v in answer.body.items() if k not in ("papers", "missing_papers")}  # the catalogue's words
    assert leaks(told) == []
    assert {paper["name"] for paper in answer.body["papers"]} <= {slot.name for slot in seeded_procedure(BIRTH).papers}
    assert set(answer.body) == {
        *("code", "procedure_name", "agent_name", "authority_name", "status", "status_vi", "status_en"),
        *("due", "due_why", "due_why_en", "steps", "papers", "parts", "says", "says_en"),
        *("awaited", "awaited_en", "awaited_from"),
        *("awaited_from_vi", "awaited_from_en", "missing_papers", "payments", "notices", "details"),
        *("late", "late_en", "results", "articles"),
    }
    shown = {"type", "part", "at", "status", "status_vi", "status_en", "says", "says_en", "agency", "office"}
    assert {key for step in answer.body["steps"] for key in step} == shown | {"office_en", "note"}
    papers = {"slot", "name", "state", "says", "says_en", "problem", "problem_en"}
    assert {key for paper in answer.body["papers"] for key in paper} == papers
    assert len(answer.body["due_why_en"]) == len(answer.body["due_why"])
    assert not set(answer.body["due_why_en"]) & set(answer.body["due_why"])
    assert answer.body["details"] is None
    assert {step["note"] for step in answer.body["steps"]} == {None}
    assert all(step["agency"] and step["office"] and step["office_en"] for step in answer.body["steps"])


def test_a_wrong_code_and_wrong_digits_are_told_the_same(town: Town, clock: SetClock) -> None:
    code = town.open_dossier()
    wrong = track(town, code, "0000")
    refused(wrong, 404, "tracking.no_match", "code")
    for unknown in (code[:-4] + "9999", "no code at all", "staff#x", "", code.lower(), code + "\u0000", code + "０"):
        answer = track(town, unknown)
        assert (answer.status, answer.body) == (wrong.status, wrong.body)


@pytest.mark.parametrize("digits", ["", "567", "05678", "567x", "+678", "５６７８"])
def test_digits_are_four(town: Town, digits: str) -> None:
    refused(track(town, town.open_dossier(), digits), 422, "request.invalid", "phone_last4")


def test_ten_wrong_guesses_lock_that_code_and_no_other_for_a_while(town: Town, clock: SetClock) -> None:
    now = datetime(2026, 11, 12, 4, 1, tzinfo=UTC)
    clock(now)
    code, other = town.open_dossier(), town.open_dossier()
    for guess in range(PER_CODE.most):
        refused(track(town, code, f"{guess:04d}"), 404, "tracking.no_match")
    problem = refused(track(town, code, "9999"), 429, "tracking.too_many")
    assert "14" in problem["detail"]
    refused(track(town, code), 429, "tracking.too_many")
    assert track(town, other).status == 200
    clock(now + WINDOW - timedelta(minutes=2))
    refused(track(town, code), 429, "tracking.too_many")
    clock(now + WINDOW)
    assert track(town, code).status == 200


def test_right_look_ups_are_no_guesses(town: Town, clock: SetClock) -> None:
    code = town.open_dossier()
    for _ in range(PER_CODE.most + 3):
        assert track(town, code).status == 200
    refused(track(town, code, "0000"), 404, "tracking.no_match")
    assert track(town, code).status == 200


@pytest.mark.usefixtures("side_by_side")
def test_guessing_many_at_once_gains_nothing(town: Town, clock: SetClock) -> None:
    code = town.open_dossier()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda guess: track(town, code, f"{guess:04d}"), range(30)))
    assert sorted(answer.status for answer in answers) == [404] * PER_CODE.most + [429] * (30 - PER_CODE.most)


def test_codes_that_never_were_are_locked_too(town: Town, clock: SetClock) -> None:
    clock(datetime(2026, 11, 12, 5, 1, tzinfo=UTC))
    for _ in range(PER_CODE.most):
        refused(track(town, "H26-261112-8888"), 404, "tracking.no_match")
    refused(track(town, "H26-261112-8888"), 429, "tracking.too_many")
