"""Which files may come in, told by their first bytes and not by their names."""

from __future__ import annotations

import pytest

from chalicelib.domain.uploads import CONTENT_TYPES, content_type


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "image/png"),
        (b"II*\x00\x08", "image/tiff"),
        (b"MM\x00*\x00", "image/tiff"),
        (b"%PDF-1.7\n", "application/pdf"),
        (b"\x00\x00\x00\x1cftypheic\x00", "image/heic"),
        (b"\x00\x00\x00\x1cftypmp42\x00", None),
        (b"", None),
        (b"\xff\xd8", None),
        (b"GIF89a", None),
        (b"<svg xmlns=", None),
        (b"MZ\x90\x00", None),
        (b" %PDF-1.7", None),
    ],
)
def test_a_file_is_what_its_first_bytes_say(head: bytes, kind: str | None) -> None:
    assert content_type(head) == kind
    assert kind is None or kind in CONTENT_TYPES
