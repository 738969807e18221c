"""Batches as partners drop them, and their acknowledgements as partners read them."""

from __future__ import annotations

import csv
import hashlib
import io
import uuid
from dataclasses import dataclass, field
from datetime import datetime

from chalicelib.adapters import files
from chalicelib.services.casework import partners
from tests.support.dossiers import NOW
from tests.support.readings import jpeg
from tests.support.town import BIRTH, FAMILY, FORM

Row = dict[str, str]


def row(ref: str, file: str = "1.jpg", slot: str = "GCS", data: bytes | None = None, **changes: str) -> Row:
    """A manifest's row for the family, but for what is given."""
    values = {"ref": ref, "agent": "VNP-01", "procedure": BIRTH, **FAMILY}
    values |= {f"form.{name}": value for name, value in FORM.items()}
    digest = hashlib.sha256(jpeg() if data is None else data).hexdigest()
    return values | {"slot": slot, "file": file, "sha256": digest} | changes


@dataclass
class Batch:
    """A folder of a provider's batch."""

    provider: str = "vnpost"
    name: str = field(default_factory=lambda: uuid.uuid4().hex)

    @property
    def folder(self) -> str:
        return f"partners/{self.provider}/{self.name}/"

    def drop(self, file: str, data: bytes | None = None) -> None:
        """A file put beside the manifest."""
        body = jpeg() if data is None else data
        files.put(files.partners_bucket(), self.folder + file, body, "application/octet-stream")

    def close(self, *rows: Row) -> None:
        """The manifest, put last."""
        out = io.StringIO(newline="")
        writer = csv.DictWriter(out, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
        self.drop("manifest.csv", out.getvalue().encode())

    def take(self, now: datetime = NOW) -> list[Row]:
        """The batch is taken in; returns its acknowledgement."""
        partners.take_batch(files.partners_bucket(), self.folder + "manifest.csv", now)
        return self.acknowledged()

    def acknowledged(self) -> list[Row]:
        """What the partner reads."""
        text = files.fetch(files.partners_bucket(), self.folder + "ack.csv").decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text, newline="")))
