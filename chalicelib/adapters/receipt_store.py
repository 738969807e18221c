"""What providers say of messages, under the provider's own id of each: one item, whichever half of it comes first.

The sender writes which notice it was, the receipt what became of it; each update returns the whole item, so whoever
comes second sees both. A receipt for a message that nobody sent from here waits for a sender until it expires.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from pynamodb.attributes import TTLAttribute, UnicodeAttribute
from pynamodb.exceptions import UpdateError

from chalicelib.adapters.tables import FromEnvironment, Patience, Table
from chalicelib.domain.delivery import Receipt
from chalicelib.domain.dossiers import NoticeState

KEPT = timedelta(days=90)


class ReceiptRow(Table):
    """A message at its provider: which notice it is, and what was said of it."""

    class Meta(Patience):
        """Table settings."""

        table_name = FromEnvironment("IDEMPOTENCY_TABLE")

    key = UnicodeAttribute(hash_key=True)
    dossier = UnicodeAttribute(null=True)
    item = UnicodeAttribute(null=True)
    outcome = UnicodeAttribute(null=True)
    reason = UnicodeAttribute(null=True)
    expires = TTLAttribute(null=True)


@dataclass(frozen=True, slots=True)
class Told:
    """Both halves, as far as they are known. `dossier` and `notice` are empty where nothing sent is known under it."""

    dossier: str
    notice: str
    receipt: Receipt | None


def sent(provider: str, provider_id: str, code: str, notice_id: str, now: datetime) -> Told:
    """Writes down which notice the provider's id stands for; returns what was said of it before."""
    row = ReceiptRow(_key(provider, provider_id))
    row.update(
        actions=[
            ReceiptRow.dossier.set(code),
            ReceiptRow.item.set(notice_id),
            ReceiptRow.expires.set(now + KEPT),
        ]
    )
    return _told(row, provider, provider_id)


def received(receipt: Receipt, now: datetime) -> Told:
    """Writes down what was said, unless it was said before that the message was delivered; returns what is known."""
    row = ReceiptRow(_key(receipt.provider, receipt.id))
    why = ReceiptRow.reason.set(receipt.reason) if receipt.reason else ReceiptRow.reason.remove()
    open_still = ReceiptRow.outcome.does_not_exist() | (ReceiptRow.outcome != NoticeState.DELIVERED.value)
    try:
        row.update(
            actions=[ReceiptRow.outcome.set(receipt.state.value), ReceiptRow.expires.set(now + KEPT), why],
            condition=open_still,
        )
    except UpdateError as error:
        if error.cause_response_code != "ConditionalCheckFailedException":
            raise
        row.refresh(consistent_read=True)
    return _told(row, receipt.provider, receipt.id)


def find(provider: str, provider_id: str) -> Told | None:
    """What is known of a provider's message, or None."""
    try:
        row = ReceiptRow.get(_key(provider, provider_id), consistent_read=True)
    except ReceiptRow.DoesNotExist:
        return None
    return _told(row, provider, provider_id)


def _key(provider: str, provider_id: str) -> str:
    return f"receipt#{provider}#{provider_id}"


def _told(row: ReceiptRow, provider: str, provider_id: str) -> Told:
    said = Receipt(provider, provider_id, NoticeState(row.outcome), row.reason) if row.outcome else None
    return Told(row.dossier or "", row.item or "", said)
