"""No GPL or AGPL library runs in production."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = ("requirements.txt", "requirements/reading.txt")


def locked() -> list[str]:
    text = "".join((ROOT / lock).read_text() for lock in LOCKS)
    here = r"^([\w.-]+)==(?!.*sys_platform == 'win32')"  # what only Windows needs never runs
    return sorted(set(re.findall(here, text, re.MULTILINE)))


@pytest.mark.parametrize("package", locked())
def test_licence(package: str) -> None:
    try:
        found = metadata(package)
    except PackageNotFoundError:
        pytest.fail(f"{package} is locked but not installed: its licence cannot be read")
    facts = found.json
    classifiers = [c for c in facts.get("classifier", []) if c.startswith("License")]
    said = " ".join([str(facts.get("license_expression", "")), str(facts.get("license", ""))[:60], *classifiers])
    assert said.strip(), f"{package} names no licence"
    assert not re.search(r"(?<!L)A?GPL", said), said
