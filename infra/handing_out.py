"""The result in the demo: set by the system, signed, verified by anybody, handed out against the code in the SMS."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from typing import Any

from infra.client import Client, RefusedError, Stack
from infra.patience import DemoFailedError, until

Say = Callable[[str], None]
NUMBER = "DEMO-01/2026"
_TEXT = "Đồng ý đăng ký khai sinh theo hồ sơ (DEMO)."


def decided(stack: Stack, officer: Client, code: str, say: Say) -> dict[str, Any]:
    """The officer has the result set and signed, and decides by it; anybody who holds it verifies it.

    Returns the dossier. Raises DemoFailedError, RefusedError.
    """
    result = officer.post(f"/v1/dossiers/{code}/results", {"number": NUMBER, "text": _TEXT})["result"]["id"]
    signed = until(lambda: _signed(officer, code, result), "ký số kết quả (signing)")
    say(f"   kết quả {NUMBER} do hệ thống lập, ký số bởi {signed['signer']}")
    finish = {"action": "finish", "result": result, "result_number": NUMBER}
    dossier: dict[str, Any] = officer.post(f"/v1/dossiers/{code}/actions", finish)
    sheets = officer.get(f"/v1/dossiers/{code}/results/{result}")
    _verify(Client(stack.api), result, officer.fetch(sheets["link"]), say)
    return dossier


def _signed(officer: Client, code: str, result: str) -> dict[str, Any] | None:
    found = officer.get(f"/v1/dossiers/{code}/results")["results"]
    one: dict[str, Any] = next(r for r in found if r["id"] == result)
    if one["state"] == "refused":
        raise DemoFailedError(f"kết quả không ký được (the result was not signed): {one['why']}")
    return one if one["state"] == "signed" else None


def _verify(anybody: Client, result: str, pdf: bytes, say: Say) -> None:
    path = f"/v1/results/{result}/verify"
    matches = [anybody.get(path, sha256=hashlib.sha256(data).hexdigest())["matches"] for data in (pdf, pdf + b" ")]
    if not pdf.startswith(b"%PDF") or matches != [True, False]:
        raise DemoFailedError(f"kết quả không kiểm tra được (the result cannot be verified): {matches}")
    say(f"   ai cũng kiểm tra được: tệp {len(pdf) // 1000} kB khớp mã SHA-256; sửa một byte thì không khớp")


def collected(stack: Stack, clerk: Client, code: str, say: Say) -> None:
    """The citizen tells the clerk the code of the SMS, after a wrong one was refused. Raises DemoFailedError."""
    right = until(lambda: _code_sent(stack, code), "mã nhận kết quả (pickup code)")
    say(f"   người dân nhận mã qua SMS: {right}")
    hand = {"action": "return_result"}
    try:
        clerk.post(f"/v1/dossiers/{code}/actions", hand | {"pickup_code": f"{(int(right) + 1) % 1_000_000:06}"})
    except RefusedError as refused:
        if refused.code != "code.wrong":
            raise
        say(f"   mã sai bị từ chối: {refused.problem['detail']}")
    else:
        raise DemoFailedError("mã sai được chấp nhận (a wrong code was taken)")
    clerk.post(f"/v1/dossiers/{code}/actions", hand | {"pickup_code": right})


def _code_sent(stack: Stack, code: str) -> str | None:
    found = [match[1] for text in stack.texts() if (match := re.search(rf"{re.escape(code)}: (\d{{6}})\.", text))]
    return found[-1] if found else None
