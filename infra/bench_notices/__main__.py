"""How soon citizens are told: events go the whole way to providers of known delay.

    python -m infra.bench_notices [--count 10000] [--provider-ms 50] [--rate 20] [--processes 1]
    python -m infra.bench_notices --burst [--count 10000] …

Each event makes two notices (SMS, e-mail) of a dossier of its own. It goes the way that it goes in the cloud: from the
table through its stream to `dispatch`, into the queue, and from there in tens to as many `send_notices` as the template
allows. Only the providers are stubs: tables, stream, queue and keys are moto's, in a process of its own; the functions
run in `--processes` more. Measured is the time from the event to the moment at which the provider has taken the notice.

Events come at `--rate` notices a second, or, with `--burst`, all at one moment: they lie in the stream when the clock
starts. What AWS is asked for one notice is counted beside it, for that is what a city pays.
"""

from __future__ import annotations

import argparse
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from queue import Empty

from infra.bench_notices import events, lambdas
from infra.bench_notices.lambdas import Running
from infra.bench_notices.measuring import Measured
from infra.local import apart
from infra.local.apart import Apart

_CHANNELS = 2
_EMPTY_LOOKS = 30  # seconds in which nothing moves


def main() -> int:
    """Measures and prints; exit status 1 when a notice was lost or handed over twice."""
    parser = argparse.ArgumentParser(prog="python -m infra.bench_notices", description=__doc__)
    parser.add_argument("--count", type=int, default=10000, help="notices")
    parser.add_argument("--provider-ms", type=int, default=50, help="how long a provider takes")
    parser.add_argument("--processes", type=int, default=1, help="in how many processes the senders run")
    when = parser.add_mutually_exclusive_group()
    when.add_argument("--rate", type=float, default=20, help="notices a second")
    when.add_argument("--burst", action="store_true", help="all at one moment")
    options = parser.parse_args()
    rate = 0.0 if options.burst else options.rate
    with apart.emulated_aws() as aws:
        measured = _measured(options.count // _CHANNELS, rate / _CHANNELS, aws, options)
    pace = f"{rate:g} a second wanted" if rate else "all at one moment"
    senders = f"{lambdas.configured_senders()} senders of ten events in {options.processes} processes"
    conditions = f"provider {options.provider_ms} ms, {senders}; {pace}"
    return measured.report(options.count // _CHANNELS * _CHANNELS, conditions)


def _measured(count: int, a_second: float, aws: Apart, options: argparse.Namespace) -> Measured:
    measured = Measured()
    wanted = events.prepared(count)
    running = Running(aws.cloud.attributes["DossiersTable.StreamArn"], options.processes, options.provider_ms / 1000)
    if not a_second:
        events.write(one.event(datetime.now(UTC)) for one in wanted)
    began, before = running.go(), aws.processor_seconds()
    if a_second:
        listener = threading.Thread(target=_listen, args=(running, measured, count * _CHANNELS))
        listener.start()
        events.happen(wanted, a_second, measured.events.__setitem__)
        measured.came_in = time.time() - began
        listener.join()
    else:
        measured.events = {one.id: began for one in wanted}
        _listen(running, measured, count * _CHANNELS)
    measured.took = time.time() - began
    measured.cpu["the emulation"] = aws.processor_seconds() - before
    measured.waiting = _waiting_at_last()
    measured.calls, measured.cpu["our functions"] = running.end()
    return measured


def _listen(running: Running, measured: Measured, wanted: int) -> None:
    """Hears from the providers until all was taken, or nothing moves any more; repeats that come at once are heard."""
    silent = 0
    while silent < _EMPTY_LOOKS and not (len(measured.taken) == wanted and silent):
        try:
            measured.take(*running.taken.get(timeout=1))
            silent = 0
        except Empty:
            silent += 1


def _waiting_at_last() -> int:
    """How many events are not done though all was taken: what is written after the last was taken is waited for."""
    for _ in range(_EMPTY_LOOKS):
        if _waiting():
            time.sleep(1)
    return _waiting()


def _waiting() -> int:
    from chalicelib.adapters import dossier_store
    from chalicelib.domain.events import Todo

    return len(dossier_store.waiting(Todo.NOTIFY, datetime.now(UTC) + timedelta(days=1)))


if __name__ == "__main__":
    sys.exit(main())
