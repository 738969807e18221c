"""The SAM template, and the CloudFormation that AWS makes of it, made here without AWS."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from copy import deepcopy
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml
from samtranslator.translator.transform import transform

from infra.package.archives import ROOT

REGION = "ap-southeast-1"
MERGED = ROOT / "infra" / "resources.yaml"
_CODE = ("chalicelib", ".chalice", "infra/policies")
_Json = dict[str, Any]


def chalice_package(out: Path) -> None:
    """Lets Chalice write `sam.yaml` and `deployment.zip`, with our resources merged in.

    It gets the code without requirements: for libraries that have no wheel as old as its own idea of Lambda's system it
    would compile one against this machine. archives.install fetches them instead.
    """
    with TemporaryDirectory() as project:
        for part in _CODE:
            shutil.copytree(ROOT / part, Path(project, part), ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "app.py", project)
        command: list[str | Path] = [tool("chalice"), "--project-dir", project, "package", "--stage", "prod"]
        subprocess.run(
            [*command, "--merge-template", MERGED, "--template-format", "yaml", out],
            check=True,
            stdout=subprocess.DEVNULL,
            env={"AWS_DEFAULT_REGION": REGION, **os.environ},
        )


def tool(name: str) -> Path:
    """A program of the virtual environment that runs us."""
    return Path(sys.executable).with_name(name)


def load(sam: Path) -> _Json:
    """The template of a package."""
    template: _Json = yaml.safe_load(sam.read_text())
    return template


def translated(template: _Json, bucket: str) -> _Json:
    """The template as CloudFormation, its archives lying in `bucket` under their own names."""
    template = deepcopy(template)  # the translator writes into what it is given
    for resource in template["Resources"].values():
        code = resource.get("Properties", {}).get("CodeUri")
        if isinstance(code, str):
            resource["Properties"]["CodeUri"] = {"Bucket": bucket, "Key": Path(code).name}
    os.environ.setdefault("AWS_DEFAULT_REGION", REGION)
    made: _Json = transform(template, {}, _NoManagedPolicies(), None, None)
    return made


def runtime(template: _Json) -> str:
    """The Python that the package is for, such as `python3.13`."""
    return str(template["Resources"]["APIHandler"]["Properties"]["Runtime"])


class _NoManagedPolicies:
    """Every role is written by hand, so none of AWS's own policies is ever looked up."""

    def load(self) -> dict[str, str]:
        return {}
