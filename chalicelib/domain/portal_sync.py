"""What the national portal is told of a dossier, in the shapes of its services DongBoHoSoMC and CapNhatTienDoHoSoMC.

The names of the fields are those of two provincial systems that feed the portal. Every value is text. A code whose list
was not found stays empty: a wrong code would be worse than none. Nothing depends on the order in which papers and
events come.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import zip_longest
from typing import Any

from chalicelib.domain.deadlines import HANOI
from chalicelib.domain.dossiers import Dossier, Event, File, Paper, PaperState, Status
from chalicelib.domain.events import STEPS
from chalicelib.domain.payments import IN_HAND, Payment
from chalicelib.domain.procedures import Procedure
from chalicelib.domain.roles import AUTHORITY_SIDE

Record = dict[str, Any]
DOSSIERS = "DongBoHoSoMC"
PROGRESS = "CapNhatTienDoHoSoMC"
MOST_DOSSIERS = 50  # in one call: our choice, no limit was found
MOST_ROWS = 10  # of progress in one call: found in the systems that feed the portal
_SUMMARY, _FILE_NAME = 1000, 2000  # characters, found there too
_ONLINE, _BY_POST = "2", "3"  # KenhThucHien; that a paper which an agent forwards is the latter is our reading
_CITIZEN, _TWELVE_DIGITS = "1", "1"  # LoaiDoiTuong, LoaiDinhDanh
_YES, _NO = "1", "0"


def moment(at: datetime | None) -> str:
    """A moment as yyyymmddHHMMSS in Hanoi, empty where there is none."""
    return at.astimezone(HANOI).strftime("%Y%m%d%H%M%S") if at else ""


def code_of(dossier: Dossier) -> str:
    """The code that the portal knows the dossier by: its own, where it gave one."""
    return dossier.portal_code or dossier.code


def dossier_record(file: File, procedure: Procedure) -> Record:
    """The record of DongBoHoSoMC: the dossier as it stands now."""
    d = file.dossier
    events = _in_order(file.events)
    read = [p for p in sorted(file.papers, key=lambda p: (p.added_at, p.id)) if p.state is PaperState.READ]
    return {
        "MaHoSo": code_of(d),
        "MaTTHC": d.procedure,
        "TenTTHC": procedure.name,
        "MaLinhVuc": "",
        "TenLinhVuc": procedure.field or "",
        "KenhThucHien": _ONLINE if d.portal_code else _BY_POST,
        **_applicant(d),
        "TrichYeuHoSo": procedure.name[:_SUMMARY],  # the portal knows whose it is: no further person is named
        **_progress_so_far(d),
        "ThongTinTra": "",
        "HinhThuc": "",
        "DonViXuLy": d.authority_name or "",
        "GhiChu": "",
        "TaiLieuNop": [_paper(number, paper) for number, paper in enumerate(read, 1)],
        "DanhSachLePhi": [_fee(payment) for payment in file.payments if payment.state in IN_HAND],
        "DanhSachTepDinhKemKhac": [],
        "DanhSachHoSoBoSung": _supplements(events),
        "DanhSachGiayToKetQua": _results(d, procedure),
        "NoiNopHoSo": "",
        "HoSoCoThanhPhanSoHoa": _YES if read else _NO,
        "TaiKhoanDuocXacThucVoiVNeID": "",
        "DuocThanhToanTrucTuyen": "",
        "NgayTuChoi": moment(next((e.at for e in events if e.type == "refused"), None)),
        "NgayNopHoSo": moment(d.submitted_at),
        "DSKetNoiCSDL": [],
    }


def _applicant(d: Dossier) -> Record:
    number = d.applicant.number
    return {
        "SoGiayToChuHoSo": number,
        "ChuHoSo": d.applicant.full_name,
        "LoaiDoiTuong": _CITIZEN,
        "MaDoiTuong": "",
        "ThongTinKhac": "",
        "Email": d.applicant.email or "",
        "Fax": "",
        "SoDienThoai": re.sub(r"^\+84", "0", d.applicant.phone),
        "DinhDanhCHS": [{"LoaiDinhDanh": _TWELVE_DIGITS, "SoDinhDanh": number}],
    }


def _progress_so_far(d: Dossier) -> Record:
    return {
        "NgayTiepNhan": moment(d.accepted_at),
        "NgayHenTra": moment(d.due),
        "TrangThaiHoSo": str(d.status.value),
        "NgayTra": moment(d.returned_at),
        "NgayKetThucXuLy": moment(d.finished_at),
    }


def _paper(number: int, paper: Paper) -> Record:
    return {
        "TepDinhKemId": str(number),
        "TenTepDinhKem": f"{paper.slot}.{paper.content_type.rpartition('/')[2]}"[:_FILE_NAME],
        "IsDeleted": "False",
        "MaThanhPhanHoSo": "",
        "DuongDanTaiTepTin": "",
        "DuocSoHoa": _YES,
        "DuocTaiSuDung": _NO,
        "DuocLayTuKhoDMQG": _NO,
        "MaKetQuaThayThe": "",
    }


def _fee(payment: Payment) -> Record:
    """What was paid and not given back, whole: a list of the portal's codes of fees was not found."""
    return {
        "TenPhiLePhi": payment.lines[0].vi,
        "MaPhiLePhi": "",
        "HinhThucThu": "",
        "Gia": str(payment.amount),
        "LoaiPhiLePhi": "",
    }


