"""What may be marked and complained of, and who hears it."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from chalicelib.domain import feedback
from chalicelib.domain.dossiers import File, Status
from chalicelib.domain.roles import Principal, Role
from tests.support.dossiers import dossier, entries, event
from tests.support.refusals import refused

BODY = entries("feedback")[0]["body"]
RULES = feedback.rules(BODY)


def test_the_six_items_of_one_dossier_and_the_whole_are_asked() -> None:
    assert [q.id for q in RULES.questions] == [
        *("time", "time_each", "contacts", "authorities", "published", "attitude", "ease", "overall")
    ]
    assert RULES.marks == (2, 1, 0)
    assert [vi for vi, _ in RULES.questions[-1].words] == ["Rất hài lòng", "Hài lòng", "Không hài lòng"]
    assert all(question.source for question in RULES.questions)


def test_the_time_to_answer_is_not_known_and_is_not_invented() -> None:
    assert {c.id: c.working_days for c in RULES.categories} == {"report": None, "proposal": None, "complaint": None}
    assert all("chưa tìm thấy" in category.source for category in RULES.categories)


@pytest.mark.parametrize("marks", [{"time": 2}, {"time": 0, "overall": 1}, dict.fromkeys(["attitude", "published"], 1)])
def test_marks_that_may_be_given(marks: dict[str, int]) -> None:
    assert RULES.checked(marks) == marks


@pytest.mark.parametrize("marks", [{}, {"time": 3}, {"time": -1}, {"unknown": 1}, {"time": 2, "x": 0}])
def test_marks_that_may_not(marks: dict[str, int]) -> None:
    with refused("feedback.marks", "marks"):
        RULES.checked(marks)


def changed(**change: Any) -> dict[str, Any]:
    return {**deepcopy(BODY), **change}


@pytest.mark.parametrize(
    "body",
    [
        changed(marks=[]),
        changed(marks=[1, 1]),
        changed(questions=[]),
        changed(questions=[BODY["questions"][0]] * 2),
        changed(questions=[{**BODY["questions"][0], "words": [["Tốt", "Good"]]}]),
        changed(categories=[]),
        changed(categories=[{**BODY["categories"][0], "working_days": 0}]),
    ],
)
def test_rules_that_cannot_be_used(body: dict[str, Any]) -> None:
    with refused("feedback.invalid"):
        feedback.rules(body)


@pytest.mark.parametrize("status", list(Status))
def test_a_dossier_is_rated_when_there_is_a_result(status: Status) -> None:
    if status in (Status.FINISHED, Status.RETURNED):
        feedback.require_rateable(dossier(status=status))
    else:
        with refused("feedback.early", "code"):
            feedback.require_rateable(dossier(status=status))


@pytest.mark.parametrize("text", ["", ".", "         .          ", "quá ngắn"])
def test_a_complaint_says_something(text: str) -> None:
    with refused("feedback.text", "text"):
        feedback.text_of(text, "text")


def test_a_complaint_concerns_the_officer_who_last_acted() -> None:
    acts = [("e1", "clerk", "c"), ("e3", "leader", "l"), ("e2", "case_officer", "o"), ("e4", "system", "s")]
    events = tuple(event(id=i, role=role, actor=actor) for i, role, actor in acts)
    assert feedback.officer_of(File(dossier(), (), events, ())) == "l"
    assert feedback.officer_of(File(dossier(), (), events[:1], ())) is None


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("authority", ["commune:00166", "commune:00004", None])
def test_who_hears_a_complaint(role: Role, authority: str | None) -> None:
    expected = role is Role.SUPERVISOR or (role is Role.LEADER and authority == "commune:00166")
    assert feedback.hears(Principal("x", role, "commune:00166"), authority) is expected


def test_others_than_the_citizen_see_the_link_without_its_token() -> None:
    text = "Góp ý: https://x.example?ma=1#gop-y=0123456789abcdef\nCảm ơn"
    assert feedback.without_token(text) == "Góp ý: https://x.example?ma=1#gop-y=…\nCảm ơn"
