"""The measure of lost cover sheets counts what was missed and what was taken for a sheet."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from infra import bench_batches
from tests.support import piles


def test_sheets_and_pages_are_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    harms = {"scribble": bench_batches.HARMS["scribble"], "gone": lambda page, _: Image.new("L", page.size, 255)}
    for name, value in (("HARMS", harms), ("SIZES", (60,)), ("TURNS", (0, 180)), ("TRIES", 1)):
        monkeypatch.setattr(bench_batches, name, value)
    piles.paper(1).save(tmp_path / "page.jpg")
    assert bench_batches.main([str(tmp_path)]) == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert [line[-1] for line in lines[:2]] == ["0", "2"]
    assert lines[2][-4:] == ["taken", "for", "a", "sheet"]
    assert lines[2][3] == "0"