def _supplements(events: Iterable[Event]) -> list[Record]:
    """Each time papers were asked for, with the hand-in that answered it, if it came."""
    turns = [e for e in events if e.type in ("supplement_asked", "supplemented")]
    asked = [
        (ask, then if then and then.type == "supplemented" else None)
        for ask, then in zip_longest(turns, turns[1:])
        if ask.type == "supplement_asked"
    ]
    return [_supplement(number, ask, answer) for number, (ask, answer) in enumerate(asked, 1)]


def _supplement(number: int, ask: Event, answer: Event | None) -> Record:
    return {
        "HoSoBoSungId": str(number),
        "NguoiYeuCauBoSung": "",
        "NoiDungBoSung": ask.note,
        "NgayBoSung": moment(ask.at),
        "NguoiTiepNhanBoSung": "",
        "ThongTinTiepNhan": "",
        "NgayTiepNhanBoSung": moment(answer.at) if answer else "",
        "TrangThaiBoSung": "",
        "DanhSachGiayToBoSung": [],
        "DanhSachLePhiBoSung": [],
        "NgayHenTraTruoc": "",
        "NgayHenTraMoi": "",
    }


def _results(d: Dossier, procedure: Procedure) -> list[Record]:
    """The result, once there is one; of several that the procedure may end with, which it was is not known."""
    if d.status not in (Status.FINISHED, Status.RETURNED) or len(procedure.results) != 1:
        return []
    [result] = procedure.results
    return [
        {
            "TenGiayTo": result.name,
            "MaThanhPhanHoSo": "",
            "GiayToId": "1",
            "DuongDanTepTinKetQua": "",
            "MaGiayToKetQua": result.code,
        }
    ]


def progress_rows(file: File, told: frozenset[str] = frozenset()) -> list[tuple[str, Record]]:
    """The rows of CapNhatTienDoHoSoMC that the portal was not told yet, the earliest first, by the event of each."""
    steps = [e for e in _in_order(file.events) if e.type in STEPS]
    moved = max((e.id for e in steps if e.type == "handed_over"), default="")
    return [(e.id, _row(file, e, e.id > moved)) for e in steps if e.id not in told]


def _row(file: File, event: Event, by_present: bool) -> Record:
    """A step of an authority bears its name, unless the dossier was handed over since: whose it was is not known."""
    d = file.part(event.part) if event.part else file.dossier
    return {
        "MaHoSo": code_of(file.dossier),
        "NguoiXuLy": "",  # accounts have no names here
        "ChucDanh": _TITLES.get(event.role, ""),
        "ThoiDiemXuLy": moment(event.at),
        "PhongBanXuLy": (d.authority_name or "") if by_present and event.role in AUTHORITY_SIDE else "",
        "NoiDungXuLy": _STEPS.get(event.type) or Status(event.status_to).vi,
        "TrangThai": str(event.status_to),
        "NgayBatDau": moment(file.dossier.accepted_at),
        "NgayKetThucTheoQuyDinh": moment(d.due),
    }


_TITLES = {
    "clerk": "Nhân viên đại lý",
    "agent_manager": "Quản lý đại lý",
    "branch_officer": "Cán bộ tiếp nhận",
    "case_officer": "Cán bộ thụ lý",
    "leader": "Lãnh đạo",
}
_STEPS = {
    "submitted": "Nộp hồ sơ",
    "routed": "Chuyển cơ quan giải quyết",
    "handed_over": "Chuyển cơ quan khác giải quyết",
    "supplemented": "Nộp bổ sung",
    "extended": "Hẹn lại ngày trả",
    "paid": "Đã thực hiện nghĩa vụ tài chính",
}
"""What a step is called where it leaves the status as it was; any other is called by the status that it led to."""


def _in_order(events: Iterable[Event]) -> list[Event]:
    return sorted(events, key=lambda event: event.id)


class Verdict(StrEnum):
    """What the portal's answer means for whoever sent the records."""

    TAKEN = "taken"
    EXISTS = "exists"  # it was to be new, and is there
    UNKNOWN = "unknown"  # it was to be changed, and is not there
    EXPIRED = "expired"  # sign in again
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Answer:
    """The portal's answer: what it means, and its code. What else it says is not kept: it may name people."""

    verdict: Verdict
    code: str


def answer(body: Mapping[str, Any]) -> Answer:
    """What an answer means. Only the codes of success are on record; the rest is told by the words beside the code."""
    code = re.sub(r"[^\w-]", "", str(body.get("error_code", "")))[:20]
    if code in _SUCCESS:
        return Answer(Verdict.TAKEN, code)
    said = _plain(str(body.get("message", "")))
    return Answer(next((v for v, words in _SAID if any(w in said for w in words)), Verdict.REFUSED), code)


_SUCCESS = frozenset({"0", "00"})
_SAID = (
    (Verdict.EXPIRED, ("het han", "expired", "session khong hop le", "phien lam viec")),
    (Verdict.UNKNOWN, ("khong ton tai", "chua ton tai", "not exist", "not found")),
    (Verdict.EXISTS, ("da ton tai", "already exist")),
)


def _plain(text: str) -> str:
    """The text without accents, in small letters."""
    decomposed = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()
