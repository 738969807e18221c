"""Rows of the People table: under the keyed hash of a person, what is kept of the person beyond one dossier.

A further kind of item is one more class with a discriminator; whatever is personal is sealed.
"""

from __future__ import annotations

from pynamodb.attributes import (
    BinaryAttribute,
    DiscriminatorAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UTCDateTimeAttribute,
)

from chalicelib.adapters.tables import FromEnvironment, Patience, Table


class PersonItemRow(Table):
    """What every item of a person has. `sealed` holds whatever is personal."""

    class Meta(Patience):
        """Table settings."""

        table_name = FromEnvironment("PEOPLE_TABLE")

    person = UnicodeAttribute(hash_key=True)
    item = UnicodeAttribute(range_key=True)
    kind = DiscriminatorAttribute()
    sealed = BinaryAttribute(legacy_encoding=False)


class ContactRow(PersonItemRow, discriminator="contact"):
    """How the person wants to be told, item `contact`. `version` counts its changes."""

    version = NumberAttribute()
    actor = UnicodeAttribute()
    role = UnicodeAttribute()
    at = UnicodeAttribute()


class ConsentRow(PersonItemRow, discriminator="consent"):
    """A consent, item `consent#<id>`; that it was withdrawn is a further item, `consent#<id>#withdrawn`."""

    actor = UnicodeAttribute()
    role = UnicodeAttribute()
    at = UTCDateTimeAttribute()


class KeptPaperRow(PersonItemRow, discriminator="paper"):
    """A paper that may serve again, item `paper#<SHA-256 of its scan>`; what and where it is is sealed."""

    consent = UnicodeAttribute()
    at = UTCDateTimeAttribute()


class KeptResultRow(PersonItemRow, discriminator="kept_result"):
    """A signed result, a paper among the others: item `paper#<SHA-256 of its file>`; what and where it is is sealed."""

    at = UTCDateTimeAttribute()


class AskedRow(PersonItemRow, discriminator="rights"):
    """That the person asked for a right, item `rights#<id of the request>`."""
