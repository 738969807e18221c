"""A fee from the counter to the receipt, as the demo and the rehearsal play it, through the public API only.

A certificate of marital status (1.004873) costs 3.000 đồng at the counter in Hanoi, as the catalogue has it. The
applicant is invented.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import requests

from infra import samples
from infra.client import Client, Stack

Say = Callable[[str], None]
Pay = Callable[[dict[str, Any]], None]
"""Pays what a started payment says."""
_PROCEDURE = "1.004873"
_FEE = {"tariff": "direct"}
_PATIENCE = 90.0  # seconds that a step of the system may take
_SECONDS = 30


class NotPaidError(Exception):
    """The system did not take the money as the demo shows."""


def play(stack: Stack, method: str, pay: Pay, say: Say) -> str:
    """Plays it and returns the receipt's number. Raises NotPaidError, or RefusedError for what the API refuses."""
    clerk, officer, payer = (Client(stack.api, stack.token(n) if n else None) for n in ("clerk", "officer", ""))
    code, factors = _asked(clerk, officer)
    [owed] = payer.post("/v1/tracking", factors)["payments"]
    say(f"₫ Hồ sơ {code} (xác nhận tình trạng hôn nhân): người dân tra cứu thấy phải nộp {_dong(owed['amount'])}")
    for line in owed["lines"]:
        say(f"   {line['vi']} = {_dong(line['amount'])} (căn cứ: {line['basis'] or '–'})")
    begun = _started(payer, factors, owed, method)
    say(f"   mã nộp tiền: {begun['qr'] or begun['url']}")
    pay(begun)
    seen = _until_paid(payer, factors)
    say(f"   {seen['payments'][0]['says']}; hồ sơ đi tiếp: {seen['status']} {seen['status_vi']}")
    receipt = clerk.get(f"/v1/dossiers/{code}/payments/{owed['id']}/receipt")
    if not clerk.fetch(receipt["link"]).startswith(b"%PDF"):
        raise NotPaidError("biên nhận không phải PDF (the receipt is no PDF)")
    say(f"   biên nhận {receipt['number']} (PDF, mã QR có chữ ký)")
    return str(receipt["number"])


def at_the_page(begun: dict[str, Any]) -> None:
    """Pays at the page of the simulated gateway, which looking at it is enough for."""
    requests.get(begun["url"], timeout=_SECONDS).raise_for_status()


def _asked(clerk: Client, officer: Client) -> tuple[str, dict[str, str]]:
    """A dossier whose fee the authority asks for: its code, and what the payer looks it up by."""
    family = samples.family(3, (datetime.now(UTC) + timedelta(hours=7)).date())
    applicant = {
        "full_name": family.mother.name,
        "number": family.mother.number,
        "phone": family.phone,
        "residence_unit": family.unit_code,
        "address": family.residence,
    }
    code: str = clerk.post("/v1/dossiers", {"procedure": _PROCEDURE, "applicant": applicant, "form": {}})["code"]
    submit = {"action": "submit", "portal_code": "G15.99" + code[code.index("-") :]}
    clerk.post(f"/v1/dossiers/{code}/actions", submit)
    _until(lambda: clerk.get(f"/v1/dossiers/{code}"), lambda d: bool(d["authority"]), "chuyển hồ sơ (routing)")
    ask = {"action": "ask_payment", "reason": "Lệ phí theo danh mục (DEMO).", "fee": _FEE}
    for act in ({"action": "accept"}, ask):
        officer.post(f"/v1/dossiers/{code}/actions", act)
    return code, {"code": code, "phone_last4": family.phone[-4:]}


def _started(payer: Client, factors: dict[str, str], owed: dict[str, Any], method: str) -> dict[str, Any]:
    """Started twice: it is the same open payment."""
    wanted = factors | {"payment": owed["id"], "method": method}
    first, second = (payer.post("/v1/tracking/payment", wanted) for _ in range(2))
    if first != second or first["payment"]["amount"] != owed["amount"]:
        raise NotPaidError("lấy mã hai lần không ra cùng một khoản (started twice, it is not the same payment)")
    begun: dict[str, Any] = first
    return begun


def _until_paid(payer: Client, factors: dict[str, str]) -> dict[str, Any]:
    return _until(
        lambda: payer.post("/v1/tracking", factors),
        lambda seen: seen["payments"][0]["state"] == "paid",
        "nhận tiền (payment)",
    )


def _until(look: Callable[[], dict[str, Any]], reached: Callable[[dict[str, Any]], bool], what: str) -> dict[str, Any]:
    deadline = time.monotonic() + _PATIENCE
    while not reached(seen := look()):
        if time.monotonic() > deadline:
            raise NotPaidError(f"{what}: chưa xong sau {_PATIENCE:.0f} s")
        time.sleep(0.3)
    return seen


def _dong(amount: int) -> str:
    return f"{amount:,} đ".replace(",", ".")
