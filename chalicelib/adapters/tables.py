"""The DynamoDB tables as pynamodb models: rows only; what they mean is said in the stores beside this file."""

from __future__ import annotations

import os
import threading

from pynamodb.attributes import (
    BinaryAttribute,
    BooleanAttribute,
    DiscriminatorAttribute,
    JSONAttribute,
    NumberAttribute,
    TTLAttribute,
    UnicodeAttribute,
    UnicodeSetAttribute,
    UTCDateTimeAttribute,
)
from pynamodb.connection import Connection, TableConnection
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex, IncludeProjection, KeysOnlyProjection
from pynamodb.models import Model

from chalicelib.adapters.aws import once


class FromEnvironment:
    """A table's name as the environment gives it when the table is first used: importing must not fix it."""

    def __init__(self, variable: str) -> None:
        self._variable = variable

    def __get__(self, instance: object, owner: type) -> str:
        """The name."""
        return os.environ.get(self._variable, self._variable)


class Patience:
    """A hung connection must fail before the function that waits for it."""

    connect_timeout_seconds = 3
    read_timeout_seconds = 10


@once
def connection() -> Connection:
    """The connection that transactions run on, its client made: kept, for making one costs more than a transaction."""
    made = Connection(
        connect_timeout_seconds=Patience.connect_timeout_seconds, read_timeout_seconds=Patience.read_timeout_seconds
    )
    _ = made.client
    return made


_connecting = threading.RLock()


class Table(Model):
    """A model that reaches its table over the client that all tables share.

    pynamodb would make one for each model, with connections of its own, and in each thread that comes first.
    """

    @classmethod
    def _get_connection(cls) -> TableConnection:
        with _connecting:
            made = super()._get_connection()
            if made.connection._client is None:
                made.connection._client = connection()._client
            return made


class ByAgent(GlobalSecondaryIndex["DossierRow"]):
    """Dossiers an agent took in, by time."""

    class Meta:
        """Index settings."""

        index_name = "by_agent"
        projection = AllProjection()

    agent = UnicodeAttribute(hash_key=True)
    opened_at = UTCDateTimeAttribute(range_key=True)


class ByDesk(GlobalSecondaryIndex["ProgressRow"]):
    """A desk's open dossiers, the most urgent first; closed ones leave the index."""

    class Meta:
        """Index settings."""

        index_name = "by_desk"
        projection = AllProjection()

    desk = UnicodeAttribute(hash_key=True)
    desk_order = UTCDateTimeAttribute(range_key=True)


class ByReview(GlobalSecondaryIndex["DossierRow"]):
    """Dossiers with papers that wait for a person, by the agent or authority that must look, the longest waiting first.

    Those where nothing is doubted are not in it.
    """

    class Meta:
        """Index settings."""

        index_name = "by_review"
        projection = AllProjection()

    review = UnicodeAttribute(hash_key=True)
    review_since = UTCDateTimeAttribute(range_key=True)


class ByPerson(GlobalSecondaryIndex["DossierRow"]):
    """A person's dossiers, by keyed hash."""

    class Meta:
        """Index settings."""

        index_name = "by_person"
        projection = AllProjection()

    person = UnicodeAttribute(hash_key=True)
    opened_at = UTCDateTimeAttribute(range_key=True)


class ItemRow(Table):
    """What every item of a dossier has. `sealed` holds whatever is personal."""

    class Meta(Patience):
        """Table settings."""

        table_name = FromEnvironment("DOSSIERS_TABLE")

    code = UnicodeAttribute(hash_key=True)
    item = UnicodeAttribute(range_key=True)
    kind = DiscriminatorAttribute()
    todo = UnicodeAttribute(null=True)
    todo_since = UTCDateTimeAttribute(null=True)
    sealed = BinaryAttribute(legacy_encoding=False)


