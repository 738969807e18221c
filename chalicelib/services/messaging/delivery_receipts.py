"""What providers say of messages: from their signed webhooks, SES's events and SNS's log, all by way of one queue.

The queue tries again what fails; a receipt that comes before its notice was stored waits beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from chalicelib.adapters import dossier_store as store
from chalicelib.adapters import queues, receipt_store, telemetry
from chalicelib.adapters.receipt_store import Told
from chalicelib.adapters.telemetry import logger
from chalicelib.domain import delivery, sms_reports
from chalicelib.domain.dossiers import NoticeState
from chalicelib.domain.events import Todo
from chalicelib.domain.faults import Fault


def announce(provider: str, provider_id: str, event: str) -> None:
    """Puts a proven webhook into the queue. Raises webhook.shape for a word that this provider does not have."""
    try:
        delivery.receipt({"provider": provider, "id": provider_id, "event": event})
    except ValueError:
        raise Fault("webhook.shape") from None
    queues.send_receipt(provider, provider_id, event)


def forward(data: str) -> dict[str, int]:
    """Puts each report of SNS's delivery log into the queue, without the phone number; returns how many.

    A line that is no report is counted and left: nothing of it may be shown, and trying again would not mend it.
    """
    found = list(sms_reports.reports(data))
    known = [report for report in found if report]
    queues.send_receipts(
        [{"provider": "sns", "id": r.id, "event": r.event} | ({"why": r.why} if r.why else {}) for r in known]
    )
    counts = {"forwarded": len(known), "unreadable": len(found) - len(known)}
    if counts["unreadable"]:
        telemetry.measure({"provider": "sns"}, reports_unreadable=counts["unreadable"])
    logger.info("reports", counts=counts)
    return counts


def take(body: Mapping[str, object], now: datetime) -> None:
    """Writes down what a message of the queue says of a notice. Raises webhook.shape for what says nothing we know."""
    try:
        said = delivery.receipt(body)
    except ValueError:
        raise Fault("webhook.shape") from None
    if said is None:
        return
    told = receipt_store.received(said, now)
    if not told.notice:
        logger.info("receipt without a notice yet", provider=said.provider, state=said.state.value)
        telemetry.measure({"provider": said.provider}, receipts_of_nobody=1)
        return
    note(told)
    if told.receipt and told.receipt.state is NoticeState.FAILED:
        _fall_back(told, now)


def note(told: Told) -> None:
    """Lets the notice know what was said of it; what it knew already changes and counts nothing."""
    receipt = told.receipt
    if receipt and store.note_receipt(told.dossier, told.notice, receipt.state, receipt.reason):
        logger.info("receipt", dossier=told.dossier, notice=told.notice, state=receipt.state.value)
        dimensions = {
            "channel": told.notice.rpartition("-")[2],
            "provider": receipt.provider,
            "outcome": receipt.state.value,
            "reason": receipt.reason or "none",
        }
        telemetry.measure(dimensions, receipts=1)


def _fall_back(told: Told, now: datetime) -> None:
    """A message that did not arrive sends its event once more on its way: there may be another channel."""
    event_id = told.notice.rpartition("-")[0]
    event = next((e for e in store.load(told.dossier).file.events if e.id == event_id), None)
    if event and delivery.may_fall_back(event.at, now):
        store.reopen(f"event#{event_id}", told.dossier, Todo.NOTIFY, now)
        queues.send(Todo.NOTIFY, told.dossier, f"event#{event_id}")
