"""Makes moto's transactions fast.

Before each one moto copies the whole table, every item and every stream record of it deep, in case it must roll back.
The tests' tables grow, so that soon is most of the time they take. What a transaction puts and deletes replaces items:
a copy of the two levels that hold them undoes it just as well. Only what it updates is changed in place, so of those
items the copy holds copies.
"""

from __future__ import annotations

import copy
import threading
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from moto.dynamodb import models
from moto.dynamodb.models.dynamo_type import DynamoType
from moto.dynamodb.models.table import Table

_now = threading.local()
_transact = models.DynamoDBBackend.transact_write_items


class _Copies:
    """Stands for the module `copy` in moto."""

    @staticmethod
    def deepcopy(value: Any, memo: Any = None) -> object:
        updated = getattr(_now, "updated", None)
        if isinstance(value, Table) and updated is not None:
            return _snapshot(value, updated.get(value.name, ()))
        return copy.deepcopy(value, memo)


def _snapshot(table: Table, updated: Iterable[dict[str, Any]]) -> Table:
    made = copy.copy(table)
    inner = dict if table.has_range_key else lambda item: item
    made.items = defaultdict(dict, {key: inner(value) for key, value in table.items.items()})
    for key in updated:
        _keep(made, *(DynamoType(key[name]) for name in (table.hash_key_attr, table.range_key_attr) if name))
    if table.stream_shard is not None:
        made.stream_shard = copy.copy(table.stream_shard)
        made.stream_shard.table = made
        made.stream_shard.items = list(table.stream_shard.items)
    return made


def _keep(snapshot: Table, hash_key: DynamoType, *range_key: DynamoType) -> None:
    holder, key = (snapshot.items.get(hash_key, {}), range_key[0]) if range_key else (snapshot.items, hash_key)
    if key in holder:
        holder[key] = copy.deepcopy(holder[key])


def _transact_fast(self: models.DynamoDBBackend, transact_items: list[dict[str, Any]]) -> None:
    _now.updated = defaultdict(list)
    for update in (item["Update"] for item in transact_items if "Update" in item):
        _now.updated[update["TableName"]].append(update["Key"])
    try:
        _transact(self, transact_items)
    finally:
        _now.updated = None


def install() -> None:
    """Puts it in, for the rest of the process; twice does no harm."""
    models.copy = _Copies  # type: ignore[attr-defined,assignment]
    models.DynamoDBBackend.transact_write_items = _transact_fast  # type: ignore[method-assign]
