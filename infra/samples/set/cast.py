"""Invent the persons, places and dates of one page. The same random source always gives the same."""

import json
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from infra.samples.invent import personal_number
from infra.samples.people import Sex

MERGED = date(2025, 7, 1)
"""From this day on there are no districts; an address has two levels."""

SEXES: tuple[Sex, Sex] = ("Nam", "Nữ")

_LEXICON = Path(__file__).with_name("lexicon.json")
_UNITS = Path(__file__).parents[2] / "registry" / "units.json"


@dataclass(frozen=True, slots=True)
class Invented:
    """A person whom nobody ever met, as papers name one."""

    name: str
    sex: Sex
    born: date
    number: str
    ethnicity: str

    @property
    def capitals(self) -> str:
        """The name as forms want it."""
        return self.name.upper()


@dataclass(frozen=True, slots=True)
class Place:
    """A commune: its name in small letters, and what follows it in an address."""

    unit: str
    rest: str

    @property
    def full(self) -> str:
        """The commune with everything above it."""
        return f"{self.unit}, {self.rest}"

    @property
    def bare(self) -> str:
        """The commune's name without what it is."""
        return self.unit.removeprefix("thị trấn ").removeprefix("phường ").removeprefix("xã ")


class Cast:
    """Draws persons, places and dates that fit the day a paper is signed."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.day = date(2016, 1, 4) + timedelta(days=rng.randrange(3900))
        self.words = lexicon()

    def pick(self, kind: str) -> str:
        """Draw one word of a kind."""
        drawn: str = self.rng.choice(self.words[kind])
        return drawn

    def person(self, sex: Sex | None = None, ages: tuple[int, int] = (18, 80)) -> Invented:
        """Draw a person who has an age within `ages` on the day of the paper."""
        who: Sex = self.rng.choice(SEXES) if sex is None else sex
        born = self.before(self.day - timedelta(days=365 * ages[0]), 365 * (ages[1] - ages[0]) + 1)
        name, ethnicity = self._name(who)
        number = personal_number(self.pick("birth_codes"), who, born, self.rng.randrange(1_000_000))
        return Invented(unicodedata.normalize("NFC", name), who, born, number, ethnicity)

    def _name(self, sex: Sex) -> tuple[str, str]:
        if self.rng.random() < 0.15:
            people = self.rng.choice(self.words["others"])
            return self.rng.choice(people[sex]), people["ethnicity"]
        gender = "men" if sex == "Nam" else "women"
        parts = (self.pick("families"), self.pick(f"{gender}_middle"), self.pick(gender))
        return " ".join(filter(None, parts)), "Kinh"

    def before(self, day: date, days: int) -> date:
        """Draw a day within so many days before `day`."""
        return day - timedelta(days=self.rng.randrange(1, max(days, 2)))

    def serial(self, digits: int) -> str:
        """Draw a number of so many digits."""
        return f"{self.rng.randrange(10**digits):0{digits}d}"

    def place(self) -> Place:
        """Draw a commune of Hanoi as it was on the paper's day."""
        body: dict[str, str] = self.rng.choice(units("unit" if self.day >= MERGED else "legacy_ward"))
        district = f"{_small(body['district'])}, " if "district" in body else ""
        return Place(_small(body["name"]), f"{district}thành phố Hà Nội")

    def address(self) -> str:
        """Draw an address down to the door."""
        return f"{self._door()}, {self.place().full}"

    def home(self) -> str:
        """Draw a place of origin anywhere in the country."""
        return self.pick("provinces" if self.day >= MERGED else "old_provinces")

    def _door(self) -> str:
        rng, street = self.rng, self.pick("streets")
        way = rng.choice(("đường", "phố"))
        doors = (
            f"Số {rng.randint(1, 399)} ngõ {rng.randint(2, 420)} {way} {street}",
            f"Số {rng.randint(1, 999)} {way} {street}",
            f"Số nhà {rng.randint(1, 60)}{rng.choice('ABCD')}, ngách {rng.randint(1, 90)}/{rng.randint(1, 40)}"
            f" {way} {street}",
            f"{rng.randint(1, 90)}/{rng.randint(1, 60)}/{rng.randint(1, 30)} {way} {street}",
            f"Căn hộ {rng.randint(2, 29)}{rng.randint(1, 16):02d}"
            f" tòa {rng.choice(('CT', 'HH', 'N0', 'B'))}{rng.randint(1, 9)}, {self.pick('estates')}",
            self.pick("hamlets"),
        )
        return rng.choice(doors)


@cache
def lexicon() -> dict[str, Any]:
    """Return the words that names and places are drawn from, in composed accents."""
    loaded: dict[str, Any] = json.loads(unicodedata.normalize("NFC", _LEXICON.read_text("utf-8")))
    return loaded


@cache
def units(kind: str) -> list[dict[str, str]]:
    """Return the communes of one kind that the registry knows."""
    return [entry["body"] for entry in json.loads(_UNITS.read_text("utf-8")) if entry["kind"] == kind]


def _small(name: str) -> str:
    return name[0].lower() + name[1:]


def short(day: date) -> str:
    """Write 05/03/2024."""
    return f"{day:%d/%m/%Y}"


def long(day: date) -> str:
    """Write ngày 05 tháng 03 năm 2024."""
    return f"ngày {day:%d} tháng {day:%m} năm {day:%Y}"


def plain(text: str) -> str:
    """Drop accents, as a machine-readable zone does."""
    letters = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
