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
    "erased": Todo.KEEP,
    "rights_refused": Todo.KEEP,
    "request_done": Todo.NOTIFY,
    "request_refused": Todo.NOTIFY,
    "consent_withdrawn": Todo.NOTIFY,
    "fee_asked": Todo.NOTIFY,
    "fee_paid": Todo.NOTIFY,
    "refunded": Todo.NOTIFY,
    "complaint_made": Todo.NOTIFY,
    "complaint_overdue": Todo.NOTIFY,
    "complaint_answered": Todo.NOTIFY,
    "submitted": Todo.ROUTE,
    "routed": Todo.NOTIFY,
    "accepted": Todo.NOTIFY,
    "processing": Todo.NOTIFY,
    "supplement_asked": Todo.NOTIFY,
    "payment_asked": Todo.NOTIFY,
    "paid": Todo.NOTIFY,
    "extended": Todo.NOTIFY,
    "overdue": Todo.NOTIFY,
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
THEN: dict[tuple[str, Todo], Todo] = {
    ("consent_given", Todo.KEEP): Todo.NOTIFY,
    ("request_done", Todo.NOTIFY): Todo.KEEP,  # an erasure waits until its person was told: afterwards nobody knows how
}
"""What an event waits for next, once that work on it is done: it waits for one thing at a time."""
TOLD = frozenset(event for event, todo in FOLLOWED_BY.items() if todo is Todo.NOTIFY) | frozenset(
    event for (event, _), todo in THEN.items() if todo is Todo.NOTIFY
)
"""Events that the citizen is told of."""
_AT_THE_COUNTER = frozenset({"opened", "paper_added", "printed", "payment_started", "feedback_given"})
"""The citizen does it, or stands beside."""
_FOR_THE_STAFF = frozenset(
    {
        *("paper_unreadable", "scan_refused", "payment_expired", "result_asked", "result_signed", "result_refused"),
        *("rights_due_soon", "rights_overdue", "article_entered", "article_offered", "article_taken"),
        *("refund_differs", "refund_undone"),
        "article_stands_still",
    }
)
"""Work and alarms of others; what comes of it for the citizen is an event of its own."""
_TOLD_OTHERWISE = frozenset(
    {
        "rights_asked",  # proven by a code to the own phone, a signature, or the sign-in
        "rights_done",  # of the request itself: told by `request_done`, of one of the person's dossiers
        *("applicant_corrected", "restricted", "unrestricted"),  # of each dossier; likewise
        "paper_reused",  # under a consent that was told; each use is on the own trail
        "refund_asked",  # the money itself is told: `refunded`
        "parcel_moved",  # `posted` told the number to look it up by; what ends it is told
    }
)
SILENT = _AT_THE_COUNTER | _FOR_THE_STAFF | _TOLD_OTHERWISE
"""Events that nothing follows from, by why no citizen is told of them."""
STEPS = frozenset(
    {
        *("submitted", "routed", "accepted", "processing", "supplement_asked", "supplemented", "payment_asked", "paid"),
        *("extended", "handed_over", "refused", "withdrawn", "stopped", "finished", "returned"),
        "delivered",  # by the carrier, in place of returned
    }
)
"""Events that the national portal is told of one by one, as steps of the dossier's handling."""
OUTWARD = STEPS | {"fee_paid", "refunded"}  # not `overdue`: that portal was told the due date, and has no such status
"""Events after which the national portal knows less of the dossier than we do, beside whatever else follows from them.

That it must be told stands on an item of its own (`portal_store`), written in the transaction of the event: the event's
own `todo` is one piece of work and is done when that is done.
"""
