"""Write a sample family's papers: python -m infra.samples OUTDIR [--seed N] [--clean]."""

import argparse
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from infra.samples.invent import family, mismatched
from infra.samples.papers import pages


def _today() -> date:
    return datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")).date()


def _arguments(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m infra.samples", description="Write a sample family's papers.")
    parser.add_argument("outdir", type=Path, metavar="OUTDIR")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="another number, another family")
    parser.add_argument("--day", type=date.fromisoformat, default=_today(), help="signing day (today)")
    parser.add_argument("--clean", action="store_true", help="as printed, not as photographed")
    parser.add_argument("--mismatched", action="store_true", help="let the birth proof disagree with the form")
    args = parser.parse_args(argv)
    if args.seed < 0:
        parser.error("--seed must not be negative")
    if args.outdir.exists() and not args.outdir.is_dir():
        parser.error(f"not a folder: {args.outdir}")
    return args


def main(argv: list[str] | None = None) -> int:
    """Write the pages and print what was written."""
    args = _arguments(argv)
    sample = family(args.seed, args.day)
    if args.mismatched:
        sample = mismatched(sample)
    args.outdir.mkdir(parents=True, exist_ok=True)
    for name, content in pages(sample, photographed=not args.clean, seed=args.seed).items():
        target = args.outdir / name
        target.write_bytes(content)
        print(f"{target}\t{len(content)} bytes")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
