"""The scorer's definitions and the report; the readers themselves are measured by `make bench-reading` alone."""

from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.bench_reading import curve, report
from infra.bench_reading.comparing import edits, normal, plain
from infra.bench_reading.readers import OURS, RIVALS, environment
from infra.bench_reading.scoring import Judged, Read, Tally, kind_of, score

TRUTH: dict[str, Any] = {
    "doc": "birth_proof",
    "kind": "birth_proof",
    "text": "GIẤY CHỨNG SINH\nHọ và tên mẹ: Lều Thị Uẩn........\nSố CCCD: 001190000012\n"
    "ngày 05 tháng 03 năm 2024\nGiới tính: Nữ",
    "segs": [
        {"text": "GIẤY CHỨNG SINH"},
        {"text": "Họ và tên mẹ: Lều Thị Uẩn........"},
        {"text": "Số CCCD: 001190000012"},
    ],
    "keys": [["name", "Lều Thị Uẩn"], ["id", "001190000012"], ["date", "ngày 05 tháng 03 năm 2024"]],
    "fields": {
        "mother_name": "Lều Thị Uẩn",
        "mother_number": "001190000012",
        "child_birth_date": "ngày 05 tháng 03 năm 2024",
    },
}
LETTERS = st.text("abcâ ", max_size=14)


def field(name: str, value: str, *, sure: bool = True, confidence: float = 0.97) -> dict[str, Any]:
    return {"name": name, "value": value, "confidence": confidence, "sure": sure}


def slow_edits(part: str, whole: str) -> int:
    row = [0] * (len(whole) + 1)
    for at, letter in enumerate(part, 1):
        new = [at]
        for to, other in enumerate(whole, 1):
            new.append(min(row[to] + 1, new[-1] + 1, row[to - 1] + (letter != other)))
        row = new
    return min(row)


@given(LETTERS, LETTERS)
def test_edits_are_those_of_the_textbook(part: str, whole: str) -> None:
    assert edits(part, whole) == slow_edits(part, whole)


@given(LETTERS, LETTERS, LETTERS)
def test_what_stands_in_the_text_needs_no_edit(before: str, part: str, after: str) -> None:
    assert edits(part, before + part + after) == 0


def test_leaders_dashes_and_decomposed_accents_do_not_count() -> None:
    assert plain("Ho\u0323 tên:........ . . ._ “Ổi” – 5") == 'Họ tên: "Ổi" - 5'


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("05/03/2024", "ngày 5 tháng 3 năm 2024"),
        ("LỀU THỊ UẨN", "Lều Thị Uẩn ."),
        ("0011 9000 0012", "001190000012"),
        ("thôn Đoài,  xã Ỷ La", "Thôn Đoài, xã Ỷ La"),
    ],
)
def test_the_same_value_in_two_shapes(one: str, other: str) -> None:
    assert normal(one) == normal(other)


@pytest.mark.parametrize(("one", "other"), [("Lều Uẩn", "Lều Uẫn"), ("05/03/2024", "05/03/2023"), ("00119", "00118")])
def test_different_values_stay_different(one: str, other: str) -> None:
    assert normal(one) != normal(other)


def test_a_perfect_page() -> None:
    fields = tuple(field(name, value) for name, value in TRUTH["fields"].items())
    tally = score(Read(TRUTH["text"], 1.5, fields, "birth_proof", kind_sure=True), TRUTH)
    assert tally.share("CER") == 0
    assert [tally.share(f"{kind} {where}") for kind in ("name", "id", "date") for where in ("in text", "as field")] == [
        1
    ] * 6
    assert (tally.share("sure"), tally.share("true fields sure"), tally.share("wrong of the sure")) == (1, 1, 0)
    assert (tally.share("kind right"), tally.share("kind wrong and sure")) == (1, 0)


def test_wrong_and_sure_is_seen_even_where_the_value_stands_elsewhere_on_the_page() -> None:
    read = Read(
        "", 1, (field("child_birth_date", "001190000012"), field("mother_name", "Lều Thị Uẫn", sure=False)), "other"
    )
    tally = score(read, TRUTH)
    assert tally.share("CER") == 1
    assert (tally.right["wrong of the sure"], tally.of["wrong of the sure"]) == (1, 1)
    assert (tally.right["true fields sure"], tally.of["true fields sure"]) == (1, 3)
    assert tally.share("kind wrong and sure") == 0
    assert [judged.right for judged in tally.judged] == [False, False]
    assert [judged.sort for judged in tally.judged] == ["date", "name"]


