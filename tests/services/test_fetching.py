"""Who asked at a counter to see the own data gets them there: granted, against a code, once, on the trail."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import pytest

from chalicelib.adapters import audit, files
from chalicelib.adapters import dossier_store as store
from chalicelib.adapters.people_store import subject
from chalicelib.domain.dossiers import Status
from chalicelib.domain.one_time_codes import Use
from chalicelib.domain.rights import ASKING, FETCHING, Request, RightAsked
from chalicelib.domain.roles import Principal, Role
from chalicelib.services.privacy import fetching, persons, rights
from chalicelib.services.privacy.rights import Wish
from tests.services.test_codes_at_the_counter import MOST_WRITES, asked, digits_in, wished
from tests.services.test_keeping import another, key, someone
from tests.services.test_rights import granted
from tests.support import office, power
from tests.support.dossiers import NOW, seeded_rule
from tests.support.refusals import refused
from tests.support.town import Town

RULE = seeded_rule(Use.COUNTER)
DAY_AFTER = NOW + timedelta(days=1)


def wanted_to_see(town: Town) -> tuple[str, Request]:
    """A dossier that has left the counter where its applicant asked to see the own data, which was granted."""
    code, _ = someone()
    request = wished(code, asked(town, code, ASKING))
    persons.serve(request.id, granted(request), NOW)
    office.happened(code, "submitted", submitted_at=NOW)
    return code, request


def fetched(code: str, request: Request, digits: str, once: str = "", by: Principal = office.CLERK) -> str:
    """What is opened, as text."""
    _, export = fetching.fetch(code, request.id, digits, by, once or key(), DAY_AFTER)
    assert files.export_key(request.id) in export.data
    return files.fetch(files.scans_bucket(), files.export_key(request.id)).decode()


def lines(code: str) -> list[str]:
    person = store.load(code).file.dossier.person
    return [look.act for look in audit.trail(subject(person)) if look.act.startswith("data_fetched")]


def test_all_own_data_are_opened_though_the_dossier_has_left_and_is_restricted(town: Town) -> None:
    code, request = wanted_to_see(town)
    other = another(code)
    office.happened(code, "restricted", restricted=True, status=Status.PROCESSING)
    told = fetched(code, request, asked(town, code, FETCHING, DAY_AFTER))
    assert code in told
    assert other in told
    assert store.load(code).file.dossier.applicant.number in told
    assert lines(code) == [f"data_fetched {request.id}"]


def test_a_code_opens_them_once_and_the_same_request_again_until_its_minutes_are_over(town: Town) -> None:
    code, request = wanted_to_see(town)
    digits, once = asked(town, code, FETCHING, DAY_AFTER), key()
    for _ in range(5):
        fetched(code, request, digits, once)
    assert len(lines(code)) == 1
    with refused("code.expired", "code"):
        fetched(code, request, digits)
    with refused("code.expired", "code"):
        fetching.fetch(code, request.id, digits, office.CLERK, once, DAY_AFTER + RULE.lasts)
    asked(town, code, FETCHING, DAY_AFTER)
    with refused("code.expired", "code"):
        fetched(code, request, digits, once)


def test_a_code_for_asking_opens_nothing_and_one_for_fetching_asks_nothing(town: Town) -> None:
    code, request = wanted_to_see(town)
    here = another(code)
    asking = asked(town, here, ASKING, DAY_AFTER)
    with refused("code.expired", "code"):
        fetched(code, request, asking)
    fetching_code = asked(town, code, FETCHING, DAY_AFTER)
    if asking != fetching_code:
        with refused("code.wrong", "code"):
            fetched(code, request, asking)
        with refused("code.wrong", "code"):
            rights.ask_at_counter(here, Wish(right=RightAsked.SEE, code=fetching_code), office.CLERK, key(), DAY_AFTER)
    fetched(code, request, fetching_code)


def test_what_was_not_granted_or_is_no_wish_to_see_opens_nothing(town: Town) -> None:
    code, _ = someone()
    waiting = wished(code, asked(town, code, ASKING))
    restrict = Wish(right=RightAsked.RESTRICT, code=asked(town, code, ASKING))
    other = rights.ask_at_counter(code, restrict, office.CLERK, key(), NOW)
    persons.serve(other.id, granted(other), NOW)
    digits = asked(town, code, FETCHING, DAY_AFTER)
    for request in (waiting, other):
        with refused("rights.not_granted", "request"):
            fetched(code, request, digits)
    persons.serve(waiting.id, granted(waiting), NOW)
    fetched(code, waiting, digits)


def test_it_is_opened_at_the_dossier_where_it_was_asked_for_and_by_that_agent(town: Town) -> None:
    code, request = wanted_to_see(town)
    digits = asked(town, code, FETCHING, DAY_AFTER)
    for elsewhere in (another(code), someone()[0]):
        with refused("rights.unknown", "request"):
            fetched(elsewhere, request, digits)
    with refused("dossier.unknown", "code"):
        fetched(code, request, digits, by=Principal("clerk-2", Role.CLERK, "VTP-01"))
    with refused("role.forbidden"):
        fetched(code, request, digits, by=Principal("officer-1", Role.CASE_OFFICER, "commune:00166"))
    assert lines(code) == []


def test_whatever_it_dies_after_the_same_request_opens_them_once(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    for writes in range(1, MOST_WRITES):
        code, request = wanted_to_see(town)
        digits, once = asked(town, code, FETCHING, DAY_AFTER), key()
        with power.cut(writes, monkeypatch) as cut, suppress(office.PowerCutError):
            fetched(code, request, digits, once)
        assert code in fetched(code, request, digits, once)
        assert len(lines(code)) == 1
        if len(cut.written) < writes:
            break
    assert writes > 3


def test_the_message_says_what_the_code_opens(town: Town) -> None:
    code, _ = wanted_to_see(town)
    digits = asked(town, code, FETCHING, DAY_AFTER)
    text = town.outbox()[-1].text
    assert digits == digits_in(text)
    assert "neu Ong/Ba dong y nhan du lieu cua minh tai quay" in text