class ByTodo(GlobalSecondaryIndex["WaitingRow"]):
    """Items that wait for work, the longest waiting first."""

    class Meta:
        """Index settings."""

        index_name = "by_todo"
        projection = KeysOnlyProjection()

    todo = UnicodeAttribute(hash_key=True)
    todo_since = UTCDateTimeAttribute(range_key=True)


class WaitingRow(Table):
    """An item as the index of waiting ones holds it: its keys.

    It is no ItemRow: of such pynamodb asks the kind, which this index does not hold, so that nothing would be found.
    """

    class Meta(Patience):
        """Table settings."""

        table_name = FromEnvironment("DOSSIERS_TABLE")

    code = UnicodeAttribute(hash_key=True)
    item = UnicodeAttribute(range_key=True)
    todo = UnicodeAttribute()
    todo_since = UTCDateTimeAttribute()
    by_todo = ByTodo()


class ByAwaited(GlobalSecondaryIndex["AwaitedRow"]):
    """Results that wait at an agent for their citizen, and articles on offer to somebody, the longest waiting first."""

    class Meta:
        """Index settings."""

        index_name = "by_awaited"
        projection = IncludeProjection(["part", "name", "holder"])

    awaits = UnicodeAttribute(hash_key=True)
    awaits_since = UTCDateTimeAttribute(range_key=True)


class AwaitedRow(Table):
    """An item as that index holds it; no ItemRow, for the index holds no kind."""

    class Meta(Patience):
        """Table settings."""

        table_name = FromEnvironment("DOSSIERS_TABLE")

    code = UnicodeAttribute(hash_key=True)
    item = UnicodeAttribute(range_key=True)
    awaits = UnicodeAttribute()
    awaits_since = UTCDateTimeAttribute()
    part = UnicodeAttribute(null=True)
    name = UnicodeAttribute(null=True)
    holder = UnicodeAttribute(null=True)
    by_awaited = ByAwaited()


class ProgressRow(ItemRow):
    """What goes its way through the statuses: a dossier, or a part of one of linked procedures."""

    procedure = UnicodeAttribute()
    procedure_from = UnicodeAttribute()
    agent = UnicodeAttribute()
    provider = UnicodeAttribute()
    opened_at = UTCDateTimeAttribute()
    opened_by = UnicodeAttribute()
    status = NumberAttribute()
    version = NumberAttribute()
    person = UnicodeAttribute()
    authority = UnicodeAttribute(null=True)
    authority_name = UnicodeAttribute(null=True)
    routed_why = JSONAttribute(null=True)
    handed_from = JSONAttribute(null=True)
    authorities = JSONAttribute(null=True)
    given_to = UnicodeAttribute(null=True)
    portal_code = UnicodeAttribute(null=True)
    part = UnicodeAttribute(null=True)
    part_name = UnicodeAttribute(null=True)
    waits_for = JSONAttribute(null=True)
    to_review = JSONAttribute(null=True)
    review = UnicodeAttribute(null=True)
    review_since = UTCDateTimeAttribute(null=True)
    desk = UnicodeAttribute(null=True)
    desk_order = UTCDateTimeAttribute(null=True)
    submitted_at = UTCDateTimeAttribute(null=True)
    supplement_asked_at = UTCDateTimeAttribute(null=True)
    supplemented_at = UTCDateTimeAttribute(null=True)
    supplements_asked = JSONAttribute(null=True)
    paused_from = NumberAttribute(null=True)
    pauses = JSONAttribute(null=True)
    accepted_at = UTCDateTimeAttribute(null=True)
    due = UTCDateTimeAttribute(null=True)
    due_why = JSONAttribute(null=True)
    extended_from = UTCDateTimeAttribute(null=True)
    extended_to = UTCDateTimeAttribute(null=True)
    late_at = UTCDateTimeAttribute(null=True)
    timeliness = UnicodeAttribute(null=True)
    finished_at = UTCDateTimeAttribute(null=True)
    returned_at = UTCDateTimeAttribute(null=True)
    restricted = BooleanAttribute(default=False)
    by_desk = ByDesk()


