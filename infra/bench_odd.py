"""How often a page that is not what it should be is noticed, and how often an honest page is taken for one.

`python -m infra.bench_odd FOLDER…` makes such pages from the undamaged ones in the folders and reads them; then it
reads every page of the folders; names say what a page is (`screen`: a photo of one, `english`: not in Vietnamese).
"""

import io
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import typst
from PIL import Image

from chalicelib import reading
from chalicelib.reading.facts import NO_SURE_KIND, Page
from infra.samples import odd

SCREENS = tuple((rows, *seen) for rows in (700, 900, 1100, 1400) for seen in ((2600, None), (3500, 1600), (3500, 2400)))
PAIRS = 12
TEXTS = {
    "English": "This is to certify that the person named above has been working for our company since the first of"
    " March and holds the position of senior accountant. The monthly salary is paid by bank transfer.",
    "French": "Le dix-sept avril mil neuf cent quatre-vingt-huit est née dans notre commune une enfant du sexe féminin."
    " Dressé par nous, officier de l'état civil, sur la déclaration du père qui a signé avec nous.",
    "without marks": "Toi ten la Nguyen Thi Hoa, hien dang cu tru tai thon Doai. Nay toi lam don nay kinh mong quy co"
    " quan xac nhan cho toi viec sau day de bo sung vao ho so xin viec lam.",
}

Told = tuple[str, Page]


def main(folders: Sequence[str]) -> int:
    """Prints for each bed what was noticed, and for each folder which pages were wrongly."""
    pages = [path for folder in folders for path in sorted(Path(folder).glob("*.jpg"))]
    clean = [path for path in pages if path.stem.endswith(".clean") and "blank" not in path.stem]
    _report("shown on a screen", _read(_screens(clean)))
    _report("two on one sheet", _read(_pairs(clean)))
    _report("no paper", _read(_clouds()))
    for name, text in TEXTS.items():
        _report(name, _read([(name, _set(text))]))
    for folder in folders:
        _report(folder, ((path.name, page) for path in pages if str(path.parent) == folder for page in _pages(path)))
    return 0


def _report(bed: str, told: Iterable[Told]) -> None:
    """Prints how many pages showed which trouble, and by name those of the folders that did."""
    found = [(name, sorted(NO_SURE_KIND.intersection(page.troubles))) for name, page in told]
    counts = Counter(code.value for _, codes in found for code in codes)
    print(f"{bed}: {len(found)} pages, {sum(not codes for _, codes in found)} without", dict(counts), flush=True)
    for name, codes in found:
        if codes and name.endswith(".jpg"):
            print(f"    {name}: {', '.join(codes)}")


def _screens(clean: Sequence[Path]) -> Iterator[tuple[str, Image.Image]]:
    for at, (rows, height, side) in enumerate(SCREENS):
        page = Image.open(clean[at % len(clean)])
        yield str(rows), odd.on_a_screen(page, np.random.default_rng(at), rows=rows, height=height, side=side)


def _pairs(clean: Sequence[Path]) -> Iterator[tuple[str, Image.Image]]:
    luck = np.random.default_rng(1)
    mixed = [clean[int(at)] for at in luck.permutation(len(clean))[: PAIRS + 1]]
    for one, other in pairwise(mixed):
        yield one.stem, odd.side_by_side(Image.open(one), Image.open(other), luck)


def _clouds() -> Iterator[tuple[str, Image.Image]]:
    for roughness in (0.0, 0.5, 1.0, 1.5, 2.0):
        yield str(roughness), odd.clouds(1200, 1600, np.random.default_rng(2), roughness)


def _set(text: str) -> Image.Image:
    source = f'#set page("a4", margin: 20mm)\n#set text(font: "Libertinus Serif", size: 13pt)\n{text * 3}'
    return Image.open(io.BytesIO(typst.compile(source.encode(), format="png", ppi=200))).convert("RGB")


def _read(pictures: Iterable[tuple[str, Image.Image]]) -> Iterator[Told]:
    for name, picture in pictures:
        buffer = io.BytesIO()
        picture.save(buffer, "JPEG", quality=90)
        yield from ((name, page) for page in reading.read(buffer.getvalue()).pages)


def _pages(path: Path) -> Iterator[Page]:
    try:
        yield from reading.read(path.read_bytes()).pages
    except Exception as error:  # one page that fails must not end the bench; it is told instead
        print(f"    {path.name}: {error!r}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
