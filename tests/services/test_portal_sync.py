"""The portal comes to know every dossier as it is, whatever is delivered twice, late, out of order or breaks off."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from pynamodb.models import Model

from chalicelib.adapters import dossier_store as store
from chalicelib.adapters import national_portal, portal_store, queues, registry_store
from chalicelib.adapters.telemetry import logger
from chalicelib.domain.dossiers import Status
from chalicelib.domain.events import STEPS, Todo
from chalicelib.domain.regimes import regime
from chalicelib.services import following
from chalicelib.services.following import STUCK_AFTER
from chalicelib.services.national_portal import portal_sync
from chalicelib.services.national_portal.portal_sync import BUDGET, LEASE, MOST_REFUSALS
from chalicelib.services.reference import registry
from infra.local.national_portal import Portal
from tests.support import office
from tests.support.dossiers import NOW, entries
from tests.support.portal import connected
from tests.support.town import Town

HOUR = timedelta(hours=1)


@pytest.fixture
def portal(town: Town, monkeypatch: pytest.MonkeyPatch) -> Iterator[Portal]:
    """A portal that is connected; town's queues are empty."""
    with connected(monkeypatch) as made:
        yield made


def sync(*codes: str, now: datetime = NOW) -> set[str]:
    return portal_sync.sync(codes, lambda: now)


def line(code: str) -> portal_store.Line:
    found = portal_store.line(code)
    assert found
    return found


def accepted(code: str) -> None:
    office.happened(code, "accepted", status=Status.ACCEPTED, accepted_at=NOW)


def steps(portal: Portal, code: str) -> list[str]:
    return [row["NoiDungXuLy"] for row in portal.rows if row["MaHoSo"] == code]


def in_step(portal: Portal, code: str) -> None:
    """The portal knows the dossier as it is, each step of it once, and nothing waits."""
    dossier = store.load(code).file.dossier
    assert portal.dossiers[code]["TrangThaiHoSo"] == str(dossier.status.value)
    outward = [e.id for e in office.events_of(code) if e.type in STEPS]
    assert len(steps(portal, code)) == len(outward)
    found = line(code)
    assert (found.since, found.error, found.known_status) == (None, None, dossier.status.value)
    assert found.told == set(outward)
    raw = next(i for i in office.raw(os.environ["DOSSIERS_TABLE"], "code", code) if i["item"]["S"] == "portal")
    assert not {"todo", "todo_since", "claimed_until"} & set(raw)


def test_a_new_dossier_is_told_as_new_and_then_as_known(portal: Portal) -> None:
    code = office.routed()
    assert sync(code) == set()
    in_step(portal, code)
    assert sorted(steps(portal, code)) == ["Chuyển cơ quan giải quyết", "Nộp hồ sơ"]
    accepted(code)
    assert line(code).since == NOW
    assert sync(code) == set()
    in_step(portal, code)
    assert [(c["service"], c["isUpdating"], c["count"]) for c in portal.calls] == [
        ("DongBoHoSoMC", "False", 1),
        ("CapNhatTienDoHoSoMC", "False", 2),
        ("DongBoHoSoMC", "True", 1),
        ("CapNhatTienDoHoSoMC", "False", 1),
    ]


def test_five_deliveries_tell_once(portal: Portal) -> None:
    code = office.routed()
    for _ in range(5):
        assert sync(code, code) == set()
    in_step(portal, code)
    assert len(portal.calls) == 2


