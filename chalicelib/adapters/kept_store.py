"""The paper store of a person: papers that may serve again. The scan stays where it lies; here is where that is."""

from __future__ import annotations

from datetime import date, datetime

from pynamodb.transactions import TransactWrite

from chalicelib.adapters import audit, consent_store, sealing
from chalicelib.adapters.dossier_store import transaction
from chalicelib.adapters.people_rows import KeptPaperRow, KeptResultRow, PersonItemRow
from chalicelib.adapters.people_store import subject
from chalicelib.domain.reuse import KeptPaper, KeptResult


def kept(person: str) -> tuple[KeptPaper, ...]:
    """The papers that are kept of a person, the last first: one Query."""
    found = PersonItemRow.query(person, PersonItemRow.item.startswith("paper#"), consistent_read=True)
    papers = [_kept(row) for row in found if isinstance(row, KeptPaperRow)]
    return tuple(sorted(papers, key=lambda one: one.kept_at, reverse=True))


def _kept(row: KeptPaperRow) -> KeptPaper:
    said = sealing.unseal(row.sealed, subject(row.person), row.item)
    until = date.fromisoformat(said.pop("valid_until"))
    return KeptPaper(id=row.item.removeprefix("paper#"), consent=row.consent, kept_at=row.at, valid_until=until, **said)


def keep(person: str, one: KeptPaper, trace: audit.Trace) -> None:
    """Keeps a paper under a consent, with a line of audit. Raises Raced when it is kept already, or the consent was
    withdrawn."""
    item, key = f"paper#{one.id}", sealing.new_key(subject(person))
    said = {
        "kind": one.kind,
        "dossier": one.dossier,
        "paper": one.paper,
        "object_version": one.object_version,
        "valid_until": one.valid_until.isoformat(),
    }
    row = KeptPaperRow(
        person, item, consent=one.consent, at=one.kept_at, sealed=sealing.seal(said, key, subject(person), item)
    )
    with transaction() as write:
        # kept under another consent before, which may not hold any more: the last one counts
        unknown = KeptPaperRow.item.does_not_exist() | (KeptPaperRow.consent != one.consent)
        write.save(row, condition=unknown)
        consent_store.still_given(write, person, one.consent)
        write.save(audit.row(subject(person), trace, one.kept_at, key))


def results(person: str) -> tuple[KeptResult, ...]:
    """The signed results of a person, the last first."""
    found = PersonItemRow.query(person, PersonItemRow.item.startswith("paper#"), consistent_read=True)
    made = [_result(row) for row in found if isinstance(row, KeptResultRow)]
    return tuple(sorted(made, key=lambda one: one.kept_at, reverse=True))


def _result(row: KeptResultRow) -> KeptResult:
    said = sealing.unseal(row.sealed, subject(row.person), row.item)
    return KeptResult(id=row.item.removeprefix("paper#"), kept_at=row.at, **said)


def add_result(write: TransactWrite, person: str, one: KeptResult, trace: audit.Trace) -> None:
    """Puts a result among the person's papers in the transaction that issues it, with a line of audit."""
    item, key = f"paper#{one.id}", sealing.new_key(subject(person))
    said = {
        "kind": one.kind,
        "dossier": one.dossier,
        "result": one.result,
        "part": one.part,
        "procedure": one.procedure,
    }
    write.save(KeptResultRow(person, item, at=one.kept_at, sealed=sealing.seal(said, key, subject(person), item)))
    write.save(audit.row(subject(person), trace, one.kept_at, key))


def note_use(write: TransactWrite, person: str, one: KeptPaper, trace: audit.Trace, now: datetime) -> None:
    """Puts the line about a use into its transaction, which fails once the paper is no longer kept."""
    write.condition_check(KeptPaperRow, person, f"paper#{one.id}", condition=KeptPaperRow.item.exists())
    write.save(audit.row(subject(person), trace, now, sealing.new_key(subject(person))))


def forget(person: str) -> None:
    """Takes away how the person wants to be told, and every paper and result that is kept of the person."""
    for row in PersonItemRow.query(person, consistent_read=True):
        if row.item == "contact" or isinstance(row, KeptPaperRow | KeptResultRow):
            row.delete()
