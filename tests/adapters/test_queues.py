"""Messages carry ids and nothing else."""

from __future__ import annotations

import json

import pytest

from chalicelib.adapters import files, queues
from chalicelib.domain.events import Todo
from tests.support.town import Town

CODE = "000.00.01.H26-261112-0001"


@pytest.mark.parametrize("todo", [Todo.ROUTE, Todo.NOTIFY])
def test_a_message_names_a_dossier_and_an_item(town: Town, todo: Todo) -> None:
    queues.send(todo, CODE, "event#e1")
    [body] = town.messages(todo.value)
    assert json.loads(body) == {"dossier": CODE, "item": "event#e1"}


def test_a_reminder_of_a_scan_looks_like_what_s3_says(town: Town) -> None:
    queues.send(Todo.READ, CODE, "paper#p1")
    [body] = town.messages("scans")
    place = {"bucket": {"name": files.scans_bucket()}, "object": {"key": f"scans/{CODE}/p1"}}
    assert json.loads(body) == {"Records": [{"s3": place}]}


def test_every_work_has_a_queue(town: Town) -> None:
    for todo in Todo:
        queues.send(todo, CODE, "paper#p1")
        assert len(town.messages(todo.value)) == 1
