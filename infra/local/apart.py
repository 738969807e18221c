"""The emulated AWS in a process of its own, so that what is measured beside it has its core to itself."""

from __future__ import annotations

import multiprocessing
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from infra.local import stack

if TYPE_CHECKING:
    from infra.local.cloud import Cloud


@dataclass(frozen=True, slots=True)
class Apart:
    """A made stack, and the process that emulates it."""

    cloud: Cloud
    process: int

    def processor_seconds(self) -> float:
        """The processor time that the emulation has taken so far."""
        times = Path(f"/proc/{self.process}/stat").read_text().rpartition(")")[2].split()
        return (int(times[11]) + int(times[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def emulated_aws() -> Iterator[Apart]:
    """A made stack with a filled registry, which this process and its children reach; ends with the block."""
    with socket.socket() as probe:
        probe.bind((stack.HOST, 0))
        port = probe.getsockname()[1]
    stack.use(f"http://{stack.HOST}:{port}")
    spawning = multiprocessing.get_context("spawn")
    ready = spawning.Event()
    server = spawning.Process(target=_serve, args=(port, ready), daemon=True)
    server.start()
    ready.wait(60)
    try:
        from infra import seed
        from infra.local import cloud

        made = cloud.make()
        seed.fill_registry()
        yield Apart(made, int(server.pid or 0))
    finally:
        server.terminate()
        server.join()


def _serve(port: int, ready: Any) -> None:  # noqa: ANN401 - an event of multiprocessing
    with stack._moto(port):
        ready.set()
        threading.Event().wait()
