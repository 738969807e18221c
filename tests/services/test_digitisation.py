"""From a scan to facts: nothing is read twice, an unreadable file leaves nothing behind."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from chalicelib import reading
from chalicelib.adapters import dossier_store as store
from chalicelib.adapters import files
from chalicelib.domain import uploads
from chalicelib.domain.dossiers import Paper, PaperState, Status
from chalicelib.reading import Reading, Reason, Unreadable
from chalicelib.services import digitisation
from tests.support import office
from tests.support.dossiers import NOW
from tests.support.readings import birth_proof, read_as
from tests.support.refusals import refused

pytestmark = pytest.mark.usefixtures("town")
Refuse = Callable[[Reason], None]


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
