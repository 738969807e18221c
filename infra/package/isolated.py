"""A fresh interpreter that finds nothing but an unpacked archive and Python itself, as a function does on Lambda."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from pathlib import Path

RUNS_HERE = (sys.platform, platform.machine()) == ("linux", "x86_64")
"""Libraries for Lambda's platform can be tried on that platform only."""


class FailedError(Exception):
    """What was tried did not work; the text is the last line of what Python said."""


def run(program: list[str], folder: Path) -> str:
    """Runs a program (`-c CODE …` or `FILE …`) on the unpacked archive; returns what it said. Raises FailedError."""
    tried = subprocess.run(
        [sys.executable, "-I", "-S", "-B", *program],
        check=False,
        capture_output=True,
        text=True,
        env={"PATH": os.defpath, "AWS_DEFAULT_REGION": "ap-southeast-1", "LAMBDA_TASK_ROOT": str(folder)},
    )
    if tried.returncode:
        said = tried.stderr.strip().splitlines() or [f"it ended with {tried.returncode}"]
        raise FailedError(said[-1])
    return tried.stdout.strip()
