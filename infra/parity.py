"""What the national portal is to know and what it knows; to be run with the stack's environment variables set.

    python -m infra.parity [--first DAY] [--last DAY]     figures by day and status, and every dossier out of step
    python -m infra.parity --again CODE …                 puts refused dossiers before the portal anew

Nothing personal is printed. What is put anew is sent by the next sweep.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from chalicelib.adapters import portal_store
from chalicelib.adapters.portal_store import Line
from chalicelib.domain.deadlines import hanoi_day
from chalicelib.domain.faults import Fault
from chalicelib.domain.roles import Principal, Role
from chalicelib.services.following import STUCK_AFTER
from chalicelib.services.national_portal import parity
from chalicelib.services.national_portal.parity import LISTS, Parity

OPERATOR = Principal("operator", Role.ADMINISTRATOR, "registry")


def main(arguments: list[str]) -> int:
    """Prints the report, or puts dossiers anew; 1 when it is refused."""
    asked = _asked(arguments)
    if asked.again:
        return _again(asked.again)
    try:
        found = parity.parity(OPERATOR, asked.first or asked.last - timedelta(days=6), asked.last)
    except Fault as fault:
        sys.stderr.write(f"{fault.code}: {fault.en}\n")
        return 1
    print("\n".join(_report(found)))
    return 0


def _again(codes: list[str]) -> int:
    done = [portal_store.again(code, datetime.now(UTC) - STUCK_AFTER) for code in codes]
    for code, put in zip(codes, done, strict=True):
        print(f"{code}  {'put before the portal anew' if put else 'was not refused'}")
    return 0 if all(done) else 1


def _asked(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m infra.parity", description=__doc__)
    parser.add_argument("--first", type=date.fromisoformat, help="the first day, six before the last if not given")
    parser.add_argument("--last", type=date.fromisoformat, default=hanoi_day(datetime.now(UTC)), help="the last day")
    parser.add_argument("--again", nargs="+", metavar="CODE", help="dossiers that the portal refused")
    return parser.parse_args(arguments)


def _report(found: Parity) -> Iterator[str]:
    share = "-" if found.share is None else f"{found.share:.1%}"
    yield f"{found.first} – {found.last}: in step {share}, never heard of {found.unknown}"
    yield f"{'day':<12}{'due':>8}{'in step':>10}{'waiting':>10}{'refused':>10}"
    for day in found.days:
        yield f"{day.day!s:<12}{day.due:>8}{day.in_step:>10}{day.waiting:>10}{day.refused:>10}"
    yield f"{'status':<12}{'ours':>8}{'portal':>10}"
    for at in found.statuses:
        yield f"{at.status:<12}{at.ours:>8}{at.portals:>10}  {at.status.vi}"
    for which in LISTS:
        yield from (_line(which, line) for line in _all(which))


def _line(which: str, line: Line) -> str:
    known = "-" if line.known_status is None else line.known_status
    since = line.since.isoformat(timespec="seconds") if line.since else "-"
    return (
        f"{which:<9}{line.code}  {line.status} (portal {known})  since {since}  tries {line.tries}  {line.error or '-'}"
    )


def _all(which: str) -> Iterator[Line]:
    cursor = ""
    while True:
        page = parity.out_of_step(OPERATOR, which, 100, cursor)
        yield from page.lines
        if not page.cursor:
            return
        cursor = page.cursor


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
