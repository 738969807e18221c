"""Citizens are told as they choose; what must be told is told in any case."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.adapters import audit, people_store, registry_store
from chalicelib.adapters import dossier_store as store
from chalicelib.domain.contact import Choices, Language
from chalicelib.domain.events import Todo
from chalicelib.domain.roles import Principal, Role
from chalicelib.services.messaging import contact, notices
from tests.support import office
from tests.support.dossiers import NOW, entries
from tests.support.refusals import refused
from tests.support.town import Town

ENGLISH = Choices(channels=frozenset({"email"}), language=Language.EN, mandatory_only=True)
EVENING = datetime(2026, 11, 12, 15, 0, tzinfo=UTC)  # 22:00 in Hanoi
MORNING = datetime(2026, 11, 13, 1, 0, tzinfo=UTC)  # 08:00


def someone() -> tuple[str, Principal]:
    """A routed dossier of a new person, and that person's account."""
    code = office.routed(number=f"0270{uuid.uuid4().int % 10**8:08d}")
    return code, Principal("citizen-1", Role.CITIZEN, store.load(code).file.dossier.person)


def key() -> str:
    return uuid.uuid4().hex


def told(town: Town, code: str, event: str = "routed", now: datetime = NOW) -> dict[str, str]:
    """What went out about an event, by channel."""
    town.tidy()
    notices.notify(code, office.item_of(code, event), now)
    return {sent.channel: sent.text for sent in town.outbox()}


@pytest.mark.usefixtures("town")
def test_who_chose_nothing_has_the_usual() -> None:
    _, citizen = someone()
    assert contact.own(citizen) == Choices()


def test_a_choice_holds_for_the_next_notice_in_its_language(town: Town) -> None:
    code, citizen = someone()
    assert contact.choose_own(ENGLISH, citizen, key(), NOW) == ENGLISH
    assert contact.own(citizen) == ENGLISH
    out = told(town, code)
    assert set(out) == {"email"}
    assert out["email"].startswith("Dear TRẦN T. K.,")
    assert {n.language for n in store.load(code).file.notices} == {"en"}


def test_where_a_language_has_no_words_the_vietnamese_ones_are_said(town: Town) -> None:
    code, citizen = someone()
    contact.choose_own(ENGLISH, citizen, key(), NOW)
    [row] = [r for r in entries("templates") if r["entry"] == "template#returned"]
    registry_store.save(
        [{**row, "entry": "template#supplemented_x", "body": {**row["body"], "event": "supplemented_x"}}]
    )
    item = office.happened(code, "supplemented_x")
    town.tidy()
    notices.notify(code, item, NOW)
    [mail] = [n for n in store.load(code).file.notices if n.template == "supplemented_x"]
    assert (mail.channel, mail.language) == ("email", "vi")


@pytest.mark.usefixtures("town")
def test_a_key_chooses_once_and_the_last_choice_counts() -> None:
    _, citizen = someone()
    first, again = key(), Choices(channels=frozenset({"sms"}))
    contact.choose_own(ENGLISH, citizen, first, NOW)
    contact.choose_own(again, citizen, key(), NOW)
    contact.choose_own(ENGLISH, citizen, first, NOW)  # the first request, repeated late, changes nothing
    assert contact.own(citizen) == again
    with refused("idempotency.reused"):
        contact.choose_own(again, citizen, first, NOW)
    assert people_store.contact(citizen.scope).version == 2
    trail = audit.trail(people_store.subject(citizen.scope))
    assert [(look.actor, look.act) for look in trail] == [("citizen-1", "choose_contact")] * 2


@pytest.mark.usefixtures("town")
def test_choices_that_race_are_all_kept_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    office.make_writes_atomic(monkeypatch)
    _, citizen = someone()
    results = office.in_threads(3, lambda _: contact.choose_own(ENGLISH, citizen, key(), NOW))
    assert results == [ENGLISH] * 3
    assert people_store.contact(citizen.scope).version == 3


