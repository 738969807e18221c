"""What the citizen is told: every wording of the registry, with the longest values it can meet."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from chalicelib.domain import linked, moments
from chalicelib.domain.contact import Language
from chalicelib.domain.dossiers import Status
from chalicelib.domain.events import FOLLOWED_BY, STEPS, THEN, Todo
from chalicelib.domain.feedback import FRAGMENT, TOKEN_LENGTH
from chalicelib.domain.moments import in_short
from chalicelib.domain.notices import (
    GAPS,
    SHORT_GAPS,
    Template,
    checked,
    costliest,
    entry_name,
    gaps,
    longest,
    message,
    speaks_over,
    template,
    text,
)
from chalicelib.domain.outcomes import IN_SHORT
from chalicelib.domain.people import unaccent
from chalicelib.domain.procedures import Duration
from chalicelib.domain.sms import Encoding
from tests.support.dossiers import APPLICANT, NOW, dossier, entries, event
from tests.support.refusals import refused

TEMPLATES = entries("templates")
GSM = re.compile(r"[ -Z_a-z\n]*")  # of ASCII, what one septet carries: no brackets, backslash, tilde and the like
AUTHORITIES = [row["body"]["name"] for row in entries("authorities")]
LONGEST_COMMUNE = "Ủy ban nhân dân phường Văn Miếu - Quốc Tử Giám"
CARRIERS = [name for row in entries("results") for name in row["body"].get("carriers", {}).values()]
LONGEST_AGENT = max((row["body"]["name"] for row in entries("agents")), key=len)
LONGEST_PROCEDURE = max((row["body"]["name"] for row in entries("procedures")), key=len)
CODE = "000.00.01.H26-261112-12345"
LINK = f"https://motcua.example/tra-cuu?ma={CODE}"
DOSSIER = dossier(
    code=CODE, authority="commune:00166", authority_name=LONGEST_COMMUNE, due=NOW, result_number="15/2026/TLKS"
)
EVENT = event(note="Bổ sung giấy ủy quyền của ông Trần Tuấn Kiệt.")
TO_SPEAK = f"{LINK}{FRAGMENT}{'x' * TOKEN_LENGTH}"
VALUES = gaps(
    DOSSIER,
    EVENT,
    LONGEST_PROCEDURE,
    LONGEST_AGENT,
    LINK,
    also={"feedback": TO_SPEAK, "survey": TO_SPEAK, "carrier": "DEMO bưu chính", "parcel": "EB123456789VN"}
    | {"place": LONGEST_AGENT, "place_short": max((text for words in IN_SHORT for text in words), key=len)},
)
PERSONAL = (APPLICANT.full_name, APPLICANT.number, APPLICANT.phone, "912345678", "TRẦN KHÁNH VY", "001193797926")
OF_STATUS = (STEPS - {"submitted"}) | {"pickup_code", "posted", "parcel_returned", "result_sent_back"}
"""Changes of a dossier's status, of which the decree demands that the citizen be told at once."""
each_template = pytest.mark.parametrize("row", TEMPLATES, ids=lambda row: row["entry"])


def test_every_event_that_is_told_has_its_wording() -> None:
    told = {event for event, todo in FOLLOWED_BY.items() if todo is Todo.NOTIFY}
    told |= {event for (event, _), todo in THEN.items() if todo is Todo.NOTIFY}
    spoken = {(row["body"]["event"], row["body"]["language"]) for row in TEMPLATES}
    assert spoken == {(event, language) for event in told for language in ("vi", "en")}


@each_template
def test_the_seeds_could_be_saved_and_are_mandatory(row: dict[str, Any]) -> None:
    made = checked(row["body"], row["entry"])
    assert made.mandatory == (made.event not in ("result_reminded", "complaint_made"))
    assert row["body"]["basis"] == ("NĐ 224/2026 Đ.15" if made.event in OF_STATUS else "ours")


