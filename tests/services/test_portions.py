"""A long file is read portion by portion: each page once, whatever breaks off, comes twice or kills the reader."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from datetime import datetime, timedelta

import pytest

from chalicelib import reading
from chalicelib.adapters import dossier_store as store
from chalicelib.adapters import files, queues
from chalicelib.domain.dossiers import Paper, PaperState, Status
from chalicelib.services import following
from chalicelib.services.casework import lookup
from chalicelib.services.scanning import digitisation, readings
from chalicelib.services.scanning.portions import PORTION
from tests.support import office
from tests.support.books import Book
from tests.support.dossiers import NOW
from tests.support.office import CLERK
from tests.support.town import Town

pytestmark = pytest.mark.usefixtures("town")
MINUTE = timedelta(minutes=1)


class Clock:
    """A minute goes by whenever the time is asked for: no message has time for more than one portion."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        self.now += MINUTE
        return self.now


@pytest.fixture
def scan(town: Town) -> tuple[str, str]:
    """A dossier and the paper whose scan lies in its place; no message of anybody waits."""
    town.tidy()
    code = office.opened()
    return code, office.scanned(code)


def deliver(code: str, paper: str, tries: int = 1, version: str | None = None) -> None:
    key = files.scan_key(code, paper)
    digitisation.read_scan(files.scans_bucket(), key, version, Clock(), tries=tries)


def sent(town: Town) -> int:
    """How many messages wait for the reader; they are taken out."""
    count = len(town.messages("scans"))
    town.tidy()
    return count


def read_out(town: Town, code: str, paper: str) -> int:
    """Delivers the first message, and each that follows; returns how many there were."""
    deliver(code, paper)
    messages = 1
    while sent(town):
        deliver(code, paper)
        messages += 1
    return messages


def paper_of(code: str) -> Paper:
    [paper] = store.load(code).file.papers
    return paper


def told(code: str) -> list[str]:
    return [event.type for event in office.events_of(code) if event.type.startswith("paper_")]


def read_numbers(code: str) -> list[int]:
    return [page["number"] for page in readings.first_read(code, paper_of(code))]