def test_five_deliveries_at_once_tell_once(portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    office.make_writes_atomic(monkeypatch)
    code = office.routed()
    assert office.in_threads(5, lambda _: sync(code)) == [set()] * 5
    in_step(portal, code)
    assert len(portal.calls) == 2


def test_what_was_never_filed_is_no_matter_of_the_portals(portal: Portal) -> None:
    code = office.opened()
    office.happened(code, "withdrawn", status=Status.WITHDRAWN)
    assert sync(code, "000.00.01.H26-991231-0000") == set()
    assert portal_store.line(code) is None
    assert portal.calls == []


def test_a_late_message_tells_the_present(portal: Portal) -> None:
    """The messages of three events come in any order: the first that comes tells all, the others find it told."""
    code = office.routed()
    accepted(code)
    for _ in range(3):
        assert sync(code) == set()
    in_step(portal, code)
    assert portal.dossiers[code]["TrangThaiHoSo"] == "2"


def test_whoever_comes_while_another_tells_leaves_it_to_that_one(portal: Portal, town: Town) -> None:
    code = office.routed()
    claimed = portal_store.claim(code, NOW, NOW + LEASE)
    assert claimed
    version = store.load(code).file.dossier.version
    accepted(code)
    assert sync(code) == set()  # busy: no older and no newer state overtakes
    assert portal.calls == []
    assert not portal_store.settle(code, version), "it changed meanwhile"
    assert sync(code) == set()
    in_step(portal, code)


def test_a_change_while_it_is_told_goes_before_the_worker_again(
    portal: Portal, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = office.routed()
    taken = portal_store.taken

    def then_it_changes(*arguments: Any) -> None:
        taken(*arguments)
        accepted(code)

    with monkeypatch.context() as patched:
        patched.setattr(portal_store, "taken", then_it_changes)
        assert sync(code) == set()
    assert [json.loads(body) for body in town.messages("portal")] == [{"dossier": code, "item": "portal"}]
    assert sync(code) == set()
    in_step(portal, code)


@pytest.mark.parametrize("cut", range(1, 5))
def test_a_crash_after_any_write_is_made_good(cut: int, portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    """Claimed, taken, told (twice), settled: the process dies right after each of these writes."""
    code = office.routed()
    with monkeypatch.context() as patched:
        dying = crashing_after(cut, patched)
        with pytest.raises(office.PowerCutError):
            sync(code)
        assert dying() == cut
    assert sync(code, now=NOW + LEASE + HOUR) == set()
    in_step(portal, code)


def crashing_after(cut: int, patched: pytest.MonkeyPatch) -> Callable[[], int]:
    """Lets so many writes to the table through, and dies after the last of them."""
    count = 0
    real = Model.update

    def update(self: Model, *arguments: Any, **named: Any) -> Any:
        nonlocal count
        done = real(self, *arguments, **named)
        count += 1
        if count == cut:
            raise office.PowerCutError
        return done

    patched.setattr(Model, "update", update)
    return lambda: count


@pytest.mark.parametrize("service", ["DongBoHoSoMC", "CapNhatTienDoHoSoMC"])
def test_what_the_portal_took_without_saying_so_is_told_once(service: str, portal: Portal) -> None:
    code = office.routed()
    portal.moods = ["too_late"] if service == "DongBoHoSoMC" else ["right", "too_late"]
    assert sync(code) == {code}
    assert line(code).error == "down:unreachable"
    assert sync(code, now=NOW + HOUR) == set()
    in_step(portal, code)


def test_a_portal_that_forgot_a_dossier_is_told_it_as_new(portal: Portal) -> None:
    code = office.routed()
    sync(code)
    portal.dossiers.clear()
    accepted(code)
    assert sync(code) == set()
    assert [c["isUpdating"] for c in portal.calls if c["service"] == "DongBoHoSoMC"] == ["False", "True", "False"]
    in_step(portal, code)


@pytest.mark.parametrize(
    ("mood", "kind"),
    [
        ("html", "malformed"),
        ("malformed", "malformed"),
        ("no_object", "malformed"),
        ("error", "http_500"),
        ("unavailable", "http_503"),
    ],
)
def test_a_portal_that_answers_wrongly_loses_nothing(mood: str, kind: str, portal: Portal) -> None:
    code = office.routed()
    portal.standing = mood
    assert sync(code) == {code}
    found = line(code)
    assert (found.error, found.tries, found.since, found.known) == (f"down:{kind}", 1, NOW, None)
    portal.standing = "right"
    assert sync(code, now=NOW + HOUR) == set()
    in_step(portal, code)


@pytest.mark.parametrize("mood", ["slow", "silent"])
def test_a_portal_that_does_not_answer_in_time_is_down(
    mood: str, portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(national_portal, "PATIENCE", 0.2)
    code = office.routed()
    portal.standing = mood
    assert sync(code) == {code}
    assert line(code).error == "down:timeout"


def test_a_portal_down_for_hours_loses_nothing(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody listens at all; the queue has given up; then it is back, and the sweep finds all."""
    then = datetime(2025, 7, 2, 3, 0, tzinfo=NOW.tzinfo)
    codes = [office.routed(then) for _ in range(3)]
    with connected(monkeypatch):
        pass
    for tries in range(1, 8):
        assert sync(*codes, now=then + tries * HOUR) == set(codes)
    assert {(line(code).error, line(code).tries) for code in codes} == {("down:unreachable", 7)}
    assert {line(code).since for code in codes} == {then}, "since when it is behind is not forgotten"
    town.tidy()
    with connected(monkeypatch) as portal:
        following.sweep(then + 7 * HOUR + STUCK_AFTER - timedelta(seconds=1))
        assert town.messages("portal") == [], "while the queue has it the sweep leaves it alone"
        assert following.sweep(then + 8 * HOUR)["portal"] == 3
        assert town.run() == []
        for code in codes:
            in_step(portal, code)


def test_a_slow_portal_is_left_before_the_function_is_cut_off(portal: Portal) -> None:
    codes = [office.routed() for _ in range(4)]
    portal.refuse = set(codes)
    ticks = iter(NOW + n * BUDGET / 8 for n in range(100))
    again = portal_sync.sync(codes, lambda: next(ticks))
    assert again == set(codes)
    assert len(portal.calls) < 7
    assert "down:out_of_time" in {line(code).error for code in codes}


@pytest.mark.parametrize("bad", [0, 3, 6])
def test_one_bad_dossier_holds_no_other_up(bad: int, portal: Portal) -> None:
    codes = sorted(office.routed() for _ in range(7))
    portal.refuse = {codes[bad]}
    assert sync(*codes) == {codes[bad]}
    for code in codes:
        if code != codes[bad]:
            in_step(portal, code)
    found = line(codes[bad])
    assert (found.error, found.refusals, found.refused) == ("refused:-9", 1, False)


def test_a_dossier_refused_for_good_is_named_counted_and_tried_when_it_changes(
    portal: Portal, capsys: pytest.CaptureFixture[str]
) -> None:
    code = office.routed()
    portal.refuse = {code}
    for turn in range(MOST_REFUSALS):
        assert sync(code, now=NOW + turn * HOUR) == ({code} if turn < MOST_REFUSALS - 1 else set())
    assert line(code).refused
    assert "PortalRefused" in capsys.readouterr().out
    calls = len(portal.calls)
    assert sync(code, now=NOW + 9 * HOUR) == set()
    assert len(portal.calls) == calls, "it is sent no more"
    portal.refuse = set()
    accepted(code)
    assert not line(code).refused
    assert sync(code, now=NOW + 10 * HOUR) == set()
    in_step(portal, code)


def test_a_refused_dossier_is_put_anew_by_a_person(portal: Portal) -> None:
    code = office.routed()
    portal.refuse = {code}
    for turn in range(MOST_REFUSALS):
        sync(code, now=NOW + turn * HOUR)
    portal.refuse = set()
    assert portal_store.again(code, NOW)
    assert not portal_store.again(code, NOW)
    assert sync(code, now=NOW + 9 * HOUR) == set()
    in_step(portal, code)


def test_a_busy_portal_is_not_taken_for_one_that_refuses(portal: Portal) -> None:
    code = office.routed()
    portal.moods = ["busy"] * (MOST_REFUSALS - 1)
    for turn in range(MOST_REFUSALS - 1):
        assert sync(code, now=NOW + turn * HOUR) == {code}
    assert sync(code, now=NOW + 9 * HOUR) == set()
    in_step(portal, code)


def test_a_session_that_ran_out_is_renewed_once_and_kept(portal: Portal) -> None:
    first, second = office.routed(), office.routed()
    sync(first)
    portal.set_mood({"mood": "expired"})
    assert sync(second) == set()
    in_step(portal, second)
    assert len(portal.sessions) == 1


def test_a_chunk_is_fifty_and_progress_ten(portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(portal_sync, "MOST_DOSSIERS", 3)
    codes = [office.routed() for _ in range(7)]
    assert sync(*codes) == set()
    counts: dict[str, list[int]] = {}
    for call in portal.calls:
        counts.setdefault(call["service"], []).append(call["count"])
    assert counts == {"DongBoHoSoMC": [3, 3, 1], "CapNhatTienDoHoSoMC": [6, 6, 2]}


def test_a_dossier_that_a_rule_is_missing_for_holds_no_other_up(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost, good = sorted([office.routed(), office.routed()])
    load = store.load

    def loads(code: str) -> store.Loaded:
        loaded = load(code)
        if code == lost:
            odd = replace(loaded.file.dossier, procedure="9.999999")
            return replace(loaded, file=replace(loaded.file, dossier=odd))
        return loaded

    with monkeypatch.context() as patched:
        patched.setattr(store, "load", loads)
        assert sync(lost, good) == {lost}
    assert line(lost).error == "fault:procedure.unknown"
    in_step(portal, good)


def test_a_dossier_that_the_portal_tells_us_of_is_not_told_back(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = office.routed()
    row = entries("regimes")[1]
    decided = regime({**row["body"], "decided_elsewhere": ["1.001193"]}, row["source"])
    with monkeypatch.context() as patched:
        patched.setattr(registry, "regime", lambda day: decided)
        assert sync(code) == set()
    registry_store.forget()
    assert portal.calls == []
    assert line(code).since is None
    assert code not in {found.code for found in portal_store.filed_on(NOW.date())}


def test_while_we_are_not_connected_what_is_owed_stays_written_down(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PORTAL_ACCESS", raising=False)
    code = office.routed()
    assert sync(code) == set()
    assert (line(code).since, line(code).known, line(code).error) == (NOW, None, None)


def test_a_change_and_what_is_owed_are_one_write(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    code = office.routed()
    owed = line(code).wanted
    with monkeypatch.context() as patched:
        patched.setattr(store, "remember", office.crash)
        loaded = store.load(code)
        before = loaded.file.dossier
        after = replace(before, version=before.version + 1, status=Status.ACCEPTED)
        event = office.events_of(code)[-1]
        with pytest.raises(office.PowerCutError):
            store.change(before, after, replace(event, type="accepted"), loaded.key_from, store.Once("k", "f"))
    assert line(code).wanted == owed
    assert store.load(code).file.dossier.version == before.version


def test_nothing_personal_leaves_the_way_to_the_portal(portal: Portal, town: Town) -> None:
    code = office.routed()
    portal.refuse = {code}
    written = StringIO()
    extra = logging.StreamHandler(written)
    extra.setFormatter(logger.registered_formatter)
    logger.addHandler(extra)
    try:
        sync(code)
        portal.refuse, portal.standing = set(), "html"
        sync(code, now=NOW + HOUR)
        portal.standing = "right"
        sync(code, now=NOW + 2 * HOUR)
    finally:
        logger._logger.removeHandler(extra)
    rows = [i for i in office.raw(os.environ["DOSSIERS_TABLE"], "code", code) if i["item"]["S"] == "portal"]
    seen = written.getvalue() + json.dumps(rows, default=str, ensure_ascii=False)
    assert code in seen
    assert [text for text in (*office.IDENTIFYING, "NGUYỄN VĂN A") if text in seen] == []
    assert "027094888598" in json.dumps(portal.dossiers), "the portal itself was told"


def test_the_queue_carries_ids_only(town: Town) -> None:
    queues.send(Todo.SYNC, "a-code", portal_store.ITEM)
    assert [json.loads(body) for body in town.messages("portal")] == [{"dossier": "a-code", "item": "portal"}]
