"""The rules know nobody above them, and no clock, random source, environment or network."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOMAIN = sorted((ROOT / "chalicelib" / "domain").glob("*.py"))
LIBRARIES = {
    "__future__",
    "base64",
    "binascii",
    "collections",
    "csv",
    "dataclasses",
    "datetime",
    "enum",
    "graphlib",
    "gzip",
    "io",
}
LIBRARIES |= {"hashlib", "hmac", "itertools", "json", "math", "phonenumbers", "re", "string", "typing", "unicodedata"}
CLOCKS = {"now", "utcnow", "today", "fromtimestamp", "monotonic", "time_ns", "perf_counter"}


def imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative imports hide what is imported"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def reached(tree: ast.Module) -> set[str]:
    """Every attribute that the module asks something for, and every plain function that it calls."""
    nodes = list(ast.walk(tree))
    called = {node.func.id for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    return called | {node.attr for node in nodes if isinstance(node, ast.Attribute)}


@pytest.mark.parametrize("path", DOMAIN, ids=lambda path: path.stem)
def test_a_rule_imports_other_rules_and_a_few_pure_libraries(path: Path) -> None:
    names = list(imported(ast.parse(path.read_text())))
    strangers = [n for n in names if n.split(".")[0] not in LIBRARIES and not n.startswith("chalicelib.domain")]
    assert strangers == []


@pytest.mark.parametrize("path", DOMAIN, ids=lambda path: path.stem)
def test_time_is_an_argument(path: Path) -> None:
    assert not reached(ast.parse(path.read_text())) & CLOCKS


@pytest.mark.parametrize("path", DOMAIN, ids=lambda path: path.stem)
def test_a_rule_opens_no_file_and_runs_no_text(path: Path) -> None:
    assert not reached(ast.parse(path.read_text())) & {"open", "print", "input", "eval", "exec", "__import__"}


def test_all_the_rules_were_looked_at() -> None:
    assert {"deadlines", "lifecycle", "people", "roles", "notices"} <= {path.stem for path in DOMAIN}
