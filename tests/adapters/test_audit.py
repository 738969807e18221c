"""Who looked is written down, line after line."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest

from chalicelib.adapters import audit
from tests.support.dossiers import NOW
from tests.support.office import CLERK, OFFICER


@pytest.mark.usefixtures("town")
def test_lines_are_kept_in_order_with_who_what_and_why() -> None:
    subject = uuid.uuid4().hex
    audit.record(subject, OFFICER, "view", "khiếu nại", NOW + timedelta(seconds=1))
    audit.record(subject, CLERK, "view", "", NOW)
    audit.record(uuid.uuid4().hex, CLERK, "view", "", NOW)
    lines = [(line.actor, line.role, line.act, line.why) for line in audit.trail(subject)]
    assert lines == [(CLERK.id, "clerk", "view", ""), (OFFICER.id, "case_officer", "view", "khiếu nại")]


@pytest.mark.usefixtures("town")
def test_two_looks_at_the_same_moment_are_two_lines() -> None:
    subject = uuid.uuid4().hex
    for _ in range(2):
        audit.record(subject, CLERK, "view", "", NOW)
    assert len(audit.trail(subject)) == 2
