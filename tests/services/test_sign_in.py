"""Every way in which a sign-in with VNeID goes right or wrong, played by the simulated provider over HTTP."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest

from chalicelib.adapters import identity, sealing, sign_in_store, webhook_secrets
from chalicelib.adapters.sign_in_store import Started
from chalicelib.api import tokens
from chalicelib.domain.faults import Fault
from chalicelib.domain.guessing import SIGN_INS_PER_ADDRESS, Limit
from chalicelib.domain.roles import Role
from chalicelib.domain.sign_in import SESSION_LASTS, STARTED_LASTS, Session
from chalicelib.services.citizens import guessing, sign_in
from chalicelib.services.citizens.sign_in import Returned
from infra.local import vneid
from infra.local.vneid import Provider
from tests.support import office
from tests.support.identities import played, vouching
from tests.support.refusals import refused
from tests.support.town import FAMILY, Town

pytestmark = pytest.mark.usefixtures("town")
FROM = "203.0.113.60"


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch, town: object) -> Iterator[Provider]:
    assert town
    with vouching(monkeypatch) as made:
        yield made


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC)


def signed_in(case: str, now: datetime) -> sign_in.SignedIn:
    begun = sign_in.start(FROM, now)
    return sign_in.finish(Returned(**played(begun.url, case)), begun.ticket, now)


@pytest.mark.parametrize("case", ["level2", "encrypted"])
def test_a_citizen_is_signed_in(provider: Provider, now: datetime, case: str) -> None:
    found = signed_in(case, now)
    assert (found.level, found.until) == (2, now + SESSION_LASTS)
    by = sign_in.principal(tokens.account(f"Bearer {found.token}"), now)
    assert (by.role, by.scope, by.level) == (Role.CITIZEN, sealing.person_key(FAMILY["number"]), 2)
    said = jwt.decode(found.token, options={"verify_signature": False})
    assert FAMILY["number"] not in str(said)
    assert said["exp"] - said["iat"] == SESSION_LASTS.total_seconds()


@pytest.mark.parametrize("case", ["level1", "no_level"])
def test_what_nobody_checked_is_level_1(provider: Provider, now: datetime, case: str) -> None:
    assert signed_in(case, now).level == 1


@pytest.mark.parametrize(
    ("case", "fault"),
    [
        ("no_account", "signin.no_account"),
        ("locked", "signin.locked"),
        ("expired", "signin.locked"),
        ("cancelled", "signin.cancelled"),
        ("odd_error", "signin.refused"),
        ("down", "signin.provider_down"),
        ("other_state", "signin.state"),
        ("other_nonce", "signin.nonce"),
        ("other_key", "signin.token"),
        ("other_audience", "signin.token"),
        ("other_issuer", "signin.token"),
        ("stale", "signin.token"),
        ("unsigned", "signin.token"),
        ("no_number", "signin.claims"),
        ("encrypted_for_another", "signin.encrypted"),
    ],
)
def test_nobody_is_let_in_and_the_reason_is_named(provider: Provider, now: datetime, case: str, fault: str) -> None:
    with refused(fault) as raised:
        signed_in(case, now)
    assert "<" not in raised.value.vi + raised.value.en, "what the provider says is no text for our pages"


CLAIMS = Provider._claims


@pytest.mark.parametrize(
    ("more", "is_taken"),
    [
        ({"aud": [vneid.CLIENT]}, True),
        ({"aud": [vneid.CLIENT, "another"], "azp": vneid.CLIENT}, True),
        ({"aud": [vneid.CLIENT, "another"]}, False),
        ({"aud": [vneid.CLIENT, "another"], "azp": "another"}, False),
        ({"azp": "another"}, False),
        ({"iat": 1_700_000_000}, False),
        ({"iat": 32_503_680_000}, False),
    ],
)
def test_a_token_is_for_us_and_made_just_now(
    provider: Provider, now: datetime, monkeypatch: pytest.MonkeyPatch, more: dict[str, Any], is_taken: bool
) -> None:
    monkeypatch.setattr(Provider, "_claims", lambda self, case: CLAIMS(self, case) | more)
    if is_taken:
        assert signed_in("level2", now)
    else:
        with refused("signin.token"):
            signed_in("level2", now)


def test_a_provider_that_does_not_answer_in_time(
    provider: Provider, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(identity, "SECONDS", 0.2)
    provider.slowness = 1.0
    with refused("signin.provider_down"):
        signed_in("timeout", now)


@pytest.mark.parametrize(
    ("case", "doubt"),
    [("other_name", "signin.name"), ("other_birth_date", "signin.birth_date"), ("no_phone", "signin.no_phone")],
)
def test_what_does_not_fit_is_a_warning(provider: Provider, now: datetime, case: str, doubt: str) -> None:
    office.opened()
    assert [d.code for d in signed_in(case, now).doubts] == [doubt]


def test_who_never_filed_anything_is_signed_in_too(provider: Provider, now: datetime) -> None:
    provider.person |= {"citizenPid": "001194123456", "fullName": "ĐỖ THỊ DEMO"}
    assert signed_in("other_name", now).doubts == ()


def test_a_start_counts_once(provider: Provider, now: datetime) -> None:
    begun = sign_in.start(FROM, now)
    back = Returned(**played(begun.url, "level2"))
    assert sign_in.finish(back, begun.ticket, now)
    with refused("signin.state", "state"):
        sign_in.finish(back, begun.ticket, now)


def test_whoever_begins_too_many_leaves_nothing_behind(
    provider: Provider, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guessing, "SIGN_INS_PER_ADDRESS", Limit(2, SIGN_INS_PER_ADDRESS.fault))
    stored: list[Started] = []
    monkeypatch.setattr(sign_in_store, "start", lambda started, _: stored.append(started))
    address = "203.0.113.61"
    for _ in range(2):
        sign_in.start(address, now)
    with refused("signin.address_too_many") as raised:
        sign_in.start(address, now)
    assert 1 <= int(str(raised.value.values["minutes"])) <= 15
    assert len(stored) == 2


def test_of_twins_one_is_signed_in(provider: Provider, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    office.make_writes_atomic(monkeypatch)
    begun = sign_in.start(FROM, now)
    back = Returned(**played(begun.url, "level2"))
    answers = office.in_threads(4, lambda _: sign_in.finish(back, begun.ticket, now))
    assert sorted(type(answer).__name__ for answer in answers) == ["Fault", "Fault", "Fault", "SignedIn"]


def test_only_the_browser_that_started_may_finish(provider: Provider, now: datetime) -> None:
    victim, attacker = sign_in.start(FROM, now), sign_in.start(FROM, now)
    back = Returned(**played(attacker.url, "level2"))
    for ticket in (victim.ticket, "", "x"):
        with refused("signin.state", "state"):
            sign_in.finish(back, ticket, now)
    assert sign_in.finish(back, attacker.ticket, now), "a wrong ticket uses nothing up"


def test_a_start_is_over_after_ten_minutes(provider: Provider, now: datetime) -> None:
    begun = sign_in.start(FROM, now)
    back = Returned(**played(begun.url, "level2"))
    with refused("signin.state", "state"):
        sign_in.finish(back, begun.ticket, now + STARTED_LASTS)


def test_a_code_of_another_sign_in_proves_nothing(provider: Provider, now: datetime) -> None:
    """An intercepted code: the provider asks for the verifier of the sign-in that it was given for (PKCE)."""
    stolen = played(sign_in.start(FROM, now).url, "level2")["code"]
    own = sign_in.start(FROM, now)
    state = played(own.url, "level2")["state"]
    with refused("signin.token"):
        sign_in.finish(Returned(state, code=stolen), own.ticket, now)


def test_without_our_secret_the_provider_tells_nothing(provider: Provider, now: datetime) -> None:
    webhook_secrets.keep(identity.SECRET, "another")
    with refused("signin.token"):
        signed_in("level2", now)


def test_a_key_that_is_none_is_named_as_any_other_flaw(provider: Provider, now: datetime) -> None:
    webhook_secrets.keep(identity.PRIVATE_KEY, "bm8ga2V5")
    with refused("signin.encrypted"):
        signed_in("encrypted", now)


@pytest.mark.parametrize(
    "reply",
    [
        {"data": "", "key": ""},
        {"data": "AAAA", "key": "AAAA"},
        {"data": 7, "key": None},
        {"data": "é", "key": "é"},
    ],
)
def test_an_answer_that_only_looks_encrypted(provider: Provider, reply: dict[str, object]) -> None:
    assert provider
    with refused("signin.encrypted"):
        identity._decrypted(reply)


def test_a_provider_that_is_gone_is_named_at_the_start(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VNEID_ISSUER", "http://127.0.0.1:9")
    monkeypatch.setenv("VNEID_CLIENT", "x")
    monkeypatch.setenv("CITIZEN_KEYS_URL", "http://127.0.0.1:9")
    with refused("signin.provider_down"):
        sign_in.start(FROM, now)
    assert identity.configured().logout() is None


def test_a_description_of_another_issuer_is_not_believed(provider: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VNEID_ISSUER", provider.url + "/")
    with refused("signin.token"):
        identity.configured().url(Started("s", "t", "n", "v"), "openid")


@pytest.mark.parametrize("missing", ["VNEID_ISSUER", "VNEID_CLIENT", "CITIZEN_KEYS_URL"])
def test_without_settings_it_is_off(
    provider: Provider, now: datetime, missing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(missing, "")
    with refused("signin.off"):
        sign_in.start(FROM, now)


def test_after_a_sign_out_the_token_is_refused_and_others_are_not(provider: Provider, now: datetime) -> None:
    account, other = (tokens.account(f"Bearer {signed_in('level2', now).token}") for _ in range(2))
    assert sign_in.sign_out(account, now) == f"{provider.url}/logout"
    with refused("signin.ended", "Authorization"):
        sign_in.principal(account, now)
    assert sign_in.principal(other, now)


def other_tokens(good: str) -> dict[str, str]:
    head, body, signature = good.split(".")
    forged = jwt.encode(jwt.decode(good, options={"verify_signature": False}), "x" * 32, algorithm="HS256")
    return {"cut": f"{head}.{body}.{signature[:-6]}AAAAAA", "forged": forged, "headless": f"{body}.{signature}"}


@pytest.mark.parametrize("how", ["cut", "forged", "headless"])
def test_a_token_of_ours_that_was_changed_opens_nothing(provider: Provider, now: datetime, how: str) -> None:
    with pytest.raises(Fault) as raised:
        tokens.account(f"Bearer {other_tokens(signed_in('level2', now).token)[how]}")
    assert raised.value.code in ("auth.signature", "auth.malformed")


def test_a_token_ends(provider: Provider, now: datetime) -> None:
    token = signed_in("level2", now - SESSION_LASTS - timedelta(seconds=60)).token
    with refused("auth.expired"):
        tokens.account(f"Bearer {token}")


def test_each_issuer_speaks_for_its_own_accounts(provider: Provider, now: datetime, town: Town) -> None:
    session = Session("a" * 64, 2, "b" * 32)
    of_pool = town.issuer.token(session.account)
    with refused("auth.malformed"):
        tokens.account(f"Bearer {of_pool}")
    claims = jwt.decode(signed_in("level2", now).token, options={"verify_signature": False})
    assert claims["exp"] > time.time()
    assert claims["aud"] == "motcua"
