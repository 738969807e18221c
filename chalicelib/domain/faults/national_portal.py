"""The national portal."""

from __future__ import annotations

from chalicelib.domain.faults.texts import FaultKind as Kind
from chalicelib.domain.faults.texts import FaultText

TEXTS: dict[str, FaultText] = {
    "portal.code_needed": FaultText(
        Kind.INVALID,
        "Từ 01/7/2026 công dân nộp trên Cổng Dịch vụ công quốc gia bằng VNeID; cần ghi mã hồ sơ Cổng cấp.",
        "From 1 July 2026 the citizen files on the national portal under VNeID; the code the portal gave is needed.",
    ),
    "portal.code": FaultText(
        Kind.INVALID,
        "Mã hồ sơ của Cổng Dịch vụ công quốc gia không đúng dạng, ví dụ G15.99-261112-0001.",
        "The national portal's code is not of its form, for example G15.99-261112-0001.",
    ),
    "portal.changed": FaultText(
        Kind.CONFLICT,
        "Hồ sơ đã mang mã {code} của Cổng; mã này không thay đổi được.",
        "The dossier already carries the portal's code {code}, which does not change.",
    ),
    "portal.taken": FaultText(
        Kind.CONFLICT,
        "Mã này của Cổng đã thuộc một hồ sơ khác; kiểm tra lại mã.",
        "This code of the portal belongs to another dossier; check it.",
    ),
    "portal.status": FaultText(
        Kind.CONFLICT,
        "Hồ sơ chưa nộp, đã kết thúc hoặc đang ở chính trạng thái này ({status}).",
        "The dossier was not submitted yet, has ended, or is at this very status ({status_en}).",
    ),
    "parity.period": FaultText(
        Kind.INVALID,
        "Khoảng ngày cần xem phải từ 1 đến {most} ngày, ngày đầu không sau ngày cuối.",
        "The period must be 1 to {most} days long, its first day not after its last.",
    ),
}
