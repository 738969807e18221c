"""Makes moto's transactions fast.

Before each one moto copies the whole table, every item and every stream record of it deep, in case it must roll back.
The tests' tables grow, so that soon is most of the time they take. Where a transaction only puts and deletes, which
replace items, a copy of the two levels that hold them undoes it just as well.
"""

from __future__ import annotations

import copy
import threading
from collections import defaultdict
from typing import Any

from moto.dynamodb import models
from moto.dynamodb.models.table import Table

_now = threading.local()
_transact = models.DynamoDBBackend.transact_write_items


class _Copies:
    """Stands for the module `copy` in moto."""

    @staticmethod
    def deepcopy(value: Any, memo: Any = None) -> object:
        shallow = isinstance(value, Table) and getattr(_now, "replaces_items", False)
        return _snapshot(value) if shallow else copy.deepcopy(value, memo)


def _snapshot(table: Table) -> Table:
    made = copy.copy(table)
    inner = dict if table.has_range_key else lambda item: item
    made.items = defaultdict(dict, {key: inner(value) for key, value in table.items.items()})
    if table.stream_shard is not None:
        made.stream_shard = copy.copy(table.stream_shard)
        made.stream_shard.table = made
        made.stream_shard.items = list(table.stream_shard.items)
    return made


def _transact_fast(self: models.DynamoDBBackend, transact_items: list[dict[str, Any]]) -> None:
    _now.replaces_items = not any("Update" in item for item in transact_items)
    try:
        _transact(self, transact_items)
    finally:
        _now.replaces_items = False


def install() -> None:
    """Puts it in, for the rest of the process; twice does no harm."""
    models.copy = _Copies  # type: ignore[attr-defined,assignment]
    models.DynamoDBBackend.transact_write_items = _transact_fast  # type: ignore[method-assign]
