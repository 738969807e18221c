"""The sample papers: the same every time, readable, and never a stranger to their own data."""

import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from infra.samples import Family, Person, family, mismatched, pages, personal_number
from infra.samples.__main__ import main
from infra.samples.photo import photograph
from infra.samples.words import date_in_words

NAMES = {"to-khai-dang-ky-khai-sinh.jpg", "giay-chung-sinh.jpg", "can-cuoc.jpg"}
DAY = date(2026, 11, 20)


@pytest.fixture(scope="module")
def sample() -> Family:
    return family(1, DAY)


@pytest.fixture(scope="module")
def photos(sample: Family) -> dict[str, bytes]:
    return pages(sample)


@pytest.fixture(scope="module")
def clean(sample: Family) -> dict[str, bytes]:
    return pages(sample, photographed=False)


def _codes(content: bytes) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(Image.open(io.BytesIO(content)))]


def test_same_seed_same_family() -> None:
    assert family(7, DAY) == family(7, DAY)
    assert family() == family(1)
    assert len({family(seed, DAY).father.number for seed in range(20)}) == 20


def test_same_family_same_pages(sample: Family, clean: dict[str, bytes]) -> None:
    assert pages(sample, photographed=False) == clean
    assert pages(family(2, DAY), photographed=False)["can-cuoc.jpg"] != clean["can-cuoc.jpg"]


def test_same_seed_same_photograph() -> None:
    sheet = Image.new("RGB", (400, 300), "white")
    assert photograph(sheet, 4) == photograph(sheet, 4) != photograph(sheet, 5)


@pytest.mark.parametrize("seed", range(25))
def test_family_holds_together(seed: int) -> None:
    made = family(seed, DAY)
    assert made.unit_code == "00166"
    assert 8 <= (DAY - made.child.born).days <= 12
    assert made.child.name.split()[0] == made.father.name.split()[0]
    assert made.proof.child_name == made.child.name
    assert made.proof.born.date() == made.child.born < made.proof.issued <= DAY
    assert made.card.issued < DAY < made.card.expires
    assert len(made.card.old_number) == 9
    for person in (made.mother, made.father, made.child):
        _check_number(person)


def _check_number(person: Person) -> None:
    century, year, serial = person.number[3], person.number[4:6], person.number[6:]
    assert len(person.number) == 12
    assert person.number.isdecimal()
    assert century == str(2 * (person.born.year // 100 - 19) + (person.sex == "Nữ"))
    assert year == f"{person.born:%y}"
    assert len(serial) == 6


@pytest.mark.parametrize(
    ("sex", "year", "head"), [("Nam", 1994, "001094"), ("Nữ", 1994, "001194"), ("Nam", 2026, "001226")]
)
def test_personal_number(sex: str, year: int, head: str) -> None:
    assert personal_number("001", "Nam" if sex == "Nam" else "Nữ", date(year, 5, 1), 42) == f"{head}000042"


def test_pages_are_sane_jpegs(photos: dict[str, bytes], clean: dict[str, bytes]) -> None:
    for made in (photos, clean):
        assert set(made) == NAMES
        for content in made.values():
            image = Image.open(io.BytesIO(content))
            image.load()
            assert image.format == "JPEG"
            assert 900 < min(image.size) < max(image.size) < 3000
            assert 80_000 < len(content) < 620_000


@pytest.mark.parametrize("kind", ["photos", "clean"])
def test_card_code_reads_back(kind: str, sample: Family, request: pytest.FixtureRequest) -> None:
    made: dict[str, bytes] = request.getfixturevalue(kind)
    assert _codes(made["can-cuoc.jpg"]) == [sample.card_payload]
    number, old, name, born, sex, address, issued = sample.card_payload.split("|")
    assert (number, name, sex) == (sample.father.number, sample.father.name, "Nam")
    assert (old, address) == (sample.card.old_number, sample.card.address)
    assert (born, issued) == (f"{sample.father.born:%d%m%Y}", f"{sample.card.issued:%d%m%Y}")


def test_mismatched_differs_only_in_the_proof(sample: Family) -> None:
    doubtful = mismatched(sample)
    assert doubtful.proof.born.date() != sample.child.born
    assert doubtful.proof.child_name != sample.child.name
    assert replace(doubtful, proof=sample.proof) == sample


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 3, 5), "Ngày năm, tháng ba, năm hai nghìn không trăm hai mươi sáu"),
        (date(2025, 4, 21), "Ngày hai mươi mốt, tháng tư, năm hai nghìn không trăm hai mươi lăm"),
        (date(2009, 12, 11), "Ngày mười một, tháng mười hai, năm hai nghìn không trăm linh chín"),
        (date(2015, 10, 30), "Ngày ba mươi, tháng mười, năm hai nghìn không trăm mười lăm"),
    ],
)
def test_date_in_words(day: date, words: str) -> None:
    assert date_in_words(day) == words


def test_command_writes_the_pages(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "new" / "folder"
    assert main([str(out), "--seed", "3", "--clean", "--mismatched", "--day", "2026-11-20"]) == 0
    assert {path.name for path in out.iterdir()} == NAMES
    written = capsys.readouterr().out
    assert all(name in written for name in NAMES)


@pytest.mark.parametrize(
    "wrong", [[], ["x", "--seed", "one"], ["x", "--seed", "-1"], ["x", "--day", "soon"], [__file__]]
)
def test_usage_errors_exit_2(wrong: list[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(wrong)
    assert stopped.value.code == 2
