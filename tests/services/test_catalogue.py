"""New versions of procedures: entered whole or not at all, and no dossier is judged anew by them."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest

from chalicelib.adapters import audit, registry_store
from chalicelib.adapters.tables import RegistryRow
from chalicelib.domain.catalogue_changes import Outcome
from chalicelib.domain.deadlines import hanoi_day
from chalicelib.domain.roles import Principal, Role
from chalicelib.services.casework import lookup
from chalicelib.services.reference import catalogue, registry
from tests.support import office
from tests.support.catalogue import row, seeded_row
from tests.support.dossiers import NOW, entries
from tests.support.refusals import refused

pytestmark = pytest.mark.usefixtures("town")
ADMIN = Principal("admin-1", Role.ADMINISTRATOR, "registry")
LATER = datetime(2026, 12, 2, 5, tzinfo=UTC)


@pytest.fixture
def code() -> str:
    """The code of a procedure that nobody has entered."""
    return f"8.{uuid.uuid4().int % 10**6:06}"


@pytest.fixture
def birth() -> Iterator[str]:
    """The birth registration, put back as the seeds have it."""
    yield "1.001193"
    for version in registry_store.versions("procedure#1.001193"):
        RegistryRow(version.entry, version.valid_from).delete()
    registry_store.save([r for r in entries("procedures") if r["entry"] == "procedure#1.001193"])


def entered(*rows: dict[str, Any], dry_run: bool = False) -> catalogue.Entered:
    return catalogue.enter(rows, ADMIN, "a test", NOW, dry_run=dry_run)


def fees(code: str) -> list[tuple[str, str | None, int]]:
    found = registry_store.versions(f"procedure#{code}")
    return [(v.valid_from, v.valid_to, v.body["fee"]["direct"]) for v in found]


def test_a_dry_run_tells_everything_and_writes_nothing(code: str) -> None:
    lines = len(audit.trail("registry#procedure"))
    shown = entered(row(code, "2099-01-01"), dry_run=True)
    assert (len(shown.report.of(Outcome.ADDED)), shown.applied) == (1, False)
    assert fees(code) == []
    assert len(audit.trail("registry#procedure")) == lines


def test_what_is_entered_is_there_at_once_and_a_second_time_changes_nothing(code: str) -> None:
    versions = [row(code, "2099-01-01", None, 1), row(code, "2099-03-01", None, 2)]
    before = registry_store.revision("procedure")
    assert entered(*versions).applied
    assert fees(code) == [("2099-01-01", "2099-02-28", 1), ("2099-03-01", None, 2)]
    assert registry.procedure(code, date(2099, 2, 28)).valid_to == "2099-02-28"
    again = entered(*versions)
    assert {c.outcome for c in again.report.changes} == {Outcome.UNCHANGED}
    assert registry_store.revision("procedure") == before + 1


def test_one_wrong_version_keeps_all_out_and_is_named(code: str) -> None:
    with refused("catalogue.refused", "versions") as raised:
        entered(row(code, "2099-01-01"), row(code, "2099-02-01", fee=-1))
    assert "body.fee.direct" in raised.value.vi
    assert "2099-02-01" in raised.value.en
    assert fees(code) == []


def test_a_correction_is_a_new_version_and_closes_the_open_one(code: str) -> None:
    entered(row(code, "2025-07-01", None, 1))
    with refused("catalogue.refused") as raised:
        entered(row(code, "2025-07-01", None, 2))
    assert "2026-11-13" in raised.value.en  # the day after NOW
    entered(row(code, "2026-11-13", None, 2))
    assert fees(code) == [("2025-07-01", "2026-11-12", 1), ("2026-11-13", None, 2)]


def test_who_entered_what_and_why_is_in_the_audit_trail(code: str) -> None:
    entered(row(code, "2099-01-01"))
    [line] = [line for line in audit.trail("registry#procedure") if code in line.why]
    assert (line.actor, line.role, line.act) == ("admin-1", "administrator", "enter_procedures")
    assert line.why == f"a test [added procedure#{code} 2099-01-01–]"


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.ADMINISTRATOR])
@pytest.mark.parametrize("dry_run", [True, False])
def test_only_an_administrator_enters(role: Role, dry_run: bool, code: str) -> None:
    with refused("role.forbidden"):
        catalogue.enter([row(code, "2099-01-01")], Principal("x", role, "VNP-01"), "", NOW, dry_run=dry_run)
    assert fees(code) == []


def test_two_who_enter_at_once_do_not_overlap(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second has read the versions before the first wrote."""
    read = catalogue._versions

    def slow(file: Any) -> Any:
        found = read(file)
        monkeypatch.setattr(catalogue, "_versions", read)
        entered(row(code, "2099-01-01", "2099-12-31", 1))
        return found

    monkeypatch.setattr(catalogue, "_versions", slow)
    with refused("registry.raced"):
        entered(row(code, "2099-06-01", None, 2))
    assert fees(code) == [("2099-01-01", "2099-12-31", 1)]


