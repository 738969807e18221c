"""Batches: each dossier is taken whole or not at all, and the acknowledgement says which and why."""

from __future__ import annotations

import os
import uuid
from datetime import timedelta

import pytest

from chalicelib import reading
from chalicelib.adapters import dossier_store as store
from chalicelib.adapters import files, registry_store
from chalicelib.domain import uploads
from chalicelib.domain.codes import is_dossier_code
from chalicelib.domain.dossiers import PaperState
from chalicelib.domain.faults import FAULTS
from chalicelib.domain.manifests import REQUIRED
from chalicelib.reading import Reading, Reason, Unreadable
from chalicelib.services.casework import intake
from chalicelib.services.casework.partners import ACK_COLUMNS
from tests.support import office
from tests.support.batches import Batch, Row, row
from tests.support.dossiers import NOW, entries
from tests.support.readings import jpeg

pytestmark = pytest.mark.usefixtures("town")


@pytest.fixture
def agent() -> str:
    """An agent of Vietnam Post that no other test knows."""
    name = f"VNP-{uuid.uuid4().hex}"
    enter_agent(name, "active")
    return name


def enter_agent(name: str, state: str, valid_from: str = "2025-02-05") -> None:
    seeded = next(entry for entry in entries("agents") if entry["entry"] == "agent#VNP-01")
    body = seeded["body"] | {"id": name, "state": state}
    registry_store.save([seeded | {"entry": f"agent#{name}", "valid_from": valid_from, "body": body}])


def taken_by(agent: str) -> list[str]:
    """The codes of the agent's dossiers, whichever test opened them."""
    return [summary.code for summary in store.listing("agent", agent, None, 100, None).rows]


def scans_of(code: str) -> list[str]:
    return office.versions(files.scans_bucket(), f"scans/{code}/")


def everything() -> set[tuple[str, str]]:
    """Code and name of every item of every dossier."""
    return office.all_keys(os.environ["DOSSIERS_TABLE"])


def outcome(rows: list[Row]) -> list[tuple[str, str, str]]:
    return [(r["ref"], r["outcome"], r["code"]) for r in rows]


def test_a_good_batch_makes_its_dossiers_with_their_papers(agent: str) -> None:
    batch = Batch()
    batch.drop("1.jpg")
    batch.drop("2.png", b"\x89PNG\r\n\x1a\n....")
    batch.close(
        row("A-1", agent=agent),
        row("A-1", "2.png", "UQ", b"\x89PNG\r\n\x1a\n....", agent=agent),
        row("A-2", agent=agent, number="027094888599"),
    )
    ack = batch.take()
    assert outcome(ack) == [("A-1", "taken", ""), ("A-1", "taken", ""), ("A-2", "taken", "")]
    assert [(r["line"], r["file"]) for r in ack] == [("2", "1.jpg"), ("3", "2.png"), ("4", "1.jpg")]
    assert ack[0]["dossier"] == ack[1]["dossier"] != ack[2]["dossier"]
    file = store.load(ack[0]["dossier"]).file
    assert (file.dossier.agent, file.dossier.provider, file.dossier.opened_by) == (agent, "vnpost", "partner:vnpost")
    assert sorted((p.slot, p.content_type) for p in file.papers) == [("GCS", "image/jpeg"), ("UQ", "image/png")]
    assert sorted(scans_of(file.dossier.code)) == sorted(files.scan_key(file.dossier.code, p.id) for p in file.papers)
    assert sorted(taken_by(agent)) == sorted({r["dossier"] for r in ack})


def test_the_same_batch_again_makes_nothing_and_acknowledges_the_same(agent: str) -> None:
    batch = Batch()
    batch.drop("1.jpg")
    batch.close(row("A-1", agent=agent), row("A-2", agent=agent))
    first = batch.take()
    scans = [scans_of(r["dossier"]) for r in first]
    for days in (0, 1, 30):
        again = batch.take(NOW + timedelta(days=days))
        assert [(r["outcome"], r["dossier"]) for r in again] == [("already_taken", r["dossier"]) for r in first]
    assert len(taken_by(agent)) == 2
    assert [scans_of(r["dossier"]) for r in first] == scans


