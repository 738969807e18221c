"""Results under crashes, repetition and haste: signed once, handed out once, and a code is tried ten times at most."""

from __future__ import annotations

import hashlib
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Any

import pytest
from pyhanko.sign.general import SigningError

from chalicelib.adapters import dossier_store, files, result_rows
from chalicelib.adapters import dossier_store as store
from chalicelib.domain.deadlines import hanoi_day
from chalicelib.domain.dossiers import Status
from chalicelib.domain.faults import Fault
from chalicelib.domain.one_time_codes import Use
from chalicelib.domain.results import Carriage, Result, State
from chalicelib.domain.roles import Principal, Role
from chalicelib.domain.tracking_files import Line
from chalicelib.services import following
from chalicelib.services.casework import handling
from chalicelib.services.casework.handling import Act
from chalicelib.services.issuance import parcels, pickups, results
from chalicelib.services.reference import registry
from infra.local import carrier, certificate
from tests.reading import signing
from tests.support import office
from tests.support.dossiers import NOW, seeded_rule
from tests.support.office import CLERK, COMMUNE, OFFICER, PowerCutError
from tests.support.refusals import refused

pytestmark = pytest.mark.usefixtures("town")
NUMBER = "KS-77/2026"
RULE = seeded_rule(Use.PICKUP)
REAL = store.transaction
LATER = NOW + timedelta(hours=1)


def act(code: str, action: str, by: Principal = OFFICER, **more: Any) -> None:
    handling.act(code, Act(action=action, **more), by, uuid.uuid4().hex, LATER)


def accepted(**changes: Any) -> str:
    code = office.routed(**changes)
    if not changes:
        act(code, "accept")
    return code


def asked(code: str, **more: str) -> tuple[str, str]:
    """A result whose file lies in the bucket: its id, and the key of the file."""
    wanted = results.Wanted(number=NUMBER, **more)
    made = results.ask(code, wanted, OFFICER, uuid.uuid4().hex, NOW).result
    key = files.result_key(code, made.id)
    files.put(files.scans_bucket(), key, signing.page(), "application/pdf")
    return made.id, key


def signed(code: str, **more: str) -> str:
    result, key = asked(code, **more)
    results.sign(files.scans_bucket(), key, None, NOW)
    return result


def issued() -> tuple[str, str]:
    code = accepted()
    result = signed(code)
    act(code, "finish", result=result, result_number=NUMBER)
    return code, result


def only(code: str) -> Result:
    [result] = store.load(code).file.results
    return result


def told(code: str) -> Counter[str]:
    return Counter(event.type for event in office.events_of(code))


@contextmanager
def power_cut(monkeypatch: pytest.MonkeyPatch, *, late: bool) -> Iterator[None]:
    """The process dies at the next transaction: before it, or after it was kept."""

    @contextmanager
    def dying() -> Iterator[Any]:
        if not late:
            raise PowerCutError
        with REAL() as write:
            yield write
        raise PowerCutError

    with monkeypatch.context() as patch:
        patch.setattr(dossier_store, "transaction", dying)
        with pytest.raises(PowerCutError):
            yield


