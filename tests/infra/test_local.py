"""`make run` as a person meets it: it comes up, says where it is, says what is wrong, and leaves nothing behind."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests

ROOT = Path(__file__).parents[2]


def free_ports() -> int:
    """The first of three free ports in a row."""
    for first in random.sample(range(18200, 28000, 3), 200):
        if all(is_free(port) for port in range(first, first + 3)):
            return first
    raise AssertionError("no three free ports")


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


@contextmanager
def command(module: str, port: int, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    env = {k: v for k, v in os.environ.items() if not k.startswith(("AWS_", "TOKEN_"))} | {"MOTCUA_PORT": str(port)}
    started = subprocess.Popen(
        [sys.executable, "-u", "-m", module, *arguments],
        cwd=ROOT,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield started
    finally:
        started.kill()
        started.communicate()


def wait_for(process: subprocess.Popen[str], text: str) -> str:
    """What the process says up to and with this text; fails when it ends before."""
    assert process.stdout
    said = ""
    for line in process.stdout:
        said += line
        if text in line:
            return said
    raise AssertionError(said + (process.stderr.read() if process.stderr else ""))


def test_it_runs_is_found_by_the_other_commands_and_ends_cleanly() -> None:
    port = free_ports()
    with command("infra.local", port) as stack:
        said = wait_for(stack, "Ctrl-C")
        assert f"http://127.0.0.1:{port}/v1" in said
        api = f"http://127.0.0.1:{port}/v1"
        assert requests.get(f"{api}/health", timeout=10).json() == {"status": "ok"}
        assert len(requests.get(f"{api}/agents", timeout=10).json()["agents"]) == 32
        with command("infra.local.access", port, "clerk") as token_command:
            token, _ = token_command.communicate(timeout=60)
        me = requests.get(f"{api}/me", headers={"Authorization": f"Bearer {token.strip()}"}, timeout=10)
        assert me.json()["role"] == "clerk"
        assert "Chưa có" in requests.get(f"http://127.0.0.1:{port + 2}/", timeout=10).text
        stack.send_signal(signal.SIGINT)
        assert stack.wait(timeout=30) == 0
    assert all(is_free(p) for p in range(port, port + 3))


def test_a_taken_port_is_said_clearly() -> None:
    port = free_ports()
    with socket.socket() as other:
        other.bind(("127.0.0.1", port + 1))
        other.listen()
        with command("infra.local", port) as stack:
            _, said = stack.communicate(timeout=60)
        assert stack.returncode == 1
        assert f"Port {port + 1} is taken" in said


def test_a_token_without_a_stack_says_what_to_do() -> None:
    with command("infra.local.access", free_ports(), "clerk") as token:
        _, said = token.communicate(timeout=60)
    assert token.returncode == 1
    assert "make run" in said


def test_a_token_for_nobody_names_the_users() -> None:
    with command("infra.local.access", free_ports(), "nobody") as token:
        _, said = token.communicate(timeout=60)
    assert token.returncode == 2
    assert "clerk|manager" in said
