"""A result from the decision to the citizen: signed, collected against a one-time code or sent by post, and watched."""

from __future__ import annotations

import hashlib
import io
import re
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pypdfium2
import pytest
import requests
import zxingcpp
from pypdf import PdfReader

from chalicelib.adapters import audit, files, signing
from chalicelib.adapters import dossier_store as store
from chalicelib.domain.deadlines import hanoi_day
from chalicelib.reading import signatures
from chalicelib.services.issuance import caring, pickups, results
from chalicelib.services.reference import registry
from infra.local import carrier, certificate
from tests.api.asking import applicant, refused
from tests.reading.signing import page
from tests.support.readings import birth_proof, jpeg, read_as
from tests.support.town import FAMILY, Answer, Desk, Town

NUMBER = "KS-77/2026"
PDF = {"file": ("result.pdf", page(), "application/pdf")}


@pytest.fixture
def code(town: Town, monkeypatch: pytest.MonkeyPatch) -> str:
    """A dossier that was accepted."""
    read_as(monkeypatch, birth_proof())
    made = town.open_dossier()
    town.upload(made, "GCS", jpeg())
    town.run()
    assert town.desk("clerk").act(made, "submit").status == 200
    town.run()
    assert town.desk("officer").act(made, "accept").status == 200
    return made


def made(town: Town, code: str, data: bytes = PDF["file"][1], **more: Any) -> str:
    """The id of a result whose file, if it is to be uploaded, arrived."""
    answer = town.desk("officer").post(f"/v1/dossiers/{code}/results", {"number": NUMBER, **more})
    assert answer.status == 201, answer.body
    if answer.body["url"]:
        requests.post(answer.body["url"], data=answer.body["fields"], files={"file": data}, timeout=10)
    assert town.run() == []
    return str(answer.body["result"]["id"])


def issued(town: Town, code: str, **more: Any) -> str:
    result = made(town, code, **more)
    done = town.desk("officer").act(code, "finish", result_number=NUMBER, result=result)
    assert done.status == 200, done.body
    assert town.run() == []
    return result


def of(town: Town, code: str) -> dict[str, Any]:
    [result] = town.desk("officer").get(f"/v1/dossiers/{code}/results").body["results"]
    return dict(result)


def code_sent(town: Town) -> str:
    """The digits in the newest text message that holds a code."""
    texts = [m.text for m in town.outbox() if m.channel == "sms" and "Ma nhan ket qua" in m.text]
    [digits] = re.findall(r": (\d{6})\.", texts[-1])
    return str(digits)


def wrong(right: str) -> str:
    return f"{(int(right) + 1) % 1_000_000:06}"


def test_signed_issued_and_collected_against_the_second_code(town: Town, code: str) -> None:
    result = issued(town, code)
    clerk, officer = town.desk("clerk"), town.desk("officer")
    shown = clerk.get(f"/v1/dossiers/{code}/results/{result}")
    assert shown.status == 200, shown.body
    pdf = requests.get(shown.body["link"], timeout=10).content
    assert hashlib.sha256(pdf).hexdigest() == shown.body["result"]["sha256"]
    root = registry.signer(hanoi_day(datetime.now(UTC)))[-1]
    [signature] = signatures.verify(pdf, datetime.now(UTC), lambda: [root])
    assert (signature.signer, signature.flaws) == (certificate.SIGNER, ())
    assert f"result {result}" in [look.act for look in audit.trail(code)]

    first = code_sent(town)
    assert first not in str(clerk.get(f"/v1/dossiers/{code}").body), "the clerk sees what is asked of the citizen"
    refused(clerk.act(code, "return_result"), 422, "pickup.needed", "pickup_code")
    for left in range(9, -1, -1):
        assert (
            str(left)
            in refused(clerk.act(code, "return_result", pickup_code=wrong(first)), 422, "code.wrong")["detail"]
        )
    refused(clerk.act(code, "return_result", pickup_code=wrong(first)), 429, "code.dead")
    refused(clerk.act(code, "return_result", pickup_code=first), 429, "code.dead")

    key = uuid.uuid4().hex
    for _ in range(2):
        assert clerk.post(f"/v1/dossiers/{code}/results/{result}/code", {}, key).status == 202
    town.run()
    second = code_sent(town)
    assert second == pickups.code_of(code, [e for e in store.load(code).file.events if e.type == "pickup_code"][-1].id)
    other: dict[str, Any] = {"pickup_code": second, "by_other": True}
    refused(clerk.act(code, "return_result", **other), 422, "result.authorisation")
    done = clerk.act(code, "return_result", **other, authorisation="Giấy ủy quyền số 12 ngày 20/11/2026")
    assert (done.status, done.body["status"]) == (200, 10)
    assert town.run() == []
    assert of(town, code)["state"] == "collected"
    assert of(town, code)["authorisation"].startswith("Giấy ủy quyền")
    told = [e["type"] for e in officer.get(f"/v1/dossiers/{code}").body["events"]]
    assert told.count("pickup_code") == 2
    assert told.count("returned") == 1
    refused(clerk.get(f"/v1/dossiers/{code}/results/{result}"), 403, "role.forbidden")
    assert applicant(town).get(f"/v1/dossiers/{code}/results/{result}").status == 200


