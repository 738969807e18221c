"""Whether each function's handler can be imported from its archive alone, as Lambda does it."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

from infra.package import isolated

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
    return {archive: sorted(places) for archive, places in found.items()}


def fault(folder: Path, places: list[str]) -> str | None:
    """What stands in the way of importing the handlers from this folder and nothing else, or None."""
    try:
        isolated.run(["-c", _IMPORT, str(folder), *places], folder)
    except isolated.FailedError as failed:
        return str(failed)
    return None
