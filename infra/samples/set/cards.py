"""What cards and passports say."""

from datetime import date

import zxingcpp

from infra.samples.set.cast import Cast, Invented, short
from infra.samples.set.civil import Values, of
from infra.samples.set.mrz import td1, td3


def identity_card_2021(cast: Cast) -> Values:
    """The front of a citizen's card of 2021."""
    person, issued, expires = _holder(cast)
    residence = cast.address()
    return {
        "personal_number": person.number,
        "full_name": person.capitals,
        **of(person, "", "birth_date sex nationality"),
        "origin": cast.home(),
        "residence": residence,
        "expiry_date": short(expires),
        "_qr": _code(cast, person, residence, issued),
    }


def identity_card_2024(cast: Cast) -> Values:
    """The front of an identity card of 2024: no places, no QR code."""
    person = _holder(cast)[0]
    return {
        "personal_number": person.number,
        "full_name": person.capitals,
        **of(person, "", "birth_date sex nationality"),
    }


def identity_card_back_2021(cast: Cast) -> Values:
    """The back of a card of 2021."""
    person, issued, expires = _holder(cast)
    return {
        "_mark": cast.rng.choice(
            ("Nốt ruồi C:2,5cm trên sau đuôi mắt phải", "Sẹo chấm C:1cm dưới sau mép trái", "Sẹo lông mày phải")
        ),
        "issue_date": short(issued),
        "signer": cast.person("Nam", (45, 60)).name,
        "_mrz": td1(person, expires),
    }


def identity_card_back_2024(cast: Cast) -> Values:
    """The back of a card of 2024, which has the QR code."""
    person, issued, expires = _holder(cast)
    residence = cast.address()
    return {
        "residence": residence,
        "birth_registered_at": cast.home(),
        "issue_date": short(issued),
        "expiry_date": short(expires),
        "_mrz": td1(person, expires),
        "_qr": _code(cast, person, residence, issued),
    }


def driving_licence(cast: Cast) -> Values:
    """A driving licence as a card."""
    person, issued, expires = _holder(cast)
    kind = cast.rng.choice(("A1", "B1", "B2", "C", "D"))
    return {
        "licence_number": cast.serial(12),
        "full_name": person.capitals,
        "birth_date": short(person.born),
        "nationality": "VIỆT NAM",
        "residence": cast.place().full,
        "_issued": f"ngày/date {issued:%d} tháng/month {issued:%m} năm/year {issued:%Y}",
        "licence_class": kind,
        "expiry_date": "Không thời hạn" if kind == "A1" else short(expires),
        "signer": cast.person("Nam", (40, 60)).name,
    }


def passport(cast: Cast) -> Values:
    """The data page of a passport."""
    person, issued, _ = _holder(cast)
    expires = issued.replace(year=issued.year + 10, day=min(issued.day, 28))
    number = f"{cast.rng.choice('BCEKPQ')}{cast.serial(7)}"
    return {
        "passport_number": number,
        "full_name": person.capitals,
        "nationality": "VIỆT NAM",
        "birth_date": short(person.born),
        "birth_place": cast.rng.choice(("HÀ NỘI", "NGHỆ AN", "THANH HÓA", "QUẢNG NGÃI", "ĐẮK LẮK", "BẮC NINH")),
        "_sex": f"{person.sex.upper()} / {'M' if person.sex == 'Nam' else 'F'}",
        "personal_number": person.number,
        "issue_date": short(issued),
        "expiry_date": short(expires),
        "issued_by": "Cục Quản lý xuất nhập cảnh",
        "_mrz": td3(person, expires, number),
    }


def _holder(cast: Cast) -> tuple[Invented, date, date]:
    """Return a grown-up, the day a card was issued and the day it must be renewed, at 25, 40 or 60."""
    person = cast.person(ages=(15, 59))
    issued = cast.day
    age = next(age for age in (25, 40, 60, 100) if person.born.year + age > issued.year + 1)
    return person, issued, person.born.replace(year=person.born.year + age, day=min(person.born.day, 28))


def _code(cast: Cast, person: Invented, residence: str, issued: date) -> str:
    old = cast.rng.choice(("", f"01{cast.serial(7)}"))
    parts = (person.number, old, person.name, f"{person.born:%d%m%Y}", person.sex, residence, f"{issued:%d%m%Y}")
    drawn: str = zxingcpp.create_barcode("|".join(parts), zxingcpp.BarcodeFormat.QRCode).to_svg()
    return drawn
