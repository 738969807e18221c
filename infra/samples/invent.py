"""Invent a family from a seed: the same seed and day always give the same persons."""

import json
import unicodedata
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any

from infra.samples.people import BirthProof, Family, IdentityCard, Person, Sex

DAY = date(2026, 11, 20)
"""The day the form is signed when the caller names none; fixed, so that a seed alone settles the pages."""

_NAMES: dict[str, Any] = json.loads(Path(__file__).with_name("names.json").read_text("utf-8"))


def personal_number(province: str, sex: Sex, born: date, serial: int) -> str:
    """Return the 12 digits: province of birth registration, century and sex, year, serial."""
    century = 2 * (born.year // 100 - 19) + (sex == "Nữ")
    return f"{province}{century}{born:%y}{serial:06d}"


def family(seed: int = 1, day: date = DAY) -> Family:
    """Invent a family of Phường Cầu Giấy whose child was born about ten days before `day`."""
    rng = Random(seed)  # noqa: S311 - sample data, nothing secret
    unit, home = _NAMES["unit"], rng.choice(_NAMES["homes"])
    father = _parent(rng, "Nam", home)
    mother = _parent(rng, "Nữ", rng.choice(_NAMES["homes"]))
    born = datetime.combine(day - timedelta(days=rng.randint(8, 12)), time(rng.randrange(24), rng.randrange(60)))
    child, misspelt = _child(rng, father, born.date())
    door, street = _door(rng), rng.choice(_NAMES["streets"])
    hospital = rng.choice(_NAMES["hospitals"])
    where = f"{unit['name']}, {unit['city']}"
    return Family(
        mother=mother,
        father=father,
        child=child,
        residence=f"{door} {street['street']}, {where}",
        birth_place=f"{hospital}, {where}",
        unit_code=unit["code"],
        unit_name=unit["name"],
        city=unit["city"],
        phone=f"0900000{rng.randrange(1000):03d}",
        email=f"{_plain(father.name)}@example.com",
        card=_card(rng, father, home, f"{door} {street['street']}, {street['old']}"),
        proof=_proof(rng, child, born, hospital),
        day=day,
        misspelt=misspelt,
    )


def mismatched(sample: Family) -> Family:
    """Return the family with a birth proof that misspells the child's name and is a day late."""
    proof = replace(sample.proof, child_name=sample.misspelt, born=sample.proof.born + timedelta(days=1))
    return replace(sample, proof=proof)


def _parent(rng: Random, sex: Sex, home: dict[str, str]) -> Person:
    # Born 1988-1998: grown up when the card was issued and not yet forty, when a card must be renewed.
    born = date(1988, 1, 1) + timedelta(days=rng.randrange(11 * 365))
    number = personal_number(home["province"], sex, born, rng.randrange(1_000_000))
    return Person(_name(rng, sex), sex, born, number, home["new"])


def _child(rng: Random, father: Person, born: date) -> tuple[Person, str]:
    """Return the child, and the name as a careless hand would write it."""
    sex: Sex = rng.choice(("Nam", "Nữ"))
    given, misspelt = rng.choice(_NAMES["boys" if sex == "Nam" else "girls"])
    surname = father.name.split()[0]
    number = personal_number("001", sex, born, rng.randrange(1_000_000))
    return Person(f"{surname} {given}".upper(), sex, born, number, father.home), f"{surname} {misspelt}".upper()


def _card(rng: Random, father: Person, home: dict[str, str], address: str) -> IdentityCard:
    return IdentityCard(
        issued=date(2021, 8, 2) + timedelta(days=rng.randrange(700)),
        expires=date(father.born.year + 40, father.born.month, min(father.born.day, 28)),
        issuer=_NAMES["card_issuer"],
        old_number=f"{home['old_prefix']}{rng.randrange(10**7):07d}",
        home=home["old"],
        address=address,
    )


def _proof(rng: Random, child: Person, born: datetime, hospital: str) -> BirthProof:
    return BirthProof(
        number=f"{rng.randint(200, 9800)}/GCS",
        hospital=hospital,
        child_name=child.name,
        sex=child.sex,
        born=born,
        grams=rng.randrange(2700, 3900, 50),
        order=rng.randint(1, 2),
        issued=born.date() + timedelta(days=2),
        midwife=_name(rng, "Nữ").title(),
        head=_name(rng, "Nam").title(),
    )


def _name(rng: Random, sex: Sex) -> str:
    return f"{rng.choice(_NAMES['surnames'])} {rng.choice(_NAMES['men' if sex == 'Nam' else 'women'])}".upper()


def _door(rng: Random) -> str:
    return f"Số {rng.randint(2, 48)} ngõ {rng.randrange(101, 249, 2)}"


def _plain(name: str) -> str:
    """Write a name as an e-mail address does: no accents, dots for spaces."""
    letters = unicodedata.normalize("NFD", name.lower().replace("đ", "d"))
    return "".join(c for c in letters if not unicodedata.combining(c)).replace(" ", ".")
