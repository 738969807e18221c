"""The development pages: always the same, their truth is what is printed, and damages change pixels alone."""

import json
import unicodedata
from datetime import date
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from infra.samples.set import fonts, truth
from infra.samples.set.__main__ import main, write
from infra.samples.set.cast import MERGED, Cast, Invented
from infra.samples.set.damage import DAMAGES, DOUBLED, damaged
from infra.samples.set.kinds import PAPERS, Paper
from infra.samples.set.mrz import check_digit, td1, td3
from infra.samples.set.setting import sheet
from infra.samples.set.style import drawn

DPI = 60  # the truth comes from the PDF, so a coarse picture is enough
BY_NAME = {paper.name: paper for paper in PAPERS}


def said(paper: Paper, seed: int) -> tuple[str, truth.Box, dict[str, str]]:
    made = sheet(paper, seed, fonts.PLAIN, DPI)
    boxes = [segment.box for segment in made.segments] or [(0.0, 0.0, 0.0, 0.0)]
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    text = " ".join(segment.text for segment in made.segments)
    width, height = made.image.size
    return text, (min(lefts), min(tops), width - max(rights), height - max(bottoms)), truth.fields(made.values)


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.name)
def test_every_field_is_printed_within_the_page(paper: Paper) -> None:
    text, margins, fields = said(paper, 11)
    assert [name for name, value in fields.items() if value not in text] == []
    assert min(margins) >= -1
    assert unicodedata.is_normalized("NFC", text)
    assert truth.NOTICE not in text
    assert bool(fields) == (paper.kind != "other")


def test_same_seed_same_sheet_another_seed_another() -> None:
    paper = BY_NAME["death_notice"]
    one, again, other = (sheet(paper, seed, fonts.PLAIN, DPI) for seed in (3, 3, 4))
    assert one.image.tobytes() == again.image.tobytes()
    assert (one.values, one.segments) == (again.values, again.segments)
    assert one.values["deceased_name"] != other.values["deceased_name"]


def test_the_stamp_lies_on_the_print_in_red() -> None:
    pixels = np.asarray(sheet(BY_NAME["death_notice"], 3, fonts.PLAIN, DPI).image, dtype=np.int16)
    assert ((pixels[:, :, 0] - pixels[:, :, 1]) > 60).sum() > 100


def test_a_line_of_two_columns_is_two_segments_and_reads_as_one() -> None:
    made = sheet(BY_NAME["birth_certificate"], 11, fonts.PLAIN, DPI)
    assert "ỦY BAN NHÂN DÂN" in [segment.text for segment in made.segments]
    assert truth.text(made.segments).splitlines()[0] == "ỦY BAN NHÂN DÂN CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"


@pytest.mark.parametrize(
    ("name", "value", "kind"),
    [
        ("members.2.full_name", "Y Bliă Niê", "name"),
        ("signer", "Thượng tá Lều Uẩn", "name"),
        ("business_name", "HỘ KINH DOANH ỔI", None),
        ("members.1.number", "001099123456", "id"),
        ("signed_on", "ngày 05 tháng 03 năm 2024", "date"),
        ("child_birth_date", "05/03/2024", "date"),
        ("permanent_residence", "Thôn Đoài, xã Sóc Sơn, thành phố Hà Nội", "addr"),
        ("residence", "Hà Nội", None),
    ],
)
def test_keys_by_kind(name: str, value: str, kind: str | None) -> None:
    assert truth.key_kind(name, value) == kind


