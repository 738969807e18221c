"""The shapes of the national portal's two services, as recorded: which fields a record has, and that each is text.

Source: the field names of VietOpenCPS/opencps-v2 (adapter DVCQG) and of a client of SynsTTHCC/DongBoHoSoMC, both public
on GitHub. Lists of objects are described by the shape of their objects.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Shape = Mapping[str, Any]
_PAPER = (
    *("TepDinhKemId", "TenTepDinhKem", "IsDeleted", "MaThanhPhanHoSo", "DuongDanTaiTepTin", "DuocSoHoa"),
    *("DuocTaiSuDung", "DuocLayTuKhoDMQG", "MaKetQuaThayThe"),
)
_SUPPLEMENT = (
    *("HoSoBoSungId", "NguoiYeuCauBoSung", "NoiDungBoSung", "NgayBoSung", "NguoiTiepNhanBoSung", "ThongTinTiepNhan"),
    *("NgayTiepNhanBoSung", "TrangThaiBoSung", "NgayHenTraTruoc", "NgayHenTraMoi"),
)
_DOSSIER = (
    *("MaHoSo", "MaTTHC", "TenTTHC", "MaLinhVuc", "TenLinhVuc", "KenhThucHien", "SoGiayToChuHoSo", "ChuHoSo"),
    *("LoaiDoiTuong", "MaDoiTuong", "ThongTinKhac", "Email", "Fax", "SoDienThoai", "TrichYeuHoSo", "NgayTiepNhan"),
    *("NgayHenTra", "TrangThaiHoSo", "NgayTra", "ThongTinTra", "HinhThuc", "NgayKetThucXuLy", "DonViXuLy", "GhiChu"),
    *("NoiNopHoSo", "HoSoCoThanhPhanSoHoa", "TaiKhoanDuocXacThucVoiVNeID", "DuocThanhToanTrucTuyen", "NgayTuChoi"),
    "NgayNopHoSo",
)
_PROGRESS = (
    *("MaHoSo", "NguoiXuLy", "ChucDanh", "ThoiDiemXuLy", "PhongBanXuLy", "NoiDungXuLy", "TrangThai", "NgayBatDau"),
    "NgayKetThucTheoQuyDinh",
)


def _of(names: tuple[str, ...], **lists: Shape) -> Shape:
    return dict.fromkeys(names, str) | lists


SHAPES: Mapping[str, Shape] = {
    "DongBoHoSoMC": _of(
        _DOSSIER,
        TaiLieuNop=_of(_PAPER),
        DanhSachLePhi=_of(("TenPhiLePhi", "MaPhiLePhi", "HinhThucThu", "Gia", "LoaiPhiLePhi")),
        DanhSachTepDinhKemKhac=_of(("TenGiayTo", "SoLuong", "LoaiGiayTo")),
        DanhSachHoSoBoSung=_of(_SUPPLEMENT, DanhSachGiayToBoSung={}, DanhSachLePhiBoSung={}),
        DanhSachGiayToKetQua=_of(
            ("TenGiayTo", "MaThanhPhanHoSo", "GiayToId", "DuongDanTepTinKetQua", "MaGiayToKetQua")
        ),
        DSKetNoiCSDL=_of(("MaCSDL",)),
        DinhDanhCHS=_of(("LoaiDinhDanh", "SoDinhDanh")),
    ),
    "CapNhatTienDoHoSoMC": _of(_PROGRESS),
}
ENVELOPE = frozenset({"session", "madonvi", "service", "isUpdating", "data"})
MOST = {"DongBoHoSoMC": 50, "CapNhatTienDoHoSoMC": 10}
"""Records in one call: ten rows of progress was found, fifty dossiers is our own choice."""


def fault(body: Mapping[str, Any]) -> str | None:
    """What is wrong with a call, naming fields and no value, or None."""
    if set(body) != ENVELOPE or body["service"] not in SHAPES:
        return "envelope"
    if body["isUpdating"] not in ("True", "False"):
        return "isUpdating"
    if not 0 < len(body["data"]) <= MOST[body["service"]]:
        return "count"
    return next((f for record in body["data"] if (f := misfit(record, SHAPES[body["service"]]))), None)


def misfit(record: Mapping[str, Any], shape: Shape) -> str | None:
    """The name of the first field that is missing, strange or of another type, or None."""
    strange = set(record) ^ set(shape)
    if strange:
        return min(strange)
    for name, wanted in shape.items():
        value = record[name]
        if wanted is str:
            if not isinstance(value, str):
                return name
        elif not isinstance(value, list) or any(misfit(one, wanted) for one in value):
            return name
    return None