def test_a_field_that_the_truth_does_not_name_must_stand_on_the_page() -> None:
    read = Read("", 1, (field("child_sex", "NỮ"), field("midwife", "Mẫn Ổi")), "birth_proof")
    assert [judged.right for judged in score(read, TRUTH).judged] == [True, False]


def test_a_number_read_in_groups_counts_as_read() -> None:
    assert score(Read("Số CCCD: 001 190 000 012", 1), TRUTH).share("id in text") == 1


def test_a_reader_of_text_alone_has_no_fields_to_count() -> None:
    tally = score(Read(TRUTH["text"], 2), TRUTH)
    assert tally.share("kind right") is None
    assert tally.share("name as field") is None


def test_a_blank_page_counts_for_nothing_but_its_kind() -> None:
    truth = {"doc": "blank", "kind": "other", "text": "", "segs": [], "keys": [], "fields": {}}
    tally = score(Read("", 1, (), "other"), truth)
    assert (tally.share("CER"), tally.share("kind right")) == (None, 1)


def test_kinds_of_a_set_that_names_documents_only() -> None:
    assert kind_of({"doc": "khai_sinh"}) == "birth_certificate"


def test_tallies_add_up() -> None:
    one, total = score(Read(TRUTH["text"], 2), TRUTH), Tally()
    total.add(one)
    total.add(one)
    assert total.of["CER"] == 2 * one.of["CER"]
    assert total.seconds == [2, 2]


def columns() -> list[report.Column]:
    good = score(Read(TRUTH["text"], 1.25, (), "birth_proof"), TRUTH)
    bad = score(Read("", 2), TRUTH)
    return [
        report.Column("motcua", {report.ALL: good, "blur": good, report.BY_HAND: bad}, 0.5, 300.4),
        report.Column("tesseract", {report.ALL: bad, "blur": bad}),
    ]


def test_the_table_stands_side_by_side_with_the_targets() -> None:
    table = report.table(columns())
    assert "| | motcua | tesseract | target |" in table
    assert "| CER | 0.00 % | 100.00 % | ≤ 0.35 % |" in table
    assert "| worst damage | 0.00 % (blur) | 100.00 % (blur) | ≤ 1 % |" in table
    assert "| kind right | 100.0 % (1 of 1) | – | ≥ 99 % |" in table
    assert "| peak memory, MB | 300 | – | ≤ 600 |" in table
    assert f"| {report.BY_HAND} | 100.00 % | – |" in report.by_damage(columns())


def test_the_document_is_written_between_the_marks_again_and_again(tmp_path: Path) -> None:
    document = tmp_path / "benchmarks.md"
    document.write_text("# Benchmarks\n\nold words\n", "utf-8")
    report.written(document, "first")
    document.write_text(document.read_text("utf-8") + "\n## Later\n", "utf-8")
    report.written(document, "second")
    text = document.read_text("utf-8")
    assert text.startswith("# Benchmarks\n\nold words\n")
    assert text.endswith("\n## Later\n")
    assert "second" in text
    assert "first" not in text
    assert text.count(report.BEGIN) == text.count(report.END) == 1


def test_buckets_of_confidence() -> None:
    judged = [Judged("name", 0.995, sure=True, right=True)] * 3 + [Judged("name", 0.995, sure=True, right=False)]
    judged.append(Judged("name", 0.3, sure=False, right=False))
    low, high = curve.buckets(judged)
    assert (low.at, low.mean, low.right, low.count) == (0, 0.3, 0, 1)
    assert (high.at, high.right, high.count) == (9, 0.75, 4)
    assert high.mean == pytest.approx(0.995)
    assert [bucket.at for bucket in curve.buckets([Judged("id", 1.0, sure=True, right=True)])] == [9]


def test_the_curve_is_a_picture_with_a_panel_for_each_sort() -> None:
    drawn = curve.drawn([Judged("id", 0.99, sure=True, right=True), Judged("date", 0.6, sure=False, right=False)])
    root = ElementTree.fromstring(drawn)
    words = "".join(root.itertext())
    assert all(title in words for title in curve.SORTS.values())
    assert len(root.findall(".//{*}circle")) == 2


def test_everything_is_measured_with_one_thread_and_every_reader_is_asked_for_vietnamese() -> None:
    assert environment()["OMP_THREAD_LIMIT"] == "1"
    assert OURS.name not in {rival.name for rival in RIVALS}
    for rival in RIVALS:
        command = rival.once(Path("page.png"), Path("out"))
        assert command[0] == rival.name
        assert command[command.index("-l") + 1] == "vie"