def test_500_pages_are_read_each_once_and_kept_in_an_item(
    town: Town, scan: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code, paper = scan
    book = Book(500).opened_by(monkeypatch)
    assert read_out(town, code, paper) == 500 // PORTION + 1, "the copy is made by a message of its own"
    assert book.read == list(range(1, 501))
    there = paper_of(code)
    assert (there.state, there.kind, there.kind_sure) == (PaperState.READ, "birth_proof", True)
    assert (there.pages, there.pages_read, len(there.facts), there.troubles) == (500, 500, 3000, ())
    assert told(code) == ["paper_added", "paper_read"]
    assert read_numbers(code) == list(range(1, 501))
    items = office.raw(os.environ["DOSSIERS_TABLE"], "code", code)
    assert max(len(json.dumps(item, default=bytes.hex)) for item in items) < 2 * 400_000
    assert files.stored(files.scans_bucket(), files.copy_key(code, paper, there.object_version))


def test_a_look_at_a_long_paper_shows_fifty_pages_from_the_one_that_is_asked_for(
    town: Town, scan: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code, paper = scan
    Book(130).opened_by(monkeypatch)
    read_out(town, code, paper)
    for first, last in ((1, 50), (95, 130)):
        seen = lookup.paper(code, paper, CLERK, "", NOW, first)
        assert [page["number"] for page in seen.pages] == list(range(first, min(last, first + 49) + 1))
    assert lookup.paper(code, paper, CLERK, "", NOW, 131).pages == []


def test_what_the_time_did_not_suffice_for_comes_with_the_next_message(
    town: Town, scan: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code, paper = scan
    book = Book(60, pace=7).opened_by(monkeypatch)
    read_out(town, code, paper)
    assert book.read == list(range(1, 61))
    assert [pages[0] for pages in book.asked] == list(range(1, 61, 7))
    assert (paper_of(code).state, paper_of(code).troubles) == (PaperState.READ, ())
    assert read_numbers(code) == list(range(1, 61))


def test_a_page_that_takes_too_long_has_one_chance_as_the_first_and_is_then_left_to_people(
    town: Town, scan: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code, paper = scan
    Book(3, pace=0).opened_by(monkeypatch)
    deliver(code, paper)
    assert [(flaw.page, flaw.code) for flaw in paper_of(code).troubles] == [(1, "time_up")]
    Book(3).opened_by(monkeypatch)
    while sent(town):
        deliver(code, paper)
    assert paper_of(code).state is PaperState.READ
    assert store.load(code).file.dossier.to_review == (paper,)


def test_how_far_it_is_can_be_seen_between_two_messages(scan: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    code, paper = scan
    Book(60).opened_by(monkeypatch)
    deliver(code, paper)
    there = paper_of(code)
    assert (there.state, there.pages_read, there.pages) == (PaperState.AWAITED, PORTION, 60)
    assert {c.verdict.value for c in lookup.view(code, CLERK, "", NOW).comparisons} == {"same"}


def test_a_message_that_has_time_reads_more_than_one_portion(
    scan: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code, paper = scan
    book = Book(60).opened_by(monkeypatch)
    office.read(code, paper)
    assert (paper_of(code).state, len(book.asked)) == (PaperState.READ, 3)


def test_every_message_may_come_twice(town: Town, scan: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    code, paper = scan
    book = Book(100).opened_by(monkeypatch)
    for _ in range(8):
        deliver(code, paper)
    town.tidy()
    assert book.read == list(range(1, 101))
    assert told(code) == ["paper_added", "paper_read"]


@pytest.mark.parametrize("dies", ["keep_portion", "send", "settle_paper"])
def test_a_crash_anywhere_loses_no_page_that_was_kept(
    dies: str, town: Town, scan: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code, paper = scan
    book = Book(60).opened_by(monkeypatch)
    for _ in range(4):  # the power goes off in every message once, then the message comes again
        with monkeypatch.context() as patched:
            patched.setattr(queues if dies == "send" else store, dies, office.crash)
            try:
                deliver(code, paper)
            except office.PowerCutError:
                kept = paper_of(code).pages_kept
                assert read_kept(book, kept) == list(range(1, kept + 1))
        deliver(code, paper)
    town.tidy()
    assert (paper_of(code).state, read_numbers(code)) == (PaperState.READ, list(range(1, 61)))
    assert told(code) == ["paper_added", "paper_read"]


def read_kept(book: Book, kept: int) -> list[int]:
    return sorted({number for number in book.read if number <= kept})


def test_of_two_readers_of_the_same_pages_one_goes_on_and_one_stops(
    town: Town, scan: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code, paper = scan
    book = Book(60).opened_by(monkeypatch)

    def twin() -> None:
        book.meanwhile = lambda: None
        book.pace = 13
        deliver(code, paper)  # the same message a second time, while its pages are being read
        assert paper_of(code).kept == (13,)
        town.tidy()

    book.meanwhile = twin
    deliver(code, paper)
    assert sent(town) == 0, "whoever comes second leaves it to the other"
    assert paper_of(code).kept == (13,)
    book.pace = 1000
    read_out(town, code, paper)
    assert (read_numbers(code), len(paper_of(code).facts)) == (list(range(1, 61)), 360)


def test_a_page_that_kills_the_reader_takes_no_other_along(
    town: Town, scan: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code, paper = scan
    Book(60, deadly={23}).opened_by(monkeypatch)
    deliver(code, paper)
    for tries in range(1, digitisation.TRIES):
        for _ in (21, 22, 23):
            with suppress(office.PowerCutError):
                deliver(code, paper, tries)
        town.tidy()
    assert paper_of(code).kept == (20, 21, 22)
    deliver(code, paper, digitisation.TRIES)
    town.tidy()
    read_out(town, code, paper)
    there = paper_of(code)
    assert (there.state, there.pages, len(there.facts)) == (PaperState.READ, 60, 59 * 6)
    assert [(flaw.page, flaw.code) for flaw in there.troubles] == [(23, "reader_failed")]
    assert store.load(code).file.dossier.to_review == (paper,)


def test_a_first_page_that_kills_the_reader_leaves_the_others(
    town: Town, scan: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code, paper = scan
    Book(4, deadly={1}).opened_by(monkeypatch)
    for tries in range(1, digitisation.TRIES):
        with pytest.raises(office.PowerCutError):
            deliver(code, paper, tries)
    deliver(code, paper, digitisation.TRIES)
    town.tidy()
    read_out(town, code, paper)
    assert (paper_of(code).state, len(paper_of(code).facts)) == (PaperState.READ, 3 * 6)
    assert [(flaw.page, flaw.code) for flaw in paper_of(code).troubles] == [(1, "reader_failed")]


def test_a_last_page_that_kills_the_reader_ends_the_reading(
    scan: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code, paper = scan
    Book(21, deadly={21}).opened_by(monkeypatch)
    deliver(code, paper)
    deliver(code, paper, digitisation.TRIES)
    assert (paper_of(code).state, paper_of(code).pages) == (PaperState.READ, 21)


def test_signatures_that_kill_the_reader_leave_the_last_page_to_people(
    scan: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code, paper = scan
    Book(21).opened_by(monkeypatch)
    deliver(code, paper)
    monkeypatch.setattr(reading, "signed", office.crash)
    for tries in range(1, digitisation.TRIES):
        with pytest.raises(office.PowerCutError):
            deliver(code, paper, tries)
    deliver(code, paper, digitisation.TRIES)
    assert (paper_of(code).state, len(paper_of(code).facts)) == (PaperState.READ, 20 * 6)
    assert [(flaw.page, flaw.code) for flaw in paper_of(code).troubles] == [(21, "reader_failed")]


def test_the_upload_whose_pages_are_read_already_is_the_one_that_counts(
    town: Town, scan: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code, paper = scan
    Book(60).opened_by(monkeypatch)
    deliver(code, paper)
    first = paper_of(code).object_version
    key = files.scan_key(code, paper)
    files.put(files.scans_bucket(), key, b"another file", "image/jpeg")
    late = files.stored(files.scans_bucket(), key)
    assert late is not None
    for _ in range(2):
        deliver(code, paper, version=late.version)
    assert [event.note for event in office.events_of(code) if event.type == "scan_refused"] == ["other_version"]
    assert paper_of(code).pages_kept == PORTION
    read_out(town, code, paper)  # messages of ours and of the sweep name no version
    assert (paper_of(code).state, paper_of(code).object_version) == (PaperState.READ, first)
    assert paper_of(code).other_versions == (late.version,)


def test_an_upload_that_is_overtaken_by_another_is_told_of(
    town: Town, scan: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code, paper = scan
    book = Book(60).opened_by(monkeypatch)
    key = files.scan_key(code, paper)
    first = files.stored(files.scans_bucket(), key)
    files.put(files.scans_bucket(), key, b"another file", "image/jpeg")
    assert first is not None

    def other() -> None:
        book.meanwhile = lambda: None
        deliver(code, paper)
        town.tidy()

    book.meanwhile = other
    deliver(code, paper, version=first.version)
    assert paper_of(code).object_version != first.version
    assert (paper_of(code).kept, paper_of(code).other_versions) == ((PORTION,), (first.version,))


def test_a_withdrawn_dossier_is_not_read_on(town: Town, scan: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    code, paper = scan
    book = Book(60).opened_by(monkeypatch)
    deliver(code, paper)
    office.happened(code, "withdrawn", status=Status.WITHDRAWN)
    read_out(town, code, paper)
    assert (len(book.read), paper_of(code).state) == (PORTION, PaperState.AWAITED)
    assert not [item for item in office.waiting_items(code) if item.startswith("paper#")]


def test_a_dossier_that_is_withdrawn_while_a_message_reads_is_read_no_further(
    town: Town, scan: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code, paper = scan
    book = Book(60).opened_by(monkeypatch)
    book.meanwhile = lambda: office.happened(code, "withdrawn", status=Status.WITHDRAWN)
    office.read(code, paper)
    read_out(town, code, paper)
    assert (len(book.read), paper_of(code).state) == (PORTION, PaperState.AWAITED)
    assert not [item for item in office.waiting_items(code) if item.startswith("paper#")]


def test_a_long_file_of_which_no_page_is_whole_is_refused_and_taken_away(
    town: Town, scan: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code, paper = scan
    Book(30, damaged=set(range(1, 31))).opened_by(monkeypatch)
    read_out(town, code, paper)
    there = paper_of(code)
    assert (there.state, there.reason, there.pages) == (PaperState.UNREADABLE, "truncated", 0)
    assert office.versions(files.scans_bucket(), files.scan_key(code, paper)) == []


def test_the_sweep_finds_a_reading_that_stopped_and_lets_one_that_moves_alone(
    scan: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code, paper = scan
    Book(60).opened_by(monkeypatch)
    key, kept_at = files.scan_key(code, paper), NOW + timedelta(hours=2)
    times = iter([NOW, *[kept_at] * 100])
    digitisation.read_scan(files.scans_bucket(), key, None, lambda: next(times))
    reminded: list[str] = []
    monkeypatch.setattr(queues, "send", lambda _, of, __: reminded.append(of))
    following.sweep(kept_at + following.STUCK_AFTER - MINUTE)  # the message that it has itself sent is lost
    assert code not in reminded
    following.sweep(kept_at + following.STUCK_AFTER + MINUTE)
    assert code in reminded
    store.done(code, f"paper#{paper}")