def test_the_citizen_finds_it_by_looking_it_up(town: Town, code: str) -> None:
    result = issued(town, code)
    paper = article(town, code, result)
    anybody, factors = town.desk(), {"code": code, "phone_last4": FAMILY["phone"][-4:]}
    seen = anybody.post("/v1/tracking", factors).body
    [one] = seen["results"]
    assert (one["says_en"], one["id"], one["link"], one["sheet"]) == (
        *("The result is signed and ready.", None, None, None),
    )
    assert "Bưu điện Trung tâm Hoàn Kiếm" in one["how"]
    assert seen["awaited"] == one["how"]
    [where] = seen["articles"]
    assert (where["party"], where["says"]) == ("agent", "ở Bưu điện Trung tâm Hoàn Kiếm")
    assert not [word for word in (NUMBER, paper, "quầy 1", result) if word in str(seen)]

    asked = anybody.post("/v1/tracking/code", factors).body
    [digits] = [found[1] for sent in town.outbox() if (found := re.search(r": Ma (\d{6}) ", sent.text))]
    proof = {"code": code, "request": asked["request"], "one_time_code": digits}
    [opened] = anybody.post("/v1/tracking/details", proof).body["results"]
    pdf = requests.get(opened["link"], timeout=10).content
    assert anybody.get(f"/v1/results/{opened['id']}/verify?sha256={hashlib.sha256(pdf).hexdigest()}").body["matches"]
    assert qr(opened["sheet"]).startswith(f"MOTCUA1:{code}:{result}.")

    assert (result, "issued") in [
        (r["id"], r["state"]) for r in town.desk("clerk").get(f"/v1/dossiers/{code}").body["results"]
    ]
    [own] = [p for p in applicant(town).get("/v1/me/papers").body["papers"] if p["dossier"] == code]
    assert (own["what"], own["id"], own["valid_until"], own["for_ever"]) == ("result", result, None, False)
    rows = town.desk("clerk").get("/v1/waiting/collections?limit=100").body["waiting"]
    assert [row["id"] for row in rows if row["dossier"] == code] == [result]
    tracking = f"DP{uuid.uuid4().hex[:10]}"
    assert posted(town, code, result, tracking).status == 201
    after = anybody.post("/v1/tracking", factors).body
    assert (after["results"][0]["tracking"], after["awaited_from"]) == (tracking, "carrier")
    assert after["articles"][0]["says_en"] == "on its way with DEMO bưu chính"


def test_no_more_than_three_codes_a_day(town: Town, code: str) -> None:
    result = issued(town, code)
    clerk = town.desk("clerk")
    asked = [clerk.post(f"/v1/dossiers/{code}/results/{result}/code", {}).status for _ in range(3)]
    assert asked == [202, 202, 429]


def test_anybody_can_verify_and_the_sheet_says_so_offline(town: Town, code: str) -> None:
    result = made(town, code)
    path = f"/v1/results/{result}/verify"
    refused(town.desk().get(path), 404, "result.unknown")
    assert town.desk("officer").act(code, "finish", result_number=NUMBER, result=result).status == 200
    seen = town.desk("officer").get(f"/v1/dossiers/{code}/results/{result}").body
    sha256 = seen["result"]["sha256"]
    assert town.desk().get(path).body["matches"] is None
    assert town.desk().get(f"{path}?sha256={'0' * 64}").body["matches"] is False
    found = town.desk().get(f"{path}?sha256={sha256}").body
    assert (found["matches"], found["number"], found["signer"]) == (True, NUMBER, certificate.SIGNER)
    assert FAMILY["full_name"].upper() not in str(found)
    said = qr(seen["sheet"])
    assert said.startswith(f"MOTCUA1:{code}:{result}.{sha256}:1:")
    assert signing.is_ours(said)


