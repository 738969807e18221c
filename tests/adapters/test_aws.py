"""Clients are made once: making one costs more than a hundred calls."""

from __future__ import annotations

import importlib
import pkgutil
import time

from pynamodb.models import Model

from chalicelib import adapters
from chalicelib.adapters import aws, tables
from tests.support import office
from tests.support.town import Town


def test_threads_that_ask_at_the_same_moment_are_given_the_same() -> None:
    def slow() -> object:
        time.sleep(0.01)
        return object()

    made = aws.once(slow)
    assert len({id(given) for given in office.in_threads(10, lambda _: made())}) == 1


def test_all_tables_are_reached_over_one_client(town: Town) -> None:
    for module in pkgutil.iter_modules(adapters.__path__):
        importlib.import_module(f"{adapters.__name__}.{module.name}")
    assert Model.__subclasses__() == [tables.Table]
    rows = (tables.ItemRow, tables.NoticeRow, tables.RegistryRow, tables.IdempotencyRow, tables.AuditRow)
    clients = {id(row._get_connection().connection.client) for row in rows}
    assert clients == {id(tables.connection().client)}
