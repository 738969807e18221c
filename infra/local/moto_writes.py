"""Gives moto what DynamoDB has: one write at a time, no query in the midst of one, and a stream that outlives a
transaction that failed.

moto copies its tables for each transaction without a lock and swaps the copies in when one fails: writes of other
threads are lost then, and whoever reads the stream goes on reading a shard that nothing is written to any more.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from moto.dynamodb.models import DynamoDBBackend

_lock = threading.RLock()


def install() -> None:
    """Puts it in, for the rest of the process."""
    backend: Any = DynamoDBBackend
    backend.transact_write_items = _keeping_streams(backend.transact_write_items)
    for name in ("put_item", "update_item", "delete_item", "transact_write_items", "query"):
        setattr(backend, name, _locked(getattr(backend, name)))


def _locked(write: Callable[..., Any]) -> Callable[..., Any]:
    def one_at_a_time(*arguments: Any, **named: Any) -> object:  # noqa: ANN401 - whatever moto hands over
        with _lock:
            return write(*arguments, **named)

    return one_at_a_time


def _keeping_streams(transact: Callable[..., Any]) -> Callable[..., Any]:
    def kept(backend: Any, transact_items: Any) -> object:  # noqa: ANN401 - whatever moto hands over
        shards = {n: (t.stream_shard, len(t.stream_shard.items)) for n, t in backend.tables.items() if t.stream_shard}
        try:
            return transact(backend, transact_items)
        except BaseException:
            for name, (shard, size) in shards.items():
                del shard.items[size:]
                shard.table = backend.tables[name]
                backend.tables[name].stream_shard = shard
            raise

    return kept
