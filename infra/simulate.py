"""Who would decide what where: all procedures and all units on a day, from the seed files, before anything is entered.

`python -m infra.simulate [--on DAY]` prints CSV; `--diff OTHER.json` prints what another routing table would change.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from chalicelib.domain import routing
from chalicelib.domain.deadlines import hanoi_day
from chalicelib.domain.routing import Answer

REGISTRY = Path(__file__).parent / "registry"


def answers(rows: Iterable[Mapping[str, Any]], day: date) -> dict[tuple[str, str], Answer]:
    """What the routing table answers on the day, with the seeds' authorities and units."""
    authorities = {body["id"]: routing.authority(body) for body in _valid("authorities", "authority", day)}
    units = [body["code"] for body in _valid("units", "unit", day)]
    return routing.simulate(routing.table(rows), authorities.get, units, day)


def main(arguments: list[str]) -> int:
    """Prints the table or the difference; 1 when the other table is refused, with the reasons on stderr."""
    asked = _asked(arguments)
    now = answers(_read(REGISTRY / "routing.json"), asked.on)
    out = csv.writer(sys.stdout)
    if asked.diff is None:
        out.writerow(("procedure", "unit", "authority", "refused"))
        out.writerows((*key, *answer) for key, answer in now.items())
        return 0
    other = _read(asked.diff)
    wrong = routing.problems(other)
    for fault in wrong:
        sys.stderr.write(f"{fault.code}: {fault.en}\n")
    if wrong:
        return 1
    out.writerow(("procedure", "unit", "authority", "refused", "new_authority", "new_refused"))
    out.writerows((*key, *old, *new) for key, (old, new) in routing.diff(now, answers(other, asked.on)).items())
    return 0


def _asked(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m infra.simulate", description=__doc__)
    parser.add_argument("--on", type=date.fromisoformat, default=hanoi_day(datetime.now(UTC)), help="the day")
    parser.add_argument("--diff", type=Path, help="another routing.json, compared with the one in infra/registry")
    return parser.parse_args(arguments)


def _valid(name: str, kind: str, day: date) -> list[dict[str, Any]]:
    text = day.isoformat()
    rows = [r for r in _read(REGISTRY / f"{name}.json") if r["kind"] == kind]
    return [r["body"] for r in rows if r["valid_from"] <= text <= (r["valid_to"] or routing.OPEN_END)]


def _read(path: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(path.read_text())
    return rows


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
