"""From a scan to facts: nothing is read twice, an unreadable file leaves nothing behind."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib import reading
from chalicelib.adapters import dossier_store as store
from chalicelib.adapters import files
from chalicelib.domain import uploads
from chalicelib.domain.dossiers import Paper, PaperState, Status
from chalicelib.reading import Page, Reading, Reason, Unreadable
from chalicelib.reading.facts import Trouble
from chalicelib.services.casework import handling, lookup
from chalicelib.services.casework.handling import Act
from chalicelib.services.scanning import digitisation, portions
from tests.support import office
from tests.support.dossiers import NOW, fact, portal_code_of
from tests.support.readings import birth_proof, doubtful, jpeg, read_as
from tests.support.refusals import refused

pytestmark = pytest.mark.usefixtures("town")
Refuse = Callable[[Reason], None]
ANOTHER = jpeg() + b"another file"


@pytest.fixture
def legible(monkeypatch: pytest.MonkeyPatch) -> None:
    read_as(monkeypatch, birth_proof())


@pytest.fixture
def refuse(monkeypatch: pytest.MonkeyPatch) -> Refuse:
    """Makes every file unreadable for a reason."""

    def with_reason(reason: Reason) -> None:
        def unreadable(_: bytes, **__: object) -> Reading:
            raise Unreadable(reason, "told to nobody")

        monkeypatch.setattr(reading, "read", unreadable)

    return with_reason


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The files that were handed to the reader."""
    handed: list[bytes] = []

    def read(data: bytes, **_: object) -> Reading:
        handed.append(data)
        return birth_proof()

    monkeypatch.setattr(reading, "read", read)
    return handed


def paper_of(code: str) -> Paper:
    [paper] = store.load(code).file.papers
    return paper


def kinds(code: str) -> list[str]:
    return sorted(event.type for event in office.events_of(code))


@pytest.mark.usefixtures("legible")
def test_what_was_read_is_kept_with_its_place_on_the_page() -> None:
    code = office.opened()
    paper_id = office.scanned(code)
    office.read(code, paper_id)
    paper = paper_of(code)
    assert (paper.state, paper.kind, paper.kind_sure, paper.pages) == (PaperState.READ, "birth_proof", True, 1)
    [name] = [fact for fact in paper.facts if fact.name == "child_name"]
    assert (name.normal, name.page, name.box) == ("TRẦN KHÁNH VY", 1, (0, 0, 9, 9))
    assert (paper.read_at, paper.object_version is not None) == (NOW, True)
    assert kinds(code) == ["opened", "paper_added", "paper_read"]
    whole = json.loads(files.fetch(files.scans_bucket(), files.reading_key(code, paper_id, paper.object_version)))
    assert whole["pages"][0]["text"] == "GIẤY CHỨNG SINH"


def test_a_second_delivery_changes_nothing(reads: list[bytes]) -> None:
    code = office.opened()
    paper = office.scanned(code)
    office.read(code, paper)
    first = store.load(code).file
    for _ in range(3):
        office.read(code, paper)
    assert store.load(code).file == first
    assert len(reads) == 1


def test_two_readers_of_one_scan_leave_one_event(monkeypatch: pytest.MonkeyPatch) -> None:
    code = office.opened()
    paper = office.scanned(code)

    def overtaken(_: bytes, **__: object) -> Reading:
        read_as(monkeypatch, birth_proof())
        office.read(code, paper)  # another worker is done while this one still reads
        return birth_proof(child_name="SLOWER")

    monkeypatch.setattr(reading, "read", overtaken)
    office.read(code, paper)
    assert kinds(code).count("paper_read") == 1
    assert "SLOWER" not in {fact.value for fact in paper_of(code).facts}


@pytest.mark.parametrize("reason", list(Reason))
def test_an_unreadable_file_is_refused_with_its_reason_and_taken_away(reason: Reason, refuse: Refuse) -> None:
    refuse(reason)
    code = office.opened()
    paper = office.scanned(code, data=b"no picture")
    office.read(code, paper)
    assert (paper_of(code).state, paper_of(code).reason) == (PaperState.UNREADABLE, reason.value)
    assert office.versions(files.scans_bucket(), files.scan_key(code, paper)) == []
    assert kinds(code) == ["opened", "paper_added", "paper_unreadable"]


