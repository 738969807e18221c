"""Which files may come in as papers."""

from __future__ import annotations

MAX_BYTES = 100 * 1024 * 1024
MAX_PAPERS = 100
_SIGNATURES = {
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"II*\x00": "image/tiff",
    b"MM\x00*": "image/tiff",
    b"%PDF-": "application/pdf",
}
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1"})  # what phones call their still pictures
CONTENT_TYPES = frozenset(_SIGNATURES.values()) | {"image/heic"}


def content_type(head: bytes) -> str | None:
    """The type that a file's first bytes tell, or None when it is neither image nor PDF."""
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS:
        return "image/heic"
    return next((kind for signature, kind in _SIGNATURES.items() if head.startswith(signature)), None)
