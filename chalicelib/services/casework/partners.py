"""Batches that partners drop: scans first, `manifest.csv` last; `ack.csv` says row by row what became of it."""

from __future__ import annotations

import csv
import io
from datetime import datetime

from chalicelib.adapters import dossier_store as store
from chalicelib.adapters import files
from chalicelib.adapters.telemetry import logger
from chalicelib.domain import manifests, uploads
from chalicelib.domain.deadlines import hanoi_day
from chalicelib.domain.dossiers import PaperState
from chalicelib.domain.faults import Fault
from chalicelib.domain.manifests import BatchDossier, FileRow
from chalicelib.domain.roles import Principal, Role
from chalicelib.services.casework import intake
from chalicelib.services.reference import registry

_NEVER_CAME = "not_uploaded"
_MANIFEST_BYTES = 2 * 1024 * 1024
ACK_COLUMNS = ("line", "ref", "file", "outcome", "dossier", "code", "field", "vi", "en")


def take_batch(bucket: str, key: str, now: datetime) -> None:
    """Takes in the batch that this manifest closes. Taking it again changes nothing and acknowledges the same codes."""
    _, provider, *folders, _ = key.split("/")
    batch = "/".join(folders)
    folder = key.removesuffix("manifest.csv")
    rows: list[dict[str, object]] = []
    try:
        dossiers = manifests.parse(_manifest(bucket, key))
    except Fault as fault:
        rows.append(_row(1, "", "manifest.csv", "refused", fault=fault))
        dossiers = []
    for dossier in dossiers:
        rows += _taken(dossier, provider, batch, folder, now)
    files.put(bucket, folder + "ack.csv", _csv(rows), "text/csv; charset=utf-8")
    refused = sum(row["outcome"] == "refused" for row in rows)
    logger.info("batch taken", provider=provider, rows=len(rows), refused=refused)  # its name is the partner's words


def _manifest(bucket: str, key: str) -> bytes:
    stored = files.stored(bucket, key)
    if stored and stored.size > _MANIFEST_BYTES:
        raise Fault("batch.manifest", "manifest.csv", reason=f"more than {_MANIFEST_BYTES // 2**20} MB")
    return files.fetch(bucket, key)


def _taken(dossier: BatchDossier, provider: str, batch: str, folder: str, now: datetime) -> list[dict[str, object]]:
    """The acknowledgement of one dossier. It is taken whole or not at all."""
    try:
        code, new = _take(dossier, provider, f"{provider}#{batch}#{dossier.ref}", folder, now)
    except Fault as fault:
        return [_row(row.line, dossier.ref, row.file, "refused", fault=fault) for row in dossier.files]
    outcome = "taken" if new else "already_taken"
    return [_row(row.line, dossier.ref, row.file, outcome, code=code) for row in dossier.files]


def _take(dossier: BatchDossier, provider: str, key: str, folder: str, now: datetime) -> tuple[str, bool]:
    if dossier.fault:
        raise dossier.fault
    application = _application(dossier)
    agent = dossier.values["agent"]
    before = intake.opened_before(application, agent, key)
    if before and _is_whole(before, len(dossier.files)):
        return before, False  # the partner may have tidied its folder since
    if not before:  # later days may have other rules, or no such agent
        _require_right(dossier, application, provider, now)
    types = [_checked_type(folder, row) for row in dossier.files]
    clerk = Principal(f"partner:{provider}", Role.CLERK, agent)  # the partner's system acts as the agent's clerk
    code, new = intake.open_once(application, agent, clerk, key, now)
    for row, content_type in zip(dossier.files, types, strict=True):
        _hand_over(code, row, content_type, clerk, key, folder, now)
    return code, new


def _is_whole(code: str, papers: int) -> bool:
    """Whether every file of the dossier was handed over."""
    found = [p for p in store.load(code).file.papers if p.reason != _NEVER_CAME]
    return len(found) >= papers and all(
        p.state is not PaperState.AWAITED or files.stored(files.scans_bucket(), files.scan_key(code, p.id))
        for p in found
    )


def _require_right(dossier: BatchDossier, application: intake.Application, provider: str, now: datetime) -> None:
    """Raises what is wrong with the values of a dossier that is not taken in yet."""
    agent = dossier.values["agent"]
    if intake.check(application, agent, now).provider != provider:
        raise Fault("batch.other_provider", "agent", agent=agent)
    procedure = registry.procedure(application.procedure, hanoi_day(now))
    if len(dossier.files) > uploads.MAX_PAPERS:
        raise Fault("paper.too_many", "file", limit=uploads.MAX_PAPERS)
    for row in dossier.files:
        procedure.slot(row.slot)


def _checked_type(folder: str, row: FileRow) -> str:
    """The file's content type. Raises what is wrong with the file, before anything of its dossier is written."""
    bucket = files.partners_bucket()
    stored = files.stored(bucket, folder + row.file)
    if stored is None:
        raise Fault("batch.no_file", "file", file=row.file)
    if stored.size == 0:
        raise Fault("scan.empty_file", row.file)
    if stored.size > uploads.MAX_BYTES:
        raise Fault("scan.too_large", row.file)
    content = files.content(bucket, folder + row.file)
    if content.sha256 != row.sha256:
        raise Fault("batch.checksum", "sha256", file=row.file)
    content_type = uploads.content_type(content.head)
    if content_type is None:
        raise Fault("scan.not_image_or_pdf", row.file)
    return content_type


def _hand_over(
    code: str, row: FileRow, content_type: str, clerk: Principal, key: str, folder: str, now: datetime
) -> None:
    mark = f"{key}#{row.file}#{row.slot}"
    slot = intake.await_paper(code, row.slot, content_type, clerk, mark, now)
    if slot.paper.reason == _NEVER_CAME:  # a crash before the copy, and a redrive after the sweep gave it up
        slot = intake.await_paper(code, row.slot, content_type, clerk, mark + "#again", now)
    target = files.scan_key(code, slot.paper.id)
    if slot.paper.state is PaperState.AWAITED and files.stored(files.scans_bucket(), target) is None:
        files.copy_to_scans(folder + row.file, target, content_type)


def _application(dossier: BatchDossier) -> intake.Application:
    values = dossier.values
    return intake.Application(
        procedure=values["procedure"],
        full_name=values["full_name"],
        number=values["number"],
        phone=values["phone"],
        email=values.get("email") or None,
        residence_unit=values["residence_unit"],
        address=values.get("address", ""),
        form=dossier.form,
    )


def _row(
    line: int, ref: str, file: str, outcome: str, *, code: str = "", fault: Fault | None = None
) -> dict[str, object]:
    said = (fault.code, fault.field or "", fault.vi, fault.en) if fault else ("", "", "", "")
    return dict(zip(ACK_COLUMNS, (line, ref, file, outcome, code, *said), strict=True))


def _csv(rows: list[dict[str, object]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, ACK_COLUMNS)
    writer.writeheader()
    writer.writerows({k: _harmless(v) for k, v in row.items()} for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _harmless(value: object) -> object:
    """A partner's own text must not become a formula when the acknowledgement is opened in a spreadsheet."""
    return "'" + value if isinstance(value, str) and value[:1] in ("=", "+", "-", "@") else value
