"""The second reader, taught: marks that stand on marks, which it took for others before."""

import io
from collections import Counter

import numpy as np
import pytest
import typst
from PIL import Image

from chalicelib.reading import networks, second, textlines

MARKED = "Phổ Thạnh Đức Phổ Khổng Tuyết Thẩm Thẫm Hậu Ngỗi Dễ Kể Huệ Ẩn Ấn Ầm Bổn Bỗng Hộ Cẩm Cầm"
PRINTED = [MARKED.lower(), MARKED, MARKED.upper()] * 4


def share_read() -> float:
    """Return how many of the printed words are read, whatever their capitals and order."""
    lines = "\n\n".join(PRINTED)
    source = f'#set page("a4", margin: 20mm)\n#set text(font: "Libertinus Serif", size: 12pt)\n{lines}'
    image = Image.open(io.BytesIO(typst.compile(source.encode(), format="png", ppi=200)))
    grey = np.asarray(image.convert("L"))
    read = second.read_lines(grey, [(box, ()) for box in textlines.find_lines(grey)])
    printed = Counter(" ".join(PRINTED).lower().split())
    return (printed & Counter(word.text.lower() for line in read for word in line)).total() / printed.total()


def test_it_reads_many_more_marks_on_marks_than_the_network_it_was_made_from(monkeypatch: pytest.MonkeyPatch) -> None:
    taught = share_read()
    networks.session.cache_clear()
    monkeypatch.setattr(networks, "TAUGHT", networks.untaught())
    try:
        untaught = share_read()
    finally:
        networks.session.cache_clear()
    assert taught > 1.3 * untaught
