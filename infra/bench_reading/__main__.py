"""Measure: python -m infra.bench_reading [FOLDER…] [--ocrmypdf N] [--limit N] [--no-write]."""

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from infra.bench_reading import costs, curve, readers, report
from infra.bench_reading.readers import OURS, RIVALS, ROOT, Reader
from infra.bench_reading.scoring import Tally, score
from infra.samples.set import fonts
from infra.samples.set.__main__ import write

OWN = {"own": (505, 84, False), "own-doubled": (606, 42, True)}
"""Our own sets: seed, pages, doubled damages."""
DOCUMENT, CURVE = ROOT / "docs" / "benchmarks.md", ROOT / "docs" / "reading-calibration.svg"


def main(argv: list[str] | None = None) -> int:
    """Measure every folder of pages, print the tables and write them down."""
    args = _arguments(argv)
    folders = args.folders or _own_sets()
    rivals = [reader for reader in RIVALS if readers.installed(reader)]
    made = [_costs(reader) for reader in (OURS, *rivals)]
    parts, judged = [_heading(rivals)], []
    for folder in folders:
        columns = _measured(folder, args, rivals, made)
        judged += columns[0].tallies[report.ALL].judged
        parts += [f"### {folder.name}", report.table(columns), report.by_damage(columns)]
    parts.append("![confidence against share right](reading-calibration.svg)")
    print("\n\n".join(parts))
    if args.write:
        report.written(DOCUMENT, "\n\n".join(parts))
        CURVE.write_text(curve.drawn(judged), "utf-8")
    return 0


def _arguments(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m infra.bench_reading", description="Compare readers on pages with truth."
    )
    parser.add_argument(
        "folders", nargs="*", type=Path, help="folders of pages with truth.json in or beside them (our own)"
    )
    parser.add_argument("--limit", type=int, help="read at most so many pages of each folder")
    parser.add_argument(
        "--ocrmypdf", type=int, default=16, metavar="N", help="it is slow: every so manieth page only, N in all (16)"
    )
    parser.add_argument("--no-write", dest="write", action="store_false", help="print only")
    return parser.parse_args(argv)


def _own_sets() -> list[Path]:
    """Make our own pages in build/ unless they are there."""
    faces = fonts.faces("both")
    if fonts.missing(faces) and (still := fonts.fetch()):
        raise SystemExit(f"missing typefaces: {', '.join(still)}")
    for name, (seed, pages, doubled) in OWN.items():
        if not (ROOT / "build" / "bench" / name / "truth.json").exists():
            write(ROOT / "build" / "bench" / name, seed, pages, faces, doubled=doubled)
    return [ROOT / "build" / "bench" / name for name in OWN]


def _heading(rivals: Sequence[Reader]) -> str:
    day = datetime.now(ZoneInfo("Asia/Ho_Chi_Minh"))
    versions = ", ".join(readers.version(reader) for reader in rivals) or "no rival is installed"
    return (
        f"## Reading ({day.day} {day:%B} {day.year}, `make bench-reading`)\n\n"
        f"One thread, one core, one run; beside ours: {versions}. CER: composed accents, dotted leaders ignored, each"
        " true line against its best substring. A field is wrong when its normal form is not the true field's; one that"
        " the truth does not name, when it is not on the page. All persons are invented."
    )


def _costs(reader: Reader) -> tuple[float, float]:
    print(f"{reader.name}: start and memory …", file=sys.stderr)
    return costs.ready(reader), costs.memory(reader)


def _measured(
    folder: Path, args: argparse.Namespace, rivals: Sequence[Reader], made: Sequence[tuple[float, float]]
) -> list[report.Column]:
    truth = _truth(folder)
    files = [folder / entry["file"] for entry in truth["files"] if (folder / entry["file"]).exists()][: args.limit]
    if not files:
        raise SystemExit(f"no pages of its truth.json in {folder}")
    columns = []
    for reader, (ready, memory) in zip((OURS, *rivals), made, strict=True):
        chosen = files[:: max(1, len(files) // args.ocrmypdf)] if reader.name == "ocrmypdf" else files
        title = (
            reader.name if len(chosen) == len(files) else f"{reader.name} (one page in {len(files) // args.ocrmypdf})"
        )
        columns.append(report.Column(title, _tallies(reader, chosen, truth), ready, memory))
    return columns


def _truth(folder: Path) -> dict[str, Any]:
    place = next((path for path in (folder / "truth.json", folder.parent / "truth.json") if path.exists()), None)
    if place is None:
        raise SystemExit(f"no truth.json in {folder} or above it")
    loaded: dict[str, Any] = json.loads(place.read_text("utf-8"))
    return loaded


def _tallies(reader: Reader, files: Sequence[Path], truth: dict[str, Any]) -> dict[str, Tally]:
    entries = {entry["file"]: entry for entry in truth["files"]}
    tallies: dict[str, Tally] = defaultdict(Tally)
    for at, (file, read) in enumerate(reader.read(files), 1):
        entry = entries[file.name]
        page = truth["pages"][entry["page"]]
        one = score(read, page)
        for group in (report.ALL, "+".join(entry["damage"]), *([report.BY_HAND] if page.get("written") else [])):
            tallies[group].add(one)
        error = 100 * (one.share("CER") or 0)
        print(
            f"{reader.name}: {at} of {len(files)}, {read.seconds:.1f} s, CER {error:.1f} %: {file.name}",
            file=sys.stderr,
        )
    return dict(tallies)


if __name__ == "__main__":
    raise SystemExit(main())
