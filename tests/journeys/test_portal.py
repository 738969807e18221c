"""The national portal hears of a dossier from the counter to the result, however its events are delivered."""

from __future__ import annotations

import random
from typing import Any

import pytest

from chalicelib.adapters import dossier_store as store
from chalicelib.adapters import portal_store
from chalicelib.domain.events import STEPS
from infra.local import pumps
from tests.support import office
from tests.support.dossiers import portal_code_of
from tests.support.portal import connected
from tests.support.readings import birth_proof, jpeg, read_as
from tests.support.town import Town, handler


def message(code: str, number: int) -> dict[str, Any]:
    return pumps.sqs_record(
        {"MessageId": f"m{number}", "ReceiptHandle": "r", "Body": f'{{"dossier": "{code}", "item": "portal"}}'}, "arn"
    )


@pytest.mark.parametrize("seed", range(3))
def test_from_the_counter_to_the_result(seed: int, town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a portal of changing moods, each event five times, in any order; at last it knows all, once."""
    chance = random.Random(seed)
    read_as(monkeypatch, birth_proof())
    clerk, officer = town.desk("clerk"), town.desk("officer")
    with connected(monkeypatch) as portal:
        code = town.open_dossier()
        town.upload(code, "GCS", jpeg())
        town.run()
        assert clerk.act(code, "submit").status == 200
        portal.moods = chance.choices(["right", "html", "busy", "error", "too_late", "expired", "malformed"], k=12)
        town.run()
        late = [message(code, n) for n in range(25)]
        for desk, action, more in (
            (officer, "accept", {}),
            (officer, "process", {}),
            (officer, "finish", {"result_number": "15/2026"}),
            (clerk, "return_result", None),
        ):
            said = {"pickup_code": office.pickup_code(code)} if more is None else more
            assert desk.act(code, action, **said).status == 200
            town.run()
            handler("sync_portal")({"Records": chance.sample(late, 5)})
        portal.moods = []
        portal_store.again(code, store.load(code).file.dossier.opened_at)  # where its whims looked like a refusal
        for _ in range(2):
            assert handler("sync_portal")({"Records": late[:5]}) == {"batchItemFailures": []}
        ours = [e for e in store.load(code).file.events if e.type in STEPS]
        known = portal.dossiers[portal_code_of(code)]
        assert (known["TrangThaiHoSo"], bool(known["NgayTra"])) == ("10", True)
        assert sorted(row["ThoiDiemXuLy"] for row in portal.rows) == [row["ThoiDiemXuLy"] for row in portal.rows]
        assert len(portal.rows) == len(ours) == 6
        line = portal_store.line(code)
        assert line
        assert (line.since, line.refused) == (None, False)
