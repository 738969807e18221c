"""The simulator: the whole table on a day, and what another one would change."""

from __future__ import annotations

import csv
import json
from copy import deepcopy
from io import StringIO
from pathlib import Path

import pytest

from infra import simulate
from tests.support.dossiers import entries


def printed(capsys: pytest.CaptureFixture[str]) -> list[list[str]]:
    return list(csv.reader(StringIO(capsys.readouterr().out)))


def test_all_procedures_and_units(capsys: pytest.CaptureFixture[str]) -> None:
    assert simulate.main(["--on", "2026-11-12"]) == 0
    rows = printed(capsys)
    assert len(rows) == 1 + 39 * 126
    assert ["1.001193", "00166", "commune:00166", ""] in rows
    assert ["2.000635", "00166", "", "procedure.not_open"] in rows


def test_what_another_table_would_change(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other, rows = tmp_path / "other.json", deepcopy(entries("routing"))
    other.write_text(json.dumps(rows))
    assert simulate.main(["--on", "2026-11-12", "--diff", str(other)]) == 0
    assert len(printed(capsys)) == 1
    other.write_text(json.dumps([row for row in rows if row["entry"] != "routing#3.000333"]))
    assert simulate.main(["--on", "2026-11-12", "--diff", str(other)]) == 0
    assert printed(capsys)[1:][0] == ["3.000333", "00004", "police:hanoi", "", "", "routing.no_version"]


def test_a_wrong_table_is_not_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other, rows = tmp_path / "other.json", deepcopy(entries("routing"))
    rows[0]["valid_to"] = "2025-07-31"
    other.write_text(json.dumps(rows))
    assert simulate.main(["--diff", str(other)]) == 1
    assert "routing.overlap" in capsys.readouterr().err
