"""One change of state and the event that tells of it are one transaction; a lost race leaves nothing."""

from __future__ import annotations

import os
import secrets
import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from pynamodb.exceptions import CancellationReason

from chalicelib.adapters import dossier_store as store
from chalicelib.adapters import rows, sealing
from chalicelib.adapters.dossier_store import Done, Once, Raced
from chalicelib.adapters.tables import DossierRow, ItemRow
from chalicelib.domain.deadlines import Pause, PauseKind
from chalicelib.domain.dossiers import Dossier, Fact, Flaw, Notice, NoticeState, Paper, PaperState, Status
from chalicelib.domain.events import Todo
from chalicelib.domain.words import Words
from tests.support import office
from tests.support.dossiers import NOW, dossier, event, fact, paper
from tests.support.refusals import refused

pytestmark = pytest.mark.usefixtures("town")
AWAITED = paper(state=PaperState.AWAITED, kind=None, kind_sure=False, pages=0)
LATER = NOW + timedelta(minutes=3)


def fresh(**changes: object) -> Dossier:
    """A dossier whose code nobody else has."""
    return dossier(code=f"000.00.01.H26-261112-{uuid.uuid4().int % 10**12}", **changes)


def once() -> Once:
    return Once(uuid.uuid4().hex, "fingerprint")


def stored(the_dossier: Dossier | None = None) -> store.Loaded:
    """A dossier, stored and loaded again."""
    made = the_dossier or fresh()
    store.open_dossier(made, event(), once())
    return store.load(made.code)


def item_names(code: str) -> list[str]:
    return [item["item"]["S"] for item in office.raw(os.environ["DOSSIERS_TABLE"], "code", code)]


