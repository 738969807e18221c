"""Which papers there are: the reader's name of the kind, the template, what it says and how it is held."""

from collections.abc import Callable
from dataclasses import dataclass

from infra.samples.set import cards, civil, declarations, public
from infra.samples.set.cast import Cast
from infra.samples.set.civil import Values

OTHER = "other"
"""The kind of whatever the reader is not to know."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper to print: `card` is held closer to the lens, `stamped` bears a red seal, `small` may be set on A5."""

    name: str
    kind: str
    say: Callable[[Cast], Values]
    card: bool = False
    stamped: bool = False
    small: bool = False


PAPERS = (
    Paper("birth_certificate", "birth_certificate", civil.birth_certificate, stamped=True),
    Paper("birth_declaration", "birth_declaration", civil.birth_declaration),
    Paper("birth_proof", "birth_proof", civil.birth_proof, stamped=True, small=True),
    Paper("death_notice", "death_notice", civil.death_notice, stamped=True),
    Paper(
        "marriage_status_certificate", "marriage_status_certificate", civil.marriage_status_certificate, stamped=True
    ),
    Paper("marriage_certificate", "marriage_certificate", civil.marriage_certificate, stamped=True),
    Paper("residence_confirmation", "residence_confirmation", public.residence_confirmation, stamped=True),
    Paper("driver_health_certificate", "driver_health_certificate", public.driver_health_certificate, stamped=True),
    Paper("business_certificate", "business_certificate", public.business_certificate, stamped=True),
    Paper("authorisation", "authorisation", public.authorisation, stamped=True),
    Paper(
        "tuition_support_application", "tuition_support_application", public.tuition_support_application, stamped=True
    ),
    Paper("marriage_declaration", "marriage_declaration", declarations.marriage_declaration),
    Paper("death_declaration", "death_declaration", declarations.death_declaration),
    Paper("death_certificate", "death_certificate", declarations.death_certificate, stamped=True),
    Paper("marriage_status_declaration", "marriage_status_declaration", declarations.marriage_status_declaration),
    Paper("copy_request", "copy_request", declarations.copy_request),
    Paper("licence_renewal", "licence_renewal", declarations.licence_renewal),
    Paper("identity_card_2021", "identity_card", cards.identity_card_2021, card=True),
    Paper("identity_card_2024", "identity_card", cards.identity_card_2024, card=True),
    Paper("identity_card_back_2021", "identity_card_back", cards.identity_card_back_2021, card=True),
    Paper("identity_card_back_2024", "identity_card_back", cards.identity_card_back_2024, card=True),
    Paper("driving_licence", "driving_licence", cards.driving_licence, card=True),
    Paper("passport", "passport", cards.passport, card=True),
    Paper("school_report", OTHER, public.school_report),
    Paper("lease", OTHER, public.lease),
    Paper("english_letter", OTHER, public.english_letter),
    Paper("blank", OTHER, public.blank),
)
