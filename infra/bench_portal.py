"""How soon the national portal knows: dossiers go through `sync_portal` to a portal of known delay.

    python -m infra.bench_portal [--count 1000] [--portal-ms 50]

As many functions as the template allows take fifty dossiers each, as SQS hands them. The portal is the simulator of the
local stack, which holds every record to the recorded shapes; it runs in this process. Tables, queues and keys are
moto's, in a process of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import yaml
from chalice.app import SQSEventConfig

from infra.bench_notices import events, lambdas
from infra.bench_notices.events import Happening
from infra.local import apart, national_portal

_SENT = ("submitted", "routed", "accepted")


def main() -> int:
    """Measures and prints; exit status 1 unless the portal knows every dossier, and each once."""
    parser = argparse.ArgumentParser(prog="python -m infra.bench_portal", description=__doc__)
    parser.add_argument("--count", type=int, default=1000, help="dossiers")
    parser.add_argument("--portal-ms", type=int, default=50, help="how long the portal takes for a call")
    options = parser.parse_args()
    portal = national_portal.Portal(standing="slow", seconds=options.portal_ms / 1000)
    running = national_portal.server(0, portal)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    with apart.emulated_aws():
        os.environ["PORTAL_ACCESS"] = national_portal.access(running)
        calls: Counter[str] = Counter()
        codes = _owed(options.count)
        lambdas.counting(calls)
        before, began = time.process_time(), time.time()
        failed = _told(codes)
        run = Run(time.time() - began, time.process_time() - before, calls, failed)
    running.shutdown()
    return run.report(codes, portal, options.portal_ms)


@dataclass(frozen=True, slots=True)
class Run:
    """What telling the portal took: time, processor time (the simulator's included), calls of AWS, messages again."""

    seconds: float
    processor_seconds: float
    calls: Counter[str]
    failed: int

    def report(self, codes: Sequence[str], portal: national_portal.Portal, portal_ms: int) -> int:
        """Prints the figures and what they were measured on."""
        count, rows = len(codes), len(_SENT) * len(codes)
        missing = set(codes) - portal.dossiers.keys()
        load = " ".join(f"{n:.1f}" for n in os.getloadavg())
        functions = f"{_configured()} functions of {_batch()}"
        machine = f"{platform.machine()}, {os.cpu_count()} cores shared (load {load})"
        print(f"{count} dossiers of {len(_SENT)} steps, portal {portal_ms} ms a call, {functions}")
        print(f"on {machine}, Python {platform.python_version()}, moto")
        print(
            f"told in {self.seconds:.1f} s: {count / self.seconds:.1f} dossiers a second, in {len(portal.calls)} calls"
        )
        print(f"missing: {len(missing)}; steps: {len(portal.rows)} of {rows}; come again: {self.failed}")
        for call, times in sorted(self.calls.items()):
            print(f"  {times / count:7.3f}  {call}")
        print(f"processor time a dossier, ours and the simulator's: {self.processor_seconds / count * 1000:.1f} ms")
        return 1 if missing or len(portal.rows) != rows or self.failed else 0


def _owed(count: int) -> list[str]:
    """Dossiers that were filed, routed and accepted, of which the portal knows nothing yet; returns their codes."""
    made = [Happening(number) for number in range(count)]
    events.write(row for one in made for row in one.filed(_SENT, datetime.now(UTC)))
    for one in made:
        one.owe(datetime.now(UTC))
    return [one.code for one in made]


def _told(codes: Sequence[str]) -> int:
    """Hands all to the functions; returns how many messages they want again."""
    from app import app
    from infra.local import pumps

    sync = app.handler_map["sync_portal"]

    def told(some: Sequence[str]) -> int:
        reply = sync({"Records": list(_records(some))}, pumps.context("sync_portal"))
        return len(reply["batchItemFailures"])

    with ThreadPoolExecutor(_configured()) as pool:
        return sum(pool.map(told, (codes[at : at + _batch()] for at in range(0, len(codes), _batch()))))


def _records(codes: Sequence[str]) -> Iterator[dict[str, Any]]:
    from chalicelib.adapters import portal_store
    from infra.local import pumps

    for code in codes:
        body = json.dumps({"dossier": code, "item": portal_store.ITEM})
        yield pumps.sqs_record({"MessageId": code, "ReceiptHandle": code, "Body": body}, "arn:aws:sqs:x:0:q")


def _configured() -> int:
    from infra.local.cloud import TEMPLATE

    [source] = yaml.safe_load(TEMPLATE.read_text())["Resources"]["SyncPortal"]["Properties"]["Events"].values()
    return int(source["Properties"]["ScalingConfig"]["MaximumConcurrency"])


def _batch() -> int:
    from app import app

    [source] = [s for s in app.event_sources if isinstance(s, SQSEventConfig) and s.name == "sync_portal"]
    return source.batch_size


if __name__ == "__main__":
    sys.exit(main())
