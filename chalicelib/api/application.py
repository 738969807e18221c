"""The Chalice app whose every answer is ours: what Chalice itself refuses becomes a problem like any other."""

from __future__ import annotations

from typing import Any

from chalice.app import Chalice

from chalicelib.api import problems
from chalicelib.api.agents import room as agents
from chalicelib.api.authorizer import gate
from chalicelib.api.batches import room as batches
from chalicelib.api.books import room as books
from chalicelib.api.catalogue import room as catalogue
from chalicelib.api.consents import room as consents
from chalicelib.api.contact import room as contact
from chalicelib.api.custody import room as custody
from chalicelib.api.dossiers import room as dossiers
from chalicelib.api.endpoints import Endpoint
from chalicelib.api.feedback import room as feedback
from chalicelib.api.forms import room as forms
from chalicelib.api.payments import room as payments
from chalicelib.api.portal import room as portal
from chalicelib.api.receipts import room as receipts
from chalicelib.api.results import room as results
from chalicelib.api.reviews import room as reviews
from chalicelib.api.rights import room as rights
from chalicelib.api.rulebook import room as rulebook
from chalicelib.api.sign_in import room as sign_in
from chalicelib.api.tracked_payments import room as tracked_payments
from chalicelib.api.tracking import room as tracking
from chalicelib.api.units import room as units
from chalicelib.api.waiting import room as waiting
from chalicelib.domain.faults import Fault

_OWN = {404: "request.no_route", 405: "request.method", 415: "request.media_type"}
ROOMS = (
    *(catalogue, dossiers, units, agents, forms, rulebook, reviews, batches),
    *(payments, books, tracked_payments, contact, receipts, portal, feedback),
    *(tracking, sign_in),
    *(consents, rights),
    *(results, custody, waiting),
)
ENDPOINTS: list[Endpoint] = [endpoint for room in ROOMS for endpoint in room.endpoints]


class Application(Chalice):
    """Chalice refuses wrong methods and media types before any route of ours is asked."""

    def __call__(self, event: dict[str, Any], context: object) -> dict[str, Any]:
        """Answers an API Gateway event."""
        answer: dict[str, Any] = super().__call__(event, context)
        code = _OWN.get(answer.get("statusCode", 200))
        if code is None or problems.CONTENT_TYPE in str(answer["headers"]):
            return answer
        said = problems.problem(Fault(code))
        headers = {**answer["headers"], **said.headers}  # what a browser needs to be allowed to read it stays
        return {**answer, "statusCode": said.status_code, "headers": headers, "body": said.body}


def application() -> Application:
    """The app with all its HTTPS routes; event handlers are added in app.py, where Lambda can find them."""
    app = Application(app_name="motcua", configure_logs=False)
    for blueprint in (gate, *(room.blueprint for room in ROOMS)):
        app.register_blueprint(blueprint)
    return app
