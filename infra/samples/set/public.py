"""What the other papers say: residence, health, business, authorisation, tuition, and kinds that are unknown."""

from datetime import timedelta

from infra.samples.set.cast import MERGED, Cast, long, short
from infra.samples.set.civil import CARD_OFFICES, Values, identity, of, police


def residence_confirmation(cast: Cast) -> Values:
    """Xác nhận thông tin về cư trú, mẫu CT07."""
    person, head = cast.person(), cast.person(ages=(25, 90))
    values = police(cast) | {
        "registration_number": f"{cast.rng.randint(1, 990)}/XN",
        "signed_on": long(cast.day),
        "full_name": person.capitals,
        **of(person, "", "birth_date sex ethnicity nationality"),
        "personal_number": person.number,
        "religion": cast.pick("religions"),
        "origin": cast.home(),
        "permanent_residence": cast.address(),
        "current_residence": cast.address(),
        "head_name": head.capitals,
        "head_number": head.number,
        "relation": cast.pick("relations"),
        "signer": f"{cast.pick('ranks')} {cast.person('Nam', (35, 58)).name}",
        "_role": cast.rng.choice(("TRƯỞNG CÔNG AN", "KT. TRƯỞNG CÔNG AN PHÓ TRƯỞNG CÔNG AN")),
    }
    rows = []
    for row in range(1, cast.rng.randint(3, 6)):
        member = cast.person(ages=(1, 90))
        relation = cast.pick("relations")
        rows.append([str(row), member.name, short(member.born), member.sex, member.number, relation])
        values |= of(member, f"members.{row}.", "birth_date sex number")
        values |= {f"members.{row}.full_name": member.name, f"members.{row}.relation": relation}
    return values | {"_members": rows}


def driver_health_certificate(cast: Cast) -> Values:
    """Giấy khám sức khỏe của người lái xe."""
    person, hospital = cast.person(ages=(18, 65)), cast.pick("hospitals")
    results = {
        "Tâm thần": "Hiện tại bình thường",
        "Thần kinh": "Phản xạ gân xương bình thường",
        "Mắt": f"Thị lực: mắt phải {cast.rng.randint(6, 10)}/10, mắt trái {cast.rng.randint(6, 10)}/10",
        "Tai - Mũi - Họng": "Nói thường 5 m, nói thầm 0,5 m",
        "Tim mạch": f"Mạch {cast.rng.randint(60, 88)} lần/phút, huyết áp {cast.rng.randint(105, 138)}/76 mmHg",
        "Hô hấp": "Rì rào phế nang rõ",
    }
    rows = [[part, result, f"BS. {cast.person(ages=(28, 60)).name}"] for part, result in results.items()]
    office = identity(cast, person, "personal_number", "_papers")
    return {
        "_hospital": hospital,
        "_stamp": hospital.upper(),
        "issued_by": hospital.upper(),
        "registration_number": f"{cast.rng.randint(1, 990)}/GKSKLX-BV",
        "full_name": person.capitals,
        **of(person, "", "birth_date sex"),
        "personal_number": person.number,
        "personal_number_date": office["personal_number_date"],
        "residence": cast.address(),
        "licence_class": cast.rng.choice(("A1", "A", "B1", "B", "B2", "C1", "C", "D2", "E", "FC")),
        "_doctors": rows,
        "conclusion": "Đủ điều kiện sức khỏe lái xe hạng ghi trên.",
        "signed_on": long(cast.day),
        "signer": f"{cast.rng.choice(('BSCKI.', 'BSCKII.', 'ThS.BS.'))} {cast.person(ages=(35, 60)).name}",
    }


def business_certificate(cast: Cast) -> Values:
    """Giấy chứng nhận đăng ký hộ kinh doanh."""
    owner, place = cast.person(ages=(20, 70)), cast.place()
    above = f"ỦY BAN NHÂN DÂN {place.unit if cast.day >= MERGED else place.rest.split(',')[0]}".upper()
    values = {
        "_above": above,
        "_stamp": above.replace("ỦY BAN NHÂN DÂN", "U.B.N.D"),
        "registration_number": f"01{cast.rng.choice('ABCDE')}8{cast.serial(6)}",
        "registered_on": long(cast.day),
        "business_name": f"HỘ KINH DOANH {cast.pick('shops').upper()}",
        "business_address": cast.address(),
        "phone": f"0900000{cast.serial(3)}",
        "business_lines": cast.pick("trades"),
        "capital": f"{cast.rng.randint(20, 900)}.000.000 đồng",
        "owner_name": owner.capitals,
        **of(owner, "owner_", "sex birth_date ethnicity number"),
        "owner_number_date": short(cast.before(cast.day, 1500)),
        "owner_number_place": cast.rng.choice(CARD_OFFICES),
        "owner_residence": cast.address(),
        "owner_contact_address": cast.address(),
        "signer": cast.person(ages=(30, 60)).name,
    }
    rows = []
    for row in range(1, cast.rng.randint(2, 5)):
        member, home = cast.person(ages=(18, 70)), cast.home()
        rows.append([str(row), member.name, "Việt Nam", home, member.number])
        parts = {"full_name": member.name, "nationality": "Việt Nam", "residence": home, "number": member.number}
        values |= {f"members.{row}.{part}": value for part, value in parts.items()}
    return values | {"_members": rows}


