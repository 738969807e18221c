from dataclasses import replace

import pytest

from chalicelib.reading import mrz
from chalicelib.reading.card import CardCode
from chalicelib.reading.facts import Doubt, Field
from chalicelib.reading.witnesses import Card, Disagreement, gathered
from chalicelib.reading.zones import Found

from . import zones

CODE = CardCode(
    {
        "personal_number": "001088123456",
        "full_name": "Lưu Đức Thịnh",
        "birth_date": "17/08/1988",
        "sex": "Nam",
        "residence": "Thôn Đoài, Sóc Sơn, Hà Nội",
    },
    (0, 0, 9, 9),
)
PRINT = {
    "personal_number": Field("personal_number", "001088123456", "001088123456", 0.95, True, (1, 1, 2, 2)),
    "full_name": Field("full_name", "LƯU ĐỨC THỊNH", "LƯU ĐỨC THỊNH", 0.95, True, (3, 3, 4, 4)),
    "issue_date": Field("issue_date", "02/03/2021", "2021-03-02", 0.9, True, (5, 5, 6, 6)),
}


def zone(rows: list[str] | None = None) -> Found:
    read = mrz.parse(rows or zones.card())
    assert read
    return Found(read, (7, 7, 8, 8), 0.6)


def printed(**changes: object) -> list[Field]:
    """The print, with other values (or another certainty) for some fields."""
    made = dict(PRINT)
    for name, value in changes.items():
        made[name] = replace(
            made[name], **({"value": value, "normal": value} if isinstance(value, str) else {"sure": False})
        )
    return list(made.values())


def facts(found: Card | None) -> dict[str, Field]:
    assert found
    return {field.name: field for field in found.fields}


def test_print_alone_is_left_alone() -> None:
    assert gathered("identity_card", None, None, printed()) is None


def test_the_code_leads_and_the_print_adds_what_the_code_does_not_hold() -> None:
    found = gathered("other", CODE, None, printed())
    assert found
    assert (found.kind, found.disagreements, found.trace) == ("identity_card", (), ("card by QR",))
    assert facts(found)["full_name"].value == "Lưu Đức Thịnh"
    assert facts(found)["issue_date"] == PRINT["issue_date"]
    assert all(field.sure for field in found.fields)


def test_a_sure_print_that_disagrees_with_the_code_is_disputed_and_reported() -> None:
    found = gathered("identity_card", CODE, None, printed(full_name="LƯU ĐỨC THẮNG"))
    assert found
    assert found.disagreements == (Disagreement("full_name", (("qr", "Lưu Đức Thịnh"), ("print", "LƯU ĐỨC THẮNG"))),)
    name = facts(found)["full_name"]
    assert (name.sure, name.doubt, name.also) == (False, Doubt.DISPUTED, ("LƯU ĐỨC THẮNG",))
    assert name.confidence <= 0.5
    assert found.trace[-1] == "qr and print disagree on full_name"
    assert "Thịnh" not in " ".join(found.trace)


def test_an_unsure_print_disputes_nothing() -> None:
    spoilt = [replace(field, sure=False, normal="?") for field in printed()]
    assert gathered("identity_card", CODE, None, spoilt) is not None
    assert facts(gathered("identity_card", CODE, None, spoilt))["full_name"].sure


def test_a_zone_proves_numbers_and_dates_and_takes_its_name_from_the_print() -> None:
    found = gathered("other", None, zone(), printed())
    assert found
    assert found.kind == "identity_card_back"
    read = facts(found)
    assert read["birth_date"].sure
    assert (read["birth_date"].normal, read["expiry_date"].normal) == ("1988-08-17", "2028-08-17")
    assert (read["full_name"].value, read["full_name"].sure) == ("LƯU ĐỨC THỊNH", True)
    assert found.disagreements == ()


def test_a_name_from_a_zone_alone_is_never_sure() -> None:
    name = facts(gathered("other", None, zone(), []))["full_name"]
    assert (name.value, name.sure, name.doubt) == ("LUU DUC THINH", False, Doubt.FAINT)


def test_a_zone_of_another_person_is_disputed() -> None:
    other = zone(zones.card(number="001091654321", birth="910817", name="TO<<THI<MAI"))
    found = gathered("identity_card", CODE, other, printed())
    assert found
    assert {d.field for d in found.disagreements} == {"personal_number", "full_name", "birth_date"}
    assert not any(facts(found)[d.field].sure for d in found.disagreements)
    assert facts(found)["personal_number"].also == ("001091654321",)


@pytest.mark.parametrize("name", ["LUU<<DUC<THINH", "LUU<<DUC<TH1NH", "LUU<<DUC<TTNH"])
def test_a_letter_misread_in_a_zones_name_disputes_nothing(name: str) -> None:
    assert gathered("identity_card", CODE, zone(zones.card(name=name)), []).disagreements == ()  # type: ignore[union-attr]


def test_a_passport_by_its_zone() -> None:
    found = gathered("other", None, zone(zones.booklet()), [])
    assert found
    assert (found.kind, facts(found)["passport_number"].sure) == ("passport", True)
    assert gathered("other", None, zone(zones.booklet(state="UTO")), []).kind == "other"  # type: ignore[union-attr]


def test_a_family_name_that_is_also_a_form_of_address_disputes_nothing() -> None:
    code = CardCode({**CODE.values, "full_name": "Ông Ngọc Uyên"}, CODE.box)
    assert gathered("identity_card", code, zone(zones.card(name="ONG<<NGOC<UYEN")), []).disagreements == ()  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("state", "told", "disputed"),
    [("VNM", "VIỆT NAM", False), ("UTO", "Lào", False), ("UTO", "VIỆT NAM", True), ("VNM", "Lào", True)],
)
def test_a_nationality_by_name_and_one_by_code(state: str, told: str, *, disputed: bool) -> None:
    """Of other states a zone tells the code: whether that is the one named nobody says, only that it is not Vietnam."""
    name = Field("nationality", told, told, 0.95, True, (1, 1, 2, 2))
    found = gathered("passport", None, zone(zones.booklet(state=state)), [name])
    assert found
    assert ("nationality" in {d.field for d in found.disagreements}) is disputed
