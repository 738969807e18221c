"""The picture of the lifecycle in `docs/` is the table in `domain/`."""

from __future__ import annotations

from chalicelib.domain.dossiers import Status
from chalicelib.domain.lifecycle import TRANSITIONS
from infra import draw_lifecycle


def test_the_drawing_is_up_to_date() -> None:
    assert draw_lifecycle.PAGE.read_text() == draw_lifecycle.page()


def test_every_act_and_status_is_drawn() -> None:
    page = draw_lifecycle.page()
    assert all(f"**{action}**" in page for action in TRANSITIONS)
    assert all(f"s{status.value}: {status.value} {status.vi}" in page for status in Status)
