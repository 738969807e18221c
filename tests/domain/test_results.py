"""Results: what a file, a code, a parcel and time may do to them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain import results
from chalicelib.domain.custody import Limits
from chalicelib.domain.results import Care, Carriage, Result, State
from chalicelib.domain.tracking_files import Line, parsed
from tests.support.refusals import refused

NOW = datetime(2026, 11, 12, 3, tzinfo=UTC)
DAY = timedelta(days=1)
CARE = Care((7 * DAY, 21 * DAY), 45 * DAY, Limits({}, DAY), {"demopost": "DEMO"})
AWAITED = Result(
    id="r1",
    dossier="D",
    part=None,
    number="15/2026",
    issuer="UBND",
    made="uploaded",
    state=State.AWAITED,
    asked_at=NOW,
    asked_by="officer",
)
SIGNED = results.signed(AWAITED, sha256="ab" * 32, size=9, pages=1, signer="DEMO", at=NOW)
ISSUED = results.named(SIGNED, None, "15/2026", CARE, NOW)
POSTED = results.posted(ISSUED, "demopost", "DP-1", NOW)


@pytest.mark.parametrize(
    ("result", "part", "number", "code"),
    [
        (AWAITED, None, "15/2026", "result.state"),
        (ISSUED, None, "15/2026", "result.state"),
        (SIGNED, "2", "15/2026", "result.part"),
        (SIGNED, None, "16/2026", "result.number"),
    ],
)
def test_a_decision_names_a_signed_result_of_its_own(result: Result, part: str | None, number: str, code: str) -> None:
    with refused(code):
        results.named(result, part, number, CARE, NOW)


def test_somebody_else_needs_a_paper_and_the_applicant_none() -> None:
    with refused("result.authorisation", "authorisation"):
        results.require_authorised(other=True, authorisation=" giấy ")
    assert results.require_authorised(other=True, authorisation="Giấy ủy quyền 12") == "Giấy ủy quyền 12"
    assert results.require_authorised(other=False, authorisation="Giấy ủy quyền 12") == ""


WORDS = st.lists(st.sampled_from([Carriage.IN_TRANSIT, Carriage.DELIVERED, Carriage.SENT_BACK]), max_size=8)


@given(WORDS, st.booleans())
def test_a_parcel_only_goes_forward_and_ends_once(words: list[Carriage], twice: bool) -> None:
    result, order = POSTED, [Carriage.POSTED]
    said = [word for word in words for _ in range(2 if twice else 1)]
    for word in said:
        moved = results.carried(result, "DP-1", word, CARE, NOW + DAY)
        if moved and moved.parcel:
            assert moved.version == result.version + 1
            result, order = moved, [*order, moved.parcel.state]
    assert order in [
        [Carriage.POSTED, *via, *end]
        for via in ([], [Carriage.IN_TRANSIT])
        for end in ([], [Carriage.DELIVERED], [Carriage.SENT_BACK])
    ]
    assert (result.state is State.COLLECTED) == (order[-1] is Carriage.DELIVERED)
    assert (result.care_at is not None) == (order[-1] is Carriage.SENT_BACK)


def test_what_is_said_of_another_parcel_moves_nothing() -> None:
    assert results.carried(POSTED, "DP-2", Carriage.DELIVERED, CARE, NOW) is None
    assert results.carried(ISSUED, "DP-1", Carriage.DELIVERED, CARE, NOW) is None


def test_on_its_way_it_is_neither_handed_out_nor_posted_again() -> None:
    with refused("result.on_its_way"):
        results.collected(POSTED, NOW)
    with refused("result.on_its_way"):
        results.posted(POSTED, "demopost", "DP-2", NOW)


def test_it_is_reminded_as_often_as_the_rules_say_then_goes_back() -> None:
    assert ISSUED.care_at == NOW + 7 * DAY
    once = results.reminded(ISSUED, CARE)
    twice = results.reminded(once, CARE)
    assert (once.care_at, twice.care_at) == (NOW + 21 * DAY, NOW + 45 * DAY)
    assert [results.is_to_go_back(r, CARE) for r in (ISSUED, once, twice)] == [False, False, True]
    back = results.sent_back(twice, NOW)
    assert (back.care_at, CARE.next(back)) == (None, None)
    assert results.collected(back, NOW).state is State.COLLECTED


BODY: dict[str, Any] = {
    "remind_after_days": [7, 21],
    "send_back_after_days": 45,
    "still_after_hours": {"agent": 72},
    "offer_after_hours": 24,
    "carriers": {"demopost": "DEMO"},
}


def test_rules_of_care_are_read_or_refused() -> None:
    assert replace(results.care(BODY), limits=CARE.limits) == CARE
    for wrong in ({"remind_after_days": [21, 7]}, {"send_back_after_days": 21}, {"still_after_hours": {"x": 1}}):
        with pytest.raises(ValueError, match=r".+"):
            results.care(BODY | wrong)


def test_a_carriers_file() -> None:
    said = "\ufefftracking,status,at\r\nDP-1,in_transit,\r\nDP-1, returned ,x,y\r\n".encode()
    assert parsed(said) == [Line("DP-1", Carriage.IN_TRANSIT), Line("DP-1", Carriage.SENT_BACK)]
    assert parsed(b"") == []


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"tracking,status\nDP-1,lost\n", 2),
        (b"tracking,status\nDP-1,delivered\n,delivered\n", 3),
        (b"number,word\nDP-1,delivered\n", 2),
        (b"tracking,status\n" + b"9" * 41 + b",delivered\n", 2),
        (b"\xff\xfe", 1),
        (b'tracking,status\n"DP-1"x,delivered\n', 1),
    ],
)
def test_a_carriers_file_that_cannot_be_read_says_where(data: bytes, line: int) -> None:
    with refused("tracking.unreadable") as raised:
        parsed(data)
    assert raised.value.values == {"line": line}
