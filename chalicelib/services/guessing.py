"""Looking up by guessing is limited: per dossier's code, per address that asks, and over all."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache

from chalicelib.adapters import attempts, sealing
from chalicelib.adapters.telemetry import count
from chalicelib.domain.faults import Fault
from chalicelib.domain.guessing import OVERALL, PER_ADDRESS, PER_CODE, Limit, minutes_left

_A_HOUSEHOLD = 64  # bits of an IPv6 address that one connection has; the others it may change at will


@contextmanager
def counted(address: str, now: datetime, code: str | None = None) -> Iterator[None]:
    """What happens inside is a guess: counted before, taken back unless it raises.

    Raises tracking.address_too_many, tracking.too_many or tracking.closed with the minutes to wait.
    """
    subjects = list(_subjects(address, code))
    for subject, limit in subjects:
        if attempts.count(subject, now) > limit.most:
            count(limit.fault)
            raise Fault(limit.fault, minutes=minutes_left(now))
    yield
    for subject, _ in subjects:
        attempts.forgive(subject, now)


def _subjects(address: str, code: str | None) -> Iterator[tuple[str, Limit]]:
    yield f"address#{_hashed(address)}", PER_ADDRESS
    if code is not None:
        yield f"tracking#{code}", PER_CODE
    yield "everybody", OVERALL


@lru_cache(maxsize=256)
def _hashed(address: str) -> str:
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
