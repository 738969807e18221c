"""A payment gateway on loopback, behind the adapter that a real one takes: right, wrong, slow, twice or not at all.

`mode` says how it behaves; `pay` is what a payer does. It tells the webhook, signed, and answers `/status` by itself.
"""

from __future__ import annotations

import json
import secrets
import threading
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from chalicelib.domain import webhooks
from chalicelib.domain.faults import Fault

MODES = ("right", "wrong", "slow", "twice", "silent", "down")
NAME = "demo"
SECRET = "demo-gateway-secret-of-this-machine"  # noqa: S105 - lives in this process's memory only


@dataclass
class PaymentGateway:
    """Orders, what was paid, and who is told. Without an address of a webhook it only keeps what it would tell."""

    webhook: str = ""
    mode: str = "right"
    slowness: float = 7.0  # seconds: longer than the adapter waits
    orders: dict[str, int] = field(default_factory=dict)
    said: dict[str, dict[str, Any]] = field(default_factory=dict)
    refunds: dict[str, dict[str, Any]] = field(default_factory=dict)
    told: list[dict[str, Any]] = field(default_factory=list)
    url: str = ""
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    run: str = field(default_factory=lambda: secrets.token_hex(4))

    def pay(self, reference: str, amount: int | None = None, text: str = "") -> dict[str, Any]:
        """Somebody pays: the order's amount, or another; `text` is what a bank makes of the reference."""
        paid = self._message("paid", text or reference, amount or self.orders.get(reference, 0))
        self.said[reference] = paid
        self._tell(paid)
        return paid

    def statement(self) -> bytes:
        """Today's statement as a CSV: every movement of money that it knows of."""
        names = ("transaction", "word", "reference", "amount", "at", "of")
        rows = [",".join(str(m.get(name, "")) for name in names) for m in self.movements()]
        return "\n".join([",".join(names), *rows, ""]).encode()

    def movements(self) -> list[dict[str, Any]]:
        """Every movement of money, once."""
        return list({(m["word"], m["transaction"]): m for m in self.told if m["word"] != "failed"}.values())

    def answer(self, path: str, asked: dict[str, Any]) -> dict[str, Any]:
        """What it says to a request of ours."""
        reference = str(asked["reference"])
        match path:
            case "/orders":
                self.orders.setdefault(reference, asked["amount"])
                return {"order": f"o-{reference}", "url": f"{self.url}/pay/{reference}"}
            case "/status":
                return self.said.get(reference, {})
            case _:
                return self._refund(asked)

    def refusal(self, header: str, body: bytes) -> int:
        """The HTTP status with which it refuses a request, or 0; a slow one takes its time first."""
        if self.mode == "slow":
            time.sleep(self.slowness)
        try:
            webhooks.verified(header, body, [SECRET.encode()], datetime.now(UTC))
        except Fault:
            return 401
        return 503 if self.mode == "down" else 0

    def _refund(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Gives back once for each request; what was told of it is what is answered again."""
        request = str(asked["request"])
        if request not in self.refunds:
            message = self._message("refunded", str(asked["reference"]), asked["amount"]) | {"of": asked["transaction"]}
            self.refunds[request] = message
            self._tell(message)
        return self.refunds[request]

    def _message(self, word: str, reference: str, amount: int) -> dict[str, Any]:
        wrong = 1000 if self.mode == "wrong" else 0
        number = f"{self.run}-{len(self.told):06d}"
        at = self.now().isoformat()
        return {"word": word, "reference": reference, "transaction": number, "amount": amount + wrong, "at": at}

    def _tell(self, message: dict[str, Any]) -> None:
        times = {"silent": 0, "down": 0, "twice": 2}.get(self.mode, 1)
        self.told.append(message)
        for _ in range(times if self.webhook else 0):
            threading.Thread(target=self._send, args=(json.dumps(message).encode(),), daemon=True).start()

    def _send(self, body: bytes) -> None:
        if self.mode == "slow":
            time.sleep(self.slowness)
        signature = webhooks.signed(body, SECRET.encode(), datetime.now(UTC))
        headers = {"Content-Type": "application/json", webhooks.HEADER: signature}
        urllib.request.urlopen(urllib.request.Request(self.webhook, body, headers), timeout=30).close()  # noqa: S310


def server(gateway: PaymentGateway) -> ThreadingHTTPServer:
    """The gateway on a free port of loopback; requests that nobody of ours signed are refused."""

    class Counter(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            """Orders, statuses, refunds."""
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            refusal = gateway.refusal(self.headers.get(webhooks.HEADER, ""), body)
            if refusal:
                self.send_error(refusal)
                return
            self._reply(gateway.answer(self.path, json.loads(body)))

        def do_GET(self) -> None:
            """The page where one pays: looking at it pays, for this is a simulator."""
            reference = self.path.rpartition("/")[2]
            if reference in gateway.orders:
                self._reply(gateway.pay(reference))
            else:
                self.send_error(404)

        def _reply(self, said: dict[str, Any]) -> None:
            data = json.dumps(said).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    made = ThreadingHTTPServer(("127.0.0.1", 0), Counter)
    gateway.url = f"http://127.0.0.1:{made.server_address[1]}"
    return made