def qr(link: str) -> str:
    drawn = pypdfium2.PdfDocument(requests.get(link, timeout=10).content)[0]
    [read] = zxingcpp.read_barcodes(drawn.render(scale=4).to_pil())
    return str(read.text)


def test_the_system_sets_the_result_itself(town: Town, code: str) -> None:
    result = issued(town, code, text="Đồng ý cấp bản chính giấy khai sinh.")
    seen = town.desk("officer").get(f"/v1/dossiers/{code}/results/{result}").body
    text = PdfReader(io.BytesIO(requests.get(seen["link"], timeout=10).content)).pages[0].extract_text()
    assert "Đồng ý cấp bản chính" in text
    assert NUMBER in text
    assert qr(seen["link"]).startswith(f"MOTCUA1:{code}:{result}:1:")


def encrypted() -> bytes:
    import pikepdf

    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(page())) as document:
        document.save(out, encryption=pikepdf.Encryption(owner="x", user=""))
    return out.getvalue()


def scripted() -> bytes:
    import pikepdf

    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(page())) as document:
        script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        names = pikepdf.Array([pikepdf.String("x"), document.make_indirect(script)])
        document.Root.Names = pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=names))
        document.save(out)
    return out.getvalue()


BAD = {
    "not_pdf": lambda: b"PK\x03\x04 a document of a word processor",
    "encrypted_pdf": encrypted,
    "truncated": lambda: page()[:200],
    "script": scripted,
}


@pytest.mark.parametrize("reason", BAD)
def test_a_file_that_is_no_good_is_refused_by_name_and_taken_away(town: Town, code: str, reason: str) -> None:
    result = made(town, code, BAD[reason]())
    seen = of(town, code)
    assert (seen["state"], bool(seen["why"]), seen["why"] != seen["why_en"]) == ("refused", True, True)
    note = [e.note for e in store.load(code).file.events if e.type == "result_refused"]
    assert note == [reason]
    assert files.stored(files.scans_bucket(), files.result_key(code, result)) is None
    officer = town.desk("officer")
    refused(officer.act(code, "finish", result_number=NUMBER, result=result), 409, "result.state")


def test_the_same_file_twice_is_signed_once_and_a_late_one_counts_for_nothing(town: Town, code: str) -> None:
    result = made(town, code)
    before = of(town, code)
    key = files.result_key(code, result)
    files.put(files.scans_bucket(), key, b"something else", "application/pdf")
    assert town.run() == []
    results.sign(files.scans_bucket(), key, None, datetime.now(UTC))
    assert of(town, code) == before


def test_the_decision_names_its_own_result(town: Town, code: str) -> None:
    result, officer = made(town, code), town.desk("officer")
    refused(officer.act(code, "finish", result_number="other", result=result), 422, "result.number")
    refused(officer.act(code, "finish", result_number=NUMBER, result="0" * 16), 404, "result.unknown")
    refused(applicant(town).get(f"/v1/dossiers/{code}/results/{result}"), 403, "role.forbidden")


def tell(town: Town, tracking: str, status: str) -> str:
    body, headers = carrier.event(tracking, status, datetime.now(UTC))
    answer = town.desk().call("POST", f"/v1/carriers/{carrier.NAME}/events", body, headers)
    assert answer.status == 200, answer.body
    return str(answer.body["verdict"])


def posted(town: Town, code: str, result: str, tracking: str, desk: Desk | None = None) -> Answer:
    path = f"/v1/dossiers/{code}/results/{result}/parcel"
    parcel = {"carrier": carrier.NAME, "tracking": tracking, "pickup_code": code_sent(town)}
    return (desk or town.desk("clerk")).post(path, parcel)


def article(town: Town, code: str, result: str) -> str:
    """The result on paper: entered by the officer, brought to the agent by a courier."""
    officer, courier, clerk = town.desk("officer"), town.desk("partner"), town.desk("clerk")
    entered = officer.post(f"/v1/dossiers/{code}/articles", {"kind": "result", "name": result, "where": "UBND"})
    assert entered.status == 201, entered.body
    path = f"/v1/articles/{entered.body['id']}"
    refused(courier.get(path), 404, "custody.unknown")
    refused(clerk.post(f"{path}/take", {}), 409, "custody.not_offered")
    for giver, taker, to in (
        (officer, courier, {"party": "courier", "id": "vnpost"}),
        (courier, clerk, {"party": "agent", "id": "VNP-01"}),
    ):
        assert giver.post(f"{path}/offer", to).status == 200
        for _ in range(2):
            assert taker.post(f"{path}/take", {"where": "quầy 1"}).status == 200
    return str(entered.body["id"])


