"""Learning from corrections: it says whether it helped, and writes only what did no harm."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from chalicelib.reading import forms, learn, textmodel

LETTER = ["THƯ MỜI HỌP TỔ DÂN PHỐ", "Trân trọng kính mời gia đình", "tới dự cuộc họp tổ dân phố", "Rất hân hạnh"]


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    """A copy of the weights to write to."""
    copy = tmp_path / "weights.json"
    copy.write_bytes(textmodel.WEIGHTS.read_bytes())
    return copy


def corrections(folder: Path, *lines: Mapping[str, str]) -> Path:
    file = folder / "corrections.jsonl"
    file.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    return file


def letters(count: int) -> list[Mapping[str, str]]:
    return [{"text": "\n".join([*LETTER, f"Nhà số {number}"]), "kind": "other"} for number in range(count)]


@pytest.fixture(autouse=True)
def few_trials(monkeypatch: pytest.MonkeyPatch) -> None:
    """One paper of each kind is trial enough here."""
    monkeypatch.setattr(learn, "TRIALS", 1)


def test_the_weights_that_travel_with_the_reader_know_every_kind_by_its_present_words() -> None:
    weights = json.loads(textmodel.WEIGHTS.read_text(encoding="utf-8"))
    assert set(weights) == {*forms.known(), "other"}
    for kind in forms.known().values():
        assert {part for part in kind.titles[0] if part.isalpha() and 1 < len(part) < 12} <= set(weights[kind.name])


def test_learning_twice_from_the_same_gives_the_same() -> None:
    assert learn.learn([]) == learn.learn([])


def test_corrections_are_held_back_by_their_content_about_a_fifth_of_them() -> None:
    texts = [("other", [f"trang {number}"]) for number in range(500)]
    held = [learn.held_back(text) for text in texts]
    assert held == [learn.held_back(text) for text in texts]
    assert 60 < sum(held) < 140


def test_it_says_how_both_did_and_writes_only_when_asked(
    tmp_path: Path, weights: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, before = corrections(tmp_path, *letters(30)), weights.read_bytes()
    assert learn.main([str(file), "--weights", str(weights)]) == 0
    told = capsys.readouterr().out
    assert told.count("before") == told.count("after") == 2
    assert "wrong and sure" in told
    assert weights.read_bytes() == before
    assert learn.main([str(file), "--weights", str(weights), "--write"]) == 0
    learnt = json.loads(weights.read_text(encoding="utf-8"))
    assert "to dan" in learnt["other"]


def test_what_makes_it_worse_is_not_written(
    tmp_path: Path, weights: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = weights.read_bytes()
    right = json.loads(before)
    confused = dict(zip(right, [*list(right.values())[1:], right["birth_certificate"]], strict=True))
    monkeypatch.setattr(learn, "learn", lambda corrections: confused)
    assert learn.main([str(corrections(tmp_path)), "--weights", str(weights), "--write"]) == 1
    assert "worse" in capsys.readouterr().out
    assert weights.read_bytes() == before


def test_names_of_persons_do_not_get_into_the_weights() -> None:
    named = ("birth_proof", ["Họ và tên mẹ: Tô Thị Khuynh Mẫu"])
    learnt = learn.learn([named] * (learn.COMMON - 1))
    assert not any("khuynh" in gram for grams in learnt.values() for gram in grams)


@pytest.mark.parametrize("line", ["{", "[]", '{"text": "a"}', '{"text": "a", "kind": "unheard_of"}'])
def test_a_line_that_is_no_correction_is_refused_by_its_number(
    tmp_path: Path, line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "corrections.jsonl"
    file.write_text('{"text": "a", "kind": "other"}\n' + line, encoding="utf-8")
    assert learn.main([str(file)]) == 1
    assert "line 2" in capsys.readouterr().err


def test_a_file_that_is_not_there_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert learn.main(["nowhere.jsonl"]) == 1
    assert "No such file" in capsys.readouterr().err
