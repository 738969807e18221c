"""What the Centre sees of the national portal: figures that add up, dossiers out of step with since when and why."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from chalicelib.adapters import portal_store
from chalicelib.domain.dossiers import Status
from chalicelib.services.national_portal import portal_sync
from chalicelib.services.national_portal.portal_sync import MOST_REFUSALS
from infra import parity
from tests.api.asking import leaks, refused
from tests.support import office
from tests.support.dossiers import NOW
from tests.support.portal import connected
from tests.support.town import Town

HOUR = timedelta(hours=1)
THEN = NOW + timedelta(days=40)
DAY = f"{THEN:%Y-%m-%d}"
PERIOD = f"first={DAY}&last={DAY}"


@pytest.fixture(scope="module")
def filed(_session_town: Town) -> dict[str, str]:
    """Filed on a day of their own: one in step, one changed since, one refused, and one that was never tried."""
    _session_town.tidy()
    with pytest.MonkeyPatch.context() as patch, connected(patch) as portal:
        told, changed, bad = (office.routed(THEN) for _ in range(3))
        portal.refuse = {bad}
        for turn in range(MOST_REFUSALS):
            portal_sync.sync([told, changed, bad], lambda at=THEN + turn * HOUR: at)  # type: ignore[misc]
        office.happened(changed, "accepted", THEN + HOUR, status=Status.ACCEPTED, accepted_at=THEN)
    return {"told": told, "changed": changed, "bad": bad, "new": office.routed(THEN)}


def rows(town: Town, which: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    cursor = ""
    while True:
        answer = town.desk("supervisor").get(f"/v1/portal/out-of-step?which={which}&limit=7&cursor={cursor}")
        assert answer.status == 200, answer.body
        assert leaks(answer.body) == []
        found |= {row["code"]: row for row in answer.body["dossiers"]}
        cursor = answer.body["cursor"]
        if not cursor:
            return found


def test_the_figures_add_up(town: Town, filed: dict[str, str]) -> None:
    body = town.desk("supervisor").get(f"/v1/portal/parity?{PERIOD}").body
    assert body["days"] == [{"day": DAY, "due": 4, "in_step": 1, "waiting": 2, "refused": 1}]
    assert body["share"] == 0.25
    assert body["unknown"] == 2
    assert [(s["status"], s["ours"], s["portals"]) for s in body["statuses"]] == [(1, 3, 2), (2, 1, 0)]
    assert leaks(body) == []


def test_what_is_out_of_step_is_named_with_since_when_and_why(town: Town, filed: dict[str, str]) -> None:
    refused_row = rows(town, "refused")[filed["bad"]]
    assert (refused_row["error"], refused_row["portal_status"], refused_row["tries"]) == ("refused:-9", None, 3)
    assert refused_row["since"] == f"{THEN:%Y-%m-%dT%H:%M:%SZ}"
    waiting = rows(town, "waiting")
    assert filed["told"] not in waiting
    assert waiting[filed["changed"]]["since"] == f"{THEN + HOUR:%Y-%m-%dT%H:%M:%SZ}"
    assert (waiting[filed["changed"]]["status"], waiting[filed["changed"]]["portal_status"]) == (2, 1)


def test_the_last_seven_days_where_nothing_is_said(town: Town) -> None:
    body = town.desk("admin").get("/v1/portal/parity").body
    assert len(body["days"]) == 7
    assert body["days"][-1]["day"] == body["last"]


def test_nothing_was_filed(town: Town) -> None:
    body = town.desk("admin").get("/v1/portal/parity?first=2025-03-01&last=2025-03-31").body
    assert (body["share"], body["unknown"], body["statuses"], len(body["days"])) == (None, 0, [], 31)


@pytest.mark.parametrize(
    ("query", "code", "field"),
    [
        ("first=2026-11-12&last=2026-11-11", "parity.period", "first"),
        ("first=2026-10-12&last=2026-11-12", "parity.period", "first"),
        ("first=2026-02-30", "form.date", "first"),
        ("last=soon", "request.invalid", "last"),
        ("day=2026-02-02", "request.invalid", "day"),
    ],
)
def test_a_period_that_is_none(town: Town, query: str, code: str, field: str) -> None:
    refused(town.desk("admin").get(f"/v1/portal/parity?{query}"), 422, code, field)


def test_a_cursor_of_another_list_is_refused(town: Town, filed: dict[str, str]) -> None:
    desk = town.desk("admin")
    cursor = desk.get("/v1/portal/out-of-step?which=waiting&limit=1").body["cursor"]
    assert cursor
    path = "/v1/portal/out-of-step?which={}&cursor={}"
    assert desk.get(path.format("waiting", cursor)).status == 200
    refused(desk.get(path.format("refused", cursor)), 400, "request.cursor", "cursor")
    refused(desk.get(path.format("refused", "x")), 400, "request.cursor", "cursor")


def test_the_command_prints_the_same_and_puts_anew(
    town: Town, filed: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert parity.main(["--first", DAY, "--last", DAY]) == 0
    said = capsys.readouterr().out
    assert f"{DAY}         4         1         2         1" in said
    assert f"refused  {filed['bad']}  1 (portal -)" in said
    assert f"waiting  {filed['changed']}  2 (portal 1)" in said
    assert [text for text in office.IDENTIFYING if text in said] == []
    assert parity.main(["--first", DAY, "--last", "2020-01-01"]) == 1
    assert parity.main(["--again", filed["told"]]) == 1
    assert parity.main(["--again", filed["bad"]]) == 0
    line = portal_store.line(filed["bad"])
    assert line
    assert not line.refused
