"""Who looked is written down, line after line; why, as sealed as what was looked at."""

from __future__ import annotations

from datetime import timedelta

import boto3
import pytest

from chalicelib.adapters import audit
from chalicelib.adapters import dossier_store as store
from infra.local.cloud import STACK
from tests.support import office
from tests.support.dossiers import NOW
from tests.support.office import CLERK, OFFICER


@pytest.fixture
def code(town: object) -> str:
    return office.opened()


def test_lines_are_kept_in_order_with_who_what_and_why(code: str) -> None:
    key_from = store.load(code).key_from
    audit.record(code, OFFICER, "view", "khiếu nại", NOW + timedelta(seconds=1), key_from)
    audit.record(code, CLERK, "view_paper p1", "", NOW, key_from)
    lines = [(line.actor, line.role, line.act, line.why) for line in audit.trail(code)]
    assert lines == [(CLERK.id, "clerk", "view_paper p1", ""), (OFFICER.id, "case_officer", "view", "khiếu nại")]


def test_two_looks_at_the_same_moment_are_two_lines(code: str) -> None:
    key_from = store.load(code).key_from
    for _ in range(2):
        audit.record(code, CLERK, "view", "", NOW, key_from)
    assert len(audit.trail(code)) == 2


def test_the_reason_is_nowhere_in_the_clear(code: str) -> None:
    audit.record(code, OFFICER, "view", "khiếu nại của bà Diệp", NOW, store.load(code).key_from)
    rows = boto3.client("dynamodb").scan(TableName=f"{STACK}-Audit")["Items"]
    assert any(row["subject"]["S"] == code for row in rows)
    assert "Diệp" not in str(rows)
    assert "Diệp".encode() not in b"".join(row["sealed"]["B"] for row in rows)
