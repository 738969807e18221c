"""The one counter of tries: of guesses, of codes that are typed or sent, of sign-ins that are begun."""

from __future__ import annotations

from pynamodb.expressions.update import Action

from chalicelib.adapters.tables import IdempotencyRow
from chalicelib.domain.guessing import Bound


def count(bound: Bound) -> int:
    """Counts one more before it is looked at, and returns how many there are now.

    Looking first and counting afterwards would let any number through at the same moment.
    """
    row = IdempotencyRow(_key(bound))
    actions: list[Action] = [IdempotencyRow.failures.add(1)]
    if bound.forgotten:
        actions.append(IdempotencyRow.expires.set(bound.forgotten))
    row.update(actions=actions)
    return int(row.failures or 0)


def give_back(bound: Bound) -> None:
    """Takes one back that did not count."""
    IdempotencyRow(_key(bound)).update(actions=[IdempotencyRow.failures.add(-1)])


def _key(bound: Bound) -> str:
    return f"attempts#{bound.key}"
