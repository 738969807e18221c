"""The bench of two readers: each word in the class of what was said of it, right if the page has it."""

import json
import sys
from pathlib import Path

import pytest

from infra import bench_agreement
from infra.samples.set import fonts
from infra.samples.set.kinds import PAPERS
from infra.samples.set.setting import sheet


def test_a_clean_page_is_agreed_on_and_right(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made = sheet(next(paper for paper in PAPERS if paper.name == "death_notice"), 3, fonts.PLAIN, 200)
    made.image.save(tmp_path / "one.jpg")
    pages = {"one": {"text": " ".join(segment.text for segment in made.segments)}}
    record = {"pages": pages, "files": [{"file": "one.jpg", "page": "one", "damage": "clean"}]}
    (tmp_path / "truth.json").write_text(json.dumps(record), "utf-8")
    monkeypatch.setattr(sys, "argv", ["bench_agreement", str(tmp_path)])
    bench_agreement.main()
    rows = [line.split() for line in capsys.readouterr().out.splitlines()[1:]]
    counted = {said: sum(int(row[-4]) for row in rows if row[0] == said) for said in ("agree", "again", "differ")}
    wrong = sum(int(row[-2]) for row in rows if row[0] == "agree")
    assert counted["agree"] > 100
    assert counted["agree"] > 10 * (counted["again"] + counted["differ"])
    assert wrong <= 2
