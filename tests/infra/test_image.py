"""The reader's image. No engine builds it here, so what its Dockerfile says is compared with the project."""

import fnmatch
import json
import re
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
RECIPE = ROOT / "infra" / "package" / "Dockerfile"
STEPS = [
    line.split(maxsplit=1)
    for line in re.sub(r"\\\n", " ", RECIPE.read_text()).splitlines()
    if line and not line.startswith("#")
]


def _all(keyword: str) -> list[str]:
    return [rest for step, rest in STEPS if step == keyword]


def _copied() -> list[str]:
    """What is copied out of the project."""
    return [source for rest in _all("COPY") if not rest.startswith("--from") for source in rest.split()[:-1]]


def test_what_is_copied_exists_and_reaches_the_builder() -> None:
    let_in = [
        line[1:]
        for line in RECIPE.with_name("Dockerfile.dockerignore").read_text().splitlines()
        if line.startswith("!")
    ]
    assert _copied()
    for source in _copied():
        assert (ROOT / source).exists()
        assert any(fnmatch.fnmatch(source, pattern) for pattern in let_in)


def test_only_locked_requirements_are_installed() -> None:
    installs = [part for run in _all("RUN") for part in run.split("&&") if "pip install" in part]
    assert installs
    for install in installs:
        assert "--require-hashes" in install
        for lock in re.findall(r"-[rc] (\S+)", install):
            assert lock in {Path(source).name for source in _copied()}


def test_its_python_is_the_one_that_is_packaged_for() -> None:
    newest = max(map(int, re.findall(r"python3\.(\d+)", (ROOT / "Makefile").read_text())))
    assert _all("FROM")[-1] == f"public.ecr.aws/lambda/python:3.{newest}"


def test_its_handler_is_one_of_the_readers() -> None:
    resources = yaml.safe_load((ROOT / "infra" / "resources.yaml").read_text())["Resources"]
    readers = [name for name, r in resources.items() if r.get("Properties", {}).get("CodeUri") == "./reader.zip"]
    [command] = map(json.loads, _all("CMD"))
    handler = command[0].removeprefix("app.")
    assert handler.title().replace("_", "") in readers
