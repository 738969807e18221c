"""What the citizen is told: every wording of the registry, with the longest values it can meet."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from chalicelib.domain.dossiers import Status
from chalicelib.domain.events import FOLLOWED_BY, Todo
from chalicelib.domain.notices import GAPS, SMS_LENGTH, Template, email, gaps, sms, template
from chalicelib.domain.people import unaccent
from tests.support.dossiers import APPLICANT, NOW, dossier, entries, event
from tests.support.refusals import refused

TEMPLATES = entries("templates")
GSM = re.compile(r"[ -Z_a-z\n]*")  # of ASCII, what one septet carries: no brackets, backslash, tilde and the like
COMMUNES = [row["body"]["name"] for row in entries("authorities") if row["body"]["level"] == "commune"]
LONGEST_COMMUNE = max(COMMUNES, key=len)
LONGEST_AGENT = max((row["body"]["name"] for row in entries("agents")), key=len)
LONGEST_PROCEDURE = max((row["body"]["name"] for row in entries("procedures")), key=len)
CODE = "000.00.01.H26-261112-12345"
LINK = f"https://motcua.example/tra-cuu?ma={CODE}"
DOSSIER = dossier(
    code=CODE, authority="commune:00166", authority_name=LONGEST_COMMUNE, due=NOW, result_number="15/2026/TLKS"
)
EVENT = event(note="Bổ sung giấy ủy quyền của ông Trần Tuấn Kiệt.")
VALUES = gaps(DOSSIER, EVENT, LONGEST_PROCEDURE, LONGEST_AGENT, LINK)
PERSONAL = (APPLICANT.full_name, APPLICANT.number, APPLICANT.phone, "912345678", "TRẦN KHÁNH VY", "001193797926")
each_template = pytest.mark.parametrize("row", TEMPLATES, ids=lambda row: row["entry"])


def test_every_event_that_is_told_has_its_wording() -> None:
    told = {event for event, todo in FOLLOWED_BY.items() if todo is Todo.NOTIFY}
    assert {row["body"]["event"] for row in TEMPLATES} == told
    assert all(row["entry"] == f"template#{row['body']['event']}" for row in TEMPLATES)


@each_template
def test_an_sms_is_one_segment_that_any_phone_shows(row: dict[str, Any]) -> None:
    text = sms(template(row["body"]), VALUES).text
    assert len(text) <= SMS_LENGTH, len(text)
    assert GSM.fullmatch(text), text
    assert "??" not in text
    assert "{" not in text


@each_template
def test_an_sms_names_the_dossier_and_its_sender(row: dict[str, Any]) -> None:
    text = sms(template(row["body"]), VALUES).text
    assert CODE in text
    assert text.startswith("TTPVHCC HN: ")


@each_template
def test_an_sms_tells_no_name_no_number_and_no_reason(row: dict[str, Any]) -> None:
    text = sms(template(row["body"]), VALUES).text
    for personal in (*PERSONAL, EVENT.note, VALUES["name"]):
        assert unaccent(personal) not in text


@each_template
def test_an_email_keeps_its_accents_and_tells_no_name_or_number_whole(row: dict[str, Any]) -> None:
    # The officer's own words may name somebody; they are not the template's.
    made = email(template(row["body"]), {**VALUES, "reason": "lý do"})
    said = made.subject + made.text
    assert CODE in made.subject
    assert "TRẦN T. K." in made.text
    assert "Trung tâm Phục vụ hành chính công" in made.text
    assert "{" not in said
    assert not [personal for personal in PERSONAL if personal in said]


@pytest.mark.parametrize("name", ["supplement_asked", "refused", "stopped"])
def test_who_is_turned_down_reads_why(name: str) -> None:
    row = next(row for row in TEMPLATES if row["body"]["event"] == name)
    assert EVENT.note in email(template(row["body"]), VALUES).text


def test_an_event_that_is_told_to_somebody_with_one_name_does_not_show_it() -> None:
    values = gaps(replace(DOSSIER, applicant=replace(APPLICANT, full_name="NIÊ")), EVENT, "p", "a", LINK)
    assert values["name"] == "N."


def test_the_due_date_is_hanois() -> None:
    assert VALUES["due"] == "10:00 12/11/2026"  # 03:00 in UTC


def test_where_no_due_date_is_known_none_is_made_up() -> None:
    assert gaps(replace(DOSSIER, due=None), EVENT, "p", "a", LINK)["due"] == "theo quy định"


def test_the_gaps_that_are_filled_are_those_that_are_allowed() -> None:
    assert VALUES.keys() == GAPS
    assert gaps(dossier(status=Status.REGISTERED), EVENT, "p", "a", LINK)["status"] == "Mới đăng ký"


@pytest.mark.parametrize("part", ["sms", "email_subject", "email_body"])
@pytest.mark.parametrize("wrong", ["{number}", "{}", "{code.__class__}", "{0}"])
def test_a_wording_with_an_unknown_gap_is_refused(part: str, wrong: str) -> None:
    body = {"event": "routed", "sms": "{code}", "email_subject": "{code}", "email_body": "{code}"}
    with refused("request.value", "template"):
        template(body | {part: wrong})


def test_accents_become_letters_and_never_question_marks() -> None:
    made = sms(Template("x", "Ủy quyền đến {authority}", "", ""), VALUES)
    assert made.text == "Uy quyen den " + unaccent(LONGEST_COMMUNE.replace("Ủy ban nhân dân", "UBND"))
    assert (made.channel, made.subject) == ("sms", "")
