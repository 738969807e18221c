"""The queue of doubtful papers: who finds what there, what is asked of a person, and what a person says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from chalicelib import reading
from chalicelib.adapters import audit, review_store
from chalicelib.adapters import dossier_store as store
from chalicelib.adapters.dossier_store import Loaded, Once, Together
from chalicelib.adapters.review_store import Unlooked
from chalicelib.adapters.telemetry import logger
from chalicelib.domain import corrections, review, roles
from chalicelib.domain.corrections import Known, Statement, Told
from chalicelib.domain.deadlines import hanoi_day
from chalicelib.domain.dossiers import Dossier, Event, File, Paper, PaperState
from chalicelib.domain.faults import Fault
from chalicelib.domain.procedures import Procedure
from chalicelib.domain.review import Question
from chalicelib.domain.roles import AGENT_SIDE, Principal, Right
from chalicelib.reading import words
from chalicelib.reading.words import Vocabulary
from chalicelib.services.casework import lookup
from chalicelib.services.casework.intake import event_of
from chalicelib.services.casework.lookup import PaperView
from chalicelib.services.once import carried_out, once
from chalicelib.services.reference import registry
from chalicelib.services.scanning import readings


@dataclass(frozen=True, slots=True)
class Queue:
    """One page of dossiers with papers that wait; `cursor` asks for the next."""

    rows: tuple[Unlooked, ...]
    cursor: str | None


def vocabulary() -> Vocabulary:
    """What people call what the reader's codes stand for."""
    return words.vocabulary()


def queue(by: Principal, limit: int, cursor: str) -> Queue:
    """One page of the asker's own queue, the longest waiting first, without personal data."""
    roles.require(by, Right.REVIEW)
    name = f"{'agent' if by.role in AGENT_SIDE else 'desk'}:{by.scope}"
    found = review_store.to_review(name, limit, lookup.decoded(cursor, "review", name))
    return Queue(found.rows, lookup.encoded(found.cursor))


@dataclass(frozen=True, slots=True)
class Asked:
    """A paper, what of it is to be looked at, and whether the asker may say so now.

    `to_scan` leads from the upright pages that something is asked of to the scanned ones (3 x 3 matrices).
    """

    seen: PaperView
    questions: tuple[Question, ...]
    may_correct: bool
    to_scan: Mapping[int, Sequence[float]]


def asked(code: str, paper_id: str, by: Principal, now: datetime) -> Asked:
    """What a paper asks of a person; audited like every look at it. Raises what looking at it raises."""
    roles.require(by, Right.REVIEW)
    seen = lookup.paper(code, paper_id, by, "", now)
    questions = _questions(seen.file, seen.paper, _procedure(seen.file))
    to_scan = _to_scan(seen, {question.page for question in questions})
    return Asked(seen, questions, roles.reviews(by, seen.file.dossier), to_scan)


def _to_scan(seen: PaperView, numbers: set[int]) -> dict[int, Sequence[float]]:
    there = {page["number"]: page for page in seen.pages}
    beyond = numbers - {0, *there}
    if beyond:
        there |= {page["number"]: page for page in readings.shown(seen.file.dossier.code, seen.paper, beyond).pages}
    return {number: there[number]["to_scan"] for number in numbers if there.get(number, {}).get("to_scan")}


def correct(code: str, paper_id: str, said: Sequence[Statement], by: Principal, key: str, now: datetime) -> None:
    """Keeps what a person says of a paper, once. Raises review.… for what cannot be said of it."""
    roles.require(by, Right.REVIEW)
    wanted = {"code": code, "paper": paper_id, "said": [asdict(statement) for statement in said]}
    mark = once("correct", f"api#{by.id}#{key}", wanted)
    carried_out(mark, act=lambda: _correct(code, paper_id, said, by, mark, now), again=lambda before: None)


def _correct(code: str, paper_id: str, said: Sequence[Statement], by: Principal, mark: Once, now: datetime) -> None:
    loaded = store.load(code)
    file, before = loaded.file, loaded.file.dossier
    if not roles.within_reach(by, before):
        raise Fault("dossier.unknown", "code")
    if not roles.reviews(by, before):
        raise Fault("review.elsewhere", "code")
    event = event_of("paper_corrected", before, before, by, now, subject=paper_id)
    read = file.paper(paper_id)
    procedure = _procedure(file)
    file = _with(file, read, said, procedure, by, event.id, now)
    if corrections.to_be_read_by(read, file.corrections[len(loaded.file.corrections) :]):
        event = replace(event, type="kind_corrected")  # the reader follows
    still_waits = review.waits(_questions(file, file.paper(paper_id), procedure))
    after = review.asking(before, paper_id, now) if still_waits else review.answered(before, file.papers, paper_id)
    _store(loaded, file, replace(after, version=before.version + 1), event, by, mark)
    logger.info("paper corrected", dossier=code, paper=paper_id, role=by.role.value, waits=still_waits)


def _with(
    file: File,
    read: Paper,
    said: Sequence[Statement],
    procedure: Procedure,
    by: Principal,
    event_id: str,
    now: datetime,
) -> File:
    """The dossier with what was said: each statement meets the paper as those before it left it."""
    if read.state is not PaperState.READ:
        raise Fault("review.unread", "paper")
    kinds = reading.kinds_of_paper()
    for number, statement in enumerate(said):
        known = Known(read, corrections.corrected(read, file.corrections), procedure, kinds)
        told = Told(
            id=f"{event_id}-{number:02}", at=now, actor=by.id, role=by.role.value, where=f"corrections.{number}"
        )
        file = replace(file, corrections=(*file.corrections, corrections.correction(statement, known, told)))
    return file


def _store(loaded: Loaded, file: File, after: Dossier, event: Event, by: Principal, mark: Once) -> None:
    new = file.corrections[len(loaded.file.corrections) :]
    together = Together(corrections=new, trace=audit.Trace(by, f"correct {event.subject}", ""))
    store.change(loaded.file.dossier, after, event, loaded.key_from, mark, together)


def _questions(file: File, paper: Paper, procedure: Procedure) -> tuple[Question, ...]:
    return review.questions(file.dossier, paper, file.corrections, procedure)


def _procedure(file: File) -> Procedure:
    return registry.procedure(file.dossier.procedure, hanoi_day(file.dossier.opened_at))
