"""The local page of what was sent: every message that the emulated providers took over, and what became of it.

Below each message stand the receipts that its provider could send: a click sends that one, an e-mail's as the event bus
would put it into the queue, a text message's through SNS's log, a Zalo message's over the signed webhook.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import urllib3
from moto.backends import get_backend

from infra.local import zalo

ACCOUNT = "123456789012"
ZALO = zalo.Provider()
TOKEN = SECRET = "DEMO-zalo"  # noqa: S105 - of a provider that lives in this process's memory only
_PROVIDERS = {"sms": "sns", "email": "ses", "zalo": "zalo"}
_RECEIPTS = {"sns": ("SUCCESS", "FAILURE"), "ses": ("Delivery", "Bounce", "Permanent"), "zalo": ("delivered", "failed")}
_TITLES = {"zalo": "Zalo", "sms": "SMS", "email": "Thư điện tử"}


@dataclass(frozen=True, slots=True)
class Sent:
    """A message as the provider got it; `id` is the provider's own."""

    channel: str
    to: str
    subject: str
    text: str
    id: str = ""


def sent(region: str) -> list[Sent]:
    """All messages so far: SMS first, then e-mails, then Zalo, each in the order they went out."""
    sms = get_backend("sns")[ACCOUNT][region].sms_messages.items()
    mail = get_backend("ses")[ACCOUNT][region].sent_messages
    return [
        *(Sent("sms", to, "", text, made) for made, (to, text) in list(sms)),
        *(Sent("email", ", ".join(m.destinations["ToAddresses"]), m.subject, m.body, m.id) for m in list(mail)),
        *(Sent("zalo", t.phone, t.template, json.dumps(t.data, ensure_ascii=False), t.id) for t in _taken()),
    ]


def _taken() -> list[zalo.Taken]:
    return list(ZALO.taken.values())


def state(message: Sent) -> str:
    """What the system knows of a message: handed over, delivered, failed and why, or not written down."""
    from chalicelib.adapters.receipt_store import find

    told = find(_PROVIDERS[message.channel], message.id)
    if told is None or not told.notice:
        return "chưa ghi nhận (not noted)"
    if told.receipt is None:
        return "đã giao nhà cung cấp (handed over)"
    return f"{told.receipt.state.value} {told.receipt.reason or ''}".strip()


def tell(provider: str, made: str, event: str, api: str) -> None:
    """Lets a provider say what became of a message; `Permanent` is an e-mail that bounces for good."""
    match provider:
        case "ses":
            _told_by_bus(made, event)
        case "sns":
            _logged(made, event)
        case _:
            _posted(provider, made, event, api)


def _told_by_bus(made: str, event: str) -> None:
    from chalicelib.adapters import queues

    if event == "Delivery":
        queues.send_receipts([{"provider": "ses", "id": made, "event": event}])
    else:
        why = "Permanent" if event == "Permanent" else "Transient"
        queues.send_receipts([{"provider": "ses", "id": made, "event": "Bounce", "why": why}])


def _logged(made: str, event: str) -> None:
    from app import app
    from infra.local import pumps, sms_reports

    said = sms_reports.ACCEPTED if event == "SUCCESS" else sms_reports.UNREACHABLE
    sms_reports.play(pumps.handler(app, sms_reports.FUNCTION), made, "+84900000000", said)


def _posted(provider: str, made: str, event: str, api: str) -> None:
    from chalicelib.domain import webhooks

    body = json.dumps({"id": made, "event": event}).encode()
    headers = {
        webhooks.HEADER: webhooks.signed(body, SECRET.encode(), datetime.now(UTC)),
        "Content-Type": "application/json",
    }
    urllib3.request("POST", f"{api}/v1/receipts/{provider}", body=body, headers=headers, retries=False, timeout=10)


