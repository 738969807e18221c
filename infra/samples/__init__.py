"""Sample papers of invented families, for demonstrations and tests; every page says MẪU - DEMO."""

from infra.samples.invent import family, mismatched, personal_number
from infra.samples.papers import pages
from infra.samples.people import BirthProof, Family, IdentityCard, Person

__all__ = ["BirthProof", "Family", "IdentityCard", "Person", "family", "mismatched", "pages", "personal_number"]
