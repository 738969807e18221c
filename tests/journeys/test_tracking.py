"""A citizen looks a dossier up by its code, opens the details by phone, signs in, and sees the own dossiers alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from infra.local.vneid import Provider
from tests.api.asking import leaks, refused
from tests.support.identities import Browser, vouching
from tests.support.readings import birth_proof, jpeg, read_as
from tests.support.town import FAMILY, Desk, Town

REASON = "Bổ sung giấy tờ của bà Diệp."
CRIMINAL_RECORD = "3.000333"


@pytest.fixture
def provider(town: Town, monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    assert town
    with vouching(monkeypatch) as made:
        yield made


@pytest.fixture
def code(town: Town, monkeypatch: pytest.MonkeyPatch) -> str:
    """A dossier of which more papers were asked for."""
    read_as(monkeypatch, birth_proof())
    made = town.open_dossier()
    town.upload(made, "GCS", jpeg())
    town.run()
    assert town.desk("clerk").act(made, "submit").status == 200
    town.run()
    officer = town.desk("officer")
    assert officer.act(made, "accept").status == 200
    assert officer.act(made, "ask_supplement", reason=REASON).status == 200
    town.run()
    return made


def factors(code: str) -> dict[str, str]:
    return {"code": code, "phone_last4": FAMILY["phone"][-4:]}


def all_own(desk: Desk) -> set[str]:
    codes: set[str] = set()
    cursor = ""
    while True:
        page = desk.get(f"/v1/dossiers?limit=100&cursor={cursor}").body
        codes |= {row["code"] for row in page["dossiers"]}
        cursor = page["cursor"]
        if not cursor:
            return codes


def test_by_code_by_phone_and_by_vneid(town: Town, provider: Provider, code: str) -> None:
    anybody = town.desk()
    seen = anybody.post("/v1/tracking", factors(code)).body
    assert seen["says"].startswith("Ủy ban nhân dân phường Cầu Giấy cần thêm giấy tờ")
    assert (seen["awaited_from"], seen["awaited_from_vi"]) == ("citizen", "ông/bà")
    assert {n["state"] for n in seen["notices"]} == {"sent"}
    steps = {step["type"]: step for step in seen["steps"]}
    assert steps["submitted"]["agency"] == "Bưu điện Trung tâm Hoàn Kiếm"
    assert (steps["accepted"]["agency"], steps["accepted"]["office"]) == (
        "Ủy ban nhân dân phường Cầu Giấy",
        "cán bộ thụ lý",
    )
    assert REASON not in str(seen)

    asked = anybody.post("/v1/tracking/code", factors(code)).body
    [digits] = [found[1] for sent in town.outbox() if (found := re.search(r": Ma (\d{6}) ", sent.text))]
    proof = {"code": code, "request": asked["request"], "one_time_code": digits}
    whole = anybody.post("/v1/tracking/details", proof).body
    assert whole["details"] == {"name": "TRẦN T. K.", "results": []}
    assert {step["note"] for step in whole["steps"]} >= {REASON}
    assert FAMILY["number"] not in str(whole)
    assert FAMILY["phone"][1:] not in str(whole)

    other = town.open_dossier(number="001193797926")
    citizen = Browser(town).desk()
    own = all_own(citizen)
    assert code in own
    assert other not in own
    assert citizen.get(f"/v1/dossiers/{code}").body["applicant"]["number"] == FAMILY["number"]
    refused(citizen.get(f"/v1/dossiers/{other}"), 404, "dossier.unknown")
    assert citizen.post("/v1/sign-out", {}).body["provider"] == f"{provider.url}/logout"
    refused(citizen.get(f"/v1/dossiers/{code}"), 401, "signin.ended", "Authorization")


def test_an_account_that_nobody_checked_sees_progress_alone(town: Town, provider: Provider, code: str) -> None:
    citizen = Browser(town).desk("level1")
    assert code in all_own(citizen)
    shown = citizen.get(f"/v1/dossiers/{code}").body
    assert shown["applicant"] is shown["form"] is None
    assert leaks(shown) == []
    paper = shown["papers"][0]["id"]
    refused(citizen.get(f"/v1/dossiers/{code}/papers/{paper}"), 403, "role.forbidden")
    refused(citizen.get("/v1/me/contact"), 403, "signin.level")
    refused(citizen.post("/v1/me/contact", {"channels": ["sms"]}), 403, "signin.level")


def test_what_the_catalogue_keeps_for_level_2_is_not_even_listed(town: Town, provider: Provider) -> None:
    answer = town.desk("clerk").post("/v1/dossiers", criminal_record())
    assert answer.status == 201, answer.body
    code = answer.body["code"]
    unchecked = Browser(town).desk("level1")
    assert code not in all_own(unchecked)
    refused(unchecked.get(f"/v1/dossiers/{code}"), 403, "signin.level")
    checked = Browser(town).desk("level2")
    assert code in all_own(checked)
    assert checked.get(f"/v1/dossiers/{code}").status == 200


def criminal_record() -> dict[str, Any]:
    return {"procedure": CRIMINAL_RECORD, "applicant": FAMILY, "form": {}}


def test_warnings_come_with_the_token(town: Town, provider: Provider, code: str) -> None:
    answer = Browser(town).sign_in("other_name")
    assert (answer.status, [w["code"] for w in answer.body["warnings"]]) == (200, ["signin.name"])
    assert leaks(answer.body) == []


def test_what_goes_wrong_is_named_in_both_languages(town: Town, provider: Provider) -> None:
    refused(Browser(town).sign_in("cancelled"), 409, "signin.cancelled")
    refused(Browser(town).sign_in("locked"), 403, "signin.locked")
    refused(Browser(town).sign_in("down"), 503, "signin.provider_down")
    refused(town.desk().post("/v1/sign-in", {"state": "x", "ticket": "y", "code": "z"}), 409, "signin.state", "state")
    begun = town.desk().get("/v1/sign-in/start")
    assert begun.status == 200
    assert "nonce" not in begun.body


def test_the_keys_are_published(town: Town, provider: Provider) -> None:
    [key] = town.desk().get("/v1/sign-in/keys").body["keys"]
    assert (key["kty"], key["alg"], set(key) & {"d", "k"}) == ("EC", "ES256", set())


def test_by_code_and_phone_nothing_wrong_goes_through(town: Town, code: str) -> None:
    anybody = town.desk()
    refused(
        anybody.post("/v1/tracking/code", factors(code) | {"phone_last4": "0001"}), 404, "tracking.no_match", "code"
    )
    asked = anybody.post("/v1/tracking/code", factors(code)).body
    for wrong in ({"request": "0" * 32, "one_time_code": "000000"}, {"request": "", "one_time_code": "000000"}):
        refused(anybody.post("/v1/tracking/details", {"code": code, **wrong}), 404, "code.expired", "request")
    odd = {"code": code, "request": asked["request"], "one_time_code": "12345"}
    refused(anybody.post("/v1/tracking/details", odd), 422, "request.invalid", "one_time_code")


def test_staff_sign_out_elsewhere(town: Town) -> None:
    refused(town.desk("clerk").post("/v1/sign-out", {}), 403, "role.forbidden")
