"""Makes moto's answers about items cheap, so that what is measured or tested beside it is not moto.

It sorts all items of a table for each query; here a partition is looked up. And for each attribute of an item it looks
for every type that DynamoDB has, under every name that it may have had; a plain one is in the form of the wire already.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from functools import wraps
from typing import Any

from moto.core.serialize import BaseJSONSerializer
from moto.dynamodb.models.table import Table

_PLAIN = frozenset({"S", "N", "BOOL"})
_INDEX = 6  # where the name of an index stands among what a query is given beside its key


def install() -> None:
    """Puts it in, for the rest of the process."""
    table: Any = Table
    table.query = _within_partition(table.query)
    serializer: Any = BaseJSONSerializer
    serializer._serialize_type_structure = _plain_at_once(serializer._serialize_type_structure)


def _within_partition(query: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(query)
    def found(table: Any, hash_key: Any, *more: Any, **named: Any) -> object:  # noqa: ANN401 - whatever moto hands over
        index = more[_INDEX] if len(more) > _INDEX else named.get("index_name")
        if index or not table.range_key_attr:
            return query(table, hash_key, *more, **named)
        narrow = copy.copy(table)
        narrow.items = {hash_key: table.items[hash_key]} if hash_key in table.items else {}
        return query(narrow, hash_key, *more, **named)

    return found


def _plain_at_once(walk: Callable[..., None]) -> Callable[..., None]:
    @wraps(walk)
    def serialize(self: Any, serialized: Any, value: Any, shape: Any, key: str) -> None:  # noqa: ANN401 - as above
        if shape.name == "AttributeValue" and isinstance(value, dict) and len(value) == 1 and value.keys() <= _PLAIN:
            self._default_serialize(serialized, value, shape, key)
        else:
            walk(self, serialized, value, shape, key)

    return serialize
