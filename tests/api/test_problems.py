"""What is refused before any rule is asked, and how: RFC 9457, all errors at once, nothing of the values repeated."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.adapters.telemetry import logger
from chalicelib.api import problems
from chalicelib.services.casework import intake
from tests.api.asking import application, calm, leaks, refused
from tests.support.town import FAMILY, Answer, Desk, Town

KEY = {"Idempotency-Key": "key-0123456789"}
POSTS = ("/v1/dossiers", "/v1/dossiers/x/actions", "/v1/dossiers/x/papers", "/v1/tracking")


def _raw(desk: Desk, path: str, body: bytes | None, **headers: str) -> Answer:
    return desk.call("POST", path, body, KEY | headers)


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"nothing",
        b'{"a": 1}}',
        b"{'a': 1}",
        b'{"procedure": "\\ud800"}',
        b'{"a":' * 100_000,
        b"[" * 1_000_000,
        b"\xef\xbb\xbf{}",
    ],
)
def test_what_is_no_json(town: Town, path: str, body: bytes) -> None:
    refused(_raw(town.desk("clerk"), path, body), 400, "request.not_json")


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize("body", [b"null", b"[]", b'"x"', b"0", b"NaN"])
def test_json_that_is_no_object(town: Town, path: str, body: bytes) -> None:
    refused(_raw(town.desk("clerk"), path, body), 422, "request.invalid", "")


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize("kind", ["text/plain", "application/xml", "multipart/form-data; boundary=x", "json"])
def test_another_content_type(town: Town, path: str, kind: str) -> None:
    answer = _raw(town.desk("clerk"), path, b"{}", **{"Content-Type": kind})
    refused(answer, 415, "request.media_type")
    assert answer.headers["Access-Control-Allow-Origin"] == "*", "or a browser hides the refusal from its page"


@pytest.mark.parametrize("user", [None, "clerk"])
@pytest.mark.parametrize("path", ["/", "/v2/dossiers", "/v1/dossiers/x/y/z/a", "/v1/staff", "/v1/dossier%73", "/.git"])
def test_an_unknown_address(town: Town, path: str, user: str | None) -> None:
    refused(town.desk(user).get(path), 404, "request.no_route")


def test_another_method(town: Town) -> None:
    answer = town.desk("clerk").call("DELETE", "/v1/dossiers/x")
    refused(answer, 405, "request.method")
    assert answer.headers["Allow"] == "GET"
    answer = town.desk("clerk").call("GET", "/v1/tracking", None, {"X-HTTP-Method-Override": "POST"})
    refused(answer, 405, "request.method")


def test_all_errors_are_listed_at_once_with_their_fields(town: Town) -> None:
    body = {
        "procedure": 1001193,
        "applicant": {"full_name": ["Trần Tuấn Kiệt"], "phone": FAMILY["phone"], "number": None, "extra": "x" * 300},
        "form": {"child_name": 7, "mother_name": "y" * 201},
        "status": 9,
    }
    problem = refused(town.desk("clerk").post("/v1/dossiers", body), 422, "request.invalid", "procedure")
    assert sorted(error["field"] for error in problem["errors"]) == sorted(
        [
            "procedure",
            "applicant.full_name",
            "applicant.number",
            "applicant.residence_unit",
            "applicant.extra",
            "form.child_name",
            "form.mother_name",
            "status",
        ]
    )
    assert all(error["detail"] and error["detail_en"] for error in problem["errors"])
    assert "8" in problem["detail"]
    assert leaks(problem) == []


WRONG_VALUES: dict[str, tuple[dict[str, Any], str, str, int]] = {
    "unknown procedure": ({"procedure": "9.999999"}, "procedure.unknown", "procedure", 404),
    "procedure not open": ({"procedure": "2.000635"}, "procedure.not_open", "procedure", 422),
    "eleven digits": ({"number": "02709488859"}, "person.number_length", "applicant.number", 422),
    "no province": ({"number": "999094888598"}, "person.number_structure", "applicant.number", 422),
    "no phone": ({"phone": "0412345678"}, "person.phone", "applicant.phone", 422),
    "no e-mail": ({"email": "kiet@example"}, "person.email", "applicant.email", 422),
    "two e-mails": ({"email": "a@b.vn, kiet@example.com"}, "person.email", "applicant.email", 422),
    "mail header": ({"email": "a@b.vn\r\nBcc:kiet@example.com"}, "person.email", "applicant.email", 422),
    "no name": ({"full_name": "Kiệt 2"}, "person.name", "applicant.full_name", 422),
    "right to left": ({"full_name": "Trần\u202eKiệt"}, "person.name", "applicant.full_name", 422),
    "zero width": ({"full_name": "Trần Kiệt\u200d"}, "person.name", "applicant.full_name", 422),
    "formula": ({"full_name": "=HYPERLINK(1)"}, "person.name", "applicant.full_name", 422),
    "unknown unit": ({"residence_unit": "99999"}, "unit.unknown", "applicant.residence_unit", 422),
    "no unit": ({"residence_unit": ""}, "routing.no_unit", "applicant.residence_unit", 422),
    "another kind of entry": ({"residence_unit": "00166#x"}, "unit.unknown", "applicant.residence_unit", 422),
    "form: no day": ({"form.child_birth_date": "31/02/2026"}, "form.date", "form.child_birth_date", 422),
    "form: no sex": ({"form.child_sex": "Nữ"}, "form.sex", "form.child_sex", 422),
    "form: lacking": ({"form.child_name": " "}, "form.missing", "form.child_name", 422),
    "form: unknown": ({"form.price": "1"}, "form.unknown", "form.price", 422),
}


@pytest.mark.parametrize("why", WRONG_VALUES)
def test_a_value_that_cannot_be_is_named_and_not_repeated(town: Town, why: str) -> None:
    changes, code, field, status = WRONG_VALUES[why]
    body = application()
    body["form"] = dict(body["form"])
    for name, value in changes.items():
        place = body if name == "procedure" else body["form"] if name.startswith("form.") else body["applicant"]
        place[name.removeprefix("form.")] = value
    problem = refused(town.desk("clerk").post("/v1/dossiers", body), status, code, field)
    assert leaks(problem) == []
    personal = [value for name, value in changes.items() if name not in ("procedure", "residence_unit")]
    assert [value for value in personal if len(value) > 3 and value in json.dumps(problem, ensure_ascii=False)] == []


@pytest.mark.parametrize("key", [None, "", "short", "x" * 101, "khóa-của-tôi-123", "key 0123456789", "api#x#0123456"])
@pytest.mark.parametrize("path", POSTS[:3])
def test_a_key_is_needed_and_has_a_form(town: Town, path: str, key: str | None) -> None:
    headers = {} if key is None else {"Idempotency-Key": key}
    answer = town.desk("clerk").call("POST", path, b"{}", headers)
    refused(answer, 400, "request.no_key", "Idempotency-Key")


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=1e1", "limit"),
        ("limit=" + "9" * 5000, "limit"),
        ("status=0", "status"),
        ("status=11", "status"),
        ("status=x", "status"),
        ("agent=" + "x" * 201, "agent"),
        ("cursor=" + "x" * 2001, "cursor"),
        ("person=027094888598", "person"),
    ],
)
def test_a_query_out_of_bounds(town: Town, query: str, field: str) -> None:
    problem = refused(town.desk("clerk").get(f"/v1/dossiers?{query}"), 422, "request.invalid", field)
    assert leaks(problem) == []


@pytest.mark.parametrize("day", ["2026-02-30", "0000-01-01", "２０２６-01-01", "2026-13-01"])
def test_a_day_that_is_none(town: Town, day: str) -> None:
    refused(town.desk().get(f"/v1/procedures?on={quote(day)}"), 422, "form.date", "on")


def test_a_day_that_is_no_day(town: Town) -> None:
    refused(town.desk().get("/v1/procedures/1.001193?on=tomorrow"), 422, "request.invalid", "on")


@pytest.mark.parametrize(
    "code", ["9.999999", "staff#x", "1.001193#2025-07-01", "../staff", "%", "\x00", "x" * 200, "ệ"]
)
def test_a_procedure_that_is_none(town: Town, code: str) -> None:
    refused(town.desk().get(f"/v1/procedures/{quote(code, safe='')}"), 404, "procedure.unknown", "procedure")


@pytest.mark.parametrize("path", ["/v1/procedures/{}", "/v1/dossiers/{}", "/v1/dossiers/x/papers/{}"])
def test_a_name_too_long_for_any_table(town: Town, path: str) -> None:
    refused(town.desk("clerk").get(path.format("x" * 3000)), 404, "request.no_route")


def test_a_hundred_thousand_errors_make_a_small_answer(town: Town) -> None:
    body = application() | {f"field{n}": n for n in range(100_000)}
    problem = refused(town.desk("clerk").post("/v1/dossiers", body), 422, "request.invalid")
    assert len(problem["errors"]) == problems.MOST_ERRORS
    assert "100000" in problem["detail"]
    long = refused(town.desk("clerk").post("/v1/dossiers", {"x" * 1_000_000: 1}), 422, "request.invalid")
    assert len(json.dumps(long)) < 5000


def test_a_very_large_form_is_refused_by_its_first_field(town: Town) -> None:
    body = application() | {"form": {f"f{n}": "x" for n in range(50_000)}}
    refused(town.desk("clerk").post("/v1/dossiers", body), 422, "form.unknown", "form.f0")


def test_a_fault_of_ours_tells_neither_the_caller_nor_the_log_whose_data_it_met(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    logged: list[dict[str, object]] = []

    def fail(application: object, *_: object) -> None:
        raise RuntimeError(f"cannot take {application}")

    monkeypatch.setattr(intake, "check", fail)
    monkeypatch.setattr(logger, "error", lambda message, **more: logged.append({"message": message, **more}))
    problem = refused(town.desk("clerk").post("/v1/dossiers", application()), 500, "system.error")
    assert leaks(problem) == []
    assert leaks(logged) == []
    assert [(line["message"], line["error"]) for line in logged] == [("request failed", "RuntimeError")]


JSONS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
NAMES = st.sampled_from(
    ["procedure", "applicant", "form", "code", "phone_last4", "slot", "content_type", "action", "reason"]
)


@calm
@given(st.sampled_from(POSTS), st.dictionaries(NAMES | st.text(max_size=5), JSONS, max_size=6))
def test_no_body_breaks_a_route(town: Town, path: str, body: dict[str, Any]) -> None:
    answer = _raw(town.desk("clerk"), path, json.dumps(body).encode())
    assert 400 <= answer.status < 500
    assert answer.body["code"] in {"request.not_json", "request.invalid", "tracking.no_match", "dossier.unknown"}


@calm
@given(st.sampled_from(["code", "paper", "procedure"]), st.text(min_size=1, max_size=60))
def test_no_name_in_a_path_breaks_a_route(town: Town, kind: str, name: str) -> None:
    part = quote(name, safe="", errors="replace")
    path = {"code": f"/v1/dossiers/{part}", "paper": f"/v1/dossiers/{part}/papers/{part}"}.get(kind)
    answer = town.desk("officer").get(path or f"/v1/procedures/{part}")
    assert answer.status == 404, answer.body


@calm
@given(st.binary(max_size=60) | JSONS.map(lambda value: json.dumps(value).encode()))
def test_no_authorization_header_of_a_stranger_breaks_a_route(town: Town, raw: bytes) -> None:
    header = {"Authorization": raw.decode("latin-1")}
    refused(Desk(town.gateway, None).call("GET", "/v1/dossiers", None, header), 401, "auth.missing")


def test_answers_are_kept_by_no_browser(town: Town) -> None:
    assert town.desk("clerk").get("/v1/dossiers").headers["Cache-Control"] == "no-store"
    assert town.desk("clerk").get("/v1/dossiers/x").headers["Cache-Control"] == "no-store"