def test_by_post_whatever_comes_twice_late_or_out_of_order(town: Town, code: str) -> None:
    result, tracking = issued(town, code), f"DP{uuid.uuid4().hex[:10]}"
    paper = article(town, code, result)
    assert tell(town, tracking, "in_transit") == "unknown"
    refused(posted(town, code, result, tracking, town.desk("officer")), 403, "role.forbidden")
    assert posted(town, code, result, tracking).status == 201
    refused(town.desk("clerk").act(code, "return_result", pickup_code=code_sent(town)), 409, "result.on_its_way")
    said = [tell(town, tracking, word) for word in ("delivered", "delivered", "in_transit", "returned")]
    assert said == ["moves", "again", "late", "late"]
    assert town.run() == []
    seen = town.desk("officer").get(f"/v1/dossiers/{code}").body
    assert seen["status"] == 10
    assert [e["type"] for e in seen["events"] if e["type"] in ("posted", "delivered", "returned")] == [
        "posted",
        "delivered",
    ]
    texts = [m.text for m in town.outbox() if m.channel == "sms"]
    assert [f"qua DEMO buu chinh, so {tracking}" in text for text in texts].count(True) == 1, (
        "where to look the parcel up"
    )
    assert ["Buu dien bao da phat" in text for text in texts].count(True) == 1
    chain = town.desk("officer").get(f"/v1/articles/{paper}").body
    assert chain["qr_svg"].startswith("<svg")
    assert chain["article"]["holder"] == "citizen"
    assert [step["to"] for step in chain["article"]["steps"]][-2:] == ["carrier:demopost", "citizen"]


def test_a_wrong_signature_moves_nothing(town: Town, code: str) -> None:
    body, headers = carrier.event("DP-1", "delivered", datetime.now(UTC))
    path = f"/v1/carriers/{carrier.NAME}/events"
    refused(town.desk().call("POST", path, body + b" ", headers), 401, "webhook.signature")


def test_the_daily_file_moves_it_too_and_what_comes_back_can_be_collected(town: Town, code: str) -> None:
    result, tracking = issued(town, code), f"DP{uuid.uuid4().hex[:10]}"
    assert posted(town, code, result, tracking).status == 201
    refused(posted(town, code, result, "DP-other-1"), 409, "result.on_its_way")
    now = datetime.now(UTC)
    dropped = carrier.file([(tracking, "in_transit"), (tracking, "returned"), ("nobody's", "delivered")])
    key = files.tracking_key(carrier.NAME, hanoi_day(now).isoformat())
    files.put(files.partners_bucket(), key, dropped, "text/csv")
    assert caring.care(now)["parcels"] == {"moves": 2, "unknown": 1}
    assert caring.care(now)["parcels"] == {}, "a file is not taken twice"
    assert caring.care(now + timedelta(days=1))["parcels"] == {"again": 2, "unknown": 1}, "the parcel may be known now"
    files.put(files.partners_bucket(), key, b"tracking,status\nx,lost\n", "text/csv")
    assert caring.care(now)["parcels"] == {"unreadable": 1}
    town.run()
    assert of(town, code)["parcel"]["state"] == "sent_back"
    done = town.desk("clerk").act(code, "return_result", pickup_code=code_sent(town))
    assert (done.status, done.body["status"]) == (200, 10)


def test_unclaimed_it_is_reminded_and_goes_back_and_what_stands_still_is_told_once(town: Town, code: str) -> None:
    result = issued(town, code)
    paper = article(town, code, result)
    town.tidy()
    start = datetime.now(UTC)
    counted = []
    for days in (6, 8, 8, 22, 46, 60):
        caring.care(start + timedelta(days=days))
        told = [e.type for e in store.load(code).file.events]
        counted.append((told.count("result_reminded"), told.count("result_sent_back")))
    assert counted == [(0, 0), (1, 0), (1, 0), (2, 0), (2, 1), (2, 1)]
    alarms = [e.subject for e in store.load(code).file.events if e.type == "article_stands_still"]
    assert alarms == [paper, paper], "at the agent, and on offer to the authority that does not fetch it"
    seen = town.desk("officer").get(f"/v1/articles/{paper}").body["article"]
    assert (seen["holder"], seen["offered_to"], seen["stands_still"]) == (
        "agent:VNP-01",
        "authority:commune:00166",
        True,
    )
    assert town.desk("officer").post(f"/v1/articles/{paper}/take", {}).body["stands_still"] is False
    assert of(town, code)["sent_back_at"]