@each_template
def test_an_sms_is_one_segment_that_any_phone_shows(row: dict[str, Any]) -> None:
    made = text(template(row["body"]), VALUES)
    assert made.segments == 1, made.units
    assert GSM.fullmatch(made.text), made.text
    assert "?ma=" in made.text or "?" not in made.text
    assert "{" not in made.text


@pytest.mark.parametrize("authority", sorted({len(in_short(name)): name for name in AUTHORITIES}.values()))
@each_template
def test_an_sms_is_one_segment_at_its_longest(row: dict[str, Any], authority: str) -> None:
    worst = longest([authority], [LONGEST_AGENT], [s.vi for s in Status], [], CARRIERS, LINK)
    made = costliest(template(row["body"]), worst)
    assert (made.segments, made.encoding) == (1, Encoding.GSM7), (made.units, made.text)


@each_template
def test_an_sms_names_the_dossier_and_its_sender(row: dict[str, Any]) -> None:
    said = text(template(row["body"]), VALUES).text
    assert CODE in said
    assert said.startswith("TTPVHCC HN: ")


@each_template
def test_an_sms_tells_no_name_no_number_and_no_reason(row: dict[str, Any]) -> None:
    said = text(template(row["body"]), VALUES).text
    for personal in (*PERSONAL, EVENT.note, VALUES["name"], LONGEST_PROCEDURE):
        assert unaccent(personal) not in said


@each_template
def test_an_email_keeps_its_accents_and_tells_no_name_or_number_whole(row: dict[str, Any]) -> None:
    # The officer's own words may name somebody; they are not the template's.
    made = message(template(row["body"]), "email", {**VALUES, "reason": "lý do"})
    said = made.subject + made.text
    assert CODE in made.subject
    assert "TRẦN T. K." in made.text
    sender = {"vi": "Trung tâm Phục vụ hành chính công", "en": "Hanoi Public Administrative Service Centre"}
    assert sender[row["body"]["language"]] in made.text
    assert "{" not in said
    assert not [personal for personal in PERSONAL if personal in said]


@pytest.mark.parametrize("event", ["returned", "delivered"])
def test_the_survey_is_asked_in_the_notice_of_the_result_and_costs_no_message(event: str) -> None:
    asking = next(template(row["body"]) for row in TEMPLATES if row["entry"] == f"template#{event}")
    assert TO_SPEAK in text(asking, VALUES).text
    stopped = text(asking, VALUES | {"survey": LINK})
    assert (stopped.segments, FRAGMENT in stopped.text, CODE in stopped.text) == (1, False, True)


@pytest.mark.parametrize(("event", "gap"), [("returned", "survey"), ("complaint_made", "feedback")])
def test_a_link_that_holds_the_code_names_the_dossier(event: str, gap: str) -> None:
    assert checked(body(event=event, sms=f"{{{gap}}}"))
    with refused("template.missing_gap", "sms"):
        checked(body(event=event, sms="{status}"))
    assert checked(body(event=event, sms="{link}"))
    with refused("template.forbidden_gap", "sms"):
        checked(body(event="routed", sms=f"{{{gap}}}"))


def test_the_code_to_collect_a_result_is_told_for_that_and_nothing_else() -> None:
    for wrong in ("sms", "email_body"):
        with refused("template.missing_gap", wrong):
            checked(body(event="pickup_code", sms="{code} {pickup}", email_body="{code} {pickup}") | {wrong: "{code}"})
    with refused("template.missing_gap", "zalo_gaps"):
        checked(
            body(event="pickup_code", sms="{code} {pickup}", email_body="{code} {pickup}")
            | {"zalo_template": "1", "zalo_gaps": ["code"]}
        )


@pytest.mark.parametrize("name", ["supplement_asked", "refused", "stopped"])
def test_who_is_turned_down_reads_why(name: str) -> None:
    row = next(row for row in TEMPLATES if row["body"]["event"] == name)
    assert EVENT.note in message(template(row["body"]), "email", VALUES).text


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


