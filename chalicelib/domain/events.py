"""What each event sets going. Dispatch reads this table; the sweep looks for what was left undone."""

from __future__ import annotations

from enum import StrEnum


class Todo(StrEnum):
    """Work that an item still waits for; each is the name of a queue. The sweep finds items by it."""

    READ = "scans"
    ROUTE = "routing"
    NOTIFY = "notices"
    SPLIT = "batches"
    SIGN = "results"


FOLLOWED_BY: dict[str, Todo] = {
    "kind_corrected": Todo.READ,
    "submitted": Todo.ROUTE,
    "routed": Todo.NOTIFY,
    "accepted": Todo.NOTIFY,
    "processing": Todo.NOTIFY,
    "supplement_asked": Todo.NOTIFY,
    "payment_asked": Todo.NOTIFY,
    "paid": Todo.NOTIFY,
    "extended": Todo.NOTIFY,
    "supplemented": Todo.NOTIFY,
    "handed_over": Todo.NOTIFY,
    "refused": Todo.NOTIFY,
    "withdrawn": Todo.NOTIFY,
    "stopped": Todo.NOTIFY,
    "finished": Todo.NOTIFY,
    "returned": Todo.NOTIFY,
    "pickup_code": Todo.NOTIFY,
    "posted": Todo.NOTIFY,
    "delivered": Todo.NOTIFY,
    "parcel_returned": Todo.NOTIFY,
    "result_reminded": Todo.NOTIFY,
    "result_sent_back": Todo.NOTIFY,
}
SILENT = frozenset(
    {
        "opened",
        "paper_added",
        "paper_read",
        "paper_unreadable",
        "paper_corrected",
        "paper_read_again",
        "scan_refused",
        "printed",
        "fee_asked",
        "fee_paid",
        "payment_started",
        "payment_expired",
        "refund_asked",
        "refunded",
        "result_asked",
        "result_signed",
        "result_refused",
        "parcel_moved",
        "article_entered",
        "article_offered",
        "article_taken",
        "article_stands_still",
    }
)