class DossierRow(ProgressRow, discriminator="dossier"):
    """The dossier itself, item `dossier`."""

    by_agent = ByAgent()
    by_person = ByPerson()
    by_review = ByReview()


class PartRow(ProgressRow, discriminator="part"):
    """A part of it, item `part#<id>`; lists of an agent's or a person's dossiers pass it over."""


class PaperRow(ItemRow, discriminator="paper"):
    """A paper, item `paper#<id>`; its facts are sealed."""

    slot = UnicodeAttribute()
    state = UnicodeAttribute()
    content_type = UnicodeAttribute()
    added_at = UTCDateTimeAttribute()
    added_by = UnicodeAttribute()
    object_version = UnicodeAttribute(null=True)
    paper_kind = UnicodeAttribute(null=True)
    paper_kind_sure = BooleanAttribute(default=False)
    pages = NumberAttribute(default=0)
    reason = UnicodeAttribute(null=True)
    read_at = UTCDateTimeAttribute(null=True)
    troubles = JSONAttribute(null=True)
    pages_read = NumberAttribute(default=0)
    other_versions = UnicodeSetAttribute(null=True)
    kept = JSONAttribute(null=True)
    pages_kept = NumberAttribute(default=0)
    read_by = UnicodeAttribute(null=True)
    reused_from = UnicodeAttribute(null=True)


class CorrectionRow(ItemRow, discriminator="correction"):
    """What a person said of a reading, item `correction#<time>#<id>`; the values before and after are sealed."""

    paper = UnicodeAttribute()
    about = UnicodeAttribute()
    name = UnicodeAttribute(null=True)
    page = NumberAttribute()
    said = UnicodeAttribute()
    type = UnicodeAttribute()
    confidence = NumberAttribute(null=True)
    at = UTCDateTimeAttribute()
    actor = UnicodeAttribute()
    role = UnicodeAttribute()


class EventRow(ItemRow, discriminator="event"):
    """An event, item `event#<time>#<id>`; its note is sealed."""

    type = UnicodeAttribute()
    at = UTCDateTimeAttribute()
    actor = UnicodeAttribute()
    role = UnicodeAttribute()
    status_from = NumberAttribute()
    status_to = NumberAttribute()
    subject = UnicodeAttribute(null=True)
    part = UnicodeAttribute(null=True)


class NoticeRow(ItemRow, discriminator="notice"):
    """A notice, item `notice#<event>#<channel>`; address and text are sealed."""

    event = UnicodeAttribute()
    channel = UnicodeAttribute()
    template = UnicodeAttribute()
    state = UnicodeAttribute()
    at = UTCDateTimeAttribute()
    provider_id = UnicodeAttribute(null=True)
    error = UnicodeAttribute(null=True)
    language = UnicodeAttribute(default="vi")
    segments = NumberAttribute(default=1)
    tries = NumberAttribute(default=0)
    next_at = UTCDateTimeAttribute(null=True)


class ByPortalDay(GlobalSecondaryIndex["PortalRow"]):
    """Dossiers that the national portal is to know, by the day they were filed on (as text)."""

    class Meta:
        """Index settings."""

        index_name = "by_portal_day"
        projection = AllProjection()

    portal_day = UnicodeAttribute(hash_key=True)
    code = UnicodeAttribute(range_key=True)


class PortalRow(ItemRow, discriminator="portal"):
    """How far the national portal knows the dossier, item `portal`; nothing personal, so nothing is sealed.

    `wanted` is the dossier's version that it is to know at least, `known` the one that it took; `told` are the events.
    """

    sealed = BinaryAttribute(legacy_encoding=False, null=True)
    portal_day = UnicodeAttribute(null=True)
    wanted = NumberAttribute()
    status = NumberAttribute()
    behind_since = UTCDateTimeAttribute(null=True)
    known = NumberAttribute(null=True)
    known_status = NumberAttribute(null=True)
    told = UnicodeSetAttribute(null=True)
    claimed_until = UTCDateTimeAttribute(null=True)
    last_try = UTCDateTimeAttribute(null=True)
    tries = NumberAttribute(null=True)
    refusals = NumberAttribute(null=True)
    error = UnicodeAttribute(null=True)
    by_portal_day = ByPortalDay()


