"""`python -m infra.package pack` packs the system into `build/package`, `check` tries what came of it."""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from infra.package import archives, handlers, isolated, slimming, template

TRIAL = Path(__file__).with_name("trial.py")
SAM, FUNCTIONS, READER, STACK = "sam.yaml", "deployment.zip", "reader.zip", "stack.json"
MOST_MEGABYTES = {FUNCTIONS: 80, READER: 250}
"""Lambda's own limit is 250; the smaller one keeps cold starts short, and large libraries out of the wrong archive."""


def main() -> int:
    """Packs or checks; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m infra.package", description=__doc__)
    parser.add_argument("act", choices=("pack", "check"), help="pack anew, or check what was packed")
    parser.add_argument("--out", type=Path, default=archives.ROOT / "build" / "package", help="where it lies")
    options = parser.parse_args()
    out: Path = options.out
    faults = _pack(out) if options.act == "pack" else [*_too_large(out), *_unfit(out), *_lint(out)]
    for fault in faults:
        print("REFUSED:", fault)
    return 1 if faults else 0


def _pack(out: Path) -> list[str]:
    """Packs; returns which rules of slimming are out of date."""
    start = time.monotonic()
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    template.chalice_package(out)
    stale = []
    with TemporaryDirectory() as scratch:
        functions, reader = Path(scratch, "functions"), Path(scratch, "reader")
        archives.unpack(out / FUNCTIONS, functions)
        archives.unpack(out / FUNCTIONS, reader)
        archives.install(functions, archives.RUNTIME)
        archives.install(reader, archives.RUNTIME, archives.READING)
        archives.add_tessdata(reader)
        for folder, archive, unused in (
            (functions, FUNCTIONS, slimming.EVERYWHERE),
            (reader, READER, {**slimming.EVERYWHERE, **slimming.READER_ALONE}),
        ):
            stale += [f"{archive} has no {pattern}: see slimming.py" for pattern in slimming.slim(folder, unused)]
            archives.compile_all(folder)
            slimming.leave_sources_out(folder)
            archives.pack(folder, out / archive)
    print(f"packed for {template.runtime(template.load(out / SAM))} in {time.monotonic() - start:.0f} s: {out}")
    if sys.version_info[:2] < archives.OLDEST_FOR_READER:
        print("NOTE: reader.zip is for rehearsals only: the libraries need a newer system than Lambda's python3.11.")
    return stale


def _too_large(out: Path) -> list[str]:
    faults = []
    for archive, most in MOST_MEGABYTES.items():
        size, zipped = archives.megabytes(out / archive), (out / archive).stat().st_size / 1e6
        print(f"{archive}: {size:.1f} MB unzipped, {zipped:.1f} MB zipped (at most {most} MB unzipped)")
        if size > most:
            faults.append(f"{archive} is larger than {most} MB")
    return faults


def _unfit(out: Path) -> list[str]:
    """Tries the archives as Lambda would meet them: unpacked, and nothing else installed."""
    if not isolated.RUNS_HERE:
        return []
    faults = []
    with TemporaryDirectory() as scratch:
        for archive, places in handlers.of(template.load(out / SAM)).items():
            archives.unpack(out / archive, Path(scratch, archive))
            if fault := handlers.fault(Path(scratch, archive), places):
                faults.append(f"{archive} cannot be imported by itself: {fault}")
        try:
            print(isolated.run([str(TRIAL), str(Path(scratch, READER))], Path(scratch, READER)))
        except isolated.FailedError as failed:
            faults.append(f"{READER} cannot read by itself: {failed}")
    return faults


def _lint(out: Path) -> list[str]:
    """Lints the SAM template and the CloudFormation made of it, which shows the resources that SAM adds."""
    stack = template.translated(template.load(out / SAM), "archives")
    (out / STACK).write_text(json.dumps(stack, ensure_ascii=False, indent=1))
    command: list[str | Path] = [template.tool("cfn-lint"), "--regions", template.REGION, "--", out / SAM, out / STACK]
    found = subprocess.run(command, check=False, capture_output=True, text=True)
    print(found.stdout + found.stderr, end="")
    print(f"{len(stack['Resources'])} resources")
    return [] if found.returncode == 0 else ["cfn-lint found faults"]


if __name__ == "__main__":
    sys.exit(main())
