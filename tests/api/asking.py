"""Ways to ask, and what a refusal must look like."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any

from hypothesis import HealthCheck, settings

from chalicelib.adapters import registry_store, sealing
from chalicelib.api import problems
from chalicelib.domain.faults import FAULTS
from tests.support.town import BIRTH, FAMILY, FORM, Answer, Desk, Town

calm = settings(
    deadline=None, database=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
SECRETS = (
    FAMILY["full_name"],
    FAMILY["number"],
    FAMILY["phone"][1:],
    FAMILY["email"],
    FAMILY["address"],
    FORM["child_name"],
    FORM["mother_name"],
    FORM["mother_number"],
    "TRẦN T. K.",  # what a notice calls the applicant
    "bà Diệp",  # what an officer's reason says
    "KS-77/2026",  # the number of a result
    "GIẤY CHỨNG SINH",  # what stands on the scan
)


def application(**applicant: Any) -> dict[str, Any]:
    """A birth registration, but for what is given."""
    return {"procedure": BIRTH, "applicant": FAMILY | applicant, "form": FORM}


def leaks(value: object) -> list[str]:
    """The family's data that an answer holds."""
    text = json.dumps(value, ensure_ascii=False, default=str).casefold()
    return [secret for secret in SECRETS if secret.casefold() in text]


def refused(answer: Answer, status: int, code: str, field: str | None = None) -> dict[str, Any]:
    """Asserts a problem whole in every part; returns it. `field` is compared where it is given."""
    assert (answer.status, answer.body.get("code")) == (status, code), answer.body
    assert str(answer.headers["Content-Type"]) == problems.CONTENT_TYPE
    problem: dict[str, Any] = answer.body
    assert {"type", "title", "status", "code", "detail", "detail_en", "field"} <= set(problem)
    assert problem["type"] == f"urn:motcua:problem:{code}"
    assert problem["title"] == FAULTS[code].kind.value
    assert problem["status"] == status
    assert problem["detail"].strip()
    assert problem["detail_en"].strip()
    assert problem["detail"] != problem["detail_en"]
    if field is not None:
        assert problem["field"] == field
    return problem


def hired(town: Town, role: Any, scope: Any, **entry: Any) -> Desk:
    """A further account with that role and scope."""
    subject = str(uuid.uuid4())
    registered: Mapping[str, Any] = {
        "entry": f"staff#{subject}",
        "kind": "staff",
        "valid_from": date(2025, 2, 1).isoformat(),
        "valid_to": None,
        "demo": True,
        "source": "test",
        "body": {"role": role, "scope": scope, "account": "test"},
    }
    registry_store.save([{**registered, **entry}])
    return Desk(town.gateway, town.issuer.token(subject))


def applicant(town: Town) -> Desk:
    """The citizen whose dossiers the tests open."""
    return hired(town, "citizen", sealing.person_key(FAMILY["number"]))
