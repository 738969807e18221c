"""Whether each function's handler can be imported from its archive alone, as Lambda does it."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

_LAZY = {
    "reader.zip": [
        "chalicelib.reading.reader.read_file",
        "chalicelib.reading.scanned.look",
        "chalicelib.reading.likeness.alike",
        "chalicelib.reading.cutting.cut",
    ]
}
"""What a handler imports only when it first has work to do."""
_IMPORT = """
import sys
sys.path.insert(0, sys.argv[1])
for place in sys.argv[2:]:
    module, _, name = place.rpartition(".")
    getattr(__import__(module, fromlist=[name]), name)
"""


def of(template: dict[str, Any]) -> dict[str, list[str]]:
    """The handlers of each archive, such as `app.read_scans`."""
    found = defaultdict(list)
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            archive = Path(resource["Properties"]["CodeUri"]).name
            found[archive].append(resource["Properties"]["Handler"])
    return {archive: sorted(places) + _LAZY.get(archive, []) for archive, places in found.items()}


def fault(folder: Path, places: list[str]) -> str | None:
    """What stands in the way of importing the handlers from this folder and nothing else, or None.

    Libraries for Lambda's platform can be tried on that platform only.
    """
    if (sys.platform, platform.machine()) != ("linux", "x86_64"):
        return None
    isolated = [sys.executable, "-I", "-S", "-B", "-c", _IMPORT, str(folder), *places]
    tried = subprocess.run(
        isolated,
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "AWS_DEFAULT_REGION": "ap-southeast-1"},
    )
    return None if tried.returncode == 0 else tried.stderr.strip().splitlines()[-1]
