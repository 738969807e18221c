"""Entering rules over the API: checked first, entered once, then in force."""

from __future__ import annotations

import copy
from datetime import date

from chalicelib.adapters import audit
from chalicelib.services.reference import registry
from infra import calendar
from tests.api.asking import refused
from tests.support.dossiers import entries
from tests.support.town import Town

PATH = "/v1/admin/rules"


def test_a_new_year_is_checked_then_entered_once(town: Town) -> None:
    admin = town.desk("admin")
    asked = {"entries": [calendar.entry(2028, entries("calendar")[-1])], "reason": "Lịch năm 2028 (DEMO)."}
    assert admin.post(PATH, asked).body == {"changed": 1, "entered": False, "wordings": []}
    assert registry.calendar(date(2027, 6, 1)).last == date(2027, 12, 31)
    first, again = (admin.post(PATH, asked | {"dry_run": False}).body for _ in range(2))
    assert (first["changed"], first["entered"], again["changed"], again["entered"]) == (1, True, 0, False)
    assert registry.calendar(date(2027, 6, 1)).last == date(2028, 12, 31)
    assert [look.act for look in audit.trail("registry#calendar")] == ["enter_calendar"]


def test_what_is_wrong_is_said_before_anything_is_entered(town: Town) -> None:
    admin = town.desk("admin")
    form = copy.deepcopy(entries("forms")[0]) | {"valid_from": "2030-01-01"}
    refused(admin.post(PATH, {"entries": [form]}), 422, "registry.overlap", "valid_to")
    regime, _ = entries("regimes")
    mixed = admin.post(PATH, {"entries": [form, regime]})
    refused(mixed, 422, "registry.kind", "kind")
    new = {**form, "entry": "form#DEMO"}
    refused(admin.post(PATH, {"entries": [new], "dry_run": False}), 422, "action.reason", "reason")
