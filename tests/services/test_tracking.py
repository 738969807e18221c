"""Anybody with both factors sees the progress; guessing stops paying after ten."""

from __future__ import annotations

import re
import secrets
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from chalicelib.adapters import dossier_store as store
from chalicelib.adapters import registry_store, rows, sealing
from chalicelib.adapters.dossier_store import Together
from chalicelib.domain.custody import Holder, Kind, Party, Scan, entered
from chalicelib.domain.faults import Fault
from chalicelib.domain.guessing import PER_CODE, PER_CODE_A_DAY, WINDOW
from chalicelib.domain.roles import Principal, Role
from chalicelib.services.casework import handling
from chalicelib.services.casework.intake import event_of
from chalicelib.services.citizens import tracking
from chalicelib.services.issuance import issuing, parcels
from tests.support import hands, office
from tests.support.dossiers import NOW, fact, paper
from tests.support.refusals import refused
from tests.support.town import Town

pytestmark = pytest.mark.usefixtures("town")
RIGHT, WRONG = "5678", "0000"
FROM: dict[str, str] = {}


@pytest.fixture(autouse=True)
def _elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test asks from an address of its own."""
    monkeypatch.setitem(FROM, "address", f"2001:db8:{secrets.token_hex(2)}:{secrets.token_hex(2)}::1")


def track(code: str, digits: str, now: datetime) -> tracking.Tracked:
    return tracking.track(code, digits, FROM["address"], now)


def guess(code: str, digits: str = WRONG, now: datetime = NOW) -> None:
    with refused("tracking.no_match", "code"):
        track(code, digits, now)


def test_both_factors_show_the_progress() -> None:
    code = office.opened()
    found = track(code, RIGHT, NOW)
    assert (found.file.dossier.code, found.agent.id, found.procedure.code) == (code, "VNP-01", "1.001193")


@pytest.mark.parametrize("digits", [WRONG, "", "678", "45678", "５６７８", "+84912345678"])
def test_other_digits_do_not(digits: str) -> None:
    guess(office.opened(), digits)


def test_a_wrong_code_is_told_in_the_very_words_of_wrong_digits() -> None:
    with refused("tracking.no_match", "code") as unknown:
        track("000.00.01.H26-261112-999999", RIGHT, NOW)
    with refused("tracking.no_match", "code") as wrong:
        track(office.opened(), WRONG, NOW)
    assert (unknown.value.vi, unknown.value.en) == (wrong.value.vi, wrong.value.en)


@pytest.mark.parametrize("code", ["", "x", "tracking#1", "000.00.01.H26-261112-0001#x", "x" * 3000])
def test_what_is_no_code_is_not_even_counted(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with office.counted(monkeypatch) as calls:
        guess(code)
    assert calls == []


def test_after_ten_wrong_guesses_even_the_right_one_is_refused_until_the_time_is_over() -> None:
    code, other = office.opened(), office.opened()
    for _ in range(PER_CODE.most):
        guess(code)
    with refused("tracking.too_many") as raised:
        track(code, RIGHT, NOW)
    assert raised.value.values == {"minutes": 15}
    assert track(other, RIGHT, NOW)
    assert track(code, RIGHT, NOW + WINDOW)


def test_nine_wrong_guesses_still_let_the_right_one_in() -> None:
    code = office.opened()
    for _ in range(PER_CODE.most - 1):
        guess(code)
    assert track(code, RIGHT, NOW)


def test_looking_often_with_the_right_digits_locks_nobody_out() -> None:
    code = office.opened()
    for _ in range(PER_CODE.most + 2):
        assert track(code, RIGHT, NOW)


def test_guessing_a_code_that_does_not_exist_is_limited_too() -> None:
    code = "000.00.01.H26-261112-888888"
    for _ in range(PER_CODE.most):
        guess(code)
    with refused("tracking.too_many"):
        track(code, WRONG, NOW)


def test_who_guesses_on_through_the_day_is_stopped_until_the_next() -> None:
    code = office.opened()
    quarters = [NOW + n * WINDOW for n in range(PER_CODE_A_DAY.most // PER_CODE.most)]
    for at in quarters:
        for _ in range(PER_CODE.most):
            guess(code, now=at)
    with refused("tracking.too_many"):
        track(code, RIGHT, quarters[-1] + WINDOW)
    assert track(code, RIGHT, NOW + timedelta(days=1))


def test_guesses_at_the_same_moment_do_not_slip_through(monkeypatch: pytest.MonkeyPatch) -> None:
    office.make_writes_atomic(monkeypatch)
    code = office.opened()
    refusals = office.in_threads(PER_CODE.most + 4, lambda n: track(code, f"{n:04d}", NOW))
    codes = sorted(fault.code for fault in refusals if isinstance(fault, Fault))
    assert codes == ["tracking.no_match"] * PER_CODE.most + ["tracking.too_many"] * 4


def test_an_old_dossier_is_shown_by_the_rules_of_its_day() -> None:
    code = office.opened()
    assert track(code, RIGHT, NOW + timedelta(days=2000)).procedure.valid_from == "2025-07-01"


@pytest.mark.parametrize("papers", [1, 100])
def test_it_costs_one_query_whatever_lies_in_the_dossier(papers: int, monkeypatch: pytest.MonkeyPatch) -> None:
    code = office.opened()
    loaded = store.load(code)
    for n in range(papers):
        made = paper(id=f"{n:016x}", added_at=NOW, facts=tuple(fact(f"field_{i}", f"{n} value {i}") for i in range(20)))
        row = rows.paper_row(code, made, sealing.key_of(code, loaded.key_from))
        row.save()
    monkeypatch.setattr(registry_store, "REMEMBERED_SECONDS", 1e9)
    track(office.opened(), RIGHT, NOW)  # the registry is remembered from here on
    with office.counted(monkeypatch) as calls:
        found = track(code, RIGHT, NOW)
    assert len(found.file.papers) == papers
    four_counters = ["UpdateItem"] * 4  # of the address, of the code by quarter and by day, of everybody
    assert [call for call in calls if call not in ("Decrypt", "GenerateMac")] == [
        *four_counters,
        "Query",
        *four_counters,
    ]
    assert calls.count("Decrypt") <= 1


def test_parts_stand_each_where_they_are_and_name_their_own_agencies() -> None:
    code = office.routed(procedure="3.000722", form={})
    first = store.load(code).file.part("birth")
    by = Principal("officer-1", Role.CASE_OFFICER, str(first.authority))
    handling.act(code, handling.Act(action="accept", part="birth"), by, secrets.token_hex(8), NOW)
    found = track(code, RIGHT, NOW)
    assert found.standings["birth"].says.vi == f"{first.authority_name} đã tiếp nhận hồ sơ, chờ giải quyết."
    waiting = [part for part in found.file.parts if part.waits_for]
    assert waiting
    assert {found.standings[part.part].says.en for part in waiting} == {"This part waits for the result of another."}
    accepted = next(step for step in found.steps if step.event.type == "accepted")
    assert found.authorities[str(accepted.authority)] == first.authority_name


def test_an_authority_that_the_registry_no_longer_knows_is_named_by_its_id() -> None:
    code = office.opened()
    office.happened(code, "routed", authority="gone", authority_name=None)
    office.happened(code, "accepted")
    assert track(code, RIGHT, NOW).authorities == {"gone": "gone"}


def full_dossier() -> str:
    """A dossier with a result in a carrier's hands, ten papers in custody, and all their events."""
    code = hands.issued()
    loaded, agent = store.load(code), Holder(Party.AGENT, office.CLERK.scope)
    before, result = loaded.file.dossier, loaded.file.results[0].id
    made = [entered(code, n + 1, Kind.ORIGINAL, "GCS", agent, Scan("clerk-1", NOW, "quầy 1")) for n in range(10)]
    event = event_of("article_entered", before, before, office.CLERK, NOW)
    together = Together(articles=issuing.with_due(made, NOW))
    store.change(before, replace(before, version=before.version + 1), event, loaded.key_from, None, together)
    parcels.post(code, result, office.waybill(code, secrets.token_hex(8)), office.CLERK, secrets.token_hex(8), NOW)
    return code


def test_results_and_custody_cost_no_further_query_and_neither_do_the_details(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, address = full_dossier(), FROM["address"]
    asked = tracking.ask_code(code, RIGHT, address, secrets.token_hex(8), NOW)
    [digits] = re.findall(r"\b\d{6}\b(?!/)", town.outbox()[-1].text.split("H26")[0])
    tracking.details(code, asked.code.id, digits, address, NOW)  # the registry is remembered from here on
    with office.counted(monkeypatch) as calls:
        found = track(code, RIGHT, NOW)
    assert (len(found.file.results), len(found.file.articles)) == (1, 10)
    assert [call for call in calls if call in ("Query", "Scan", "GetItem", "BatchGetItem")] == ["Query"]
    with office.counted(monkeypatch) as calls:
        found = tracking.details(code, asked.code.id, digits, address, NOW)
    assert len(found.file.articles) == 10
    assert [call for call in calls if call in ("Query", "Scan")] == ["Query"]