def _told(path: str, api: str) -> bool:
    """Sends the receipt that a click asks for; False where it asks for none."""
    wanted = re.fullmatch(r"/receipts/(sns|ses|zalo)/([\w.-]+)/(\w+)", path)
    if wanted is None or wanted[3] not in _RECEIPTS[wanted[1]]:
        return False
    tell(wanted[1], wanted[2], wanted[3], api)
    return True


def configure(port: int) -> None:
    """Gives this process the provider at that port, as the stack's parameters would."""
    os.environ.update(ZALO_URL=f"http://127.0.0.1:{port}/zalo", ZALO_TOKEN=TOKEN)


class _Answering(BaseHTTPRequestHandler):
    """A handler that answers whole, and says nothing on the terminal."""

    def answer(self, status: int, kind: str, body: str, **headers: str) -> None:
        """Sends one answer."""
        data = body.encode()
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


def server(port: int, region: str, api: str) -> ThreadingHTTPServer:
    """The page on loopback; `/messages.json` gives the same to programs. Zalo's provider answers under `/zalo`."""

    class Page(_Answering):
        def do_GET(self) -> None:
            """Answers / and /messages.json."""
            messages = sent(region)
            if self.path == "/messages.json":
                told = [asdict(m) | {"state": state(m)} for m in messages]
                self.answer(200, "application/json", json.dumps(told, ensure_ascii=False))
            elif self.path == "/":
                self.answer(200, "text/html", page(messages, f"API: {api}/v1", state))
            else:
                self.send_error(404)

        def do_POST(self) -> None:
            """Answers a message to Zalo, or a click on a receipt."""
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            if self.path == zalo.PATH:
                status, answer = ZALO.answer(body)
                self.answer(status, "application/json", json.dumps(answer))
            elif _told(self.path, api):
                self.answer(303, "text/plain", "", Location="/")
            else:
                self.send_error(404)

    return ThreadingHTTPServer(("127.0.0.1", port), Page)


def page(messages: list[Sent], start_page: str, state_of: Callable[[Sent], str]) -> str:
    """The page: the newest message of each channel on top."""
    columns = "".join(_column(channel, messages, state_of) for channel in _TITLES)
    return f"""<!doctype html><html lang="vi"><meta charset="utf-8"><meta http-equiv="refresh" content="3">
<title>Một Cửa – tin đã gửi</title><style>
body{{font:16px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:90rem;padding:0 1rem;color:#1b1b1b}}
main{{display:grid;grid-template-columns:repeat(3,1fr);gap:2rem}} article{{border:1px solid #bbb;border-radius:6px;
padding:.7rem 1rem;margin:0 0 1rem;overflow-wrap:anywhere}} header{{color:#444;font-size:.9rem}}
form{{display:inline}} pre{{white-space:pre-wrap;font:inherit;margin:.4rem 0 0}}
@media(max-width:50rem){{main{{grid-template-columns:1fr}}}}
</style><h1>Tin đã gửi <small>(máy này, dữ liệu DEMO)</small></h1><p>{escape(start_page)}</p>
<main>{columns}</main>
</html>"""


def _column(channel: str, messages: list[Sent], state_of: Callable[[Sent], str]) -> str:
    mine = [m for m in messages if m.channel == channel]
    cards = "".join(_card(m, state_of(m)) for m in reversed(mine))
    return f"<section><h2>{_TITLES[channel]} ({len(mine)})</h2>{cards or '<p>Chưa có.</p>'}</section>"


def _card(message: Sent, known: str) -> str:
    length = f" · {len(message.text)} ký tự" if message.channel == "sms" else ""
    subject = f"<strong>{escape(message.subject)}</strong>" if message.subject else ""
    provider = _PROVIDERS[message.channel]
    buttons = "".join(
        f'<form method="post" action="/receipts/{provider}/{escape(message.id)}/{event}">'
        f"<button>{event}</button></form> "
        for event in _RECEIPTS[provider]
    )
    return (
        f"<article><header>{escape(message.to)}{length} · <em>{escape(known)}</em></header>{subject}"
        f"<pre>{escape(message.text)}</pre><footer>{buttons}</footer></article>"
    )