def test_an_unreadable_file_that_the_sweep_reminded_of_is_taken_away_too(refuse: Refuse) -> None:
    refuse(Reason.TRUNCATED)
    code = office.opened()
    paper = office.scanned(code)
    key = files.scan_key(code, paper)
    digitisation.read_scan(files.scans_bucket(), key, None, lambda: NOW)  # a reminder names no version
    assert paper_of(code).state is PaperState.UNREADABLE
    assert office.versions(files.scans_bucket(), key) == []


@pytest.mark.usefixtures("legible")
def test_a_scan_that_the_sweep_reminded_of_is_pinned_to_its_version() -> None:
    code = office.opened()
    paper = office.scanned(code)
    digitisation.read_scan(files.scans_bucket(), files.scan_key(code, paper), None, lambda: NOW)
    found = files.stored(files.scans_bucket(), files.scan_key(code, paper))
    assert found is not None
    assert found.version
    assert paper_of(code).object_version == found.version


def test_a_file_that_is_too_large_is_not_even_opened(reads: list[bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    code = office.opened()
    paper = office.scanned(code, data=b"x" * 101)
    monkeypatch.setattr(uploads, "MAX_BYTES", 100)
    office.read(code, paper)
    assert (paper_of(code).state, paper_of(code).reason) == (PaperState.UNREADABLE, "too_large")
    assert reads == []
    assert office.versions(files.scans_bucket(), files.scan_key(code, paper)) == []


@pytest.mark.parametrize("status", [Status.WITHDRAWN, Status.REFUSED, Status.STOPPED])
def test_a_paper_of_a_dossier_that_ended_is_not_read(status: Status, reads: list[bytes]) -> None:
    code = office.opened()
    paper = office.scanned(code)
    office.happened(code, "withdrawn", status=status)
    office.read(code, paper)
    assert reads == []
    assert paper_of(code).state is PaperState.AWAITED
    assert not [row for row in office.waiting_items(code) if row.startswith("paper#")]


def test_a_paper_that_nobody_asked_for_is_refused() -> None:
    code = office.opened()
    with refused("paper.unknown", "paper"):
        office.read(code, "none")


def test_a_crash_while_a_useless_file_is_taken_away_loses_neither_reason_nor_removal(
    refuse: Refuse, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse(Reason.TRUNCATED)
    code = office.opened()
    paper = office.scanned(code)
    key = files.scan_key(code, paper)
    found = files.stored(files.scans_bucket(), key)
    assert found is not None
    for name in ("settle_paper", "remove"):  # the power goes off once in each of the two writes
        with monkeypatch.context() as patched:
            patched.setattr(store if name == "settle_paper" else files, name, office.crash)
            with pytest.raises(office.PowerCutError):
                digitisation.read_scan(files.scans_bucket(), key, found.version, lambda: NOW)
    digitisation.read_scan(files.scans_bucket(), key, found.version, lambda: NOW)  # the message comes again
    assert (paper_of(code).state, paper_of(code).reason) == (PaperState.UNREADABLE, "truncated")
    assert office.versions(files.scans_bucket(), key) == []


def test_a_failure_of_ours_leaves_the_paper_awaited(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: bytes, **__: object) -> Reading:
        raise MemoryError

    monkeypatch.setattr(reading, "read", broken)
    code = office.opened()
    paper = office.scanned(code)
    with pytest.raises(MemoryError):
        office.read(code, paper)
    assert paper_of(code).state is PaperState.AWAITED
    read_as(monkeypatch, birth_proof())
    office.read(code, paper)
    assert paper_of(code).state is PaperState.READ


# --- uploads that come late ------------------------------------------------------------------------------------------


def again(code: str, paper: str, data: bytes = ANOTHER) -> str:
    """A further upload under the paper's key; returns its version."""
    key = files.scan_key(code, paper)
    files.put(files.scans_bucket(), key, data, "image/jpeg")
    found = files.stored(files.scans_bucket(), key)
    assert found is not None
    assert found.version
    return found.version


def told(code: str, kind: str) -> list[tuple[str | None, str]]:
    return [(event.subject, event.note) for event in office.events_of(code) if event.type == kind]


def test_an_upload_after_the_reading_is_kept_told_of_once_and_counts_for_nothing(reads: list[bytes]) -> None:
    code = office.opened()
    paper = office.scanned(code)
    office.read(code, paper)
    first = paper_of(code)
    late = [again(code, paper), again(code, paper)]
    for _ in range(2):
        for version in late:
            digitisation.read_scan(files.scans_bucket(), files.scan_key(code, paper), version, lambda: NOW)
    assert len(reads) == 1
    assert paper_of(code) == replace(first, other_versions=tuple(sorted(late)))
    assert told(code, "scan_refused") == [(paper, "other_version")] * 2
    assert len(office.versions(files.scans_bucket(), files.scan_key(code, paper))) == 3


def test_the_upload_that_is_read_first_counts_whichever_came_first(reads: list[bytes]) -> None:
    code = office.opened()
    paper = office.scanned(code)
    key = files.scan_key(code, paper)
    found = files.stored(files.scans_bucket(), key)
    assert found is not None
    late = again(code, paper)
    for version in (late, found.version, late):
        digitisation.read_scan(files.scans_bucket(), key, version, lambda: NOW)
    assert reads == [ANOTHER]
    assert (paper_of(code).object_version, paper_of(code).other_versions) == (late, (found.version,))


def test_an_upload_after_an_unreadable_one_is_not_taken_away_with_it(refuse: Refuse) -> None:
    refuse(Reason.TRUNCATED)
    code = office.opened()
    paper = office.scanned(code)
    office.read(code, paper)
    late = again(code, paper)
    office.read(code, paper)
    assert (paper_of(code).reason, paper_of(code).other_versions) == ("truncated", (late,))
    assert len(office.versions(files.scans_bucket(), files.scan_key(code, paper))) == 1


@pytest.mark.usefixtures("legible")
def test_a_crash_while_a_late_upload_is_told_of_tells_it_after_all(monkeypatch: pytest.MonkeyPatch) -> None:
    code = office.opened()
    paper = office.scanned(code)
    office.read(code, paper)
    again(code, paper)
    with monkeypatch.context() as patched:
        patched.setattr(store, "refuse_version", office.crash)
        with pytest.raises(office.PowerCutError):
            office.read(code, paper)
    assert told(code, "scan_refused") == []
    office.read(code, paper)
    assert told(code, "scan_refused") == [(paper, "other_version")]


# --- what kills the reader -------------------------------------------------------------------------------------------


def last_try(code: str, paper: str) -> None:
    key = files.scan_key(code, paper)
    digitisation.read_scan(files.scans_bucket(), key, None, lambda: NOW, tries=digitisation.TRIES)


def dies(_: bytes, **__: object) -> Reading:
    raise office.PowerCutError


def test_the_last_try_is_counted(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(reading, "read", dies)
    code = office.opened()
    paper = office.scanned(code)
    with pytest.raises(office.PowerCutError):
        last_try(code, paper)
    [metric] = [line for line in capsys.readouterr().out.splitlines() if "CloudWatchMetrics" in line]
    assert json.loads(metric)["ReaderFailed"] == [1.0]


def test_the_last_try_says_why_nothing_comes_even_if_it_kills_the_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "read", dies)
    code = office.opened()
    paper = office.scanned(code)
    with pytest.raises(office.PowerCutError):
        office.read(code, paper)
    assert paper_of(code).state is PaperState.AWAITED
    for _ in range(2):
        with pytest.raises(office.PowerCutError):
            last_try(code, paper)
    assert (paper_of(code).state, paper_of(code).reason) == (PaperState.UNREADABLE, "reader_failed")
    assert set(told(code, "paper_unreadable")) == {(paper, "reader_failed")}
    assert office.waiting_items(code) == [], "the sweep leaves it alone: it waits in the dead-letter queue"
    assert len(office.versions(files.scans_bucket(), files.scan_key(code, paper))) == 1, "the file is kept"


def test_a_paper_that_the_reader_failed_on_is_read_when_its_message_is_sent_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reading, "read", dies)
    code = office.opened()
    paper = office.scanned(code)
    with pytest.raises(office.PowerCutError):
        last_try(code, paper)
    read_as(monkeypatch, birth_proof())
    office.read(code, paper)
    assert (paper_of(code).state, paper_of(code).reason, paper_of(code).pages) == (PaperState.READ, None, 1)
    assert kinds(code) == ["opened", "paper_added", "paper_read", "paper_unreadable"]


@pytest.mark.usefixtures("legible")
def test_a_last_try_that_succeeds_is_a_reading_like_any_other() -> None:
    code = office.opened()
    paper = office.scanned(code)
    last_try(code, paper)
    assert (paper_of(code).state, paper_of(code).reason) == (PaperState.READ, None)


def test_an_unreadable_file_is_taken_away_on_the_last_try_too(refuse: Refuse) -> None:
    refuse(Reason.TRUNCATED)
    code = office.opened()
    paper = office.scanned(code)
    last_try(code, paper)
    assert paper_of(code).reason == "truncated"
    assert office.versions(files.scans_bucket(), files.scan_key(code, paper)) == []


# --- the dossier goes on meanwhile -----------------------------------------------------------------------------------


@pytest.mark.parametrize("doubt", [False, True])
@pytest.mark.parametrize("status", [Status.WITHDRAWN, Status.REFUSED, Status.STOPPED])
def test_what_was_read_of_a_dossier_that_ended_meanwhile_is_dropped(
    status: Status, doubt: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = office.opened()
    paper = office.scanned(code)

    def withdrawn_meanwhile(_: bytes, **__: object) -> Reading:
        office.happened(code, "withdrawn", status=status)
        return doubtful("child_name") if doubt else birth_proof()

    monkeypatch.setattr(reading, "read", withdrawn_meanwhile)
    office.read(code, paper)
    assert (paper_of(code).state, paper_of(code).facts) == (PaperState.AWAITED, ())
    assert told(code, "paper_read") == []
    assert not [row for row in office.waiting_items(code) if row.startswith("paper#")]


@pytest.mark.parametrize("doubt", [False, True])
def test_a_reading_is_kept_when_the_dossier_changed_meanwhile(doubt: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    code = office.opened()
    paper = office.scanned(code)

    def changed_meanwhile(_: bytes, **__: object) -> Reading:
        office.awaited(code, slot="UQ")
        return doubtful("child_name") if doubt else birth_proof()

    monkeypatch.setattr(reading, "read", changed_meanwhile)
    office.read(code, paper)
    dossier = store.load(code).file.dossier
    assert store.load(code).file.paper(paper).state is PaperState.READ
    assert (dossier.to_review, dossier.version) == (((paper,), 4) if doubt else ((), 3))
    assert [subject for subject, _ in told(code, "paper_read")] == [paper]


# --- how far it is, and what a person must look at -------------------------------------------------------------------


def pages_of(total: int) -> list[Page]:
    """Pages of a birth proof: each of the first ones bears one of its fields."""
    [whole] = birth_proof().pages
    return [replace(whole, number=n + 1, fields=whole.fields[n : n + 1]) for n in range(total)]


def in_pages(monkeypatch: pytest.MonkeyPatch, total: int, seen: Callable[[], object] = lambda: None) -> None:
    """Every scan reads as so many pages; after each it is seen what has come of it."""

    def read(_: bytes, *, numbers: range, on_page: Callable[[Page, int], None], seconds: float) -> Reading:
        assert (numbers, seconds) == (range(1, portions.PORTION + 1), portions.SECONDS)
        for page in pages_of(total):
            on_page(page, total)
            seen()
        return Reading(tuple(pages_of(total)))

    monkeypatch.setattr(reading, "read", read)


def read_slowly(code: str, paper: str) -> None:
    """A minute goes by whenever the time is asked for."""
    minutes = iter(range(100))
    key = files.scan_key(code, paper)
    digitisation.read_scan(files.scans_bucket(), key, None, lambda: NOW + timedelta(minutes=next(minutes)))


def test_what_was_read_so_far_can_be_seen_and_compared_and_is_no_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    code = office.opened()
    paper = office.scanned(code)
    seen: list[tuple[PaperState, int, int, int]] = []
    verdicts: list[list[str]] = []

    def look() -> None:
        there = paper_of(code)
        seen.append((there.state, there.pages_read, there.pages, len(there.facts)))
        verdicts.append([c.verdict.value for c in lookup.view(code, office.CLERK, "", NOW).comparisons])

    in_pages(monkeypatch, 4, look)
    read_slowly(code, paper)
    assert seen == [(PaperState.AWAITED, done, 4, done) for done in (1, 2, 3, 3)]
    assert [row.count("awaited") for row in verdicts] == [5, 4, 3, 3]
    assert [row.count("same") for row in verdicts] == [1, 2, 3, 3]
    there = paper_of(code)
    assert (there.state, there.pages_read, there.pages, len(there.facts)) == (PaperState.READ, 4, 4, 4)


def test_what_was_read_so_far_opens_nothing_and_asks_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    code = office.opened()
    paper = office.scanned(code)

    def look() -> None:
        file = store.load(code).file
        assert (file.dossier.version, file.dossier.to_review) == (2, ())
        assert f"paper#{paper}" in office.waiting_items(code)
        with refused("submit.unread", "papers"):
            handling.act(
                code, Act(action="submit", portal_code=portal_code_of(code)), office.CLERK, uuid.uuid4().hex, NOW
            )

    in_pages(monkeypatch, 4, look)
    read_slowly(code, paper)


def test_a_reader_that_breaks_off_leaves_what_it_read_and_one_that_gives_up_takes_it_back(
    monkeypatch: pytest.MonkeyPatch, refuse: Refuse
) -> None:
    code = office.opened()
    paper = office.scanned(code)

    def dies() -> None:
        if paper_of(code).pages_read == 2:
            raise office.PowerCutError

    in_pages(monkeypatch, 4, dies)
    with pytest.raises(office.PowerCutError):
        read_slowly(code, paper)
    assert [fact.name for fact in paper_of(code).facts] == ["child_name", "child_birth_date"]
    refuse(Reason.TRUNCATED)
    office.read(code, paper)
    there = paper_of(code)
    assert (there.state, there.facts, there.pages_read) == (PaperState.UNREADABLE, (), 0)


def test_pages_that_are_read_fast_are_not_told_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    code = office.opened()
    paper = office.scanned(code)
    in_pages(monkeypatch, 20)
    with office.counted(monkeypatch) as calls:
        office.read(code, paper)
    assert "UpdateItem" not in calls


def test_what_a_slower_reader_tells_takes_nothing_back(monkeypatch: pytest.MonkeyPatch) -> None:
    code = office.opened()
    paper = office.scanned(code)
    loaded = store.load(code)
    awaited = loaded.file.paper(paper)
    for done in (3, 2, 3):
        facts = tuple(fact(f"f{n}", "x") for n in range(done))
        store.read_so_far(code, replace(awaited, facts=facts, pages_read=done, pages=8), loaded.key_from)
        assert (paper_of(code).pages_read, len(paper_of(code).facts)) == (3, 3)
    office.read_quietly(code, paper, birth_proof(), monkeypatch)
    settled = paper_of(code)
    store.read_so_far(code, replace(awaited, facts=(), pages_read=7, pages=8), loaded.key_from)
    assert paper_of(code) == settled


def test_a_doubtful_paper_waits_for_a_person_and_a_sure_one_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    code = office.opened()
    sure, unsure = office.scanned(code), office.scanned(code)
    office.read_quietly(code, sure, birth_proof(), monkeypatch)
    before = store.load(code).file.dossier
    assert before.to_review == ()
    office.read_quietly(code, unsure, doubtful("child_name"), monkeypatch)
    dossier = store.load(code).file.dossier
    assert (dossier.to_review, dossier.review_since) == ((unsure,), NOW)
    assert dossier.version == before.version + 1, "whoever looked at the papers before must look again"


def test_a_damaged_page_waits_for_a_person(monkeypatch: pytest.MonkeyPatch) -> None:
    code = office.opened()
    paper = office.scanned(code, data=jpeg())
    first = birth_proof().pages[0]
    torn = replace(first, number=2, kind="other", kind_confidence=0.0, kind_sure=False, fields=())
    read = Reading((first, replace(torn, troubles=(Trouble.DAMAGED,))))
    office.read_quietly(code, paper, read, monkeypatch)
    assert [(flaw.page, flaw.code) for flaw in paper_of(code).troubles] == [(2, "damaged")]
    assert (paper_of(code).kind, store.load(code).file.dossier.to_review) == ("birth_proof", (paper,))


def test_many_doubtful_papers_that_are_read_at_once_all_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    office.make_writes_atomic(monkeypatch)
    read_as(monkeypatch, doubtful("child_name"))
    code = office.opened()
    papers = [office.scanned(code) for _ in range(6)]
    assert office.in_threads(6, lambda n: office.read(code, papers[n])) == [None] * 6
    assert sorted(store.load(code).file.dossier.to_review) == sorted(papers)
    assert kinds(code).count("paper_read") == 6
