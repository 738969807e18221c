"""Reaching a stack on this machine: the one that runs, or one started for the time being."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import requests

from infra import seed
from infra.client import Stack
from infra.local import stack as stacks


@contextmanager
def stack(say: Callable[[str], None]) -> Iterator[Stack]:
    """The stack on MOTCUA_PORT. Raises PortTakenError when none runs there and none can be started."""
    port = stacks.port()
    found = stacks.running(port)
    if found:
        say(f"Dùng hệ thống đang chạy ở {found.api} (tin đã gửi: {found.outbox}/)")
        stacks.use(found.aws)
        yield _stack(found)
        return
    say(f"Khởi động hệ thống tạm ở cổng {port} …")
    with stacks.started(port) as started:
        yield _stack(started)


def _stack(found: stacks.Running) -> Stack:
    return Stack(found.api, lambda user: seed.token(found.client, user, stacks.PASSWORD), lambda: _texts(found.outbox))


def _texts(outbox: str) -> list[str]:
    """All SMS that the page of what was sent knows, in the order they went out."""
    reply = requests.get(f"{outbox}/messages.json", timeout=10)
    reply.raise_for_status()
    return [message["text"] for message in reply.json() if message["channel"] == "sms"]


def main() -> int:
    """`make token AS=<demo user>`: prints a bearer token of the running stack."""
    names = [user.name for user in seed.demo_users()]
    if len(sys.argv) != 2 or sys.argv[1] not in names:
        sys.stderr.write(f"make token AS=<{'|'.join(names)}>\n")
        return 2
    found = stacks.running(stacks.port())
    if found is None:
        sys.stderr.write(f"Chưa có hệ thống nào chạy ở cổng {stacks.port()}. No stack is running: make run\n")
        return 1
    stacks.use(found.aws)
    print(seed.token(found.client, sys.argv[1], stacks.PASSWORD))
    return 0


if __name__ == "__main__":
    sys.exit(main())
