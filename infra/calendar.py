"""`python -m infra.calendar YEAR`: the working calendar of a year as an entry of the registry, to be looked over.

Holidays and swapped working days come from the `holidays` package; hours and cut-off from the year entered last.
What the government still decides for that year is entered as `overrides`.
"""

from __future__ import annotations

import json
import re
import sys
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

import holidays

from chalicelib.domain import deadlines

SEEDS = Path(__file__).parent / "registry" / "calendar.json"
_INSTEAD = re.compile(r"thay cho ngày (\d{2})/(\d{2})/(\d{4})")


def entry(year: int, last: dict[str, Any]) -> dict[str, Any]:
    """The year's entry, its hours those of the `last` one. Raises calendar.invalid for what cannot be."""
    found = {day: str(name) for day, name in sorted(holidays.country_holidays("VN", years=year, language="vi").items())}
    body = {
        **last["body"],
        "holidays": {day.isoformat(): name for day, name in found.items()},
        "worked": dict(sorted(_worked(found).items())),
        "overrides": [],
    }
    first, end = f"{year}-01-01", f"{year}-12-31"
    deadlines.calendar(body, first, end)
    source = (
        f"PyPI holidays {version('holidays')} (MIT), country VN; cut-off 15:00: NĐ 61/2018/NĐ-CP; opening hours DEMO"
    )
    return {**last, "valid_from": first, "valid_to": end, "source": source, "body": body}


def _worked(found: dict[date, str]) -> dict[str, str]:
    """The weekend days that are worked for a weekday off, as the package names them beside it."""
    swapped = {}
    for day, name in found.items():
        instead = _INSTEAD.search(name)
        if instead:
            worked = date(int(instead[3]), int(instead[2]), int(instead[1]))
            swapped[worked.isoformat()] = f"làm bù cho {day:%d/%m/%Y}"
    return swapped


def main(arguments: list[str]) -> int:
    """Prints the entry; what differs from the year's seed, if there is one, goes to stderr."""
    year = int(arguments[0])
    seeds: list[dict[str, Any]] = json.loads(SEEDS.read_text())
    made = entry(year, seeds[-1])
    sys.stdout.write(json.dumps(made, ensure_ascii=False, indent=1) + "\n")
    seeded = next((row for row in seeds if row["valid_from"] == made["valid_from"]), None)
    for name in ("holidays", "worked", "overrides") if seeded else ():
        if seeded and seeded["body"][name] != made["body"][name]:
            sys.stderr.write(f"{name}: the seed of {year} says otherwise\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
