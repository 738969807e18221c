"""What people corrected, as files that the reader learns from; to be run with the stack's environment variables set.

    python -m infra.corrections outcomes OUT.jsonl                         for `python -m chalicelib.reading.calibrate`
    python -m infra.corrections kinds OUT.jsonl --by NAME --reason WHY     for `python -m chalicelib.reading.learn`

`outcomes` holds types, confidences and right or wrong, nobody's data. `kinds` holds the texts of papers, which are
personal data: who asks and why is written into the audit trail of every dossier; the file can be read by its owner
alone, and is to be deleted when the reader has learned.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from chalicelib.domain.faults import Fault
from chalicelib.domain.roles import Principal, Role
from chalicelib.services.scanning import learning
from chalicelib.services.scanning.learning import Example, Outcome


def main(arguments: list[str]) -> int:
    """Writes the file and says how many lines it has; 1 when it is refused."""
    asked = _asked(arguments)
    try:
        count = _write(asked.out, _lines(asked))
    except Fault as fault:
        sys.stderr.write(f"{fault.code}: {fault.en}\n")
        return 1
    except FileExistsError:
        sys.stderr.write(f"{asked.out} is there already\n")
        return 1
    print(f"{count} lines written")
    return 0


def _asked(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m infra.corrections", description=__doc__)
    parser.add_argument("what", choices=("outcomes", "kinds"))
    parser.add_argument("out", type=Path, metavar="OUT.jsonl", help="a file that is not there yet")
    parser.add_argument("--by", default="", help="who asks, as the audit trail is to name them")
    parser.add_argument("--reason", default="", help="why, as the audit trail is to tell it")
    asked = parser.parse_args(arguments)
    if asked.what == "kinds" and not asked.by.strip():
        parser.error("kinds are personal data: --by and --reason are needed")
    return asked


def _lines(asked: argparse.Namespace) -> Iterable[Outcome | Example]:
    if asked.what == "outcomes":
        return learning.outcomes()
    operator = Principal(f"operator:{asked.by.strip()}", Role.SYSTEM, "")
    return learning.examples(operator, asked.reason, datetime.now(UTC))


def _write(out: Path, lines: Iterable[Outcome | Example]) -> int:
    """Writes one line for each, into a new file that only its owner may read."""
    count = 0
    with os.fdopen(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        for count, line in enumerate(lines, 1):  # noqa: B007 - the last number is how many there were
            file.write(json.dumps(asdict(line), ensure_ascii=False) + "\n")
    return count


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
