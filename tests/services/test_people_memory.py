"""What follows for a person fits the function's memory, however large the person's papers are."""

from __future__ import annotations

import json
import subprocess
import sys
import uuid
from pathlib import Path

import pytest

from chalicelib.adapters import dossier_store as store
from chalicelib.adapters import kept_store
from chalicelib.domain.roles import Principal, Role
from chalicelib.domain.uploads import MAX_BYTES
from chalicelib.services.privacy import consents
from chalicelib.services.privacy.consents import Said
from tests.support import office
from tests.support.dossiers import NOW
from tests.support.privacy import identity_card
from tests.support.readings import jpeg

ROOT = Path(__file__).parents[2]
CONFIG = json.loads((ROOT / ".chalice" / "config.json").read_text())["stages"]["prod"]
FUNCTION = """
import json, pathlib, sys
import app
from infra.local import pumps
body, name = json.loads(sys.argv[1]), "serve_people"
message = {"MessageId": "m", "ReceiptHandle": "r", "Body": json.dumps(body)}
reply = app.app.handler_map[name]({"Records": [pumps.sqs_record(message, "arn:aws:sqs:x:0:q")]}, pumps.context(name))
assert reply == {"batchItemFailures": []}, reply
status = pathlib.Path('/proc/self/status').read_text()  # getrusage would tell of whoever started this
print(int(status.partition('VmHWM:')[2].split()[0]) // 1024)
"""


@pytest.mark.usefixtures("town")
def test_the_largest_paper_is_kept_within_the_memory_that_the_function_has(monkeypatch: pytest.MonkeyPatch) -> None:
    number = f"0270{uuid.uuid4().int % 10**8:08d}"
    code = office.opened(number=number)
    citizen = Principal("citizen-1", Role.CITIZEN, store.load(code).file.dossier.person)
    consents.give_own(Said(purpose="keep_papers", language="vi", dossier=None), citizen, uuid.uuid4().hex, NOW)
    scan = jpeg()
    card = office.scanned(code, slot="ID", data=scan + bytes(MAX_BYTES - len(scan)))
    office.read_quietly(code, card, identity_card(personal_number=number), monkeypatch)
    asked = json.dumps({"dossier": code, "item": office.item_of(code, "paper_read")})
    ran = subprocess.run([sys.executable, "-c", FUNCTION, asked], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert len(kept_store.kept(citizen.scope)) == 1
    megabytes = int(ran.stdout.splitlines()[-1])
    assert megabytes < 0.75 * CONFIG["lambda_memory_size"], "Lambda's own needs stand beside it"
