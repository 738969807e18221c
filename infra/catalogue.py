"""Shows what a file of procedures would change in the catalogue, and enters it with --apply: all of it or nothing.

    python -m infra.catalogue infra/registry/procedures.json
    python -m infra.catalogue new-fees.json --apply --reason "NQ 78/2026/NQ-HĐND"

The file holds versions as `infra/registry/procedures.json` spells them. The environment is that of the functions
(REGISTRY_TABLE, AUDIT_TABLE, DATA_KEY); whoever may run this is decided by IAM. Exit status 1: something is refused.
"""

from __future__ import annotations

import argparse
import getpass
import json
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from chalicelib.domain.catalogue_changes import Change, Outcome, Report
from chalicelib.domain.faults import Fault
from chalicelib.domain.roles import Principal, Role
from chalicelib.services.reference import catalogue

_SIGNS = {
    Outcome.ADDED: "+",
    Outcome.CHANGED: "~",
    Outcome.CLOSED: "]",
    Outcome.UNCHANGED: "=",
    Outcome.REFUSED: "!",
}
_WIDEST = 100  # characters of a value


def lines(report: Report) -> Iterator[str]:
    """The report for a terminal: a line for each version that changes, its fields old -> new, and why it is refused."""
    for change in report.changes:
        if change.outcome is not Outcome.UNCHANGED:
            yield from _change(change)
    yield ", ".join(f"{len(report.of(outcome))} {outcome}" for outcome in Outcome)


def _change(change: Change) -> Iterator[str]:
    against = f" (against {change.against})" if change.against and change.against != change.valid_from else ""
    period = f"{change.valid_from} – {change.valid_to or '…'}"
    yield f"{_SIGNS[change.outcome]} {change.outcome} {change.entry} {period}{against}"
    for fault in change.faults:
        yield f"    {fault.code} {fault.field}: {fault.vi} / {fault.en}"
    for field in change.fields:
        yield f"    {field.field}: {_value(field.old)} -> {_value(field.new)}"


def _value(value: Any) -> str:  # noqa: ANN401 - any value of a body
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _WIDEST else text[: _WIDEST - 1] + "…"


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the report; 0 when it was (or could be) entered, 1 when something is refused, 2 for no such file."""
    parser = argparse.ArgumentParser("python -m infra.catalogue", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("file", type=Path)
    parser.add_argument("--apply", action="store_true", help="enter it, rather than show what it would change")
    parser.add_argument("--reason", default="", help="kept in the audit trail")
    asked = parser.parse_args(arguments)
    try:
        rows = json.loads(asked.file.read_text())
    except (OSError, ValueError) as error:
        print(f"{asked.file}: {error}", file=sys.stderr)
        return 2
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        print(f"{asked.file}: không phải danh sách phiên bản / no list of versions", file=sys.stderr)
        return 2
    return _entered(rows, asked.reason, apply=asked.apply)


def _entered(rows: list[dict[str, Any]], reason: str, *, apply: bool) -> int:
    by = Principal(f"operator:{getpass.getuser()}", Role.ADMINISTRATOR, "registry")
    now = datetime.now(UTC)
    shown = catalogue.enter(rows, by, reason, now)
    for line in lines(shown.report):
        print(line)
    if shown.report.refused or not apply:
        return int(bool(shown.report.refused))
    try:
        catalogue.enter(rows, by, reason, now, dry_run=False)
    except Fault as fault:
        print(f"{fault.code}: {fault.vi} / {fault.en}", file=sys.stderr)
        return 1
    print("Đã ghi vào danh mục. Entered.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
