"""The local page of what was sent: every SMS and e-mail that the emulated providers took over."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from moto.backends import get_backend

ACCOUNT = "123456789012"


@dataclass(frozen=True, slots=True)
class Sent:
    """A message as the provider got it."""

    channel: str
    to: str
    subject: str
    text: str


def sent(region: str) -> list[Sent]:
    """All messages so far: SMS first, then e-mails, each in the order they went out."""
    sms = get_backend("sns")[ACCOUNT][region].sms_messages.values()
    mail = get_backend("ses")[ACCOUNT][region].sent_messages
    return [Sent("sms", to, "", text) for to, text in list(sms)] + [
        Sent("email", ", ".join(m.destinations["ToAddresses"]), m.subject, m.body) for m in list(mail)
    ]


def server(port: int, region: str, start_page: str) -> ThreadingHTTPServer:
    """The page on loopback; `/messages.json` gives the same to programs."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            """Answers / and /messages.json."""
            messages = sent(region)
            if self.path == "/messages.json":
                self._answer("application/json", json.dumps([asdict(m) for m in messages], ensure_ascii=False))
            elif self.path == "/":
                self._answer("text/html", page(messages, start_page))
            else:
                self.send_error(404)

        def _answer(self, kind: str, body: str) -> None:
            data = body.encode()
            self.send_response(200)
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    return ThreadingHTTPServer(("127.0.0.1", port), Page)


def page(messages: list[Sent], start_page: str) -> str:
    """The page: the newest message of each channel on top."""
    sms = "".join(_card(m) for m in reversed(messages) if m.channel == "sms")
    mail = "".join(_card(m) for m in reversed(messages) if m.channel == "email")
    return f"""<!doctype html><html lang="vi"><meta charset="utf-8"><meta http-equiv="refresh" content="3">
<title>Một Cửa – tin đã gửi</title><style>
body{{font:16px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:72rem;padding:0 1rem;color:#1b1b1b}}
main{{display:grid;grid-template-columns:1fr 1fr;gap:2rem}} article{{border:1px solid #bbb;border-radius:6px;
padding:.7rem 1rem;margin:0 0 1rem;overflow-wrap:anywhere}} header{{color:#444;font-size:.9rem}}
pre{{white-space:pre-wrap;font:inherit;margin:.4rem 0 0}} @media(max-width:50rem){{main{{grid-template-columns:1fr}}}}
</style><h1>Tin đã gửi <small>(máy này, dữ liệu DEMO)</small></h1><p>{escape(start_page)}</p>
<main><section><h2>SMS ({sum(m.channel == "sms" for m in messages)})</h2>
{sms or "<p>Chưa có.</p>"}</section>
<section><h2>Thư điện tử ({sum(m.channel == "email" for m in messages)})</h2>
{mail or "<p>Chưa có.</p>"}</section></main>
</html>"""


def _card(message: Sent) -> str:
    length = f" · {len(message.text)} ký tự" if message.channel == "sms" else ""
    subject = f"<strong>{escape(message.subject)}</strong>" if message.subject else ""
    return f"<article><header>{escape(message.to)}{length}</header>{subject}<pre>{escape(message.text)}</pre></article>"
