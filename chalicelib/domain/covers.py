"""Cover sheets (tờ bìa): a QR code before the papers of a slot says whose they are; nothing personal stands on it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from chalicelib.domain.procedures import Procedure

END = "-"
"""The slot of the sheet that ends a dossier: what follows it waits for the next sheet."""
_SIGNED = re.compile(r"MOTCUABIA1:([^:]+):([^:]+):(\d+):(\d+)/(\d+):(\d{8}):([0-9a-f]{8}):[\w-]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Cover:
    """Where the pages behind a sheet belong: a dossier's slot, or nowhere once the dossier has ended.

    It is sheet `number` of the `of` that were printed together, which was the dossier's so many-th print.
    """

    dossier: str
    slot: str
    print_number: int = 1
    number: int = 1
    of: int = 1

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
    footer: str
    qr: str


def message(cover: Cover, day: date, key_id: str) -> str:
    """What the code says and the signature covers. Its first word is no form's: none can pass for a sheet."""
    of_set = f"{cover.print_number}:{cover.number}/{cover.of}"
    return f"MOTCUABIA1:{cover.dossier}:{cover.slot}:{of_set}:{day:%Y%m%d}:{key_id}"


def is_cover(text: str) -> bool:
    """Whether a code claims to be a sheet's; whether it is ours the signature tells."""
    return text.startswith("MOTCUABIA")


def cover_of(signed: str) -> Cover | None:
    """What a sheet says whose signature was proven, or None where it is malformed."""
    found = _SIGNED.fullmatch(signed)
    return Cover(found[1], found[2], int(found[3]), int(found[4]), int(found[5])) if found else None


@dataclass(frozen=True, slots=True)
class Unseen:
    """Sheets that were printed with others and not seen among them: left aside, or lost."""

    dossier: str
    print_number: int
    numbers: tuple[int, ...]
    of: int


def unseen(seen: Iterable[Cover]) -> tuple[Unseen, ...]:
    """The sheets that are missing from each set of which one was seen, for the clerk to think of."""
    sets: dict[tuple[str, int, int], set[int]] = {}
    for cover in seen:
        sets.setdefault((cover.dossier, cover.print_number, cover.of), set()).add(cover.number)
    missing = {key: tuple(sorted(set(range(1, key[2] + 1)) - there)) for key, there in sets.items()}
    return tuple(Unseen(code, number, gone, of) for (code, number, of), gone in missing.items() if gone)


def sheets_of(code: str, procedure: Procedure, print_number: int, slots: Sequence[str] = ()) -> list[Cover]:
    """The sheets of a dossier: one for each of these slots, or of all, and the one that ends it. Raises paper.slot."""
    wanted = [procedure.slot(slot) for slot in slots] or procedure.papers
    names = [*(slot.code for slot in wanted), END]
    return [Cover(code, name, print_number, number, len(names)) for number, name in enumerate(names, 1)]


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


def sheet(cover: Cover, procedure: Procedure, qr: str) -> CoverSheet:
    """The sheet, ready to be set."""
    name = "Kết thúc hồ sơ" if cover.ends else f"{cover.slot} · {procedure.slot(cover.slot).name}"
    return CoverSheet(
        title="TỜ KẾT THÚC HỒ SƠ" if cover.ends else "TỜ BÌA THÀNH PHẦN HỒ SƠ",
        code=cover.dossier,
        procedure=f"{procedure.code} {procedure.name}",
        slot=name,
        hints=_END if cover.ends else _BEFORE,
        footer=f"Bản in {cover.print_number} · tờ {cover.number}/{cover.of}",
        qr=qr,
    )
