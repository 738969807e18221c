"""Every entry of the registry is valid from one day to another."""

from __future__ import annotations

import uuid
from datetime import date

import pytest

from chalicelib.adapters import registry_store
from tests.support import office

pytestmark = pytest.mark.usefixtures("town")


def version(entry: str, valid_from: str, valid_to: str | None = None, fee: int = 0) -> dict[str, object]:
    return {
        "entry": entry,
        "kind": entry.partition("#")[0],
        "valid_from": valid_from,
        "valid_to": valid_to,
        "demo": True,
        "source": "a test",
        "body": {"fee": fee},
    }


@pytest.fixture
def entry() -> str:
    """A procedure with a gap between its second and third version; the third is of the future."""
    name = f"{uuid.uuid4().hex}#p"
    registry_store.save(
        [
            version(name, "2025-02-01", "2025-02-28", 1),
            version(name, "2025-03-01", "2025-12-31", 2),
            version(name, "2026-02-01", None, 3),
        ]
    )
    return name


@pytest.mark.parametrize(
    ("day", "fee"),
    [
        ("2025-01-31", None),
        ("2025-02-01", 1),
        ("2025-02-28", 1),
        ("2025-03-01", 2),
        ("2025-12-31", 2),
        ("2026-01-15", None),
        ("2026-01-31", None),
        ("2026-02-01", 3),
        ("2099-01-01", 3),
    ],
)
def test_each_day_has_its_version(entry: str, day: str, fee: int | None) -> None:
    found = registry_store.find(entry, date.fromisoformat(day))
    assert (found.body["fee"] if found else None) == fee
    listed = registry_store.valid(entry.partition("#")[0], date.fromisoformat(day))
    assert [e.body["fee"] for e in listed] == ([] if fee is None else [fee])


def test_an_entry_comes_back_with_where_it_is_from(entry: str) -> None:
    found = registry_store.find(entry, date(2025, 2, 10))
    assert found is not None
    assert (found.valid_from, found.valid_to, found.demo, found.source) == ("2025-02-01", "2025-02-28", True, "a test")


def test_what_nobody_entered_is_not_found() -> None:
    assert registry_store.find("procedure#none", date(2026, 11, 12)) is None


def test_a_new_version_is_seen_at_once_by_who_entered_it(entry: str) -> None:
    day = date(2026, 11, 12)
    assert registry_store.find(entry, day)
    registry_store.save([version(entry, "2026-11-01", None, 4)])
    found = registry_store.find(entry, day)
    assert found is not None
    assert found.body["fee"] == 4


def test_what_was_just_asked_is_not_asked_again(entry: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry_store, "monotonic", lambda: 0.0)
    with office.counted(monkeypatch) as calls:
        for _ in range(3):
            registry_store.find(entry, date(2026, 11, 12))
    assert calls == ["Query"]


def test_what_was_asked_a_while_ago_is_asked_again(entry: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry_store, "monotonic", lambda: 0.0)
    registry_store.find(entry, date(2026, 11, 12))
    monkeypatch.setattr(registry_store, "monotonic", lambda: float(registry_store.REMEMBERED_SECONDS))
    with office.counted(monkeypatch) as calls:
        registry_store.find(entry, date(2026, 11, 12))
    assert calls == ["Query"]


def test_numbers_count_from_one_for_each_counter() -> None:
    one, other = uuid.uuid4().hex, uuid.uuid4().hex
    assert [registry_store.next_number(one) for _ in range(3)] == [1, 2, 3]
    assert registry_store.next_number(other) == 1


def test_no_number_is_given_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    office.make_writes_atomic(monkeypatch)
    counter = uuid.uuid4().hex
    given = office.in_threads(8, lambda _: registry_store.next_number(counter))
    assert sorted(given) == list(range(1, 9))
