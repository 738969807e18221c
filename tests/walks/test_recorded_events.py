"""Every packaged function replays every event recorded for it; a function without one, or an unchecked file, fails."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from string import Template
from typing import Any

import pytest

import app as lambda_app
from chalicelib.adapters import (
    batch_store,
    dossier_store,
    files,
    kept_store,
    payment_rows,
    portal_store,
    rights_store,
    unmatched_store,
)
from chalicelib.domain import webhooks
from chalicelib.domain.events import Todo
from chalicelib.services.casework import routing
from chalicelib.services.messaging import notices
from infra.local import payment_gateway, pumps
from infra.local.national_portal import Portal
from tests.api import asking
from tests.reading import signing
from tests.support import office, piles, scanning
from tests.support.dossiers import portal_code_of
from tests.support.portal import connected
from tests.support.privacy import consented, identity_card
from tests.support.readings import birth_proof, jpeg, read_as
from tests.support.town import Town

EVENTS = Path(__file__).parents[2] / "events"
RECORDED = sorted(path.relative_to(EVENTS).with_suffix("").as_posix() for path in EVENTS.rglob("*.json"))
FAILED = "059f36b4-87a3-44ab-83d2-661975830a7d"
MANIFEST = "ref,agent,procedure,full_name,number,phone,residence_unit,slot,file,sha256\n"


class Replay:
    """One recorded event, the world it meets, and what came of it."""

    def __init__(self, town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
        self.town = town
        self.monkeypatch = monkeypatch
        self.portal: Portal | None = None
        self.stack = ExitStack()
        self.code = town.open_dossier()
        self.gaps = {
            "dossier": self.code,
            "clerk": town.subjects["clerk"],
            "token": town.issuer.token(town.subjects["clerk"]),
            "foreign_token": town.issuer.token(town.subjects["clerk"], iss="https://elsewhere.test"),
            "scans_bucket": files.scans_bucket(),
            "partners_bucket": files.partners_bucket(),
            "paper": "none",
            "event": "none",
            "batch": "none",
            "signature": "none",
            "mail": "none",
            "request": "none",
            "text": "none",
            "result": "none",
        }

    def uploaded(self, data: bytes) -> None:
        self.gaps["paper"] = self.town.upload(self.code, "GCS", data)

    def long_scan(self, data: bytes) -> None:
        self.gaps["batch"] = scanning.uploaded(self.town.desk("clerk"), data)

    def submitted(self) -> None:
        read_as(self.monkeypatch, birth_proof())
        self.uploaded(jpeg())
        self.town.run()
        assert self.town.desk("clerk").act(self.code, "submit").status == 200
        self.named("submitted")

    def routed(self) -> None:
        self.submitted()
        routing.route(self.code, f"event#{self.gaps['event']}", datetime.now(UTC))
        self.named("routed")

    def signed(self) -> None:
        body = json.loads((EVENTS / "api_handler" / "gateway_event.json").read_text())["body"]
        secret = payment_gateway.SECRET.encode()
        self.gaps["signature"] = webhooks.signed(body.encode(), secret, datetime.now(UTC))

    def kept(self) -> None:
        consented(self.town, self.code)
        read_as(self.monkeypatch, identity_card())
        paper = self.town.upload(self.code, "ID", jpeg())
        self.town.run()
        self.named("paper_read")
        self.gaps["paper"] = paper

    def granted(self) -> None:
        citizen = asking.applicant(self.town)
        asked = citizen.post("/v1/me/rights", {"right": "see"}).body["id"]
        decision = {"granted": True, "reason": "Công dân đã đăng nhập."}
        assert self.town.desk("supervisor").post(f"/v1/rights/{asked}/decision", decision).status == 200
        [event] = [row for row in office.waiting_items(asked) if row.startswith("event#")]
        self.gaps |= {"request": asked, "event": event.removeprefix("event#")}

    def told(self) -> None:
        self.routed()
        notices.notify(self.code, f"event#{self.gaps['event']}", datetime.now(UTC))
        ids = {n.channel: str(n.provider_id) for n in dossier_store.load(self.code).file.notices}
        self.gaps |= {"mail": ids["email"], "text": ids["sms"]}

    def result(self, data: bytes) -> None:
        self.routed()
        officer = self.town.desk("officer")
        assert officer.act(self.code, "accept").status == 200
        asked = officer.post(f"/v1/dossiers/{self.code}/results", {"number": "1/2026"}).body
        self.gaps["result"] = asked["result"]["id"]
        files.put(files.scans_bucket(), asked["fields"]["key"], data, "application/pdf")

    def named(self, event_type: str) -> None:
        events = dossier_store.load(self.code).file.events
        self.gaps["event"] = next(e.id for e in events if e.type == event_type)

    def dropped(self, batch: str, manifest: str) -> None:
        key = f"partners/vnpost/{batch}/manifest.csv"
        files.put(files.partners_bucket(), key, manifest.encode(), "text/csv")

    def connected_portal(self) -> Portal:
        self.portal = self.stack.enter_context(connected(self.monkeypatch))
        return self.portal

    def routed_with_portal(self) -> None:
        self.routed()
        self.connected_portal()

    def run(self, name: str) -> Any:
        event = json.loads(Template((EVENTS / f"{name}.json").read_text()).substitute(self.gaps))
        function = name.split("/", maxsplit=1)[0]
        handler = lambda_app.app if function == "api_handler" else lambda_app.app.handler_map[function]
        return handler(event, pumps.context(function))

    def paper_state(self) -> str:
        return dossier_store.load(self.code).file.papers[0].state.value

    def ack(self, batch: str) -> str:
        return files.fetch(files.partners_bucket(), f"partners/vnpost/{batch}/ack.csv").decode()


def _api(status: int, says: str) -> Callable[[Replay, Any], None]:
    def check(replay: Replay, reply: Any) -> None:
        assert reply["statusCode"] == status
        assert says in reply["body"]

    return check


def _policy(effect: str, code: str | None = None) -> Callable[[Replay, Any], None]:
    def check(replay: Replay, reply: Any) -> None:
        assert reply["policyDocument"]["Statement"][0]["Effect"] == effect
        assert reply["context"].get("code") == code

    return check


def _nothing_failed(replay: Replay, reply: Any) -> None:
    assert reply == {"batchItemFailures": []}


def _failed(*ids: str) -> Callable[[Replay, Any], None]:
    def check(replay: Replay, reply: Any) -> None:
        assert reply == {"batchItemFailures": [{"itemIdentifier": i} for i in ids]}

    return check


def _scan_read(replay: Replay, reply: Any) -> None:
    _nothing_failed(replay, reply)
    assert replay.paper_state() == "read"


def _read_as_corrected(replay: Replay, reply: Any) -> None:
    _nothing_failed(replay, reply)
    [paper] = dossier_store.load(replay.code).file.papers
    assert (paper.kind, paper.read_by is None) == ("birth_certificate", False)


def _scan_read_at_last(replay: Replay, reply: Any) -> None:
    _scan_read(replay, reply)
    told = [event.note for event in dossier_store.load(replay.code).file.events if event.type == "paper_unreadable"]
    assert told == ["reader_failed"]


def _scan_refused(replay: Replay, reply: Any) -> None:
    _nothing_failed(replay, reply)
    assert replay.paper_state() == "unreadable"
    assert files.stored(files.scans_bucket(), f"scans/{replay.code}/{replay.gaps['paper']}") is None


def _batch_split(replay: Replay, reply: Any) -> None:
    _nothing_failed(replay, reply)
    pages = batch_store.load(replay.gaps["batch"]).batch.pages
    assert [page.why for page in pages] == ["page.no_cover", "page.no_cover"]


def _long_scan_refused(replay: Replay, reply: Any) -> None:
    _nothing_failed(replay, reply)
    assert batch_store.load(replay.gaps["batch"]).batch.reason == "not_image_or_pdf"


def _batch_refused(batch: str, code: str) -> Callable[[Replay, Any], None]:
    def check(replay: Replay, reply: Any) -> None:
        _nothing_failed(replay, reply)
        assert f",refused,,{code}," in replay.ack(batch)

    return check


def _routed_now(failed: tuple[str, ...]) -> Callable[[Replay, Any], None]:
    def check(replay: Replay, reply: Any) -> None:
        _failed(*failed)(replay, reply)
        assert dossier_store.load(replay.code).file.dossier.authority == "commune:00166"

    return check


def _told(replay: Replay, reply: Any) -> None:
    _nothing_failed(replay, reply)
    assert sorted(m.channel for m in replay.town.outbox()) == ["email", "sms"]


def _noted(channel: str, state: str, error: str | None = None) -> Callable[[Replay, Any], None]:
    def check(replay: Replay, reply: Any) -> None:
        _nothing_failed(replay, reply)
        [notice] = [n for n in dossier_store.load(replay.code).file.notices if n.channel == channel]
        assert (notice.state.value, notice.error) == (state, error)

    return check


ARRIVED = "34d9b400-c6dd-5444-820d-fbeb0f1f54cf"
FAILED_TEXT = {"provider": "sns", "id": "1077257a-92f3-5ca3-bc97-6a915b310625", "event": "FAILURE"}


def _forwarded(unreadable: int, *wanted: dict[str, str]) -> Callable[[Replay, Any], None]:
    def check(replay: Replay, reply: Any) -> None:
        assert reply == {"forwarded": len(wanted), "unreadable": unreadable}
        bodies = replay.town.messages("receipts")
        assert [json.loads(body) for body in bodies] == list(wanted)
        assert "+84" not in "".join(bodies)

    return check


def _queued(queue: str) -> Callable[[Replay, Any], None]:
    def check(replay: Replay, reply: Any) -> None:
        _nothing_failed(replay, reply)
        wanted = {"dossier": replay.code, "item": f"event#{replay.gaps['event']}"}
        assert [json.loads(body) for body in replay.town.messages(queue)] == [wanted]

    return check


def _swept(replay: Replay, reply: Any) -> None:
    assert set(reply) == {"complaints", "late", "rights", *(todo.value for todo in Todo)}


def _portal_told(failed: tuple[str, ...]) -> Callable[[Replay, Any], None]:
    def check(replay: Replay, reply: Any) -> None:
        _failed(*failed)(replay, reply)
        assert replay.portal
        file = dossier_store.load(replay.code).file
        assert set(replay.portal.dossiers) == {file.dossier.portal_code}
        assert [row["TrangThai"] for row in replay.portal.rows] == ["1", "1"]

    return check


def _portal_refuses(replay: Replay) -> None:
    replay.routed()
    replay.connected_portal().refuse = {portal_code_of(replay.code)}


def _portal_waits(replay: Replay, reply: Any) -> None:
    _failed(FAILED)(replay, reply)
    line = portal_store.line(replay.code)
    assert line
    assert line.error == "refused:-9"


def _kept(replay: Replay, reply: Any) -> None:
    _nothing_failed(replay, reply)
    person = dossier_store.load(replay.code).file.dossier.person
    assert replay.gaps["paper"] in {one.paper for one in kept_store.kept(person)}


def _carried_out(replay: Replay, reply: Any) -> None:
    _nothing_failed(replay, reply)
    assert rights_store.load(replay.gaps["request"]).request.state.value == "done"


def _reconciled(replay: Replay, reply: Any) -> None:
    assert reply == {}


def _settled(replay: Replay, reply: Any) -> None:
    assert set(reply) == {"statements", "closed"}
    assert set(reply["statements"].values()) <= {"awaited", "same", "differs"}


def _result(state: str, reason: str | None = None) -> Callable[[Replay, Any], None]:
    def check(replay: Replay, reply: Any) -> None:
        _nothing_failed(replay, reply)
        [result] = dossier_store.load(replay.code).file.results
        assert (result.state.value, result.reason) == (state, reason)

    return check


def _watched(replay: Replay, reply: Any) -> None:
    assert set(reply) == {"parcels", "results", "articles"}


def _nothing(replay: Replay) -> None:
    pass


def _no_money_of_others(replay: Replay) -> None:
    """Other tests leave payments behind, and no gateway answers here."""
    replay.monkeypatch.setattr(payment_rows, "awaited", lambda before: [])
    replay.monkeypatch.setattr(unmatched_store, "returning", list)


def _readable_scan(replay: Replay) -> None:
    read_as(replay.monkeypatch, birth_proof())
    replay.uploaded(jpeg())


def _kind_corrected(replay: Replay) -> None:
    _readable_scan(replay)
    replay.town.run()
    path = f"/v1/dossiers/{replay.code}/papers/{replay.gaps['paper']}/corrections"
    said = {"corrections": [{"about": "kind", "said": "corrected", "value": "birth_certificate"}]}
    assert replay.town.desk("clerk").post(path, said).status == 200
    replay.named("kind_corrected")


def _manifest_without_file(replay: Replay) -> None:
    form = ",form.child_name,form.child_birth_date,form.child_sex\n"
    row = "1,VNP-01,1.001193,Trần Văn An,027094888598,0912345678,00166,GCS,no.jpg,00,Trần An,2026-11-11,male\n"
    replay.dropped("recorded-1", MANIFEST.strip() + form + row)


Case = tuple[Callable[[Replay], None], Callable[[Replay, Any], None]]
CASES: dict[str, Case] = {
    "api_handler/health": (_nothing, _api(200, '"ok"')),
    "api_handler/me": (_nothing, _api(200, '"clerk"')),
    "api_handler/view_dossier": (_nothing, _api(200, "TRẦN TUẤN KIỆT")),
    "api_handler/body_is_not_json": (_nothing, _api(400, "request.not_json")),
    "api_handler/wrong_method": (_nothing, _api(405, "request.method")),
    "api_handler/gateway_event": (Replay.signed, _api(200, '"unmatched"')),
    "api_handler/gateway_event_unsigned": (_nothing, _api(401, "webhook.signature")),
    "api_handler/track": (_nothing, _api(200, "lập hồ sơ")),
    "api_handler/track_wrong_digits": (_nothing, _api(404, "tracking.no_match")),
    "api_handler/ask_code": (_nothing, _api(201, '"request"')),
    "api_handler/details_without_code": (_nothing, _api(404, "code.expired")),
    "api_handler/pay_what_is_not_owed": (_nothing, _api(404, "payment.unknown")),
    "api_handler/receipt_without_code": (_nothing, _api(404, "code.expired")),
    "api_handler/sign_in_of_nobody": (_nothing, _api(503, "signin.off")),
    "api_handler/sign_in_keys": (_nothing, _api(200, "ES256")),
    "authorize/right_token": (_nothing, _policy("Allow")),
    "authorize/other_issuer": (_nothing, _policy("Deny", "auth.issuer")),
    "authorize/garbage": (_nothing, _policy("Deny", "auth.malformed")),
    "read_scans/scan": (_readable_scan, _scan_read),
    "read_scans/not_an_image": (lambda r: r.uploaded(b"no image at all"), _scan_refused),
    "read_scans/kind_corrected": (_kind_corrected, _read_as_corrected),
    "read_scans/last_try": (_readable_scan, _scan_read_at_last),
    "read_scans/s3_test_event": (_nothing, _nothing_failed),
    "read_scans/poison": (_nothing, _failed(FAILED)),
    "split_batches/long_scan": (
        lambda r: r.long_scan(piles.pdf([piles.paper(1), piles.paper(2)])),
        _batch_split,
    ),
    "split_batches/not_an_image": (lambda r: r.long_scan(b"no image at all"), _long_scan_refused),
    "split_batches/poison": (_nothing, _failed(FAILED)),
    "take_batches/manifest": (_manifest_without_file, _batch_refused("recorded-1", "batch.no_file")),
    "take_batches/unreadable_manifest": (
        lambda r: r.dropped("recorded-2", "a,b\n1,2\n"),
        _batch_refused("recorded-2", "batch.manifest"),
    ),
    "route_dossiers/submitted": (Replay.submitted, _routed_now(())),
    "route_dossiers/one_of_two_fails": (Replay.submitted, _routed_now(("2e1424d4-f796-459a-8184-9c92662be6da",))),
    "send_notices/routed": (Replay.routed, _told),
    "send_notices/unknown_event": (_nothing, _failed(FAILED)),
    "forward_receipts/texts_arrived": (
        _nothing,
        _forwarded(
            0,
            {"provider": "sns", "id": ARRIVED, "event": "SUCCESS"},
            {"provider": "sns", "id": "5a1f5a0e-0000-5f2a-9c1d-1e2f3a4b5c6d", "event": "SUCCESS"},
        ),
    ),
    "forward_receipts/phone_unreachable": (_nothing, _forwarded(0, FAILED_TEXT | {"why": "unreachable"})),
    "forward_receipts/one_of_two_unreadable": (_nothing, _forwarded(1, FAILED_TEXT)),
    "forward_receipts/subscription_test": (_nothing, _forwarded(0)),
    "take_receipts/mail_bounced_for_good": (Replay.told, _noted("email", "failed", "notice.address_dead")),
    "take_receipts/phone_unreachable": (Replay.told, _noted("sms", "failed", "notice.phone_unreachable")),
    "take_receipts/mail_delivered": (Replay.told, _noted("email", "delivered")),
    "take_receipts/mail_bounced": (Replay.told, _noted("email", "failed", "notice.bounced")),
    "take_receipts/text_undelivered": (Replay.told, _noted("sms", "failed", "notice.undelivered")),
    "take_receipts/before_its_notice": (_nothing, _nothing_failed),
    "take_receipts/unknown_provider": (_nothing, _failed(FAILED)),
    "sync_portal/five_deliveries": (Replay.routed_with_portal, _portal_told(())),
    "sync_portal/one_of_two_fails": (Replay.routed_with_portal, _portal_told((FAILED,))),
    "sync_portal/refused": (_portal_refuses, _portal_waits),
    "serve_people/paper_read": (Replay.kept, _kept),
    "serve_people/rights_granted": (Replay.granted, _carried_out),
    "serve_people/unknown_event": (_nothing, _failed(FAILED)),
    "dispatch/submitted": (_nothing, _queued("routing")),
    "dispatch/accepted_and_silent": (_nothing, _queued("notices")),
    "dispatch/broken_record": (_nothing, _failed("111")),
    "sweep/schedule": (_nothing, _swept),
    "reconcile_payments/schedule": (_no_money_of_others, _reconciled),
    "settle_books/schedule": (_nothing, _settled),
    "sign_results/pdf": (lambda r: r.result(signing.page()), _result("signed")),
    "sign_results/not_a_pdf": (lambda r: r.result(b"PK no PDF at all"), _result("refused", "not_pdf")),
    "sign_results/poison": (_nothing, _failed(FAILED)),
    "watch_results/schedule": (_nothing, _watched),
}


@pytest.mark.parametrize("name", RECORDED)
def test_replay(name: str, town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    given, then = CASES[name]
    replay = Replay(town, monkeypatch)
    with replay.stack:
        given(replay)
        then(replay, replay.run(name))


def test_every_function_has_a_recorded_event() -> None:
    app = lambda_app.app
    named: list[Any] = [*app.event_sources, *app.pure_lambda_functions, *app.builtin_auth_handlers]
    packaged = {one.name for one in named}
    assert packaged | {"api_handler"} == {name.split("/")[0] for name in RECORDED}


def test_every_case_has_its_recorded_event() -> None:
    assert sorted(CASES) == RECORDED
