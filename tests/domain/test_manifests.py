"""Manifests of partners' batches, as partners and spreadsheets really write them."""

from __future__ import annotations

import csv
import io

import pytest

from chalicelib.domain.manifests import MAX_ROWS, REQUIRED, parse
from tests.support.refusals import refused

ROW = {
    "ref": "A-1",
    "agent": "VNP-01",
    "procedure": "1.001193",
    "full_name": "Trần Tuấn Kiệt",
    "number": "027094888598",
    "phone": "0912345678",
    "residence_unit": "00166",
    "form.child_name": "Trần Khánh Vy",
    "form.mother_name": "",
    "slot": "GCS",
    "file": "1.jpg",
    "sha256": "AB12",
}


def table(*rows: dict[str, str]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def test_rows_of_one_ref_make_one_dossier() -> None:
    found = parse(table(ROW, ROW | {"ref": "A-2"}, ROW | {"slot": "UQ", "file": "2.jpg"}))
    assert [(d.ref, [(f.line, f.slot, f.file) for f in d.files], d.fault) for d in found] == [
        ("A-1", [(2, "GCS", "1.jpg"), (4, "UQ", "2.jpg")], None),
        ("A-2", [(3, "GCS", "1.jpg")], None),
    ]


def test_values_and_form_are_told_apart() -> None:
    [found] = parse(table(ROW))
    assert found.values["full_name"] == "Trần Tuấn Kiệt"
    assert found.form == {"child_name": "Trần Khánh Vy"}
    assert found.files[0].sha256 == "ab12"
    assert not {"slot", "file", "sha256"} & found.values.keys()


@pytest.mark.parametrize(
    "dress",
    [
        pytest.param(lambda raw: b"\xef\xbb\xbf" + raw, id="BOM of a spreadsheet"),
        pytest.param(lambda raw: raw.replace(b"\r\n", b"\n"), id="Unix line ends"),
        pytest.param(lambda raw: raw.rstrip(), id="no last line end"),
        pytest.param(lambda raw: raw.replace(b"A-1", b'" A-1 "'), id="quotes and spaces"),
        pytest.param(lambda raw: raw.replace(b"sha256\r\n", b"sha256,note\r\n").replace(b"AB12", b"AB12,x"), id="more"),
    ],
)
def test_the_same_table_in_other_clothes(dress: object) -> None:
    assert callable(dress)
    [found] = parse(dress(table(ROW)))
    assert (found.ref, found.fault) == ("A-1", None)
    assert found.values["agent"] == "VNP-01"


@pytest.mark.parametrize("column", REQUIRED)
def test_a_missing_column_is_named(column: str) -> None:
    with refused("batch.manifest", "manifest.csv") as raised:
        parse(table({k: v for k, v in ROW.items() if k != column}))
    assert raised.value.values == {"reason": f"missing columns {column}"}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (table(ROW).decode().encode("utf-16"), "not UTF-8"),
        ("ref;hô".encode("cp1258"), "not UTF-8"),
        (b"", "missing columns"),
        (b"\x00\x01\x02", "missing columns"),
        (table(ROW).split(b"\r\n")[0], "0 rows"),
        (table(ROW) + b'A-2,"unclosed', "line"),
        (table(*[ROW | {"ref": str(n)} for n in range(MAX_ROWS + 1)]), f"{MAX_ROWS + 1} rows"),
    ],
    ids=["UTF-16", "windows-1258", "empty", "binary", "no rows", "open quote", "too many rows"],
)
def test_what_is_no_such_table_is_refused_whole(content: bytes, reason: str) -> None:
    with refused("batch.manifest", "manifest.csv") as raised:
        parse(content)
    assert reason in str(raised.value.values["reason"])


def test_the_most_rows_are_taken() -> None:
    assert len(parse(table(*[ROW | {"ref": str(n)} for n in range(MAX_ROWS)]))) == MAX_ROWS


@pytest.mark.parametrize("column", ["agent", "procedure", "full_name", "number", "phone", "form.child_name"])
def test_rows_that_disagree_are_refused_by_their_column(column: str) -> None:
    one, other = parse(table(ROW, ROW | {column: "khác", "file": "2.jpg"}, ROW | {"ref": "A-2"}))
    assert one.fault is not None
    assert (one.fault.code, one.fault.field) == ("batch.rows_disagree", column)
    assert column in one.fault.vi
    assert "khác" not in one.fault.vi + one.fault.en  # the values may be personal
    assert other.fault is None


@pytest.mark.parametrize("name", ["", "../1.jpg", "/etc/passwd", "a/b.jpg", ".hidden", "..", "../../vtp/b/1.jpg"])
def test_a_file_lies_in_the_batch_and_nowhere_else(name: str) -> None:
    [found] = parse(table(ROW | {"file": name}))
    assert found.fault is not None
    assert (found.fault.code, found.fault.field) == ("batch.no_file", "file")
    assert found.fault.vi


def test_a_row_that_belongs_to_nothing_is_refused() -> None:
    [found] = parse(table(ROW | {"ref": " "}))
    assert found.fault is not None
    assert (found.fault.code, found.fault.field) == ("batch.manifest", "ref")


def test_a_row_that_breaks_off_early_lacks_values_but_is_still_a_row() -> None:
    head = table(ROW).split(b"\r\n")[0]
    [found] = parse(head + b"\r\nA-1,VNP-01\r\n")
    assert found.values["agent"] == "VNP-01"
    assert found.values["number"] == ""
    assert found.fault is not None