def body(**changes: Any) -> dict[str, Any]:
    """A wording that could be saved, but for what is given."""
    made = {
        "event": "routed",
        "sms": "Ho so {code}: {link}",
        "email_subject": "{code}",
        "email_body": "{code} {reason}",
    }
    return {**made, **changes}


@pytest.mark.parametrize("part", ["sms", "email_subject", "email_body"])
@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ("{number} {code}", "template.unknown_gap"),
        ("{} {code}", "template.unknown_gap"),
        ("{code.__class__}", "template.unknown_gap"),
        ("{code[0]}", "template.unknown_gap"),
        ("{0} {code}", "template.unknown_gap"),
        ("{CODE}", "template.unknown_gap"),
        ("no gap", "template.missing_gap"),
        ("{{code}}", "template.missing_gap"),
        ("", "template.missing_gap"),
        ("{code", "template.braces"),
        ("code}", "template.braces"),
        ("{code!r}", "template.braces"),
        ("{code:>90}", "template.braces"),
        ("{code:{link}}", "template.braces"),
    ],
)
def test_what_would_go_wrong_when_it_is_sent_is_refused_when_it_is_saved(part: str, wrong: str, code: str) -> None:
    with refused(code, part):
        checked(body(**{part: wrong}))


@pytest.mark.parametrize("personal", sorted(GAPS - SHORT_GAPS))
def test_an_sms_or_push_that_would_tell_of_a_person_is_refused(personal: str) -> None:
    with refused("template.forbidden_gap", "sms"):
        checked(body(sms=f"{{code}} {{{personal}}}"))
    with refused("template.forbidden_gap", "zalo_gaps"):
        checked(body(zalo_template="1", zalo_gaps=["code", personal]))
    assert checked(body(email_body=f"{{code}} {{{personal}}}"))


@pytest.mark.parametrize(
    ("event", "part", "lacking"),
    [("accepted", "sms", "due"), ("extended", "sms", "due"), ("refused", "email_body", "reason")],
)
def test_what_an_event_must_say_may_not_be_left_out(event: str, part: str, lacking: str) -> None:
    whole = body(
        event=event, sms="{code} {authority} {day} {due}", email_body="{code} {authority} {at} {office} {due} {reason}"
    )
    assert checked(whole)
    with refused("template.missing_gap", part) as raised:
        checked(whole | {part: "{code}"})
    assert lacking in str(raised.value.values["gaps"])


@pytest.mark.parametrize(("letters", "plain"), [("→ {code}", False), ("“{code}” – đã nộp…", True), ("😀{code}", False)])
def test_letters_that_no_plain_sms_can_say_are_refused_unless_it_is_unicode(letters: str, plain: bool) -> None:
    assert checked(body(sms=letters, sms_encoding="unicode"))
    if plain:
        assert checked(body(sms=letters))
    else:
        with refused("template.letters", "sms"):
            checked(body(sms=letters))


def test_a_wording_lies_under_its_event_and_language() -> None:
    assert checked(body(), "template#routed")
    assert checked(body(language="en"), entry_name("routed", Language.EN))
    with refused("template.entry", "entry"):
        checked(body(language="en"), "template#routed")


@pytest.mark.parametrize(
    "wrong", [{"language": "fr"}, {"sms_encoding": "latin1"}, {"mandatry": False}], ids=lambda w: next(iter(w))
)
def test_a_field_that_means_nothing_is_no_wording(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"fr|latin1|mandatry"):
        checked(body(**wrong))


def test_what_was_saved_before_there_were_languages_is_still_sent() -> None:
    old = template({"event": "routed", "sms": "no gap", "email_subject": "s", "email_body": "b"})
    assert (old.language, old.encoding, old.mandatory) == (Language.VI, Encoding.GSM7, True)


