"""Write a development set: python -m infra.samples.set OUTDIR --seed N --pages M."""

import argparse
import json
import sys
from pathlib import Path
from random import Random
from typing import Any

from PIL import Image

from infra.samples.set import damage, fonts, truth
from infra.samples.set.kinds import PAPERS, Paper
from infra.samples.set.setting import Sheet, sheet

CARD_DPI, PAGE_DPI, LARGEST_DPI = (300, 400), 200, 300
QUALITY = 88


def main(argv: list[str] | None = None) -> int:
    """Write the pages and their truth; say what is missing and stop if a typeface is."""
    args = _arguments(argv)
    faces = fonts.faces(args.fonts)
    for name in (lacking := fonts.missing(faces)):
        print(f"missing typeface: {name}; `python -m infra.samples.set.fonts` fetches it", file=sys.stderr)
    if lacking:
        return 1
    write(args.outdir, args.seed, args.pages, faces, doubled=args.doubled)
    return 0


def _arguments(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m infra.samples.set", description=__doc__)
    parser.add_argument("outdir", type=Path, metavar="OUTDIR")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="another number, other papers")
    parser.add_argument("--pages", type=int, default=60, metavar="M", help="how many pages (60)")
    parser.add_argument(
        "--fonts", choices=("first", "others", "both", "plain"), default="first", help="typefaces (first)"
    )
    parser.add_argument("--doubled", action="store_true", help="two or three damages on every page")
    return parser.parse_args(argv)


def write(outdir: Path, seed: int, pages: int, faces: fonts.Faces, *, doubled: bool = False) -> None:
    """Write so many pages: the papers in turn, each damage about equally often."""
    outdir.mkdir(parents=True, exist_ok=True)
    record: dict[str, Any] = {"note": "All persons, numbers and addresses are invented.", "pages": {}, "files": []}
    rng = Random(seed)  # noqa: S311 - sample data, nothing secret
    damages = damage.DOUBLED if doubled else damage.SINGLE
    bag: list[tuple[str, ...]] = []
    for at in range(pages):
        paper = PAPERS[at % len(PAPERS)]
        bag = bag or rng.sample(damages, len(damages))
        acts = bag.pop()
        page = sheet(paper, seed * 1000 + at, faces, _dpi(paper, rng))
        name = f"{paper.name}_{at:03d}"
        file = f"{name}.{'+'.join(acts)}.jpg"
        _save(damage.damaged(page.image, acts, seed * 1000 + at), outdir / file)
        record["pages"][name] = _truth(page)
        record["files"].append({"file": file, "page": name, "damage": list(acts)})
        print(f"{at + 1} of {pages}: {file}", file=sys.stderr)
    (outdir / "truth.json").write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", "utf-8")


def _dpi(paper: Paper, rng: Random) -> int:
    if paper.card:
        return rng.choice(CARD_DPI)
    return LARGEST_DPI if rng.random() < 0.08 else PAGE_DPI


def _save(image: Image.Image, target: Path) -> None:
    image.save(target, "JPEG", quality=QUALITY)


def _truth(page: Sheet) -> dict[str, Any]:
    return {
        "doc": page.paper.name,
        "kind": page.paper.kind,
        "written": page.written,
        "text": truth.text(page.segments),
        "segs": [{"text": line.text, "bbox": list(line.box)} for line in page.segments],
        "keys": [list(key) for key in truth.keys(page.values)],
        "fields": truth.fields(page.values),
        "coded": truth.coded(page.values),
    }


if __name__ == "__main__":
    raise SystemExit(main())
