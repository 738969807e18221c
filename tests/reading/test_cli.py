import json
import subprocess
import sys
from pathlib import Path

import pytest

from chalicelib.reading import engine
from chalicelib.reading.__main__ import main

from . import papers


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    card, bad = tmp_path / "thẻ.png", tmp_path / "bad.jpg"
    card.write_bytes(papers.card())
    bad.write_bytes(b"not a picture")
    return [str(bad), str(tmp_path / "missing.png"), str(card)]


def test_json_is_one_object_per_line_and_file(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*files, "--json"]) == 1
    out, err = capsys.readouterr()
    bad, missing, good = map(json.loads, out.splitlines())
    assert bad == {
        "file": files[0],
        "error": {"code": "not_image_or_pdf", "detail": "neither JPEG, PNG, TIFF, HEIC nor PDF"},
    }
    assert missing["error"]["code"] == "no_such_file"
    assert good["file"] == files[2]
    assert {"text", "kind", "seconds", "fields", "trace"} <= good["pages"][0].keys()
    assert {"name", "value", "normal", "confidence", "sure", "box", "doubt", "also"} == good["pages"][0]["fields"][
        0
    ].keys()
    assert "page 1 of 1" in err
    assert "not_image_or_pdf" in err


def test_people_read_a_table(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([files[2]]) == 0
    out = capsys.readouterr().out
    assert "identity_card (1.00, sure)" in out
    assert "Lưu Đức Thịnh" in out


def test_wrong_usage_is_2(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main([])
    assert stopped.value.code == 2
    assert "usage" in capsys.readouterr().err


def test_importing_the_types_loads_no_imaging_library() -> None:
    heavy = "{'tesserocr', 'numpy', 'PIL', 'pypdfium2', 'zxingcpp'}"
    script = f"import sys, chalicelib.reading; sys.exit(len({heavy} & sys.modules.keys()))"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_missing_language_data_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path))
    monkeypatch.setattr(engine, "USUAL_FOLDERS", ())
    with pytest.raises(FileNotFoundError, match="make setup"):
        engine.find_tessdata()
    (tmp_path / "vie.traineddata").touch()
    assert engine.find_tessdata() == tmp_path