def test_a_batch_taken_again_after_the_agent_closed_acknowledges_the_same(agent: str) -> None:
    batch = Batch()
    batch.drop("1.jpg")
    batch.close(row("A-1", agent=agent))
    [first] = batch.take()
    enter_agent(agent, "suspended", "2026-11-13")
    [again] = batch.take(NOW + timedelta(days=2))
    assert (again["outcome"], again["dossier"]) == ("already_taken", first["dossier"])


def test_a_scan_that_was_refused_does_not_come_back_with_the_same_batch(
    agent: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreadable(_: bytes, **__: object) -> Reading:
        raise Unreadable(Reason.TRUNCATED, "")

    batch = Batch()
    batch.drop("1.jpg")
    batch.close(row("A-1", agent=agent))
    code = batch.take()[0]["dossier"]
    [paper] = store.load(code).file.papers
    monkeypatch.setattr(reading, "read", unreadable)
    office.read(code, paper.id)
    assert scans_of(code) == []
    batch.take()
    assert scans_of(code) == []
    assert store.load(code).file.papers[0].state is PaperState.UNREADABLE


BAD: dict[str, tuple[Row, str, str]] = {
    "missing file": (row("B", "none.jpg"), "batch.no_file", "file"),
    "path out of the batch": (row("B", "../other/1.jpg"), "batch.no_file", "file"),
    "wrong checksum": (row("B", sha256="ab" * 32), "batch.checksum", "sha256"),
    "no checksum": (row("B", sha256=""), "batch.checksum", "sha256"),
    "0 bytes": (row("B", "empty.jpg", data=b""), "scan.empty_file", "empty.jpg"),
    "not an image": (row("B", "page.html", data=b"<html>"), "scan.not_image_or_pdf", "page.html"),
    "too large": (row("B", "large.jpg"), "scan.too_large", "large.jpg"),
    "unknown procedure": (row("B", procedure="9.999999"), "procedure.unknown", "procedure"),
    "procedure without rule": (row("B", procedure="2.000635"), "procedure.not_open", "procedure"),
    "11 digits": (row("B", number="02709488859"), "person.number_length", "applicant.number"),
    "no phone": (row("B", phone="0412345678"), "person.phone", "applicant.phone"),
    "unknown slot": (row("B", slot="XYZ"), "paper.slot", "slot"),
    "unknown commune": (row("B", residence_unit="99999"), "unit.unknown", "applicant.residence_unit"),
    "unknown agent": (row("B", agent="VNP-99"), "agent.unknown", "agent"),
    "another provider's agent": (row("B", agent="VTP-01"), "batch.other_provider", "agent"),
    "no such sex": (row("B") | {"form.child_sex": "nữ"}, "form.sex", "form.child_sex"),
    "no ref": (row(""), "batch.manifest", "ref"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_row_is_refused_whole_and_the_rest_is_taken(
    case: str, agent: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, code, field = BAD[case]
    bad = bad | {"agent": agent} if bad["agent"] == "VNP-01" else bad
    batch = Batch()
    batch.drop("1.jpg")
    batch.drop("empty.jpg", b"")
    batch.drop("page.html", b"<html>")
    batch.drop("large.jpg", jpeg() + b"\x00" * 1000)
    monkeypatch.setattr(uploads, "MAX_BYTES", len(jpeg()) + 999)
    good_paper_first = bad | {"file": "1.jpg", "slot": "UQ", "sha256": row("B")["sha256"]}
    batch.close(row("A", agent=agent), good_paper_first, bad, row("C", agent=agent))

    before, before_scans = everything(), set(office.versions(files.scans_bucket(), "scans/"))
    ack = batch.take()
    by_ref = {ref: {r["outcome"] for r in ack if r["ref"] == ref} for ref in ("A", bad["ref"], "C")}
    assert by_ref == {"A": {"taken"}, bad["ref"]: {"refused"}, "C": {"taken"}}
    for refused_row in (r for r in ack if r["outcome"] == "refused"):
        assert (refused_row["code"], refused_row["field"]) == (code, field)
        assert refused_row["dossier"] == ""
        assert refused_row["vi"].endswith(".")
        assert refused_row["en"].endswith(".")
        assert "{" not in refused_row["vi"] + refused_row["en"]
    good = {r["dossier"] for r in ack if r["outcome"] == "taken"}
    assert len(good) == 2
    assert {code for code, _ in everything() - before} == good
    assert set(office.versions(files.scans_bucket(), "scans/")) == before_scans | {
        files.scan_key(code, p.id) for code in good for p in store.load(code).file.papers
    }


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xferef", b"ref,agent\nA,B\n", ",".join(REQUIRED).encode(), b'a,"b'], ids=range(5)
)
def test_an_unreadable_manifest_is_refused_in_one_row(content: bytes) -> None:
    batch = Batch()
    batch.drop("manifest.csv", content)
    [refused_row] = batch.take()
    assert (refused_row["file"], refused_row["outcome"], refused_row["code"]) == (
        "manifest.csv",
        "refused",
        "batch.manifest",
    )
    assert refused_row["vi"]
    assert refused_row["en"]


def test_the_same_ref_with_other_content_is_refused_and_the_first_stands(agent: str) -> None:
    batch = Batch()
    batch.drop("1.jpg")
    batch.close(row("A-1", agent=agent))
    code = batch.take()[0]["dossier"]
    batch.close(row("A-1", agent=agent, full_name="Nguyễn Văn An"))
    assert outcome(batch.take()) == [("A-1", "refused", "idempotency.reused")]
    assert taken_by(agent) == [code]
    assert store.load(code).file.dossier.applicant.full_name == "TRẦN TUẤN KIỆT"


@pytest.mark.parametrize("name", ["await_paper", "copy_to_scans", "put"])
def test_a_crash_at_any_step_is_completed_by_the_next_delivery(
    name: str, agent: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = Batch()
    batch.drop("1.jpg")
    batch.close(row("A-1", agent=agent), row("A-1", slot="UQ", agent=agent))
    with monkeypatch.context() as patched:
        patched.setattr(intake if name == "await_paper" else files, name, office.crash)
        with pytest.raises(office.PowerCutError):
            batch.take()
    [code] = taken_by(agent)
    ack = batch.take()
    assert [(r["outcome"], r["dossier"]) for r in ack] == [("already_taken", code)] * 2
    assert taken_by(agent) == [code]
    papers = store.load(code).file.papers
    assert sorted(p.slot for p in papers) == ["GCS", "UQ"]
    assert sorted(scans_of(code)) == sorted(files.scan_key(code, p.id) for p in papers)


def test_the_acknowledgement_is_a_table_for_people_and_programs(agent: str) -> None:
    batch = Batch()
    batch.drop("1.jpg")
    batch.close(row('=HYPERLINK("http://x")', agent=agent, number="1"))
    [refused_row] = batch.take()
    assert tuple(refused_row) == ACK_COLUMNS
    assert refused_row["ref"] == '\'=HYPERLINK("http://x")'
    bare = files.fetch(files.partners_bucket(), batch.folder + "ack.csv")
    assert bare.startswith(b"\xef\xbb\xbf")  # spreadsheets need it to show Vietnamese


def test_the_acknowledgement_tells_nothing_about_the_person(agent: str) -> None:
    batch = Batch()
    batch.drop("1.jpg")
    batch.close(row("A-1", agent=agent), row("A-2", agent=agent, phone="0243825"), row("A-2", agent=agent))
    batch.take()
    text = files.fetch(files.partners_bucket(), batch.folder + "ack.csv").decode()
    assert not [personal for personal in office.IDENTIFYING if personal in text]


def test_every_sentence_of_an_acknowledgement_is_the_catalogues() -> None:
    assert {code for _, code, _ in BAD.values()} <= set(FAULTS)


def test_codes_of_a_batch_look_like_codes(agent: str) -> None:
    batch = Batch()
    batch.drop("1.jpg")
    batch.close(row("A-1", agent=agent))
    assert all(is_dossier_code(r["dossier"]) for r in batch.take())
