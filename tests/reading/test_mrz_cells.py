import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.reading.mrz_cells import NEAR, proven
from chalicelib.reading.mrz_layouts import LAYOUTS, Layout
from chalicelib.reading.ocr_b import ALPHABET, Likeness

from . import zones
from .zones import NUMBER

TD1, TD3, TD2 = LAYOUTS


def mistaken(likeness: Likeness, line: int, column: int, letter: str, by: float = NEAR / 2) -> Likeness:
    """Let a cell look a little more like another letter than like its own."""
    changed = likeness.copy()
    changed[line, column, ALPHABET.index(letter)] = 1 + by
    return changed


@pytest.mark.parametrize(
    ("rows", "layout"),
    [(zones.card(), TD1), (zones.booklet(), TD3), (zones.booklet(36, state="UTO"), TD2)],
)
def test_clear_cells_are_proven(rows: list[str], layout: Layout) -> None:
    found = proven(zones.likeness(rows), layout)
    assert found
    assert found.layout == layout.name


@pytest.mark.parametrize(
    ("line", "column", "letter"), [(0, 17, "O"), (1, 4, "I"), (1, 8, "Z"), (2, 1, "0"), (1, 16, "8")]
)
def test_where_only_digits_or_letters_stand_nothing_else_is_read(line: int, column: int, letter: str) -> None:
    found = proven(mistaken(zones.likeness(zones.card()), line, column, letter, by=0.5), TD1)
    assert found
    assert found.values["personal_number"] == NUMBER
    assert found.values["full_name"] == "LUU DUC THINH"


def test_a_digit_that_looks_a_little_more_like_another_is_put_right_by_the_sums() -> None:
    wrong = mistaken(mistaken(zones.likeness(zones.card()), 1, 3, "3"), 1, 9, "6")
    found = proven(wrong, TD1)
    assert found
    assert found.values["birth_date"] == "17/08/1988"
    assert found.values["expiry_date"] == "17/08/2028"


def test_what_looks_clearly_like_something_else_is_not_put_right() -> None:
    assert proven(mistaken(zones.likeness(zones.card()), 1, 3, "3", by=2 * NEAR), TD1) is None


def test_two_readings_that_both_agree_prove_neither() -> None:
    """B and L count alike: only the letter's own look tells them apart."""
    rows = zones.booklet(document="B1234567")
    assert proven(zones.likeness(rows), TD3)
    assert proven(mistaken(zones.likeness(rows), 1, 0, "L", by=-NEAR / 2), TD3) is None


def test_where_much_is_unclear_nothing_is_tried() -> None:
    unclear = zones.likeness(zones.card())
    for column in (0, 1, 2, 3, 4, 5, 8):
        unclear = mistaken(unclear, 1, column, "3", by=-NEAR / 2 if column else NEAR / 2)
    assert proven(unclear, TD1) is None


HARM = st.lists(st.tuples(st.integers(0, 1), st.integers(0, 29), st.sampled_from(ALPHABET)), max_size=3)


@given(HARM, st.floats(0.001, NEAR))
def test_what_is_proven_is_true_or_nothing_is_proven(harm: list[tuple[int, int, str]], by: float) -> None:
    """Up to three cells may look more like another letter than like their own."""
    likeness = zones.likeness(zones.card())
    for slip in harm:
        likeness = mistaken(likeness, *slip, by=by)
    found = proven(likeness, TD1)
    assert found is None or found.values["personal_number"] == NUMBER


@given(st.integers(0, 2**32 - 1))
def test_noise_proves_nothing(seed: int) -> None:
    noise = np.random.default_rng(seed).uniform(-1, 1, (3, 30, len(ALPHABET))).astype(np.float32)
    assert proven(noise, TD1) is None
