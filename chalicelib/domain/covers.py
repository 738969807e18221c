"""Cover sheets (tờ bìa): a QR code before the papers of a slot says whose they are; nothing personal stands on it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from chalicelib.domain.procedures import Procedure

END = "-"
"""The slot of the sheet that ends a dossier: what follows it waits for the next sheet."""
_SIGNED = re.compile(r"MOTCUABIA1:([^:]+):([^:]+):(\d+):(\d{8}):([0-9a-f]{8}):[\w-]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Cover:
    """Where the pages behind a sheet belong: a dossier's slot, or nowhere once the dossier has ended."""

    dossier: str
    slot: str

    @property
    def ends(self) -> bool:
        """Whether it is the sheet that ends a dossier."""
        return self.slot == END


@dataclass(frozen=True, slots=True)
class CoverSheet:
    """A sheet as it is set: what the clerk reads, and what its code says."""

    title: str
    code: str
    procedure: str
    slot: str
    hints: tuple[str, ...]
    print_number: int
    qr: str


def message(cover: Cover, print_number: int, day: date, key_id: str) -> str:
    """What the code says and the signature covers. Its first word is no form's: none can pass for a sheet."""
    return f"MOTCUABIA1:{cover.dossier}:{cover.slot}:{print_number}:{day:%Y%m%d}:{key_id}"


def is_cover(text: str) -> bool:
    """Whether a code claims to be a sheet's; whether it is ours the signature tells."""
    return text.startswith("MOTCUABIA")


def cover_of(signed: str) -> Cover | None:
    """What a sheet says whose signature was proven, or None where it is malformed."""
    found = _SIGNED.fullmatch(signed)
    return Cover(found[1], found[2]) if found else None


def sheets_of(code: str, procedure: Procedure, slots: Sequence[str] = ()) -> list[Cover]:
    """The sheets of a dossier: one for each of these slots, or of all, and the one that ends it. Raises paper.slot."""
    wanted = [procedure.slot(slot) for slot in slots] or procedure.papers
    return [*(Cover(code, slot.code) for slot in wanted), Cover(code, END)]


_BEFORE = (
    "Đặt tờ này ngay trước giấy tờ của thành phần trên, rồi quét chung một tệp.",
    "Không viết, đóng dấu, gấp hoặc ghim lên mã. Mặt trắng và tờ này tự được bỏ ra.",
    "Put this sheet before the papers named above and scan all in one file.",
)
_END = (
    "Đặt tờ này sau giấy tờ cuối cùng của hồ sơ.",
    "Trang quét sau tờ này chờ tờ bìa kế tiếp.",
    "Put this sheet after the last paper of the dossier.",
)


def sheet(cover: Cover, procedure: Procedure, print_number: int, qr: str) -> CoverSheet:
    """The sheet, ready to be set."""
    name = "Kết thúc hồ sơ" if cover.ends else f"{cover.slot} · {procedure.slot(cover.slot).name}"
    return CoverSheet(
        title="TỜ KẾT THÚC HỒ SƠ" if cover.ends else "TỜ BÌA THÀNH PHẦN HỒ SƠ",
        code=cover.dossier,
        procedure=f"{procedure.code} {procedure.name}",
        slot=name,
        hints=_END if cover.ends else _BEFORE,
        print_number=print_number,
        qr=qr,
    )