def notice(state: NoticeState = NoticeState.SENDING, **changes: object) -> Notice:
    made = Notice(
        id="e1-sms",
        event="e1",
        channel="sms",
        template="routed",
        state=state,
        at=NOW,
        to="+84912345678",
        subject="",
        text="Ho so",
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def test_an_explanation_that_was_stored_in_one_language_is_still_read() -> None:
    code = stored().file.dossier.code
    row = DossierRow.get(code, rows.DOSSIER)
    row.update(actions=[DossierRow.due_why.set(["một ngày"])])
    assert store.load(code).file.dossier.due_why == (Words("một ngày", "một ngày"),)


def test_a_dossier_comes_back_as_it_was_stored() -> None:
    full = fresh(
        status=Status.RETURNED,
        authority="commune:00166",
        authority_name="Ủy ban nhân dân phường Cầu Giấy",
        desk="Bàn 1",
        routed_why=("vì cư trú",),
        handed_from=("commune:00004",),
        authorities=("commune:00166",),
        portal_code="G15.01-261112-0007",
        part_name="Đăng ký khai sinh",
        waits_for=("birth",),
        to_review=("p1",),
        review_since=NOW,
        submitted_at=NOW,
        supplement_asked_at=NOW,
        supplemented_at=NOW,
        accepted_at=NOW,
        due=LATER,
        due_why=(Words("một ngày", "a day"),),
        finished_at=NOW,
        returned_at=LATER,
        result_number="15/2026",
        supplements_asked=("intake",),
        paused_from=Status.ACCEPTED,
        pauses=(Pause(PauseKind.SUPPLEMENT, NOW, LATER),),
        extended_from=NOW,
        extended_to=LATER,
        late_at=LATER,
        timeliness="early",
    )
    assert {field for field in Dossier.__slots__ if getattr(full, field) in (None, ())} == {"part"}
    loaded = stored(full)
    assert loaded.file.dossier == full
    assert loaded.file.events == (event(),)


def test_papers_and_notices_come_back_as_they_were_stored() -> None:
    loaded = stored()
    code = loaded.file.dossier.code
    store.add_paper(loaded.file.dossier, AWAITED, event(id="e2"), loaded.key_from, once())
    assert store.load(code).file.papers == (AWAITED,)
    doubted = replace(fact("child_name", "TRẦN KHÁNH VY"), doubt="disputed", also=("TRẦN KHÁNH VI",))
    read = paper(
        facts=(doubted,),
        object_version="v1",
        reason="r",
        read_at=LATER,
        troubles=(Flaw(2, "cut_off"),),
        pages_read=2,
        other_versions=("v0", "v2"),
        kept=(1, 2),
        read_by="c1",
        reused_from="d0/p0",
    )
    assert all(getattr(read, field) not in (None, (), 0, False) for field in Paper.__slots__)
    for version in read.other_versions:
        store.refuse_version(code, "p1", version, event(id=f"e0{version}"), loaded.key_from)
    store.settle_paper(
        store.load(code).file.dossier, read, event(id="e3", subject="p1", note="ghi chú"), loaded.key_from
    )
    sent = notice(NoticeState.SENT, provider_id="m1", error="none", subject="Hồ sơ")
    store.settle_notice(code, sent, loaded.key_from)
    file = store.load(code).file
    assert file.papers == (read,)
    assert file.notices == (sent,)
    assert [e.id for e in file.events] == ["e0v0", "e0v2", "e1", "e2", "e3"]
    assert (file.events[-1].subject, file.events[-1].note) == ("p1", "ghi chú")


def test_an_upload_refused_meanwhile_is_not_forgotten_by_whoever_settles() -> None:
    loaded = stored()
    code = loaded.file.dossier.code
    store.add_paper(loaded.file.dossier, AWAITED, event(id="e2"), loaded.key_from, once())
    store.refuse_version(code, "p1", "v2", event(id="e3"), loaded.key_from)
    with pytest.raises(Raced):
        store.settle_paper(store.load(code).file.dossier, paper(), event(id="e4"), loaded.key_from)


def test_of_two_that_read_the_same_pages_one_goes_on() -> None:
    loaded = stored()
    code = loaded.file.dossier.code
    store.add_paper(loaded.file.dossier, AWAITED, event(id="e2"), loaded.key_from, once())
    first = replace(AWAITED, object_version="v1", kept=(20,), pages=50, pages_read=20, facts=(fact("remark", "x"),))
    store.keep_portion(code, first, 0, LATER, loaded.key_from)
    with pytest.raises(Raced):
        store.keep_portion(code, replace(first, kept=(15,)), 0, LATER, loaded.key_from)
    assert store.load(code).file.papers == (first,)
    assert (first.portions, replace(first, kept=(20, 33)).portions) == (((1, 20),), ((1, 20), (21, 33)))


def test_more_facts_than_an_item_holds_are_left_to_the_reading_page_by_page() -> None:
    def long(name: str, page: int) -> Fact:
        return replace(fact(name, secrets.token_hex(5_000)), page=page)

    loaded = stored()
    code = loaded.file.dossier.code
    store.add_paper(loaded.file.dossier, AWAITED, event(id="e2"), loaded.key_from, once())
    facts = tuple(long(f"f{number}", page) for page in range(1, 51) for number in range(2))
    fit = rows.fitting(paper(facts=facts, pages=50))
    known = {one.page for one in fit.facts}
    assert known == set(range(1, max(known) + 1))
    assert [(flaw.page, flaw.code) for flaw in fit.troubles] == [
        (page, "too_many_values") for page in range(max(known) + 1, 51)
    ]
    assert rows.fitting(fit) == fit
    store.settle_paper(store.load(code).file.dossier, fit, event(id="e3"), loaded.key_from)
    assert store.load(code).file.papers == (fit,)
    [sealed] = [
        item for item in office.raw(os.environ["DOSSIERS_TABLE"], "code", code) if item["item"]["S"] == "paper#p1"
    ]
    assert len(sealed["sealed"]["B"]) < 400_000


@pytest.mark.parametrize("papers", [1, 40])
def test_a_whole_dossier_is_one_query(papers: int, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = stored()
    code = loaded.file.dossier.code
    key = sealing.key_of(code, loaded.key_from)
    with ItemRow.batch_write() as batch:
        for number in range(papers):
            batch.save(rows.paper_row(code, paper(id=f"p{number}"), key))
    with office.counted(monkeypatch) as calls:
        file = store.load(code).file
    assert calls == ["Query"]
    assert len(file.papers) == papers


def test_an_unknown_dossier_is_refused() -> None:
    with refused("dossier.unknown", "code"):
        store.load("000.00.01.H26-261112-0000")


def test_a_code_is_given_once_and_the_loser_leaves_nothing() -> None:
    first = stored().file.dossier
    mark = once()
    with pytest.raises(Raced):
        store.open_dossier(replace(first, agent="VNP-02"), event(id="e2"), mark)
    assert store.already_done(mark) is None
    assert item_names(first.code) == ["dossier", "event#e1"]
    assert store.load(first.code).file.dossier == first


def test_a_request_that_was_carried_out_is_remembered_with_what_it_led_to() -> None:
    mark, made = once(), fresh()
    assert store.already_done(mark) is None
    store.open_dossier(made, event(), mark)
    assert store.already_done(mark) == Done(made.code, None)


def test_a_key_that_stood_for_something_else_is_refused() -> None:
    mark = once()
    store.open_dossier(fresh(), event(), mark)
    with refused("idempotency.reused", "Idempotency-Key"):
        store.already_done(Once(mark.key, "another fingerprint"))


def test_a_key_in_use_stops_a_second_dossier_whole() -> None:
    mark, second = once(), fresh()
    store.open_dossier(fresh(), event(), mark)
    with pytest.raises(Raced):
        store.open_dossier(second, event(), mark)
    assert item_names(second.code) == []


def test_who_changes_an_old_version_loses_and_leaves_nothing() -> None:
    loaded = stored()
    before, mark = loaded.file.dossier, once()
    winner = replace(before, version=2, status=Status.WITHDRAWN)
    store.change(before, winner, event(id="e2", type="withdrawn"), loaded.key_from)
    with pytest.raises(Raced):
        store.change(before, replace(before, version=2, submitted_at=NOW), event(id="e3"), loaded.key_from, mark)
    file = store.load(before.code).file
    assert file.dossier == winner
    assert [e.id for e in file.events] == ["e1", "e2"]
    assert store.already_done(mark) is None


def test_a_repeated_change_loses_by_its_key_alone() -> None:
    loaded = stored()
    before, mark = loaded.file.dossier, once()
    second = replace(before, version=2, submitted_at=NOW)
    store.change(before, second, event(id="e2"), loaded.key_from, mark)
    with pytest.raises(Raced):
        store.change(second, replace(second, version=3), event(id="e3"), loaded.key_from, mark)
    assert store.load(before.code).file.dossier.version == 2
    assert store.already_done(mark) == Done(before.code, "e2")


def test_a_paper_is_settled_once() -> None:
    loaded = stored()
    code = loaded.file.dossier.code
    store.add_paper(loaded.file.dossier, AWAITED, event(id="e2"), loaded.key_from, once())
    store.settle_paper(loaded.file.dossier, paper(pages=1), event(id="e3"), loaded.key_from)
    with pytest.raises(Raced):
        store.settle_paper(loaded.file.dossier, paper(pages=9), event(id="e4"), loaded.key_from)
    file = store.load(code).file
    assert file.papers[0].pages == 1
    assert [e.id for e in file.events] == ["e1", "e2", "e3"]


def test_a_paper_that_nobody_awaits_cannot_be_settled() -> None:
    loaded = stored()
    with pytest.raises(Raced):
        store.settle_paper(loaded.file.dossier, paper(), event(id="e3"), loaded.key_from)
    assert store.load(loaded.file.dossier.code).file.papers == ()


@pytest.mark.parametrize(
    ("before", "minutes_ago", "taken"),
    [
        (None, 0, True),
        (NoticeState.RETRY, 0, True),
        (NoticeState.SENDING, 0, False),
        (NoticeState.SENDING, 3, True),
        (NoticeState.SENT, 3, False),
        (NoticeState.FAILED, 3, False),
    ],
)
def test_a_notice_is_taken_on_by_one_sender(before: NoticeState | None, minutes_ago: int, taken: bool) -> None:
    loaded = stored()
    code = loaded.file.dossier.code
    if before:
        store.settle_notice(code, notice(before, at=NOW - timedelta(minutes=minutes_ago)), loaded.key_from)
    mine = notice(text="mine")
    assert store.claim_notice(code, mine, loaded.key_from, NOW - timedelta(minutes=2)) is taken
    [kept] = store.load(code).file.notices
    assert (kept == mine) is taken


def test_what_is_done_waits_no_longer() -> None:
    early = NOW - timedelta(days=900)
    loaded = stored(fresh(opened_at=early))
    code = loaded.file.dossier.code
    told = event(id="e2", type="submitted", at=early)
    store.change(loaded.file.dossier, replace(loaded.file.dossier, version=2), told, loaded.key_from)
    before = early + timedelta(minutes=1)
    assert [(w.code, w.item, w.since) for w in store.waiting(Todo.ROUTE, before)] == [(code, "event#e2", early)]
    assert store.waiting(Todo.ROUTE, early) == []
    assert store.waiting(Todo.NOTIFY, before) == []
    store.done(code, "event#e2")
    assert store.waiting(Todo.ROUTE, before) == []


@pytest.mark.parametrize("item", ["event#none", "paper#none"])
def test_saying_done_makes_no_item(item: str) -> None:
    code = stored().file.dossier.code
    store.done(code, item)
    assert item_names(code) == ["dossier", "event#e1"]


def test_an_agents_list_has_every_dossier_once_the_newest_first() -> None:
    agent = uuid.uuid4().hex
    made = [fresh(agent=agent, opened_at=NOW + timedelta(minutes=n)) for n in range(5)]
    for one in made:
        store.open_dossier(one, event(), once())
    found: list[str] = []
    cursor = None
    while True:
        page = store.listing("agent", agent, None, 2, cursor)
        assert len(page.rows) <= 2
        found += [row.code for row in page.rows]
        cursor = page.cursor
        if cursor is None:
            break
    assert found == [one.code for one in reversed(made)]


def test_a_desk_has_its_open_dossiers_the_most_urgent_first() -> None:
    desk = f"commune:{uuid.uuid4().hex}"
    late = fresh(authority=desk, due=NOW + timedelta(days=3))
    soon = fresh(authority=desk, due=NOW + timedelta(days=1), status=Status.PROCESSING)
    closed = [fresh(authority=desk, due=NOW, status=status) for status in (Status.FINISHED, Status.WITHDRAWN)]
    for one in (late, soon, *closed):
        store.open_dossier(one, event(), once())
    assert [row.code for row in store.listing("desk", desk, None, 20, None).rows] == [soon.code, late.code]
    assert [row.code for row in store.listing("desk", desk, 4, 20, None).rows] == [soon.code]


@pytest.mark.parametrize(
    ("codes", "raced"),
    [
        (["ConditionalCheckFailed", "None"], True),
        (["None", "TransactionConflict", "None"], True),
        (["ConditionalCheckFailed", "ThrottlingError"], False),
        (["ValidationError"], False),
        ([], False),
    ],
)
def test_only_a_lost_race_is_called_one(codes: list[str], raced: bool) -> None:
    reasons = [CancellationReason(code=code, message="") if code != "None" else None for code in codes]
    assert store._lost_a_race(reasons) is raced


def test_ids_of_one_moment_sort_as_they_were_given_and_none_is_given_twice() -> None:
    given = [store.event_id(NOW) for _ in range(300)]
    assert given == sorted(set(given))
