"""How much memory and time a long file takes: `python -m infra.bench_pages [--pages N…] [--files KIND…] [--way WAY…]`.

A declaration is set once and repeated: as a PDF that never was paper, as a scanner's PDF, as a fax's TIFF. Each measure
runs in a process of its own: `open` opens every page as the reader does, `read` reads them in portions as the queue has
it done, `split` looks through them and cuts them up as a batch, `copy` makes the digitised copy. Seconds are the
processor's.
"""

from __future__ import annotations

import argparse
import io
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from itertools import product
from pathlib import Path

import pikepdf
from PIL import Image

from chalicelib import reading
from chalicelib.reading.facts import Page, Word
from chalicelib.services.scanning.portions import PORTION
from infra.samples import papers
from infra.samples.invent import family
from infra.samples.people import Family

PAGES = (20, 100, 500)
DPI = 150
WORDS = 400


def main(argv: list[str] | None = None) -> int:
    """Prints one line for each way, format and number of pages."""
    parser = argparse.ArgumentParser(prog="python -m infra.bench_pages", description=__doc__)
    parser.add_argument("--pages", type=int, nargs="+", default=PAGES)
    parser.add_argument("--files", nargs="+", default=[*FILES], choices=[*FILES])
    parser.add_argument("--way", nargs="+", default=[*WAYS], choices=[*WAYS])
    parser.add_argument("--measure", nargs=2, metavar=("WAY", "FILE"), help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    if options.measure:
        return _measure(*options.measure)
    with tempfile.TemporaryDirectory() as folder:
        for count, made in product(options.pages, options.files):
            file = Path(folder) / f"{made}-{count}"
            file.write_bytes(FILES[made](count))
            for way in options.way:
                subprocess.run([sys.executable, "-m", __spec__.name, "--measure", way, str(file)], check=True)
    return 0


def _typed(count: int) -> bytes:
    """A PDF that never was paper."""
    out = io.BytesIO()
    with pikepdf.Pdf.open(io.BytesIO(papers.form_pdf(_family()))) as one, pikepdf.Pdf.new() as many:
        for _ in range(count):
            many.pages.extend(one.pages)
        many.save(out)
    return out.getvalue()


def _scanned(count: int) -> bytes:
    """A scanner's PDF, in grey."""
    return _pictures(count, "L", "PDF", quality=30, resolution=DPI)


def _faxed(count: int) -> bytes:
    """A TIFF in black and white."""
    return _pictures(count, "1", "TIFF", compression="group4")


def _pictures(count: int, mode: str, kind: str, **how: str | int) -> bytes:
    drawn = papers.pages(_family(), photographed=False)["to-khai-dang-ky-khai-sinh.jpg"]
    page = Image.open(io.BytesIO(drawn)).resize((round(8.27 * DPI), round(11.69 * DPI))).convert(mode)
    out = io.BytesIO()
    page.save(out, kind, save_all=True, append_images=[page] * (count - 1), **how)
    return out.getvalue()


def _family() -> Family:
    return family(1, datetime.now(UTC).date())


def _measure(way: str, file: str) -> int:
    data, began = Path(file).read_bytes(), time.process_time()
    WAYS[way](data)
    seconds, peak = time.process_time() - began, _peak()
    print(f"{way:6} {Path(file).name:12} {len(data) / 1e6:5.1f} MB  peak {peak:5.0f} MB  {seconds:6.1f} s", flush=True)
    return 0


def _peak() -> float:
    """Most memory that this process had, in MB. getrusage would tell of the process that began it, too."""
    status = Path("/proc/self/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1024  # type: ignore[index]


def _portions(data: bytes) -> Iterator[range]:
    yield from (range(first, first + PORTION) for first in range(1, reading.count(data) + 1, PORTION))


def _open(data: bytes) -> None:
    from chalicelib.reading.pages import open_pages

    for numbers in _portions(data):
        for _ in open_pages(data, numbers=numbers).images:
            pass


def _read(data: bytes) -> None:
    for numbers in _portions(data):
        reading.read(data, numbers=numbers)


def _split(data: bytes) -> None:
    looks = list(reading.look(data, max(PAGES)))
    for first in range(0, len(looks), 4):
        reading.cut(data, [look.number for look in looks[first : first + 4]])


def _copy(data: bytes) -> None:
    lines = tuple(
        tuple(
            Word(f"tiếng{row}{place}", 0.9, (80 * place, 20 * row, 80 * place + 70, 20 * row + 16))
            for place in range(8)
        )
        for row in range(WORDS // 8)
    )
    pages = (
        asdict(Page(number, 800, 1100, "", "other", 0.0, False, (), 0.0, (), lines=lines))
        for number in range(1, reading.count(data) + 1)
    )
    about = reading.About(dossier="DEMO", paper="p", kind="other", scanned_at=datetime.now(UTC), reader=reading.VERSION)
    reading.archived(data, pages, about)


FILES: dict[str, Callable[[int], bytes]] = {"typed": _typed, "scanned": _scanned, "faxed": _faxed}
WAYS: dict[str, Callable[[bytes], None]] = {"open": _open, "read": _read, "split": _split, "copy": _copy}

if __name__ == "__main__":
    raise SystemExit(main())
