"""The manifest of a partner's batch: one row a file, rows of one `ref` make one dossier.

Columns: ref, agent, procedure, full_name, number, phone, email, residence_unit, address, slot, file, sha256, and
`form.<field>` for what the procedure's form asks. All but `email` and `address` must be there; values of the dossier
(everything but slot, file, sha256) are the same in all its rows.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass

from chalicelib.domain.faults import Fault

MAX_ROWS = 500
LONGEST = 200
REQUIRED = (
    "ref",
    "agent",
    "procedure",
    "full_name",
    "number",
    "phone",
    "residence_unit",
    "slot",
    "file",
    "sha256",
)
_PER_FILE = ("slot", "file", "sha256")


@dataclass(frozen=True, slots=True)
class FileRow:
    """One row: its line in the manifest, and the file it names."""

    line: int
    slot: str
    file: str
    sha256: str


@dataclass(frozen=True, slots=True)
class BatchDossier:
    """The rows of one dossier; `values` are the columns they share. `fault` says why it can't be taken as it stands."""

    ref: str
    values: Mapping[str, str]
    files: tuple[FileRow, ...]
    fault: Fault | None = None

    @property
    def form(self) -> dict[str, str]:
        """What was declared for the procedure's form."""
        return {k.removeprefix("form."): v for k, v in self.values.items() if k.startswith("form.") and v}


def parse(content: bytes) -> list[BatchDossier]:
    """The dossiers of a manifest in the order they first appear. Raises batch.manifest when it is no such table."""
    rows = _rows(content)
    by_ref: dict[str, list[tuple[int, dict[str, str]]]] = {}
    for line, row in rows:
        by_ref.setdefault(row["ref"], []).append((line, row))
    return [_dossier(ref, group) for ref, group in by_ref.items()]


def _rows(content: bytes) -> list[tuple[int, dict[str, str]]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Fault("batch.manifest", "manifest.csv", reason="not UTF-8") from None
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        missing = [name for name in REQUIRED if name not in (reader.fieldnames or ())]
        if missing:
            raise Fault("batch.manifest", "manifest.csv", reason="missing columns " + ", ".join(missing))
        rows = [(reader.line_num, {k: (v or "").strip() for k, v in row.items() if k}) for row in reader]
    except csv.Error as error:
        raise Fault("batch.manifest", "manifest.csv", reason=f"line {reader.line_num}: {error}") from None
    if not 1 <= len(rows) <= MAX_ROWS:
        raise Fault("batch.manifest", "manifest.csv", reason=f"{len(rows)} rows, 1 to {MAX_ROWS} are taken")
    return rows


def _dossier(ref: str, group: list[tuple[int, dict[str, str]]]) -> BatchDossier:
    shared = [{k: v for k, v in row.items() if k not in _PER_FILE} for _, row in group]
    files = tuple(FileRow(line, row["slot"], row["file"], row["sha256"].lower()) for line, row in group)
    return BatchDossier(ref, shared[0], files, _fault(ref, shared, files))


def _fault(ref: str, shared: list[dict[str, str]], files: tuple[FileRow, ...]) -> Fault | None:
    for column, value in [*shared[0].items(), *((name, getattr(row, name)) for row in files for name in _PER_FILE)]:
        if len(value) > LONGEST or not value.isprintable():
            return Fault("batch.manifest", column, reason=f"a value of more than {LONGEST} or odd characters")
    if not ref:
        return Fault("batch.manifest", "ref", reason="a row without ref")
    for column in shared[0]:
        if len({values.get(column) for values in shared}) > 1:
            return Fault("batch.rows_disagree", column, ref=ref, column=column)
    for row in files:
        if not row.file or "/" in row.file or row.file.startswith("."):
            return Fault("batch.no_file", "file", file=row.file or "(trống)")
    return None
