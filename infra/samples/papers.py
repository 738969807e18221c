"""Set a family's papers with Typst: the form, the birth proof and the identity card."""

import io
import json
from datetime import date
from pathlib import Path
from typing import Any, Literal

import typst
import zxingcpp
from PIL import Image

from infra.samples.people import Family, Person
from infra.samples.photo import jpeg, photograph
from infra.samples.words import date_in_words

_HERE = Path(__file__).parent


def pages(family: Family, *, photographed: bool = True, seed: int = 1) -> dict[str, bytes]:
    """Return the family's papers as JPEGs by file name, photographed on a desk or clean."""
    sheets = {
        "to-khai-dang-ky-khai-sinh": _set("to-khai-dang-ky-khai-sinh", _form(family), 200),
        "giay-chung-sinh": _set("giay-chung-sinh", _proof(family), 230),
        # A card is held close to the lens, so it gets more dots than a page: its QR code needs them.
        "can-cuoc": _set("can-cuoc", _card(family), 450),
    }
    return {
        f"{name}.jpg": photograph(sheet, seed + at) if photographed else jpeg(sheet, 88)
        for at, (name, sheet) in enumerate(sheets.items())
    }


def form_pdf(family: Family) -> bytes:
    """Return the family's form as a PDF that never was paper, its words in the file."""
    return _compiled("to-khai-dang-ky-khai-sinh", _form(family), "pdf")


def _set(template: str, data: dict[str, Any], ppi: int) -> Image.Image:
    return Image.open(io.BytesIO(_compiled(template, data, "png", ppi))).convert("RGB")


def _compiled(template: str, data: dict[str, Any], format_: Literal["pdf", "png"], ppi: int | None = None) -> bytes:
    return typst.compile(
        str(_HERE / f"{template}.typ"),
        root=str(_HERE),
        format=format_,
        ppi=ppi,
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )


def _form(family: Family) -> dict[str, Any]:
    child, card = family.child, family.card
    return {
        "to": f"Ủy ban nhân dân {family.unit_name}, {family.city}",
        "applicant": family.father.name,
        "applicant_title": family.father.name.title(),
        "residence": family.residence,
        "papers": f"CCCD số {family.father.number}, cấp ngày {_short(card.issued)} tại {card.issuer}",
        "relation": "Cha đẻ",
        "child": _person(child) | {"words": date_in_words(child.born)},
        "mother": _person(family.mother),
        "father": _person(family.father),
        "birth_place": family.birth_place,
        "at": family.unit_name,
        "signed": _long(family.day),
    }


def _proof(family: Family) -> dict[str, Any]:
    proof = family.proof
    return {
        "hospital": proof.hospital,
        "number": proof.number,
        "mother": _person(family.mother),
        "father": _person(family.father),
        "father_title": family.father.name.title(),
        "residence": family.residence,
        "born": f"{proof.born.hour:02d} giờ {proof.born.minute:02d} phút, {_long(proof.born)}",
        "birth_place": family.birth_place,
        "order": f"{proof.order:02d}",
        "sex": proof.sex,
        "weight": f"{proof.grams} gam",
        "child_name": proof.child_name,
        "midwife": proof.midwife,
        "head": proof.head,
        "issued": _long(proof.issued),
    }


def _card(family: Family) -> dict[str, Any]:
    code = zxingcpp.create_barcode(family.card_payload, zxingcpp.BarcodeFormat.QRCode)
    return _person(family.father) | {
        "home": family.card.home,
        "address": family.card.address,
        "expires": _short(family.card.expires),
        "qr": code.to_svg(),
    }


def _person(person: Person) -> dict[str, str]:
    return {
        "name": person.name,
        "number": person.number,
        "sex": person.sex,
        "born": _short(person.born),
        "year": str(person.born.year),
        "ethnicity": person.ethnicity,
        "nationality": person.nationality,
        "home": person.home,
    }


def _short(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _long(day: date) -> str:
    return f"ngày {day:%d} tháng {day:%m} năm {day.year}"