@pytest.mark.parametrize("late", [False, True])
def test_a_crash_at_signing_leaves_what_the_next_message_finishes(late: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    code = accepted()
    result, key = asked(code)
    with power_cut(monkeypatch, late=late):
        results.sign(files.scans_bucket(), key, None, NOW)
    for _ in range(5):
        results.sign(files.scans_bucket(), key, None, NOW)
    assert told(code)["result_signed"] == 1
    [kept] = office.versions(files.scans_bucket(), f"signed/{code}/")
    assert (
        hashlib.sha256(files.fetch(files.scans_bucket(), files.signed_key(code, result))).hexdigest()
        == only(code).sha256
    )
    assert kept
    assert files.stored(files.scans_bucket(), key) is None, "nothing is left of what arrived"
    assert office.waiting_items(code).count(f"result#{result}") == 0


def test_five_deliveries_at_once_leave_one_signed_file(monkeypatch: pytest.MonkeyPatch) -> None:
    office.make_writes_atomic(monkeypatch)
    code = accepted()
    _, key = asked(code)
    office.in_threads(5, lambda _: sign_or_lose(key))
    results.sign(files.scans_bucket(), key, None, NOW)
    [only_one] = office.versions(files.scans_bucket(), f"signed/{code}/")
    assert hashlib.sha256(files.fetch(files.scans_bucket(), only_one)).hexdigest() == only(code).sha256
    assert told(code)["result_signed"] == 1


def sign_or_lose(key: str) -> None:
    """One delivery: whoever loses the race to write fails, and its message comes again."""
    with suppress(store.Raced):
        results.sign(files.scans_bucket(), key, None, NOW)


def test_a_signed_file_is_not_put_over_another_one() -> None:
    first = files.put_first("signed/x/y.pdf", b"first", "application/pdf")
    assert (first, files.put_first("signed/x/y.pdf", b"second", "application/pdf")) == (b"first", b"first")


def test_a_certificate_of_another_key_signs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    code = accepted()
    _, key = asked(code)
    monkeypatch.setattr(registry, "signer", lambda day: (signing.authority().root,))
    with pytest.raises(RuntimeError, match="certificate"):
        results.sign(files.scans_bucket(), key, None, NOW)
    assert only(code).state is State.AWAITED


def test_what_somebody_signed_before_stays_as_it_was() -> None:
    from chalicelib.reading import signatures

    code = accepted()
    result, key = asked(code)
    files.put(files.scans_bucket(), key, signing.signed(signing.page()), "application/pdf")
    results.sign(files.scans_bucket(), key, None, NOW)
    data = files.fetch(files.scans_bucket(), files.signed_key(code, result))
    assert [(s.signer, s.intact) for s in signatures.verify(data, NOW, tuple)] == [
        (signing.SIGNER, True),
        (certificate.SIGNER, True),
    ]
    assert signatures.all_hold(data, NOW)


def test_where_nobody_signed_before_ours_certifies_and_any_addition_is_a_breach() -> None:
    from chalicelib.reading import signatures

    code = accepted()
    result = signed(code)
    data = files.fetch(files.scans_bucket(), files.signed_key(code, result))
    assert signatures.all_hold(data, NOW)
    assert not signatures.all_hold(signing.continued(data), NOW)
    with pytest.raises(SigningError, match="forbids"):
        signing.signed(data, "later")


def test_a_broken_signature_is_not_signed_over() -> None:
    code = accepted()
    _, key = asked(code)
    broken = signing.continued(signing.signed(signing.page()))
    files.put(files.scans_bucket(), key, broken, "application/pdf")
    results.sign(files.scans_bucket(), key, None, NOW)
    assert (only(code).state, only(code).reason) == (State.REFUSED, "broken_signature")
    assert office.versions(files.scans_bucket(), f"signed/{code}/") == []


def test_a_file_that_never_came_is_given_up_after_a_day_and_one_that_came_is_sent_again() -> None:
    code = accepted()
    never = results.ask(code, results.Wanted(number=NUMBER), OFFICER, uuid.uuid4().hex, NOW).result.id
    came, _ = asked(code)
    following.sweep(NOW + timedelta(hours=25))
    states = {r.id: (r.state, r.reason) for r in store.load(code).file.results}
    assert states == {never: (State.REFUSED, "not_uploaded"), came: (State.AWAITED, None)}


def test_too_large_a_file_is_not_even_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    code = accepted()
    _, key = asked(code)
    monkeypatch.setattr("chalicelib.domain.results.MAX_BYTES", 10)
    monkeypatch.setattr(files, "fetch", office.crash)
    results.sign(files.scans_bucket(), key, None, NOW)
    assert only(code).reason == "too_large"


def test_of_twenty_tries_at_once_ten_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    office.make_writes_atomic(monkeypatch)
    code, _ = issued()
    file, wrong = store.load(code).file, f"{(int(office.pickup_code(code)) + 1) % 1_000_000:06}"

    def attempt(_: int) -> str:
        try:
            pickups.require_right(file, file.dossier, wrong, LATER)
        except Fault as fault:
            return fault.code
        return "let in"

    tried = Counter(office.in_threads(20, attempt))
    assert tried == {"code.wrong": RULE.tries, "code.dead": 20 - RULE.tries}


def test_the_right_code_costs_no_try_and_is_worth_nothing_after_a_new_one() -> None:
    code, result = issued()
    old, file = office.pickup_code(code), store.load(code).file
    for _ in range(RULE.tries + 1):
        pickups.require_right(file, file.dossier, old, LATER)
    pickups.send_again(code, result, CLERK, uuid.uuid4().hex, LATER + timedelta(minutes=1))
    file = store.load(code).file
    with refused("code.wrong", "pickup_code"):
        pickups.require_right(file, file.dossier, old, LATER)


@pytest.mark.parametrize("late", [False, True])
def test_a_crash_at_the_counter_hands_out_once(late: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    code, _ = issued()
    wanted, key = Act(action="return_result", pickup_code=office.pickup_code(code)), uuid.uuid4().hex
    with power_cut(monkeypatch, late=late):
        handling.act(code, wanted, CLERK, key, LATER)
    for _ in range(5):
        handling.act(code, wanted, CLERK, key, LATER)
    assert (only(code).state, told(code)["returned"]) == (State.COLLECTED, 1)


@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("word", [Carriage.IN_TRANSIT, Carriage.DELIVERED, Carriage.SENT_BACK])
def test_a_carriers_word_counts_once_whatever_dies(word: Carriage, late: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    code, result = issued()
    tracking = uuid.uuid4().hex[:12]
    parcels.post(code, result, office.waybill(code, tracking), CLERK, uuid.uuid4().hex, LATER)
    with power_cut(monkeypatch, late=late):
        parcels.take(carrier.NAME, Line(tracking, word), LATER)
    for _ in range(5):
        parcels.take(carrier.NAME, Line(tracking, word), LATER)
    parcel = only(code).parcel
    assert parcel
    assert (parcel.state, told(code)[parcels._EVENTS[word]]) == (word, 1)
    status = store.load(code).file.dossier.status
    assert status is (Status.RETURNED if word is Carriage.DELIVERED else Status.FINISHED)


def test_a_tracking_number_is_one_parcels() -> None:
    (one, first), (other, second) = issued(), issued()
    tracking = uuid.uuid4().hex[:12]
    key = uuid.uuid4().hex
    bill = office.waybill(one, tracking)
    for _ in range(2):
        parcels.post(one, first, bill, CLERK, key, LATER)
    with refused("parcel.taken", "tracking"):
        parcels.post(other, second, office.waybill(other, tracking), CLERK, uuid.uuid4().hex, LATER)
    assert result_rows.place(result_rows.parcel_key(carrier.NAME, tracking)) == (one, first)
    with refused("parcel.carrier", "carrier"):
        parcels.post(other, second, office.waybill(other, "x-1234", "nobody"), CLERK, uuid.uuid4().hex, LATER)


def test_each_part_of_linked_procedures_has_its_result_and_its_code() -> None:
    code = accepted(procedure="3.000722", form={})
    with refused("part.needed", "part"):
        asked(code)
    act(code, "accept", part="birth")
    result = signed(code, part="birth")
    act(code, "finish", part="birth", result=result, result_number=NUMBER)
    residence = Principal("police", Role.CASE_OFFICER, f"police_commune:{COMMUNE}")
    act(code, "accept", residence, part="residence")
    act(code, "finish", residence, part="residence", result_number="1/2026")
    with refused("part.needed", "part"):
        act(code, "return_result", CLERK)
    act(code, "return_result", CLERK, part="residence", pickup_code=office.pickup_code(code, "residence"))
    with refused("pickup.needed", "pickup_code"):
        act(code, "return_result", CLERK, part="birth")
    with refused("code.wrong", "pickup_code"):
        act(code, "return_result", CLERK, part="birth", pickup_code=office.pickup_code(code, "residence"))
    act(code, "return_result", CLERK, part="birth", pickup_code=office.pickup_code(code, "birth"))
    assert only(code).state is State.COLLECTED
    assert store.load(code).file.part("birth").status is Status.RETURNED


def test_the_rules_of_care_are_of_the_day() -> None:
    assert carrier.NAME in registry.care(hanoi_day(NOW)).carriers
