"""The persons and papers a sample family has, as plain values."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Sex = Literal["Nam", "Nữ"]


@dataclass(frozen=True)
class Person:
    """An invented person; a newborn's `number` is the one the registry would give, so no page shows it."""

    name: str
    sex: Sex
    born: date
    number: str
    home: str
    ethnicity: str = "Kinh"
    nationality: str = "Việt Nam"


@dataclass(frozen=True)
class IdentityCard:
    """What the applicant's card adds: it was issued before July 2025, so its places have the old three levels."""

    issued: date
    expires: date
    issuer: str
    old_number: str
    home: str
    address: str


@dataclass(frozen=True)
class BirthProof:
    """What the hospital wrote; it repeats the child's name, sex and birth so that a copy may disagree."""

    number: str
    hospital: str
    child_name: str
    sex: Sex
    born: datetime
    grams: int
    order: int
    issued: date
    midwife: str
    head: str


@dataclass(frozen=True)
class Family:
    """A mother, a father (the applicant, whose card this is) and their newborn child."""

    mother: Person
    father: Person
    child: Person
    residence: str
    birth_place: str
    unit_code: str
    unit_name: str
    city: str
    phone: str
    email: str
    card: IdentityCard
    proof: BirthProof
    day: date
    misspelt: str

    @property
    def card_payload(self) -> str:
        """The text in the QR code of the father's card."""
        return "|".join(
            (
                self.father.number,
                self.card.old_number,
                self.father.name,
                f"{self.father.born:%d%m%Y}",
                self.father.sex,
                self.card.address,
                f"{self.card.issued:%d%m%Y}",
            )
        )
