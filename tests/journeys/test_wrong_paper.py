"""A paper laid into the wrong slot is noticed at the counter, not by the officer days later."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chalicelib.reading import Reading
from tests.support.readings import birth_proof, jpeg, read_as
from tests.support.town import Town


def test_a_paper_of_another_kind_needs_a_look(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate = replace(birth_proof().pages[0], kind="birth_certificate", fields=())
    read_as(monkeypatch, Reading((certificate,)))
    code = town.open_dossier()
    town.upload(code, "GCS", jpeg())
    town.run()
    clerk = town.desk("clerk")
    refused = clerk.act(code, "submit")
    assert refused.body["code"] == "submit.differs"
    assert "Giấy chứng sinh" in refused.body["detail"]
    assert clerk.act(code, "submit", confirm_differences=True).status == 200
