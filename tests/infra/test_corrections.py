"""Corrections handed on to the reader: outcomes without a value, kinds with a reason that is written down."""

from __future__ import annotations

import json
import stat
import uuid
from datetime import timedelta
from pathlib import Path

import pytest

from chalicelib.adapters import audit
from chalicelib.domain.corrections import Statement
from chalicelib.domain.dossiers import About, Said
from chalicelib.reading import calibrate
from chalicelib.services.scanning import reviewing
from infra.corrections import main
from tests.support import office
from tests.support.dossiers import NOW
from tests.support.office import CLERK
from tests.support.readings import doubtful

pytestmark = pytest.mark.usefixtures("town")
REASON = "Huấn luyện bộ phân loại, phiếu 12"


@pytest.fixture
def spoken_of(monkeypatch: pytest.MonkeyPatch) -> str:
    """A dossier of which somebody corrected one field twice, confirmed one, filled one in, and named the kind twice."""
    code = office.opened()
    paper = office.scanned(code)
    names = ("child_name", "mother_name", "mother_number")
    office.read_quietly(code, paper, doubtful(*names, child_name="TRẦN KHÁNH VI"), monkeypatch)
    field, kind = About.FIELD, About.KIND
    statements = (
        Statement(about=field, said=Said.CORRECTED, name="child_name", value="TRẦN KHÁNH VỸ"),
        Statement(about=field, said=Said.CORRECTED, name="child_name", value="TRẦN KHÁNH VY"),
        Statement(about=field, said=Said.CONFIRMED, name="mother_name"),
        Statement(about=field, said=Said.UNREADABLE, name="mother_number"),
        Statement(about=field, said=Said.CORRECTED, name="mother_number", value="001193797926", page=1),
        Statement(about=kind, said=Said.CORRECTED, value="identity_card"),
        Statement(about=kind, said=Said.CORRECTED, value="birth_declaration"),
    )
    for minute, said in enumerate(statements):
        reviewing.correct(code, paper, [said], CLERK, uuid.uuid4().hex, NOW + timedelta(minutes=minute))
    return code


def lines(file: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


@pytest.mark.usefixtures("spoken_of")
def test_outcomes_tell_how_the_reader_did_and_nobodys_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "outcomes.jsonl"
    assert main(["outcomes", str(out)]) == 0
    found = lines(out)
    assert capsys.readouterr().out == f"{len(found)} lines written\n"
    assert all(set(line) == {"type", "confidence", "right"} for line in found)
    assert {"type": "name", "confidence": 0.61, "right": False} in found
    assert {"type": "name", "confidence": 0.61, "right": True} in found
    assert {"type": "number", "confidence": 0.61, "right": False} in found
    assert calibrate.main([str(out)]) == 0


def test_kinds_are_the_last_that_was_said_with_the_text_and_leave_a_line(spoken_of: str, tmp_path: Path) -> None:
    out = tmp_path / "kinds.jsonl"
    before = len(audit.trail(spoken_of))
    assert main(["kinds", str(out), "--by", "an.nguyen", "--reason", REASON]) == 0
    assert {"text": "GIẤY CHỨNG SINH", "kind": "birth_declaration"} in lines(out)
    [line] = audit.trail(spoken_of)[before:]
    assert (line.actor, line.why, line.act.split()[0]) == ("operator:an.nguyen", REASON, "learn")
    assert stat.S_IMODE(out.stat().st_mode) == 0o600


@pytest.mark.parametrize("reason", ["", "xem"])
def test_no_text_without_a_reason(
    spoken_of: str, reason: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "kinds.jsonl"
    before = len(audit.trail(spoken_of))
    assert main(["kinds", str(out), "--by", "an.nguyen", "--reason", reason]) == 1
    assert "learning.reason" in capsys.readouterr().err
    assert not out.exists()
    assert len(audit.trail(spoken_of)) == before
    with pytest.raises(SystemExit):
        main(["kinds", str(out), "--reason", REASON])


def test_a_file_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    out = tmp_path / "outcomes.jsonl"
    out.write_text("mine")
    assert main(["outcomes", str(out)]) == 1
    assert out.read_text() == "mine"
