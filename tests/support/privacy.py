"""Consents given at the counter, and papers that may serve again."""

from __future__ import annotations

import re

from chalicelib.reading import Field, Page, Reading
from tests.support.town import Town

EXPIRES = "2031-01-02"


def identity_card(**read: str) -> Reading:
    """A card of the applicant that is valid for years, but for what is given."""
    values = {"full_name": "TRẦN TUẤN KIỆT", "personal_number": "027094888598", "expiry_date": EXPIRES} | read
    fields = tuple(Field(name, value, value, 0.97, True, (0, 0, 9, 9)) for name, value in values.items())
    page = Page(1, 100, 100, "CĂN CƯỚC", "identity_card", 0.99, True, fields, 0.1, ())
    return Reading((page,))


def signed_statement() -> Reading:
    """A sheet that somebody signed: no paper of a kind that is known."""
    return Reading((Page(1, 100, 100, "PHIẾU GHI NHẬN SỰ ĐỒNG Ý", "other", 0.9, True, (), 0.1, ()),))


def code_for(town: Town, code: str, purpose: str) -> str:
    """The one-time code that the applicant's phone gets."""
    assert town.desk("clerk").post(f"/v1/dossiers/{code}/codes", {"purpose": purpose}).status == 202
    text = [sent.text for sent in town.outbox() if sent.channel == "sms"][-1]
    return str(re.search(r"\b[0-9]{6}\b", text)[0])  # type: ignore[index]


def consented(town: Town, code: str, purpose: str = "keep_papers") -> str:
    """A consent of the dossier's applicant, proven by a code; returns its id."""
    proof = {"kind": "one_time_code", "reference": code_for(town, code, purpose)}
    answer = town.desk("clerk").post(f"/v1/dossiers/{code}/consents", {"purpose": purpose, "proofs": [proof]})
    assert answer.status == 201, answer.body
    return str(answer.body["id"])