@pytest.mark.usefixtures("town")
def test_a_clerk_writes_it_down_while_the_dossier_is_at_the_counter() -> None:
    code = office.opened(number=f"0270{uuid.uuid4().int % 10**8:08d}")
    person = store.load(code).file.dossier.person
    contact.choose_for_applicant(code, ENGLISH, office.CLERK, key(), NOW)
    assert contact.of_applicant(code, office.CLERK) == ENGLISH
    assert people_store.contact(person).choices == ENGLISH
    [look] = audit.trail(people_store.subject(person))
    assert (look.actor, look.act) == (office.CLERK.id, f"choose_contact {code}")


@pytest.mark.usefixtures("town")
def test_after_the_hand_over_and_from_elsewhere_a_clerk_has_no_say() -> None:
    handed_in, _ = someone()
    here = office.opened()
    stranger = Principal("clerk-9", Role.CLERK, "VNP-02")
    for act in (
        contact.of_applicant,
        lambda code, by: contact.choose_for_applicant(code, ENGLISH, by, key(), NOW),
    ):
        with refused("role.forbidden"):
            act(handed_in, office.CLERK)
        with refused("dossier.unknown", "code"):
            act(here, stranger)
        with refused("role.forbidden"):
            act(here, office.OFFICER)
    with refused("role.forbidden"):
        contact.own(office.CLERK)


@pytest.mark.usefixtures("town")
def test_nothing_of_a_choice_stands_in_the_clear() -> None:
    _, citizen = someone()
    contact.choose_own(ENGLISH, citizen, key(), NOW)
    [item] = office.raw(os.environ["PEOPLE_TABLE"], "person", citizen.scope)
    assert set(item) == {"person", "item", "kind", "version", "actor", "role", "at", "sealed"}
    assert not [word for word in ("email", "mandatory") if word in str(item)]


@pytest.fixture
def reminder(town: Town) -> Iterator[str]:
    """An event that need not be told: a reminder, as data of the registry."""
    body: dict[str, Any] = {
        "event": "reminded_x",
        "mandatory": False,
        "sms": "{code}",
        "email_subject": "{code}",
        "email_body": "{code}",
    }
    entry = {"entry": "template#reminded_x", "kind": "template", "valid_from": "2025-02-01", "valid_to": None}
    registry_store.save([{**entry, "demo": True, "source": "test", "body": body}])
    yield "reminded_x"
    registry_store.forget()


def test_who_stopped_all_but_the_mandatory_gets_no_reminder(town: Town, reminder: str) -> None:
    code, citizen = someone()
    contact.choose_own(Choices(mandatory_only=True), citizen, key(), NOW)
    item = office.happened(code, reminder)
    town.tidy()
    notices.notify(code, item, EVENING)
    assert town.outbox() == []
    assert item not in office.waiting_items(code)
    assert set(told(town, code)) == {"sms", "email"}


def test_a_reminder_waits_for_the_day_and_a_change_of_status_does_not(town: Town, reminder: str) -> None:
    code, _ = someone()
    item = office.happened(code, reminder, EVENING)
    town.tidy()
    store.reopen(item, code, Todo.NOTIFY, EVENING)  # an event that nothing follows from waits for nobody
    for _ in range(5):
        notices.notify(code, item, EVENING)
    assert town.outbox() == []
    [waiting] = [i for i in office.raw(os.environ["DOSSIERS_TABLE"], "code", code) if i["item"]["S"] == item]
    assert waiting["todo_since"]["S"].startswith("2026-11-13T01:00")
    notices.notify(code, item, MORNING - timedelta(seconds=1))
    assert town.outbox() == []
    notices.notify(code, item, MORNING)
    assert {sent.channel for sent in town.outbox()} == {"sms", "email"}
    assert item not in office.waiting_items(code)
    assert set(told(town, code, now=EVENING)) == {"sms", "email"}
