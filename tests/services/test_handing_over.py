"""Papers and results as one: what moves is the one meant, and nobody gets it who may not."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.adapters import dossier_store as store
from chalicelib.domain.custody import CITIZEN, Article, Holder, Kind, Party
from chalicelib.domain.procedures import AgentRule
from chalicelib.domain.results import Carriage
from chalicelib.domain.roles import Principal, Role
from chalicelib.domain.tracking_files import Line
from chalicelib.services.issuance import caring, custody, parcels
from chalicelib.services.reference import registry
from infra.local import carrier
from tests.services.test_results_once import LATER, NUMBER, accepted, act, issued, signed
from tests.support import office
from tests.support.dossiers import NOW, seeded_procedure
from tests.support.office import CLERK, COMMUNE, OFFICER
from tests.support.refusals import refused

pytestmark = pytest.mark.usefixtures("town")
POLICE = Principal("police", Role.CASE_OFFICER, f"police_commune:{COMMUNE}")
HERE = Holder(Party.AGENT, CLERK.scope)


def key() -> str:
    return uuid.uuid4().hex


def entered(code: str, name: str, kind: Kind = Kind.RESULT, by: Principal = CLERK) -> Article:
    return custody.enter(code, kind, name, "", by, key(), LATER)


def holders(code: str) -> dict[str, Holder]:
    return {article.name: article.holder for article in store.load(code).file.articles}


def posted(code: str, result: str, part: str | None = None) -> str:
    tracking = uuid.uuid4().hex[:12]
    parcels.post(code, result, office.waybill(code, tracking, part=part), CLERK, key(), LATER)
    return tracking


@pytest.fixture
def linked() -> tuple[str, str]:
    """Two parts were decided and both papers lie at the agent; of one part there is a signed result too."""
    code = accepted(procedure="3.000722", form={})
    act(code, "accept", part="birth")
    result = signed(code, part="birth")
    act(code, "finish", part="birth", result=result, result_number=NUMBER)
    act(code, "accept", POLICE, part="residence")
    act(code, "finish", POLICE, part="residence", result_number="1/2026")
    entered(code, result)
    entered(code, "paper:residence")
    return code, result


def test_a_parcel_takes_along_the_paper_of_its_own_part(linked: tuple[str, str]) -> None:
    code, result = linked
    tracking = posted(code, result, "birth")
    assert holders(code) == {result: Holder(Party.CARRIER, carrier.NAME), "paper:residence": HERE}
    parcels.take(carrier.NAME, Line(tracking, Carriage.SENT_BACK), LATER)
    assert holders(code) == {result: HERE, "paper:residence": HERE}


def test_at_the_counter_the_paper_of_the_part_goes_along(linked: tuple[str, str]) -> None:
    code, result = linked
    act(code, "return_result", CLERK, part="residence", pickup_code=office.pickup_code(code, "residence"))
    assert holders(code) == {result: HERE, "paper:residence": CITIZEN}


def test_what_goes_back_unclaimed_is_the_paper_of_its_own_part(linked: tuple[str, str]) -> None:
    code, result = linked
    for days in (8, 22, 46):
        caring.care(NOW + timedelta(days=days))
    offers = {article.name: article.offered_to for article in store.load(code).file.articles}
    assert offers == {result: Holder(Party.AUTHORITY, OFFICER.scope), "paper:residence": None}


def test_which_parts_paper_it_is_must_be_said(linked: tuple[str, str]) -> None:
    code, _ = linked
    with refused("part.needed", "name"):
        entered(code, "paper")
    for name in ("paper:nothing", "paper:"):
        with refused("result.unknown", "result"):
            entered(code, name)


def test_what_lies_elsewhere_cannot_be_posted() -> None:
    code, result = issued()
    article = entered(code, result, by=OFFICER)
    with refused("custody.not_holder", "result"):
        posted(code, result)
    custody.offer(article.id, HERE, "", OFFICER, key(), LATER)
    custody.take(article.id, "", CLERK, key(), LATER)
    posted(code, result)
    assert holders(code) == {result: Holder(Party.CARRIER, carrier.NAME)}


def test_nothing_is_posted_without_its_citizens_code() -> None:
    code, result = issued()
    right = office.pickup_code(code)
    for given, fault in (("", "pickup.needed"), (f"{(int(right) + 1) % 1_000_000:06}", "code.wrong")):
        bill = parcels.Waybill(carrier=carrier.NAME, tracking=uuid.uuid4().hex[:12], pickup_code=given)
        with refused(fault, "pickup_code"):
            parcels.post(code, result, bill, CLERK, key(), LATER)
    posted(code, result)


def test_the_code_of_a_parcel_that_came_back_is_spent_and_a_new_one_is_sent() -> None:
    code, result = issued()
    old = office.pickup_code(code)
    tracking = posted(code, result)
    parcels.take(carrier.NAME, Line(tracking, Carriage.SENT_BACK), LATER + timedelta(days=1))
    with refused("code.wrong", "pickup_code"):
        act(code, "return_result", CLERK, pickup_code=old)
    act(code, "return_result", CLERK, pickup_code=office.pickup_code(code))


def test_what_agents_hand_out_to_nobody_they_post_to_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    code, result = issued()
    rule = AgentRule(
        kind="no_result", may=False, vi="Không trả qua đại lý.", en="Not at agents.", source="x", certainty="certain"
    )
    monkeypatch.setattr(registry, "procedure", lambda code, day: replace(seeded_procedure(code), agent_rules=(rule,)))
    with refused("procedure.no_result", "action"):
        posted(code, result)


def test_an_authority_hands_out_what_lies_at_the_agent_against_the_code_alone() -> None:
    code, result = issued()
    entered(code, result)
    with refused("pickup.needed", "pickup_code"):
        act(code, "return_result")
    act(code, "return_result", pickup_code=office.pickup_code(code))


def test_an_authority_hands_out_what_went_back_to_it() -> None:
    code, _ = issued()
    for days in (8, 22, 46):
        caring.care(NOW + timedelta(days=days))
    act(code, "return_result")


def test_a_paper_is_followed_once_however_many_enter_it() -> None:
    code, result = issued()
    first = entered(code, "GCS", Kind.ORIGINAL)
    for by in (CLERK, OFFICER):
        with refused("custody.entered", "name") as raised:
            entered(code, "GCS", Kind.ORIGINAL, by)
        assert raised.value.values["article"] == first.id
    entered(code, result)
    for name in (result, "paper"):  # one paper under two names
        with refused("custody.entered", "name"):
            entered(code, name, by=OFFICER)


def test_a_place_of_two_papers_has_two_originals() -> None:
    code = office.opened()
    for _ in range(2):
        office.awaited(code)
    assert {entered(code, "GCS", Kind.ORIGINAL).id for _ in range(2)} == {f"{code}.1", f"{code}.2"}
    with refused("custody.entered", "name"):
        entered(code, "GCS", Kind.ORIGINAL)


def test_before_the_decision_there_is_no_result_to_follow() -> None:
    code = accepted()
    result = signed(code)
    for name in (result, "paper"):
        with refused("custody.undecided", "name"):
            entered(code, name)
    act(code, "finish", result=result, result_number=NUMBER)
    entered(code, result)


@pytest.mark.parametrize(
    "to",
    [
        Holder(Party.COURIER),
        Holder(Party.COURIER, "a:b"),
        Holder(Party.AGENT),
        Holder(Party.CITIZEN, "x"),
        Holder(Party.CARRIER, carrier.NAME),
    ],
)
def test_nothing_is_offered_under_an_odd_id(to: Holder) -> None:
    code = accepted()
    article = entered(code, "GCS", Kind.ORIGINAL)
    with refused("custody.receiver", "id"):
        custody.offer(article.id, to, "", CLERK, key(), LATER)