class RatingRow(ItemRow, discriminator="rating"):
    """What the applicant says of the service, item `feedback#rating`; the comment is sealed."""

    marks = JSONAttribute()
    channel = UnicodeAttribute()
    at = UTCDateTimeAttribute()
    by = UnicodeAttribute()


class ComplaintRow(ItemRow, discriminator="complaint"):
    """A complaint or proposal, item `feedback#complaint#<id>`; its text and answer are sealed."""

    category = UnicodeAttribute()
    channel = UnicodeAttribute()
    at = UTCDateTimeAttribute()
    by = UnicodeAttribute()
    agent = UnicodeAttribute()
    authority = UnicodeAttribute(null=True)
    officer = UnicodeAttribute(null=True)
    due = UTCDateTimeAttribute(null=True)
    answered_at = UTCDateTimeAttribute(null=True)
    answered_by = UnicodeAttribute(null=True)


class BatchRow(ItemRow, discriminator="batch"):
    """A long scan, under its own id in the place of a dossier's code, item `batch#<agent>`; its pages are sealed."""

    agent = UnicodeAttribute()
    state = UnicodeAttribute()
    content_type = UnicodeAttribute()
    added_at = UTCDateTimeAttribute()
    added_by = UnicodeAttribute()
    version = NumberAttribute()
    object_version = UnicodeAttribute(null=True)
    reason = UnicodeAttribute(null=True)


class ByKind(GlobalSecondaryIndex["RegistryRow"]):
    """All entries of a kind."""

    class Meta:
        """Index settings."""

        index_name = "by_kind"
        projection = AllProjection()

    kind = UnicodeAttribute(hash_key=True)
    entry = UnicodeAttribute(range_key=True)


class RegistryRow(Table):
    """A version of a registry entry: `<kind>#<id>`, valid from one day to another (both included, days as text)."""

    class Meta(Patience):
        """Table settings."""

        table_name = FromEnvironment("REGISTRY_TABLE")

    entry = UnicodeAttribute(hash_key=True)
    valid_from = UnicodeAttribute(range_key=True)
    kind = UnicodeAttribute()
    valid_to = UnicodeAttribute(null=True)
    demo = BooleanAttribute(default=False)
    source = UnicodeAttribute(default="")
    body = JSONAttribute(null=True)
    last = NumberAttribute(null=True)
    by_kind = ByKind()


class IdempotencyRow(Table):
    """What a repeated request gets: the same reply. Only failed guesses expire; requests are remembered for ever."""

    class Meta(Patience):
        """Table settings."""

        table_name = FromEnvironment("IDEMPOTENCY_TABLE")

    key = UnicodeAttribute(hash_key=True)
    fingerprint = UnicodeAttribute(null=True)
    dossier = UnicodeAttribute(null=True)
    item = UnicodeAttribute(null=True)
    at = UTCDateTimeAttribute(null=True)
    failures = NumberAttribute(null=True)
    expires = TTLAttribute(null=True)


class AuditRow(Table):
    """Who looked at or changed what, and why."""

    class Meta(Patience):
        """Table settings."""

        table_name = FromEnvironment("AUDIT_TABLE")

    subject = UnicodeAttribute(hash_key=True)
    entry = UnicodeAttribute(range_key=True)
    actor = UnicodeAttribute()
    role = UnicodeAttribute()
    act = UnicodeAttribute()
    sealed = BinaryAttribute(legacy_encoding=False)
