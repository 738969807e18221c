"""Printing: signed, stored, once per key, and every print in the trail."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pypdfium2
import pytest

from chalicelib.adapters import audit, files
from chalicelib.adapters import dossier_store as store
from chalicelib.domain.roles import Principal, Role
from chalicelib.services.casework import forms, handling, intake
from chalicelib.services.casework.forms import Printed
from chalicelib.services.casework.handling import Act
from tests.support import office
from tests.support.dossiers import NOW
from tests.support.office import CLERK, OFFICER
from tests.support.refusals import refused

pytestmark = pytest.mark.usefixtures("town")


@pytest.fixture
def code() -> str:
    """A dossier that was accepted."""
    code = office.routed()
    handling.act(code, Act(action="accept"), OFFICER, uuid.uuid4().hex, NOW)
    return code


def printed(code: str, form: str = "01", by: Principal = CLERK, key: str = "", part: str = "") -> Printed:
    return forms.print_form(code, form, part, by, key or uuid.uuid4().hex, NOW)


def text_of(code: str, number: int = 1) -> str:
    [event] = [e for e in office.events_of(code) if e.type == "printed" and e.note.endswith(f"#{number}")]
    data = files.fetch(files.scans_bucket(), files.form_key(code, event.id))
    return str(pypdfium2.PdfDocument(data)[0].get_textpage().get_text_range())


def test_a_receipt_says_what_the_dossier_says(code: str) -> None:
    assert printed(code).print_number == 1
    text = text_of(code)
    for said in (code, "TRẦN TUẤN KIỆT", "1.001193 Đăng ký khai sinh", "17 giờ 00 phút, ngày 12/11/2026"):
        assert said in text
    assert "Bản in lại" not in text


def test_a_second_print_is_a_copy_and_each_is_in_the_trail(code: str) -> None:
    printed(code)
    assert printed(code).print_number == 2
    assert "Bản in lại lần 1" in text_of(code, 2)
    assert sorted(look.why for look in audit.trail(code) if look.act == "print 01") == ["#1", "#2"]


def test_a_repeated_request_prints_once_and_links_again(code: str) -> None:
    first, again = (printed(code, key="print-once-" + code) for _ in range(2))
    assert (first.print_number, again.print_number) == (1, 1)
    assert [e.type for e in office.events_of(code)].count("printed") == 1


def test_a_print_is_no_change_of_state_and_needs_no_work(code: str) -> None:
    before = store.load(code).file.dossier
    printed(code, by=OFFICER)
    after = store.load(code).file.dossier
    assert (after.status, after.due, after.version) == (before.status, before.due, before.version + 1)


def test_nothing_is_printed_of_what_did_not_happen(code: str) -> None:
    for form in ("02", "03", "04"):
        with refused("form.not_due", "form"):
            printed(code, form)
    assert not [e for e in office.events_of(code) if e.type == "printed"]


def test_strangers_print_nothing(code: str) -> None:
    with refused("dossier.unknown", "code"):
        printed(code, by=Principal("x", Role.CLERK, "VNP-02"))
    with refused("role.forbidden"):
        printed(code, by=Principal("x", Role.SUPERVISOR, "centre"))


def test_a_part_has_forms_of_its_own() -> None:
    code = office.routed(procedure="3.000722", form={})
    handling.act(code, Act(action="refuse", reason="Sai nơi cư trú.", part="birth"), OFFICER, uuid.uuid4().hex, NOW)
    printed(code, "03", OFFICER, part="birth")
    assert "Sai nơi cư trú." in text_of(code)
    with refused("part.unknown", "part"):
        printed(code, "03", OFFICER, part="wedding")


def test_the_register_lists_an_agents_days_and_masks_names() -> None:
    agent = Principal("clerk-of-2", Role.CLERK, "VNP-02")
    day = NOW + timedelta(days=4)
    for n in range(3):
        intake.open_dossier(office.application(), agent, uuid.uuid4().hex, day + timedelta(minutes=n))
    made = forms.print_register(day.date(), day.date(), agent, day)
    assert made.form == "06"
    key = made.link.partition("?")[0].rpartition("forms/VNP-02/")[2]
    data = files.fetch(files.scans_bucket(), f"forms/VNP-02/{key}")
    text = pypdfium2.PdfDocument(data)[0].get_textpage().get_text_range()
    assert "3 hồ sơ" in text
    assert "TRẦN T. K." in text
    assert "KIỆT" not in text
    assert [look.why for look in audit.trail("agent#VNP-02")] == [f"{day.date()} {day.date()}"]


def test_a_register_has_its_days_in_order_and_is_not_endless(monkeypatch: pytest.MonkeyPatch) -> None:
    with refused("form.date", "last"):
        forms.print_register(date(2026, 11, 13), date(2026, 11, 12), CLERK, NOW)
    monkeypatch.setattr(forms, "LONGEST_REGISTER", 0)
    office.opened()
    with refused("request.value", "last"):
        forms.print_register(date(2026, 11, 1), date(2026, 11, 30), CLERK, NOW)
