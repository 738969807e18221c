"""The archive of scans: what was read is held as it came, and a searchable copy lies beside it."""

from __future__ import annotations

from chalicelib import reading
from chalicelib.adapters import files
from chalicelib.adapters.telemetry import logger
from chalicelib.domain.dossiers import Paper
from chalicelib.reading import About
from chalicelib.services.scanning import readings


def archive(bucket: str, code: str, paper: Paper) -> None:
    """Holds the version of the scan that was read and makes its copy, once: a second call changes nothing.

    A signed PDF has no copy: it is itself the original and the record, and another file would not carry its signatures.
    """
    key, version = files.scan_key(code, paper.id), paper.object_version
    if version:
        files.lock(bucket, key, version)
    copy = files.copy_key(code, paper.id, version)
    scan = files.stored(bucket, key, version)
    if scan is None or files.stored(bucket, copy):
        return
    if readings.shown(code, paper, ()).signatures:
        return
    about = About(
        dossier=code,
        paper=paper.id,
        kind=paper.kind or "other",
        scanned_at=scan.at,
        reader=reading.VERSION,
    )
    body = reading.archived(files.fetch(bucket, key, version), readings.first_read(code, paper), about)
    files.put(bucket, copy, body, "application/pdf", {"dossier": code, "paper": paper.id, "kind": about.kind})
    logger.info("copy made", dossier=code, paper=paper.id, bytes=len(body))
