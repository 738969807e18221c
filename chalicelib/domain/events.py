"""What each event sets going. Dispatch reads this table; the sweep looks for what was left undone."""

from __future__ import annotations

from enum import StrEnum


class Todo(StrEnum):
    """Work that an item still waits for; each is the name of a queue. The sweep finds items by it."""

    READ = "scans"
    ROUTE = "routing"
    NOTIFY = "notices"
    SPLIT = "batches"
    SYNC = "portal"
    KEEP = "people"
    SIGN = "results"


FOLLOWED_BY: dict[str, Todo] = {
    "kind_corrected": Todo.READ,
    "paper_read": Todo.KEEP,
    "paper_read_again": Todo.KEEP,
    "paper_corrected": Todo.KEEP,
    "consent_given": Todo.KEEP,
    "rights_granted": Todo.KEEP,
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
        "paper_unreadable",
        "paper_reused",
        "consent_withdrawn",
        "applicant_corrected",
        "restricted",
        "unrestricted",
        "erased",
        "rights_asked",
        "rights_refused",
        "rights_due_soon",
        "rights_overdue",
        "rights_done",
        "scan_refused",
        "printed",
        "fee_asked",
        "payment_started",
        "payment_expired",
        "refund_asked",
        "refund_differs",
        "refund_undone",
        "feedback_given",
        "complaint_made",
        "complaint_overdue",
        "complaint_answered",
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
STEPS = frozenset(
    {
        *("submitted", "routed", "accepted", "processing", "supplement_asked", "supplemented", "payment_asked", "paid"),
        *("extended", "handed_over", "refused", "withdrawn", "stopped", "finished", "returned"),
        "delivered",  # by the carrier, in place of returned
    }
)
"""Events that the national portal is told of one by one, as steps of the dossier's handling."""
OUTWARD = STEPS | {"fee_paid", "refunded"}
"""Events after which the national portal knows less of the dossier than we do, beside whatever else follows from them.

That it must be told stands on an item of its own (`portal_store`), written in the transaction of the event: the event's
own `todo` is one piece of work and is done when that is done.
"""