def test_people_and_places_vary_and_hold_together() -> None:
    casts = [Cast(Random(seed)) for seed in range(300)]
    people = [cast.person() for cast in casts]
    assert len({person.name for person in people}) > 280
    assert len({cast.address() for cast in casts}) > 290
    assert len({person.ethnicity for person in people}) >= 8
    for cast, person in zip(casts, people, strict=True):
        assert unicodedata.is_normalized("NFC", person.name)
        assert person.number[3] == str(2 * (person.born.year // 100 - 19) + (person.sex == "Nữ"))
        assert person.number[4:6] == f"{person.born:%y}"
        assert person.born < cast.day
        assert (cast.place().full.count(",") == 1) == (cast.day >= MERGED)


@pytest.mark.parametrize(
    ("text", "digit"), [("L898902C3", "6"), ("740812", "2"), ("120415", "9"), ("ZE184226B<<<<<", "1")]
)
def test_check_digits_of_the_standards_own_example(text: str, digit: str) -> None:
    assert check_digit(text) == digit


@given(st.integers(0, 10**6))
def test_zones_have_their_measures_and_check_out(seed: int) -> None:
    person = Cast(Random(seed)).person()
    card, book = td1(person, date(2040, 1, 2)), td3(person, date(2034, 5, 6), "C1234567")
    assert [len(line) for line in card] == [30, 30, 30]
    assert [len(line) for line in book] == [44, 44]
    assert set("".join(card + book)) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<")
    assert card[0][14] == check_digit(card[0][5:14])
    assert card[1][29] == check_digit(card[0][5:] + card[1][:7] + card[1][8:15] + card[1][18:29])
    assert book[1][43] == check_digit(book[1][:10] + book[1][13:20] + book[1][21:43])


def test_a_name_from_the_highlands_fits_a_zone() -> None:
    person = Invented("H'Ăng Êban", "Nữ", date(1990, 1, 2), "066190000001", "Ê Đê")
    assert td1(person, date(2030, 1, 2))[2].startswith("HANG<<EBAN<")


@pytest.fixture(scope="module")
def page() -> Image.Image:
    image = Image.new("RGB", (160, 220), "white")
    image.paste((20, 20, 20), (30, 40, 130, 52))
    image.paste((200, 20, 40), (60, 120, 100, 160))
    return image


@pytest.mark.parametrize("name", DAMAGES)
def test_damages_are_pure_and_do_something(name: str, page: Image.Image) -> None:
    before = page.tobytes()
    one, again = damaged(page, (name,), 5), damaged(page, (name,), 5)
    assert one.mode == "RGB"
    assert one.tobytes() == again.tobytes() != before
    assert page.tobytes() == before
    assert (one.width > one.height) == (name in {"rot90", "rot270"})


@pytest.mark.parametrize("names", DOUBLED, ids="+".join)
def test_doubled_damages_differ_from_each_alone(names: tuple[str, ...], page: Image.Image) -> None:
    assert set(names) <= set(DAMAGES)
    assert damaged(page, names, 5).tobytes() not in {damaged(page, (name,), 5).tobytes() for name in names}


def test_light_and_dark_survive(page: Image.Image) -> None:
    for name in DAMAGES:
        grey = np.asarray(damaged(page, (name,), 5).convert("L"))
        assert int(grey.max()) - int(grey.min()) > 30, name


def test_a_set_is_written_and_written_again_the_same(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        write(tmp_path / folder, 8, 2, fonts.PLAIN)
    one, two = ({path.name: path.read_bytes() for path in (tmp_path / folder).iterdir()} for folder in ("one", "two"))
    assert one == two
    record = json.loads(one["truth.json"])
    assert {entry["file"] for entry in record["files"]} == set(one) - {"truth.json"}
    for entry in record["files"]:
        assert set(record["pages"][entry["page"]]) >= {"doc", "kind", "text", "segs", "keys", "fields"}


def test_a_missing_typeface_is_named_with_its_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(fonts, "_all", lambda wanted: {"No Such Face", "Carlito", fonts.OWN} if wanted else set())
    monkeypatch.setattr(fonts, "loaded", lambda: type("Here", (), {"families": staticmethod(lambda: [fonts.OWN])}))
    assert main([str(tmp_path / "out")]) == 1
    told = capsys.readouterr().err
    assert "Carlito (debian: fonts-crosextra-carlito)" in told
    assert "No Such Face" in told
    assert not (tmp_path / "out").exists()


def test_held_back_pages_use_none_of_the_first_faces() -> None:
    first, others = fonts.faces("first"), fonts.faces("others")
    assert not set(first.printed) & set(others.printed)
    assert not set(first.written) & set(others.written)
    known = {family for source in fonts.SOURCES for family in source.families} | {fonts.OWN}
    assert {*first.printed, *others.printed, *first.written, *others.written, first.machine} <= known


def test_some_pages_are_filled_in_by_hand_in_ink() -> None:
    looks = [drawn(Random(seed), fonts.faces("first"), small=False) for seed in range(200)]
    written = [look for look in looks if look["written"]]
    assert 8 < len(written) < 50
    assert all(look["pen"] in fonts.HANDS and look["ink"] != "#101010" for look in written)
    assert not any(drawn(Random(seed), fonts.PLAIN, small=True)["written"] for seed in range(50))
