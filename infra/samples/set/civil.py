"""What papers of civil status say: birth, marriage, death."""

from datetime import timedelta
from typing import Any

from infra.samples.set.cast import MERGED, Cast, Invented, long, short
from infra.samples.words import date_in_words

Values = dict[str, Any]
"""What a page says, by the reader's names of fields; what begins with an underscore is printed but is no field."""

CARD_OFFICES = (
    "Cục Cảnh sát quản lý hành chính về trật tự xã hội",
    "Cục Cảnh sát QLHC về TTXH",
    "Công an thành phố Hà Nội",
)


def of(person: Invented, prefix: str, parts: str) -> Values:
    """Return the named parts of a person, each under its prefix."""
    known = {
        "name": person.capitals,
        "birth_date": short(person.born),
        "birth_year": str(person.born.year),
        "sex": person.sex,
        "number": person.number,
        "ethnicity": person.ethnicity,
        "nationality": "Việt Nam",
    }
    return {f"{prefix}{part}": known[part] for part in parts.split()}


def identity(cast: Cast, person: Invented, number: str, printed: str) -> Values:
    """Return a person's card as one sentence, and the number, day and office in it as fields."""
    day, office = short(cast.before(cast.day, 1500)), cast.rng.choice(CARD_OFFICES)
    wording = cast.rng.choice(
        (
            "Căn cước công dân số {0}, cấp ngày {1} tại {2}",
            "CCCD số {0}, cấp ngày {1}, nơi cấp {2}",
            "Căn cước công dân số {0} do {2} cấp ngày {1}",
        )
    )
    values = {number: person.number, f"{number}_date": day, f"{number}_place": office}
    return values | {printed: wording.format(person.number, day, office)}


def commune(cast: Cast) -> Values:
    """Return the commune that signs a paper, and its leader."""
    place = cast.place()
    return {
        "_unit": place.unit,
        "_unit_bare": place.bare,
        "_stamp": f"U.B.N.D {place.unit.upper()}",
        "_place": place.full,
        "issued_by": f"ỦY BAN NHÂN DÂN {place.unit.upper()}",
        "signer": cast.person(ages=(30, 60)).name,
    }


def birth_certificate(cast: Cast) -> Values:
    """Giấy khai sinh."""
    values = _child_and_parents(cast) | commune(cast)
    declarer = values.pop("_father")
    return values | {
        "registration_number": f"{cast.rng.randint(1, 999)}/{cast.day.year}",
        "child_number": values.pop("_child").number,
        "declarer_name": declarer.capitals,
        **identity(cast, declarer, "declarer_number", "_papers"),
        "registered_at": f"Ủy ban nhân dân {values['_place']}",
        "registered_on": short(cast.day),
    }


def birth_declaration(cast: Cast) -> Values:
    """Tờ khai đăng ký khai sinh."""
    values, office = _child_and_parents(cast), commune(cast)
    father = values.pop("_father")
    values.pop("_child")
    return values | {
        "addressed_to": f"Ủy ban nhân dân {office['_place']}",
        "applicant_name": father.capitals,
        "applicant_residence": values["father_residence"],
        **identity(cast, father, "applicant_number", "_papers"),
        "relation": cast.rng.choice(("Cha đẻ", "Bố", "Cha")),
        "copies": f"{cast.rng.randint(1, 9):02d}",
        "signed_on": long(cast.day),
        "signer": father.name,
        "_applicant_title": father.name,
        "_at": office["_unit_bare"],
    }


def _child_and_parents(cast: Cast) -> Values:
    father, mother = cast.person("Nam", (22, 48)), cast.person("Nữ", (20, 42))
    child = cast.person(ages=(0, 0) if cast.rng.random() < 0.8 else (1, 14))
    born = max(child.born, cast.day - timedelta(days=50)) if child.born.year == cast.day.year else child.born
    return {
        **of(child, "child_", "name sex nationality"),
        "child_birth_date": short(born),
        "child_birth_date_words": date_in_words(born),
        "child_birth_place": f"{cast.pick('hospitals')}, {cast.place().full}",
        "child_ethnicity": father.ethnicity,
        "child_origin": cast.home(),
        **of(mother, "mother_", "name birth_year ethnicity nationality"),
        **of(father, "father_", "name birth_year ethnicity nationality"),
        "mother_residence": cast.address(),
        "father_residence": cast.address(),
        "_father": father,
        "_child": child,
    }


