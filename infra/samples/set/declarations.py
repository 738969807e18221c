"""What people declare on the forms of the main procedures, and the extract of a death."""

from datetime import timedelta

from infra.samples.set.cast import Cast, Invented, long, short
from infra.samples.set.civil import Values, clock, commune, identity, of
from infra.samples.words import date_in_words


def marriage_declaration(cast: Cast) -> Values:
    """Tờ khai đăng ký kết hôn: her on the left, him on the right."""
    wife, husband = cast.person("Nữ", (18, 55)), cast.person("Nam", (20, 58))
    values = _addressed(cast) | {"signer": wife.name, "other_signer": husband.name}
    for prefix, person in (("wife_", wife), ("husband_", husband)):
        values |= of(person, prefix, "name birth_date ethnicity nationality")
        values |= identity(cast, person, f"{prefix}number", f"_{prefix}papers")
        values |= {
            f"{prefix}residence": cast.address(),
            f"{prefix}marriages": cast.rng.choice(("Lần thứ nhất", "Lần 2")),
        }
    return values


def death_declaration(cast: Cast) -> Values:
    """Tờ khai đăng ký khai tử."""
    dead, applicant = cast.person(ages=(30, 99)), cast.person(ages=(20, 80))
    return {
        **_applied(cast, applicant),
        "relation": cast.pick("relations"),
        **_dead(cast, dead),
        "deceased_number": dead.number,
        "notice_number": f"{cast.rng.randint(1, 990)}/GBT-BV",
        "notice_date": short(cast.before(cast.day, 3)),
    }


def death_certificate(cast: Cast) -> Values:
    """Trích lục khai tử."""
    dead, office = cast.person(ages=(30, 99)), commune(cast)
    died = cast.before(cast.day, 400)
    return {
        **office,
        **_dead(cast, dead),
        **identity(cast, dead, "deceased_number", "_papers"),
        "death_date": long(died),
        "death_date_words": date_in_words(died),
        "registration_number": f"{cast.rng.randint(1, 400)}/TLKT-BS",
        "registered_at": f"Ủy ban nhân dân {office['_place']}",
        "declarer_name": cast.person(ages=(20, 80)).capitals,
        "registered_on": short(min(died + timedelta(days=4), cast.day)),
        "signed_on": long(cast.day),
    }


def marriage_status_declaration(cast: Cast) -> Values:
    """Tờ khai cấp giấy xác nhận tình trạng hôn nhân."""
    person = cast.person(ages=(20, 60))
    return {
        **_applied(cast, person),
        "relation": "Bản thân",
        **_subject(cast, person),
        "marriage_status": "Chưa đăng ký kết hôn với ai",
        "purpose": cast.rng.choice(("làm thủ tục vay vốn ngân hàng", "mua bán nhà đất", "bổ túc hồ sơ xin việc")),
    }


def copy_request(cast: Cast) -> Values:
    """Tờ khai cấp bản sao trích lục hộ tịch."""
    applicant, subject = cast.person(ages=(20, 80)), cast.person(ages=(1, 70))
    return {
        **_applied(cast, applicant),
        "relation": cast.pick("relations"),
        "extract_wanted": cast.rng.choice(("khai sinh", "kết hôn", "khai tử")),
        **_subject(cast, subject),
        "registered_at": f"Ủy ban nhân dân {cast.place().full}",
        "registration_number": f"{cast.rng.randint(1, 400)}/{cast.day.year - 3}",
        "registered_on": short(cast.before(cast.day, 2000)),
        "copies": f"{cast.rng.randint(1, 9):02d}",
    }


def licence_renewal(cast: Cast) -> Values:
    """Đơn đề nghị đổi, cấp lại giấy phép lái xe."""
    person = cast.person(ages=(20, 65))
    office = identity(cast, person, "personal_number", "_papers")
    office.pop("_papers")
    return {
        "addressed_to": "Phòng Cảnh sát giao thông Công an thành phố Hà Nội",
        "full_name": person.capitals,
        **of(person, "", "birth_date nationality"),
        "permanent_residence": cast.address(),
        "residence": cast.address(),
        **office,
        "licence_class": (kind := cast.rng.choice(("A1", "B1", "B2", "C"))),
        "licence_number": cast.serial(12),
        "class_wanted": kind,
        "reason": cast.rng.choice(
            ("Giấy phép lái xe sắp hết hạn", "Giấy phép lái xe bị hỏng", "Bị mất giấy phép lái xe")
        ),
        "signed_on": long(cast.day),
        "signer": person.name,
    }


def _addressed(cast: Cast) -> Values:
    place = cast.place()
    return {"addressed_to": f"Ủy ban nhân dân {place.full}", "signed_on": long(cast.day), "_at": place.bare}


def _applied(cast: Cast, applicant: Invented) -> Values:
    return {
        **_addressed(cast),
        "applicant_name": applicant.capitals,
        "applicant_birth_date": short(applicant.born),
        "applicant_residence": cast.address(),
        **identity(cast, applicant, "applicant_number", "_applicant_papers"),
        "signer": applicant.name,
    }


def _subject(cast: Cast, person: Invented) -> Values:
    return {
        "full_name": person.capitals,
        **of(person, "", "birth_date sex ethnicity nationality"),
        "residence": cast.address(),
        **identity(cast, person, "personal_number", "_papers"),
    }


def _dead(cast: Cast, dead: Invented) -> Values:
    return {
        **of(dead, "deceased_", "name birth_date sex ethnicity nationality"),
        "deceased_residence": cast.address(),
        "_hour": clock(cast),
        "death_date": long(cast.before(cast.day, 12)),
        "death_place": f"{cast.pick('hospitals')}, {cast.place().full}",
        "death_cause": cast.pick("causes"),
    }
