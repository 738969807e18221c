"""A simulator of the national portal: it answers rightly, wrongly, slowly or not at all, and keeps what it was told.

`POST /login` and `POST /sync` are what the adapter calls. `GET /told` shows what it knows. `POST /mood` makes it answer
otherwise: {"mood": "html", "times": 3} for the next three calls, without `times` until told again; {"refuse": [codes]}
names dossiers that it does not take. It holds every record to the recorded shapes, and its codes and wordings beside
"0" and "Hồ sơ đã tồn tại" are invented.
"""

from __future__ import annotations

import json
import secrets
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from chalicelib.adapters.national_portal import Access
from infra import portal_access
from infra.local import portal_shapes

ACCOUNT = {"username": "DEMO-hanoi", "password": "DEMO-portal-2026"}
_Json = dict[str, Any]
_OK = {"error_code": "0"}
_NAMES_SOMEBODY = "Dữ liệu của NGUYỄN VĂN A không hợp lệ"  # so that a test sees whether it is repeated anywhere


def _refusal(message: str, code: str = "-1") -> _Json:
    return {"error_code": code, "message": message}


@dataclass
class Portal:
    """What the portal knows, and how it is disposed. `calls` are the calls of `/sync` that it understood."""

    dossiers: dict[str, _Json] = field(default_factory=dict)
    rows: list[_Json] = field(default_factory=list)
    calls: list[_Json] = field(default_factory=list)
    sessions: set[str] = field(default_factory=set)
    refuse: set[str] = field(default_factory=set)
    moods: list[str] = field(default_factory=list)
    standing: str = "right"
    seconds: float = 3.0
    lock: threading.RLock = field(default_factory=threading.RLock)
    closed: threading.Event = field(default_factory=threading.Event)

    def mood(self) -> str:
        """How the next call is answered."""
        with self.lock:
            return self.moods.pop(0) if self.moods else self.standing

    def set_mood(self, wanted: Mapping[str, Any]) -> _Json:
        """Carries a wish of `/mood` out."""
        with self.lock:
            self.refuse = set(wanted.get("refuse", self.refuse))
            self.seconds = float(wanted.get("seconds", self.seconds))
            if "times" in wanted:
                self.moods += [wanted["mood"]] * int(wanted["times"])
            else:
                self.standing = wanted.get("mood", self.standing)
            if wanted.get("mood") == "expired":
                self.sessions.clear()
        return _OK

    def told(self) -> _Json:
        """What it knows."""
        with self.lock:
            return {"dossiers": dict(self.dossiers), "rows": list(self.rows), "calls": list(self.calls)}

    def login(self, body: _Json, destination: str | None) -> _Json:
        """A session, for whoever knows the account and names the destination."""
        if body != ACCOUNT or not destination:
            return _refusal("Sai tài khoản hoặc mật khẩu", "-2")
        session = secrets.token_hex(8)
        with self.lock:
            self.sessions.add(session)
        return {"session": session, **_OK}

    def sync(self, body: _Json) -> _Json:
        """Takes records of either service; those before the first bad one stay taken."""
        with self.lock:
            if body.get("session") not in self.sessions:
                return _refusal("Phiên làm việc đã hết hạn", "-3")
            self.calls.append({name: body[name] for name in ("service", "isUpdating")} | {"count": len(body["data"])})
            fault = portal_shapes.fault(body)
            if fault:
                return _refusal(fault, "-4")
            take = {"DongBoHoSoMC": self._dossier, "CapNhatTienDoHoSoMC": self._row}[body["service"]]
            answers = (take(record, body["isUpdating"] == "True") for record in body["data"])
            return next((answer for answer in answers if answer is not _OK), _OK)

    def _dossier(self, record: _Json, updating: bool) -> _Json:
        code = record["MaHoSo"]
        if code in self.refuse:
            return _refusal(_NAMES_SOMEBODY, "-9")
        if updating and code not in self.dossiers:
            return _refusal("Hồ sơ không tồn tại")
        if not updating and code in self.dossiers:
            return _refusal("Hồ sơ đã tồn tại")
        self.dossiers[code] = record
        return _OK

    def _row(self, row: _Json, _updating: bool) -> _Json:
        if row["MaHoSo"] not in self.dossiers:
            return _refusal("Hồ sơ không tồn tại")
        if row in self.rows:
            return _refusal("Tiến độ đã tồn tại")
        self.rows.append(row)
        return _OK


def server(port: int, portal: Portal) -> ThreadingHTTPServer:
    """The portal on loopback; port 0 takes any that is free."""

    class Call(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            """Answers /told."""
            self._json(portal.told())

        def do_POST(self) -> None:
            """Answers /login, /sync and /mood."""
            raw = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            body = json.loads(raw)
            match self.path:
                case "/mood":
                    self._json(portal.set_mood(body))
                case "/login":
                    self._json(portal.login(body, self.headers.get("dstcode")))
                case _:
                    _MOODS[portal.mood()](self, portal, body)

        def _json(self, body: _Json) -> None:
            self.answer(200, "application/json", json.dumps(body, ensure_ascii=False))

        def answer(self, status: int, kind: str, text: str) -> None:
            """Answers with that."""
            data = text.encode()
            self.send_response(status)
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            """Says nothing: what it is told names people."""

    return ThreadingHTTPServer(("127.0.0.1", port), Call)


def access(running: ThreadingHTTPServer) -> str:
    """What PORTAL_ACCESS is to be, so that the adapter finds this portal."""
    here = f"http://127.0.0.1:{running.server_port}"
    codes = {"unit": "000.00.00.H26", "destination": "VN:GOV:000.00.00.G22:vpcpdvcprovinces"}
    return portal_access.encrypted(Access(login_url=f"{here}/login", sync_url=f"{here}/sync", **codes, **ACCOUNT))


def _rightly(call: Any, portal: Portal, body: _Json) -> None:  # noqa: ANN401 - the request being answered
    call._json(portal.sync(body))


def _slowly(call: Any, portal: Portal, body: _Json) -> None:  # noqa: ANN401
    portal.closed.wait(portal.seconds)
    call._json(portal.sync(body))


def _silently(call: Any, portal: Portal, _body: _Json) -> None:  # noqa: ANN401
    portal.closed.wait(60)
    call.close_connection = True


def _too_late(call: Any, portal: Portal, body: _Json) -> None:  # noqa: ANN401
    """Takes what it is told, and breaks off before it says so."""
    portal.sync(body)
    call.close_connection = True


def _with(status: int, kind: str, text: str) -> Callable[[Any, Portal, _Json], None]:
    return lambda call, _portal, _body: call.answer(status, kind, text)


_MOODS: dict[str, Callable[[Any, Portal, _Json], None]] = {
    "right": _rightly,
    "expired": _rightly,  # its sessions were ended when the mood was set
    "slow": _slowly,
    "silent": _silently,
    "too_late": _too_late,
    "html": _with(200, "text/html", "<html><body>502 Bad Gateway</body></html>"),
    "malformed": _with(200, "application/json", '{"error_code": "0'),
    "no_object": _with(200, "application/json", '["0"]'),
    "error": _with(500, "text/plain", "java.lang.NullPointerException"),
    "unavailable": _with(503, "text/html", "<html>maintenance</html>"),
    "busy": _with(200, "application/json", json.dumps(_refusal("Hệ thống bận", "-99"), ensure_ascii=False)),
}
MOODS = frozenset(_MOODS)