def test_accents_become_letters_or_stay_by_choice() -> None:
    made = text(Template("x", "Ủy quyền đến {authority}", "", ""), VALUES)
    short = LONGEST_COMMUNE.replace("Ủy ban nhân dân phường", "UBND P.")
    assert made.text == "Uy quyen den " + unaccent(short)
    whole = text(Template("x", "Ủy quyền đến {authority}", "", "", encoding=Encoding.UNICODE), VALUES)
    assert (whole.text, whole.encoding) == ("Ủy quyền đến " + short, Encoding.UNICODE)


def test_a_name_that_no_plain_sms_can_say_makes_the_whole_message_unicode() -> None:
    made = text(Template("x", "Đã nộp tại {agent}", "", ""), {**VALUES, "agent": "Bưu điện ☎"})
    assert (made.text, made.encoding) == ("Đã nộp tại Bưu điện ☎", Encoding.UNICODE)


def test_the_cost_is_that_of_the_longest_names() -> None:
    worst = longest([LONGEST_COMMUNE, "x"], ["y", LONGEST_AGENT], [s.vi for s in Status], [], CARRIERS, LINK)
    for row in TEMPLATES:
        assert text(template(row["body"]), worst).units >= text(template(row["body"]), VALUES).units


def test_a_push_names_its_template_and_its_values() -> None:
    made = message(template(body(zalo_template="T-7", zalo_gaps=["link", "code"])), "zalo", VALUES)
    assert (made.channel, made.subject, made.text) == ("zalo", "T-7", f'{{"code": "{CODE}", "link": "{LINK}"}}')
    all_three = frozenset({"sms", "email", "zalo"})
    assert speaks_over(template(body()), all_three) == {"sms", "email"}
    assert speaks_over(template(body(zalo_template="T-7")), all_three) == all_three


def test_english_words_have_english_values() -> None:
    values = gaps(replace(DOSSIER, due=None), EVENT, "p", "a", LINK, Language.EN)
    assert (values["status"], values["due"]) == (DOSSIER.status.en, "as the law says")


def test_a_name_is_shortened_as_everybody_does_and_several_are_counted() -> None:
    assert in_short("Phòng Cảnh sát giao thông – Công an thành phố Hà Nội") == "Phòng CSGT – Công an TP Hà Nội"
    parts = [dossier(part=name, authority=name, authority_name=f"Công an phường {name}") for name in "AB"]
    several = linked.summed(dossier(), parts).authority_name or ""
    assert in_short(several) == "CA P. A và 1 nơi khác"
    assert moments.named(several, Language.EN) == "Công an phường A (and 1 more)"


def test_a_notice_says_what_was_true_at_its_event() -> None:
    then = event(type="accepted", status_to=int(Status.ACCEPTED), moment=moments.moment(DOSSIER))
    later = replace(DOSSIER, status=Status.PAYMENT, due=None, authority_name="Sở Tư pháp", result_number=None)
    said = gaps(later, then, "p", "a", LINK)
    assert (said["due"], said["authority"], said["result"]) == (VALUES["due"], LONGEST_COMMUNE, VALUES["result"])
    assert said["status"] == Status.ACCEPTED.vi


def test_a_part_is_named_by_its_number_alone_where_a_locked_screen_shows_it() -> None:
    parts = [dossier(part=name, part_name=name) for name in ("birth", "insurance")]
    assert moments.part_of(parts, "insurance", Language.VI) == " phần 2/2"
    assert moments.part_of(parts, None, Language.VI) == ""
    assert moments.with_part("P", parts[0], Language.EN) == "P; part: birth"


def test_what_a_supplement_does_to_the_time_is_the_procedures_rule() -> None:
    asked = event(status_from=int(Status.PROCESSING))
    anew, shifted = Duration(n=3, unit="working_day"), Duration(n=3, unit="working_day", after_pause="shift")
    assert "tính lại từ đầu" in moments.clock_of(asked, anew, Language.VI)
    assert "tạm dừng" in moments.clock_of(asked, shifted, Language.VI)
    assert "bắt đầu" in moments.clock_of(event(status_from=int(Status.REGISTERED)), shifted, Language.VI)
