"""A submitted dossier is handed over once, to the authority of the applicant's residence."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chalicelib.adapters import dossier_store as store
from chalicelib.domain.dossiers import Status
from chalicelib.domain.routing import least_loaded
from chalicelib.services.casework import routing
from tests.support import office
from tests.support.dossiers import NOW

pytestmark = pytest.mark.usefixtures("town")


def kinds(code: str) -> list[str]:
    return sorted(event.type for event in office.events_of(code))


@pytest.mark.parametrize(("unit", "name"), [("00008", "phường Ngọc Hà"), ("00004", "phường Ba Đình")])
def test_the_residence_decides_and_the_reasons_are_kept(unit: str, name: str) -> None:
    code = office.routed(residence_unit=unit)
    dossier = store.load(code).file.dossier
    assert (dossier.authority, dossier.authority_name) == (f"commune:{unit}", f"Ủy ban nhân dân {name}")
    assert dossier.status is Status.REGISTERED
    assert any(f"mã {unit}" in line for line in dossier.routed_why)
    assert [row.code for row in store.listing("desk", f"commune:{unit}", 1, 100, None).rows].count(code) == 1


def test_a_second_message_changes_nothing() -> None:
    code = office.routed()
    before = store.load(code).file
    for _ in range(2):
        routing.route(code, office.item_of(code, "submitted"), NOW)
    assert store.load(code).file == before
    assert kinds(code) == ["opened", "routed", "submitted"]


def test_what_is_routed_waits_for_its_notice_only() -> None:
    code = office.routed()
    assert office.waiting_items(code) == [office.item_of(code, "routed")]


def test_a_dossier_that_was_withdrawn_first_is_not_handed_over_nor_told_of() -> None:
    code = office.handed_in()
    office.happened(code, "withdrawn", status=Status.WITHDRAWN)
    routing.route(code, office.item_of(code, "submitted"), NOW)
    assert store.load(code).file.dossier.authority is None
    assert kinds(code) == ["opened", "submitted", "withdrawn"]
    assert office.item_of(code, "submitted") not in office.waiting_items(code)


def test_two_routers_at_once_hand_over_once(monkeypatch: pytest.MonkeyPatch) -> None:
    office.make_writes_atomic(monkeypatch)
    code = office.handed_in()
    item = office.item_of(code, "submitted")
    results = office.in_threads(4, lambda _: routing.route(code, item, NOW))
    assert {type(result) for result in results} <= {type(None), store.Raced}
    assert type(None) in {type(result) for result in results}
    assert kinds(code) == ["opened", "routed", "submitted"]


def test_a_lost_race_comes_again_and_is_made_good(monkeypatch: pytest.MonkeyPatch) -> None:
    code = office.handed_in()
    item = office.item_of(code, "submitted")
    real = store.load

    def stale(code: str) -> store.Loaded:
        loaded = real(code)
        old = replace(loaded.file.dossier, version=loaded.file.dossier.version - 1)
        return replace(loaded, file=replace(loaded.file, dossier=old))

    with monkeypatch.context() as patched:
        patched.setattr(store, "load", stale)
        with pytest.raises(store.Raced):
            routing.route(code, item, NOW)
    assert item in office.waiting_items(code)
    routing.route(code, item, NOW)
    assert kinds(code) == ["opened", "routed", "submitted"]


def test_a_crash_after_the_hand_over_leaves_nothing_but_the_tick(monkeypatch: pytest.MonkeyPatch) -> None:
    code = office.handed_in()
    item = office.item_of(code, "submitted")
    with monkeypatch.context() as patched:
        patched.setattr(store, "done", office.crash)
        with pytest.raises(office.PowerCutError):
            routing.route(code, item, NOW)
    assert item in office.waiting_items(code)
    routing.route(code, item, NOW)
    assert item not in office.waiting_items(code)
    assert kinds(code) == ["opened", "routed", "submitted"]


def test_dossiers_are_shared_out_among_the_desks_of_an_authority() -> None:
    desks = ("DEMO bàn 1", "DEMO bàn 2")
    for _ in range(4):
        before = store.open_by_desk(f"commune:{office.COMMUNE}")
        dossier = store.load(office.routed()).file.dossier
        assert dossier.desk == least_loaded(desks, before)
        after = store.open_by_desk(f"commune:{office.COMMUNE}")
        assert after - before == {dossier.desk: 1}


def test_an_authority_without_desks_has_one() -> None:
    assert store.load(office.routed(residence_unit="00008")).file.dossier.desk is None
