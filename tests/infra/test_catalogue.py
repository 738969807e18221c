"""The command that enters procedures: it shows first, and enters only when told to."""

from __future__ import annotations

import json
import uuid
from pathlib import Path

import pytest

from chalicelib.adapters import registry_store
from infra import catalogue
from infra.seed import REGISTRY
from tests.support.catalogue import row

pytestmark = pytest.mark.usefixtures("town")


@pytest.fixture
def code() -> str:
    return f"7.{uuid.uuid4().int % 10**6:06}"


def test_it_shows_then_enters_then_finds_nothing_to_do(
    code: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "new.json"
    file.write_text(json.dumps([row(code, "2099-01-01", None, 1), row(code, "2099-02-01", None, 2)]))
    assert catalogue.main([str(file)]) == 0
    shown = capsys.readouterr().out
    assert f"+ added procedure#{code} 2099-02-01 – … (against 2099-01-01)" in shown
    assert "    body.fee.direct: 1 -> 2" in shown
    assert registry_store.versions(f"procedure#{code}") == []
    assert catalogue.main([str(file), "--apply", "--reason", "a test"]) == 0
    assert "Entered." in capsys.readouterr().out
    assert len(registry_store.versions(f"procedure#{code}")) == 2
    assert catalogue.main([str(file), "--apply"]) == 0
    assert "2 unchanged" in capsys.readouterr().out


def test_what_is_refused_is_shown_with_its_reason(
    code: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "new.json"
    file.write_text(json.dumps([row(code, "2099-01-01", fee=-1)]))
    for arguments in ([str(file)], [str(file), "--apply"]):
        assert catalogue.main(arguments) == 1
        assert "catalogue.negative body.fee.direct:" in capsys.readouterr().out
    assert registry_store.versions(f"procedure#{code}") == []


@pytest.mark.parametrize("text", ["", "{}", "[3]"])
def test_what_is_no_list_of_versions_is_not_read(text: str, tmp_path: Path) -> None:
    file = tmp_path / "new.json"
    file.write_text(text)
    assert catalogue.main([str(file)]) == 2
    assert catalogue.main([str(tmp_path / "none.json")]) == 2


def test_the_seeds_of_a_filled_registry_change_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert catalogue.main([str(REGISTRY / "procedures.json")]) == 0
    assert "0 added, 0 changed, 0 closed" in capsys.readouterr().out
