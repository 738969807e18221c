"""`python -m infra.package`: packs the system into `build/package` and checks what came of it."""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from infra.package import archives, handlers, template

SAM, FUNCTIONS, READER, STACK = "sam.yaml", "deployment.zip", "reader.zip", "stack.json"
MOST_MEGABYTES = {FUNCTIONS: 80, READER: 250}
"""Lambda's own limit is 250; the smaller one keeps cold starts short, and large libraries out of the wrong archive."""


def main() -> int:
    """Packs, or with --check looks only at what was packed before; returns the exit status."""
    options = _options()
    faults = [] if options.check else _pack(options.out)
    faults += [*_too_large(options.out), *_lint(options.out)]
    for fault in faults:
        print("REFUSED:", fault)
    return 1 if faults else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m infra.package", description=__doc__)
    parser.add_argument("--out", type=Path, default=archives.ROOT / "build" / "package", help="where to pack to")
    parser.add_argument("--check", action="store_true", help="pack nothing, check what is there")
    return parser.parse_args()


def _pack(out: Path) -> list[str]:
    """Packs; returns what is wrong with the archives' contents."""
    start = time.monotonic()
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    template.chalice_package(out)
    sam = template.load(out / SAM)
    faults = []
    with TemporaryDirectory() as scratch:
        functions, reader = Path(scratch, "functions"), Path(scratch, "reader")
        archives.unpack(out / FUNCTIONS, functions)
        archives.thin_out(functions)
        archives.add_reader(functions, reader)
        for folder, archive in ((functions, FUNCTIONS), (reader, READER)):
            archives.compile_all(folder)
            archives.pack(folder, out / archive)
            if fault := handlers.fault(folder, handlers.of(sam)[archive]):
                faults.append(f"{archive} cannot be imported by itself: {fault}")
    print(f"packed for {template.runtime(sam)} in {time.monotonic() - start:.0f} s: {out}")
    if sys.version_info[:2] < archives.OLDEST_FOR_READER:
        print("NOTE: reader.zip is for rehearsals only: the libraries need a newer system than Lambda's python3.11.")
    return faults


def _too_large(out: Path) -> list[str]:
    faults = []
    for archive, most in MOST_MEGABYTES.items():
        size, zipped = archives.megabytes(out / archive), (out / archive).stat().st_size / 1e6
        print(f"{archive}: {size:.1f} MB unzipped, {zipped:.1f} MB zipped (at most {most} MB unzipped)")
        if size > most:
            faults.append(f"{archive} is larger than {most} MB")
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