def test_more_than_a_transaction_holds_is_refused_before_it_is_tried(code: str) -> None:
    many = [row(code, f"{year}-01-01", f"{year}-12-31") for year in range(2100, 2200)]
    with refused("catalogue.too_many", "versions"):
        entered(*many)
    assert fees(code) == []
    assert len(entered(*many[2:]).report.to_save) == registry_store.MOST_AT_ONCE
    assert len(fees(code)) == 98


def test_an_old_dossier_keeps_the_version_of_the_day_it_was_opened(birth: str) -> None:
    before = office.opened()
    corrected = seeded_row(birth) | {"valid_from": "2026-12-01"}
    corrected["body"]["papers"] = [p for p in corrected["body"]["papers"] if p["code"] != "MTH"]
    entered(seeded_row(birth) | {"valid_to": "2026-11-30"}, corrected)
    after = office.opened(LATER)
    seen = [lookup.view(dossier, office.CLERK, "", LATER) for dossier in (before, after)]
    assert [view.file.dossier.procedure_from for view in seen] == ["2025-07-01", "2026-12-01"]
    assert ["MTH" in {s.code for s in view.procedure.papers} for view in seen] == [True, False]
    assert office.awaited(before, LATER, "MTH")
    with refused("paper.slot"):
        office.awaited(after, LATER, "MTH")


def test_a_day_outside_every_version_is_refused_with_the_periods() -> None:
    with refused("procedure.no_version", "procedure") as raised:
        catalogue.explanation("2.000488", date(2025, 3, 1))
    assert "2025-02-01 – 2025-02-28" in raised.value.vi
    with refused("procedure.unknown"):
        catalogue.explanation("9.999999", date(2025, 3, 1))
    with refused("procedure.unknown"):
        registry.procedure_versions("9.999999", hanoi_day(NOW))


@pytest.mark.parametrize(
    ("code", "day", "authority"),
    [
        ("2.000488", "2025-02-28", "Sở Tư pháp"),
        ("3.000333", "2025-03-01", "Công an"),
        ("1.002809", "2025-02-28", "Sở GTVT"),
        ("3.000347", "2025-03-01", "Công an"),
        ("1.001612", "2025-06-30", "UBND huyện"),
        ("1.001612", "2025-07-01", "cấp xã"),
        ("1.001193", "2027-02-28", "nơi cư trú"),
        ("1.001193", "2027-03-01", "bất kỳ"),
    ],
)
def test_who_decides_is_the_days(code: str, day: str, authority: str) -> None:
    assert authority in str(registry.procedure(code, date.fromisoformat(day)).authority)


def test_linked_procedures_tell_their_parts_of_that_day() -> None:
    found = catalogue.explanation("3.000722", date(2026, 11, 12))
    assert found.plan is not None
    assert [line.en.partition(":")[0] for line in found.lines if line.topic == "parts"] == [
        f"Linked part {number}" for number in range(1, len(found.plan.parts) + 1)
    ]
    assert catalogue.explanation("1.001193", date(2026, 11, 12)).plan is None
