"""Routes of the chain of custody: enter a paper, offer it, take it, see who has it."""

from __future__ import annotations

from chalice.app import Blueprint

from chalicelib.api import result_schemas as shapes
from chalicelib.api.endpoints import Call, Room
from chalicelib.domain.custody import Holder, Kind, Party
from chalicelib.services.issuance import custody

blueprint = Blueprint(__name__)
room = Room("custody", blueprint)
_AGAIN = ("idempotency.reused", "system.busy")


@room.endpoint(
    "POST",
    "/v1/dossiers/{code}/articles",
    summary="Enter a paper original or a result that one holds, to follow it from hand to hand",
    body=shapes.ArticleIn,
    reply=shapes.ArticleOut,
    status=201,
    keyed=True,
    faults=(
        "dossier.unknown",
        "paper.slot",
        "result.unknown",
        "part.needed",
        "custody.too_many",
        "custody.entered",
        "custody.undecided",
        *_AGAIN,
    ),
)
def enter_article(call: Call, code: str) -> shapes.ArticleOut:
    """Enters it once per Idempotency-Key; its id is what its barcode says."""
    body: shapes.ArticleIn = call.body
    made = custody.enter(code, Kind(body.kind), body.name, body.where, call.principal, call.key, call.now)
    return shapes.article(made)


@room.endpoint(
    "GET",
    "/v1/articles/{article}",
    summary="Who has an article, every hand-over of it, and its code to print",
    reply=shapes.ChainOut,
    faults=("custody.unknown",),
)
def see_article(call: Call, article: str) -> shapes.ChainOut:
    """No personal data: accounts, agents and authorities by their ids."""
    seen = custody.chain(article, call.principal)
    return shapes.ChainOut(article=shapes.article(seen.article), qr_svg=seen.qr_svg)


@room.endpoint(
    "POST",
    "/v1/articles/{article}/offer",
    summary="Scan an article that one hands over",
    body=shapes.OfferIn,
    reply=shapes.ArticleOut,
    keyed=True,
    faults=("custody.unknown", "custody.not_holder", "custody.self", "custody.receiver", *_AGAIN),
)
def offer_article(call: Call, article: str) -> shapes.ArticleOut:
    """Until the other side scans it too, it is still with whoever offers it."""
    body: shapes.OfferIn = call.body
    to = Holder(Party(body.party), "" if body.party == "citizen" else body.id)
    return shapes.article(custody.offer(article, to, body.where, call.principal, call.key, call.now))


@room.endpoint(
    "POST",
    "/v1/articles/{article}/take",
    summary="Scan an article that one takes over, or keeps after all",
    body=shapes.TakeIn,
    reply=shapes.ArticleOut,
    keyed=True,
    faults=("custody.unknown", "custody.not_offered", *_AGAIN),
)
def take_article(call: Call, article: str) -> shapes.ArticleOut:
    """A scan that comes twice changes nothing."""
    return shapes.article(custody.take(article, call.body.where, call.principal, call.key, call.now))
