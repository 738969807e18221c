"""What may not be had without end is counted: looking up by guessing, typing codes, having them sent, signing in."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache

from chalicelib.adapters import attempts, sealing, telemetry
from chalicelib.domain.guessing import (
    OVERALL,
    PER_ADDRESS,
    PER_CODE,
    PER_CODE_A_DAY,
    SIGN_INS,
    SIGN_INS_PER_ADDRESS,
    Bound,
)

_A_HOUSEHOLD = 64  # bits of an IPv6 address that one connection has; the others it may change at will


def take(*bounds: Bound) -> int:
    """Counts one more under each, or under none; returns how many the tightest still lets through.

    Raises the fault of the first that lets no more through: what was refused is counted nowhere, so that nobody who is
    shut out uses up what is another's.
    """
    left = []
    for taken, bound in enumerate(bounds, 1):
        left.append(bound.most - attempts.count(bound))
        if left[-1] < 0:
            give_back(*bounds[:taken])
            telemetry.count(bound.fault.code)
            raise bound.fault
    return min(left)


def give_back(*bounds: Bound) -> None:
    """Takes back what was taken for nothing."""
    for bound in bounds:
        attempts.give_back(bound)


@contextmanager
def tried(*bounds: Bound) -> Iterator[int]:
    """What happens inside is a try: counted before, given back unless it raises. Gives the tries that are left should
    this one be wrong. Raises what `take` raises."""
    left = take(*bounds)
    yield left
    give_back(*bounds)


@contextmanager
def looking_up(code: str, address: str, now: datetime) -> Iterator[None]:
    """What happens inside is a guess at this dossier from this address.

    Raises tracking.address_too_many, tracking.too_many or tracking.closed with the minutes to wait.
    """
    subject = f"tracking#{code}"
    of_code = PER_CODE.of(subject, now), PER_CODE_A_DAY.of(f"{subject}#day", now)
    with tried(_from(address, now), *of_code, OVERALL.of("everybody", now)):
        yield


@contextmanager
def proving(address: str, now: datetime) -> Iterator[None]:
    """What happens inside is a one-time code shown from this address. What others guess closes nothing for its holder.

    Raises tracking.address_too_many with the minutes to wait.
    """
    with tried(_from(address, now)):
        yield


def _from(address: str, now: datetime) -> Bound:
    return PER_ADDRESS.of(f"address#{hashed(address)}", now)


def sign_in_begins(address: str, now: datetime) -> None:
    """Counts a sign-in that is begun. Raises signin.address_too_many or signin.closed with the minutes to wait."""
    take(SIGN_INS_PER_ADDRESS.of(f"sign-in#{hashed(address)}", now), SIGN_INS.of("sign-in", now))


@lru_cache(maxsize=256)
def hashed(address: str) -> str:
    """A keyed hash of the address: where somebody asks from is personal data and is kept nowhere in clear."""
    return sealing.keyed_hash(f"address|{_network(address)}")


def _network(address: str) -> str:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if parsed.version == 4:
        return str(parsed)
    return str(ipaddress.ip_network((parsed, _A_HOUSEHOLD), strict=False))
