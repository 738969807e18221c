"""The emulator, as a process of its own on a free port of loopback; it and its children never outlive the rehearsal."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from infra.rehearsal import certificate

HOST = "127.0.0.1"
_SECONDS_TO_START = 30


class RehearsalFailedError(Exception):
    """The system did not do what it must; the text says what."""


@dataclass(frozen=True, slots=True)
class Emulator:
    """A running emulator: its address, and the file it logs to."""

    url: str
    log: Path

    def sent(self, what: str) -> dict[str, Any]:
        """What its inspection page tells: `ses/messages` or `sns/sms-messages`."""
        reply = requests.get(f"{self.url}/_ministack/{what}", timeout=10)
        reply.raise_for_status()
        found: dict[str, Any] = reply.json()
        return found


@contextmanager
def running(python: Path, folder: Path, region: str) -> Iterator[Emulator]:
    """The emulator, ready. Whatever ends the block, the whole process group is ended with it."""
    port = _free_port()
    log = folder / "emulator.log"
    tls, key = certificate.make(folder, HOST)
    os.environ |= _trust(tls)
    with log.open("wb") as out:
        process = subprocess.Popen(
            [python, "-m", "ministack"],
            cwd=folder,
            env=_environment(folder, port, region)
            | _trust(tls)
            | {"MINISTACK_SSL_CERT": str(tls), "MINISTACK_SSL_KEY": str(key)},
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # its functions' processes are in its group, and end with it
        )
        try:
            yield _ready(Emulator(f"https://{HOST}:{port}", log), process)
        finally:
            _end(process)


def _environment(folder: Path, port: int, region: str) -> dict[str, str]:
    """Nothing of ours but PATH: the functions inherit it, and must find all they need in their packages."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "AUTH": "true",
        "USE_SSL": "1",
        "IOT_MTLS_ENABLED": "0",  # it would listen on a port of its own
        "BIND_HOST": HOST,
        "GATEWAY_PORT": str(port),
        "MINISTACK_REGION": region,
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def _trust(tls: Path) -> dict[str, str]:
    """What makes boto3, requests and Python's own clients trust that certificate, and no other."""
    return dict.fromkeys(("AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"), str(tls))


def _ready(emulator: Emulator, process: subprocess.Popen[bytes]) -> Emulator:
    deadline = time.monotonic() + _SECONDS_TO_START
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if requests.get(f"{emulator.url}/_ministack/health", timeout=2).ok:
                return emulator
        except requests.ConnectionError:
            time.sleep(0.1)
    raise RehearsalFailedError(f"the emulator did not start: {emulator.log.read_text()[-2000:]}")


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kills the group at once: nothing in it is worth a tidy end."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port
