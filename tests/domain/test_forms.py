"""The printed forms: their text is data, and nothing is printed of what did not happen."""

from __future__ import annotations

from string import Formatter
from typing import Any

import pytest

from chalicelib.domain.dossiers import Dossier, Event, File, Status
from chalicelib.domain.forms import (
    GAPS,
    OF_DOSSIERS,
    UNKNOWN,
    filled,
    form,
    message,
    register_row,
    require_due,
    rows_of,
    values,
)
from chalicelib.domain.lifecycle import TRANSITIONS
from tests.support.dossiers import NOW, dossier, entries, paper, seeded_procedure
from tests.support.refusals import refused

BIRTH = seeded_procedure("1.001193")
SEEDS = {row["body"]["id"]: row for row in entries("forms")}
FORMS = {name: form(row["body"]) for name, row in SEEDS.items()}


def told(kind: str, note: str = "", before: Status = Status.ACCEPTED, after: Status = Status.ACCEPTED) -> Event:
    return Event(
        id=kind, type=kind, at=NOW, actor="a", role="case_officer", status_from=before, status_to=after, note=note
    )


HAPPENED: dict[str, tuple[Dossier, tuple[Event, ...]]] = {
    "01": (dossier(accepted_at=NOW), ()),
    "02": (dossier(), (told("supplement_asked", "Thiếu giấy ủy quyền."),)),
    "03": (dossier(status=Status.REFUSED), (told("refused", "Không thuộc thẩm quyền."),)),
    "04": (dossier(extended_from=NOW, extended_to=NOW), (told("extended", "Chờ xác minh."),)),
    "05": (dossier(submitted_at=NOW), (told("submitted"), told("finished", "", Status.ACCEPTED, Status.FINISHED))),
}


def test_the_six_forms_are_there_and_the_lifecycle_names_no_other() -> None:
    assert sorted(FORMS) == ["01", "02", "03", "04", "05", "06"]
    assert sorted(OF_DOSSIERS) == sorted(set(FORMS) - {"06"})
    assert {t.form for t in TRANSITIONS.values() if t.form} <= set(FORMS)
    assert {name for name, made in FORMS.items() if made.page != "A5"} == {"06"}


@pytest.mark.parametrize("form_id", OF_DOSSIERS)
def test_a_form_is_printed_of_what_happened_and_of_nothing_else(form_id: str) -> None:
    happened, events = HAPPENED[form_id]
    require_due(form_id, happened, events)
    with refused("form.not_due", "form"):
        require_due(form_id, dossier(), ())


@pytest.mark.parametrize("form_id", OF_DOSSIERS)
def test_every_gap_is_filled_or_left_to_be_written_in(form_id: str) -> None:
    happened, events = HAPPENED[form_id]
    file = File(happened, (paper(),), events, ())
    gaps = values(form_id, file, BIRTH, "UBND phường Cầu Giấy", "Bưu điện Hoàn Kiếm", NOW)
    assert set(gaps) <= GAPS
    sheet = filled(FORMS[form_id], gaps, rows_of(FORMS[form_id], file, BIRTH), 1)
    text = "\n".join((*sheet.heading, *sheet.lines, *sheet.after))
    assert "{" not in text
    assert happened.code in text
    assert sheet.copy is None
    for event in events:
        assert not event.note or event.note in text
    assert all(len(row) == len(sheet.columns) for row in sheet.rows)


def test_what_is_not_known_is_left_to_be_written_in() -> None:
    gaps = values("01", File(dossier(), (), (), ()), BIRTH, "a", "b", NOW)
    assert gaps["portal_code"] == gaps["due"] == UNKNOWN


def test_a_reprint_says_so() -> None:
    assert filled(FORMS["01"], {}, (), 3).copy == "Bản in lại lần 2"


@pytest.mark.parametrize(
    "changes",
    [
        {"lines": ["Kính gửi {mayor}"]},
        {"rows": "horses"},
        {"page": "A3"},
    ],
)
def test_a_gap_that_nobody_fills_is_refused_at_entry(changes: dict[str, Any]) -> None:
    with refused("form.template", "body"):
        form({**SEEDS["01"]["body"], **changes})


def test_the_register_masks_names() -> None:
    row = register_row(1, dossier(), BIRTH.name)
    assert len(row) == len(FORMS["06"].columns)
    assert "TRẦN T. K." in row
    assert not any("KIỆT" in cell for cell in row)


def test_the_signed_message_holds_ids_only() -> None:
    said = message("000.00.01.H26-261112-0001", "01", 2, NOW.date(), "abcdef01")
    assert said == "MOTCUA1:000.00.01.H26-261112-0001:01:2:20261112:abcdef01"


def test_the_gaps_of_the_seeds_are_all_in_use() -> None:
    texts = [t for row in SEEDS.values() for part in ("heading", "lines", "after") for t in row["body"][part]]
    named = {name for text in texts for _, name, _, _ in Formatter().parse(text) if name}
    assert named <= GAPS