def birth_proof(cast: Cast) -> Values:
    """Giấy chứng sinh of an invented hospital."""
    mother, father, hospital = cast.person("Nữ", (20, 42)), cast.person("Nam", (22, 48)), cast.pick("hospitals")
    child = cast.person(ages=(0, 0))
    return {
        "_hospital": hospital,
        "_stamp": hospital.upper(),
        "issued_by": hospital.upper(),
        "proof_number": f"{cast.rng.randint(20, 9800):04d}/GCS",
        "mother_name": mother.name,
        **of(mother, "mother_", "birth_date number ethnicity"),
        "mother_residence": cast.address(),
        "father_name": father.name,
        "_hour": clock(cast),
        "child_birth_date": long(cast.before(cast.day, 4)),
        "child_birth_place": f"{hospital}, {cast.place().full}",
        "child_sex": child.sex,
        "child_name": child.name,
        "_order": f"{cast.rng.randint(1, 4):02d}",
        "_weight": f"{cast.rng.randrange(2100, 4300, 50)} gam",
        "midwife": cast.person("Nữ", (25, 58)).name,
        "signer": cast.person(ages=(30, 60)).name,
        "signed_on": long(cast.day),
        "_father_title": father.name,
    }


def death_notice(cast: Cast) -> Values:
    """Giấy báo tử of an invented hospital."""
    dead, relative, hospital = cast.person(ages=(30, 99)), cast.person(ages=(20, 80)), cast.pick("hospitals")
    return {
        "_hospital": hospital,
        "_stamp": hospital.upper(),
        "issued_by": hospital.upper(),
        "registration_number": f"{cast.rng.randint(1, 990)}/GBT-BV",
        "_to": f"Ủy ban nhân dân {cast.place().full}",
        **of(dead, "deceased_", "name birth_date sex ethnicity nationality number"),
        "deceased_residence": cast.address(),
        "_hour": clock(cast),
        "death_date": long(cast.before(cast.day, 5)),
        "death_place": f"{hospital}, {cast.place().full}",
        "death_cause": cast.pick("causes"),
        "relative_name": relative.name,
        "relative_signature": relative.name,
        "_relation": cast.pick("relations"),
        "_relative_number": relative.number,
        "signer": cast.person(ages=(30, 60)).name,
        "signed_on": long(cast.day),
    }


def marriage_status_certificate(cast: Cast) -> Values:
    """Giấy xác nhận tình trạng hôn nhân."""
    person, other = cast.person(ages=(20, 60)), cast.person(ages=(20, 60))
    status = (
        "Chưa đăng ký kết hôn với ai",
        f"Đã ly hôn theo Quyết định số {cast.rng.randint(10, 900)}/{cast.day.year - 2}/QĐST-HNGĐ của Tòa án nhân dân"
        " khu vực 3; hiện tại chưa đăng ký kết hôn với ai",
        f"Có vợ/chồng là {other.name} đã chết ngày {short(cast.before(cast.day, 2000))};"
        " hiện tại chưa đăng ký kết hôn với ai",
    )
    purpose = (
        f"đăng ký kết hôn với ông/bà {other.name}, sinh năm {other.born.year}",
        "làm thủ tục vay vốn ngân hàng",
        "mua bán nhà đất",
    )
    return commune(cast) | {
        "registration_number": f"{cast.rng.randint(1, 999)}/UBND-XNTTHN",
        "signed_on": long(cast.day),
        "_applicant": person.name,
        "full_name": person.capitals,
        **of(person, "", "birth_date sex ethnicity nationality"),
        **identity(cast, person, "personal_number", "_papers"),
        "residence": cast.address(),
        "marriage_status": cast.rng.choice(status),
        "purpose": cast.rng.choice(purpose),
    }


def marriage_certificate(cast: Cast) -> Values:
    """Giấy chứng nhận kết hôn."""
    values = commune(cast) | {"registration_number": f"{cast.rng.randint(1, 400):02d}/{cast.day.year}"}
    for prefix, person in (("wife_", cast.person("Nữ", (18, 55))), ("husband_", cast.person("Nam", (20, 58)))):
        values |= of(person, prefix, "name birth_date ethnicity nationality")
        values |= identity(cast, person, f"{prefix}number", f"_{prefix}papers")
        values |= {f"{prefix}residence": cast.address(), f"_{prefix}title": person.name}
    return values | {"registered_at": f"Ủy ban nhân dân {values['_place']}", "registered_on": short(cast.day)}


def clock(cast: Cast) -> str:
    """Draw a time of day."""
    return f"{cast.rng.randrange(24):02d} giờ {cast.rng.randrange(60):02d} phút"


def police(cast: Cast) -> Values:
    """Return the police of a commune, and who signs for them."""
    place = cast.place()
    above = "CÔNG AN THÀNH PHỐ HÀ NỘI" if cast.day >= MERGED else f"CÔNG AN {place.rest.split(',')[0].upper()}"
    return {
        "_above": above,
        "_unit": place.unit,
        "_unit_bare": place.bare,
        "_place": place.full,
        "_stamp": f"CÔNG AN {place.unit.upper()}",
        "issued_by": f"CÔNG AN {place.unit.upper()}",
    }