def authorisation(cast: Cast) -> Values:
    """Giấy ủy quyền between two persons."""
    place = cast.place()
    values: Values = {
        "_day": long(cast.day),
        "_place": place.full,
        "_office": f"Ủy ban nhân dân {place.unit}",
        "_stamp": f"U.B.N.D {place.unit.upper()}",
        "_role": cast.rng.choice(("CHỦ TỊCH", "KT. CHỦ TỊCH PHÓ CHỦ TỊCH")),
        "_subject": cast.rng.choice(
            (
                "nộp hồ sơ và nhận kết quả thủ tục đăng ký khai tử cho người thân",
                "nộp hồ sơ, nộp phí và nhận kết quả cấp bản sao trích lục hộ tịch",
                "làm thủ tục đổi giấy phép lái xe tại điểm đại lý dịch vụ công trực tuyến",
            )
        ),
        "_valid_from": short(cast.day),
        "_valid_to": short(cast.day + timedelta(days=cast.rng.randint(30, 400))),
        "signer": cast.person(ages=(30, 60)).name,
    }
    for prefix in ("grantor_", "agent_"):
        person = cast.person(ages=(20, 80))
        values |= of(person, prefix, "name birth_date number") | {f"_{prefix}sex": person.sex}
        values |= {
            f"{prefix}number_date": short(cast.before(cast.day, 1500)),
            f"{prefix}number_place": cast.rng.choice(CARD_OFFICES),
        }
        values |= {f"{prefix}residence": cast.address(), f"{prefix}signature": person.name}
    return values


def tuition_support_application(cast: Cast) -> Values:
    """Đơn đề nghị hỗ trợ học phí và chi phí học tập."""
    parent, pupil, place = cast.person(ages=(26, 58)), cast.person(ages=(6, 17)), cast.place()
    values: Values = {
        "signed_on": long(cast.day),
        "addressed_to": f"Ủy ban nhân dân {place.full}",
        "applicant_name": parent.name,
        **of(parent, "applicant_", "birth_date number"),
        "applicant_residence": cast.address(),
        "occupation": cast.pick("jobs"),
        "phone": f"0900000{cast.serial(3)}",
        "pupil_name": pupil.name,
        "pupil_class": f"{cast.rng.randint(1, 12)}A{cast.rng.randint(1, 9)}, {cast.pick('schools')}",
        "circumstances": cast.rng.choice(
            (
                f"thuộc diện hộ cận nghèo theo Quyết định số {cast.rng.randint(10, 990)}/QĐ-UBND năm {cast.day.year}",
                "có người khuyết tật nặng không còn khả năng lao động",
                "mồ côi cha, mẹ đang điều trị bệnh hiểm nghèo",
            )
        ),
        "signer": parent.name,
        "_office": place.unit.upper(),
        "_stamp": f"U.B.N.D {place.unit.upper()}",
        "confirmed_by": cast.person(ages=(30, 60)).name,
        "_applicant_title": parent.name,
    }
    rows = []
    wishes = ("Miễn học phí học kỳ I", "Hỗ trợ chi phí học tập (sách, vở, đồ dùng)", "Hỗ trợ tiền ăn trưa")
    for row, wish in enumerate(cast.rng.sample(wishes, cast.rng.randint(2, 3)), 1):
        months, rate = cast.rng.randint(4, 9), 1000 * cast.rng.randint(90, 980)
        cells = {"content": wish, "months": f"{months:02d}", "rate": _money(rate), "amount": _money(rate * months)}
        rows.append([str(row), *cells.values()])
        values |= {f"requests.{row}.{part}": value for part, value in cells.items()}
    return values | {"_items": rows}


def school_report(cast: Cast) -> Values:
    """Phiếu điểm: a kind that the reader does not know."""
    pupil = cast.person(ages=(7, 17))
    subjects = ("Toán", "Ngữ văn", "Tiếng Anh", "Vật lý", "Lịch sử và Địa lý", "Tin học", "Giáo dục thể chất")
    marks = [[s, *(f"{cast.rng.randint(40, 100) / 10:.1f}".replace(".", ",") for _ in range(3))] for s in subjects]
    return {
        "_school": cast.pick("schools"),
        "_year": f"{cast.day.year} - {cast.day.year + 1}",
        "_name": pupil.name,
        "_class": f"{cast.rng.randint(1, 12)}A{cast.rng.randint(1, 9)}",
        "_born": short(pupil.born),
        "_marks": marks,
        "_remark": "Chăm ngoan, lễ phép, cần mạnh dạn phát biểu hơn.",
        "_parent": cast.person().name,
        "_teacher": cast.person(ages=(24, 58)).name,
    }


def lease(cast: Cast) -> Values:
    """Hợp đồng thuê nhà: another that it does not know."""
    values: Values = {
        "_day": long(cast.day),
        "_house": cast.address(),
        "_area": str(cast.rng.randint(18, 140)),
        "_rent": _money(100_000 * cast.rng.randint(25, 300)),
        "_from": short(cast.day + timedelta(days=5)),
    }
    for side in ("_landlord", "_tenant"):
        person = cast.person(ages=(20, 75))
        values |= {
            side: person.name,
            f"{side}_title": person.name,
            f"{side}_number": person.number,
            f"{side}_born": short(person.born),
        }
    return values


def english_letter(cast: Cast) -> Values:
    """A letter in another language."""
    return {
        "_sender": cast.rng.choice(("Edmund Fairwether", "Harriet Quillfeather", "Rosamund Tavistoke")),
        "_addressee": cast.rng.choice(("Ottoline Grayling", "Beatrix Underhill", "Marian Stonehouse")),
        "_reference": f"NT-{cast.serial(5)}",
        "_date": f"{cast.day.day} {cast.day:%B} {cast.day.year}",
    }


def blank(cast: Cast) -> Values:
    """Nothing at all."""
    del cast
    return {}


def _money(amount: int) -> str:
    return f"{amount:,}".replace(",", ".")
