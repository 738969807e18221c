"""A card seen by the clerk: what its sources tell differently, and which papers are its two sides."""

from __future__ import annotations

import pytest

from chalicelib import reading
from chalicelib.reading import Field, Page, Reading
from chalicelib.reading.card import CardCode
from chalicelib.reading.witnesses import gathered
from tests.support.readings import jpeg
from tests.support.town import FAMILY, Town

NUMBER, OTHER = FAMILY["number"], FAMILY["number"][:-1] + ("0" if FAMILY["number"][-1] != "0" else "1")
FRONT, BACK = jpeg(), jpeg() + b"back"


def printed(number: str) -> list[Field]:
    return [Field("personal_number", number, number, 0.98, True, (1, 2, 30, 40))]


def card(kind: str, code: CardCode | None, number: str) -> Reading:
    made = gathered(kind, code, None, printed(number))
    fields = made.fields if made else tuple(printed(number))
    return Reading((Page(1, 100, 60, "CĂN CƯỚC", kind, 0.99, True, fields, 0.1, ()),))


@pytest.fixture(autouse=True)
def _read(monkeypatch: pytest.MonkeyPatch) -> None:
    sex, year = ("Nữ" if int(NUMBER[3]) % 2 else "Nam"), f"{19 + int(NUMBER[3]) // 2}{NUMBER[4:6]}"
    values = {"personal_number": NUMBER, "full_name": FAMILY["full_name"], "birth_date": f"01/05/{year}", "sex": sex}
    read = {
        FRONT: card("identity_card", CardCode(values, (0, 0, 9, 9)), OTHER),
        BACK: card("identity_card_back", None, NUMBER),
    }
    monkeypatch.setattr(reading, "read", lambda data, **_: read[data])


def test_code_and_print_that_disagree_are_shown_where_the_clerk_looks(town: Town) -> None:
    code = town.open_dossier()
    paper = town.upload(code, "ID", FRONT)
    assert town.run() == []
    seen = town.desk("clerk").get(f"/v1/dossiers/{code}").body
    [told] = [f for p in seen["papers"] for f in p["facts"] if f["name"] == "personal_number"]
    assert (told["value"], told["sure"], told["doubt"], told["also"]) == (NUMBER, False, "disputed", [OTHER])
    [compared] = [c["other"] for c in seen["comparisons"] if c["other"]["field"] == "personal_number"]
    assert (compared["paper"], compared["doubt"], compared["also"]) == (paper, "disputed", [OTHER])
    assert [doubt["code"] for doubt in seen["doubts"]] == ["card.disputed"]
    [question] = town.desk("clerk").get(f"/v1/dossiers/{code}/papers/{paper}/review").body["questions"]
    assert (question["name"], question["why"], question["needed"]) == ("personal_number", "disputed", True)


def test_two_files_of_one_card_are_shown_as_its_sides(town: Town) -> None:
    code = town.open_dossier()
    front, back = town.upload(code, "ID", FRONT), town.upload(code, "ID", BACK)
    proof = town.upload(code, "UQ", FRONT)
    assert town.run() == []
    clerk = town.desk("clerk")
    papers = {p["id"]: p["other_side"] for p in clerk.get(f"/v1/dossiers/{code}").body["papers"]}
    assert (papers[front], papers[back], papers[proof]) == (back, front, None)
    assert clerk.get(f"/v1/dossiers/{code}/papers/{back}").body["paper"]["other_side"] == front
