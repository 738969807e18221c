"""Signing in with an electronic identity: what the provider says of a person, and what an account may do by its level.

Source: NĐ 69/2024/NĐ-CP knows two levels (remembered, not read): level 1 anybody registers alone, level 2 is checked in
person with biometrics. What the provider's claims are called is registry data with its certainty.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from chalicelib.domain import people
from chalicelib.domain.dossiers import File, Paper
from chalicelib.domain.faults import Fault
from chalicelib.domain.people import Doubt
from chalicelib.domain.procedures import Procedure

PROVEN = 2
"""The level at which the person was checked by somebody; below it only progress is shown."""
STARTED_LASTS = timedelta(minutes=10)
SESSION_LASTS = timedelta(minutes=30)
_PREFIX = "citizen"
_NEEDED = ("number", "name")
_CARD = "identity_card"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the provider calls things: its claims by our names, levels and errors by its own words."""

    scope: str
    claims: Mapping[str, str]
    levels: Mapping[str, int]
    errors: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """A person as the provider tells of one. `birth_date` is ISO, or empty where it was not told."""

    number: str
    name: str
    level: int
    birth_date: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Session:
    """Whom an account of a citizen stands for: the keyed hash of the person, the level, and which sign-in it was."""

    person: str
    level: int
    id: str

    @property
    def account(self) -> str:
        """The account as the token's subject names it; nothing in it is personal."""
        return f"{_PREFIX}:{self.person}:{self.level}:{self.id}"


def session(account: str) -> Session | None:
    """The citizen's session that an account names, or None where it is an account of another kind."""
    found = re.fullmatch(rf"{_PREFIX}:([0-9a-f]{{64}}):([12]):([0-9a-f]{{32}})", account)
    return Session(found[1], int(found[2]), found[3]) if found else None


def settings(body: Mapping[str, Any]) -> Settings:
    """The settings of a registry entry. Raises KeyError or ValueError for what lacks a claim or has a level unknown."""
    made = Settings(
        scope=str(body["scope"]),
        claims=dict(body["claims"]),
        levels={str(word): int(level) for word, level in body["levels"].items()},
        errors=dict(body["errors"]),
    )
    if set(_NEEDED) - made.claims.keys() or not set(made.levels.values()) <= {1, PROVEN}:
        raise ValueError("claims, levels")
    return made


def identity(claims: Mapping[str, Any], by: Settings) -> Identity:
    """The person that the claims tell of; a level nobody named is the lowest. Raises signin.claims."""
    said = {ours: str(claims.get(theirs) or "").strip() for ours, theirs in by.claims.items()}
    lacking = [by.claims[name] for name in _NEEDED if not said[name]]
    try:
        number = people.personal_number(said["number"], "number")
        name = people.full_name(said["name"], "name")
    except Fault:
        raise Fault("signin.claims", names=", ".join(lacking or [by.claims[name] for name in _NEEDED])) from None
    return Identity(
        number=number,
        name=name,
        level=by.levels.get(said.get("level", ""), 1),
        birth_date=_iso(said.get("birth_date", "")),
        phone=said.get("phone", ""),
    )


def _iso(text: str) -> str:
    """1994-08-15, 19940815 and 15/08/1994 as ISO; anything else is not known."""
    if found := re.fullmatch(r"(\d{4})-?(\d{2})-?(\d{2})", text):
        return "-".join(found.groups())
    if found := re.fullmatch(r"(\d{2})/(\d{2})/(\d{4})", text):
        return "-".join(reversed(found.groups()))
    return ""


_DOUBTS = {
    "signin.name": Doubt(
        "signin.name",
        "Họ tên trên VNeID khác họ tên trong hồ sơ gần nhất. Báo đại lý hoặc cơ quan giải quyết để sửa.",
        "The name at VNeID is not the one in your latest dossier. Have the agent or the authority correct it.",
    ),
    "signin.birth_date": Doubt(
        "signin.birth_date",
        "Ngày sinh trên VNeID khác ngày sinh trong hồ sơ hoặc không khớp số định danh. Báo đại lý để kiểm tra.",
        "The birth date at VNeID is not the dossier's, or does not fit the personal number. Have the agent look at it.",
    ),
    "signin.no_phone": Doubt(
        "signin.no_phone",
        "VNeID không cho biết số điện thoại; tin nhắn gửi đến số đã ghi trong hồ sơ.",
        "VNeID tells no phone number; messages go to the number in the dossier.",
    ),
}


def doubts(told: Identity, file: File | None) -> tuple[Doubt, ...]:
    """What the provider says otherwise than the person's latest dossier, and what it leaves out; it blocks nothing."""
    wrong = {
        "signin.name": file is not None and told.name != file.dossier.applicant.full_name,
        "signin.birth_date": bool(told.birth_date) and not _fits(told, file),
        "signin.no_phone": not told.phone,
    }
    return tuple(_DOUBTS[code] for code, is_so in wrong.items() if is_so)


def _fits(told: Identity, file: File | None) -> bool:
    """Whether the birth date is that of the person's own card, where one was read, and agrees with the number."""
    on_cards = [_birth_date(paper) for paper in file.papers if _is_card_of(paper, told.number)] if file else []
    agree = all(told.birth_date.startswith(day) for day in on_cards)
    return agree and not people.doubts(told.number, told.birth_date, "")


def _is_card_of(paper: Paper, number: str) -> bool:
    return paper.kind == _CARD and any(fact.name == "personal_number" and fact.normal == number for fact in paper.facts)


def _birth_date(paper: Paper) -> str:
    return next((fact.normal for fact in paper.facts if fact.name == "birth_date" and fact.sure), "")


def needs_proven(procedure: Procedure) -> bool:
    """Whether the catalogue asks for the citizen's own account of level 2."""
    return any(rule.kind == "own_sign_in_level_2" for rule in procedure.agent_rules)
