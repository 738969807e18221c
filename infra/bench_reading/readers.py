"""The three readers as programs, each pinned to one core and one thread."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from infra.bench_reading.scoring import Read

ROOT = Path(__file__).parents[2]
ONE_THREAD = {f"{library}_THREADS": "1" for library in ("OMP_NUM", "OPENBLAS_NUM", "MKL_NUM")} | {
    "OMP_THREAD_LIMIT": "1"
}
Pages = Iterator[tuple[Path, Read]]


@dataclass(frozen=True, slots=True)
class Reader:
    """A reader by name: how it reads files, and what it is called with for one file (for start and memory)."""

    name: str
    read: Callable[[Sequence[Path]], Pages]
    once: Callable[[Path, Path], list[str]]


def environment() -> dict[str, str]:
    """Return the environment in which everything is measured."""
    return os.environ | ONE_THREAD


def pinned(command: Sequence[str]) -> list[str]:
    """Pin a command to this machine's last core, where that can be done."""
    if not shutil.which("taskset"):
        return list(command)
    return ["taskset", "-c", str(max(os.sched_getaffinity(0))), *command]


def ours(files: Sequence[Path]) -> Pages:
    """Read all files in one process of our command line, as a function on Lambda stays warm."""
    command = pinned([sys.executable, "-m", "chalicelib.reading", "--json", *map(str, files)])
    with subprocess.Popen(
        command, cwd=ROOT, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        for line in process.stdout or ():
            got = json.loads(line)
            yield Path(got["file"]), _ours(got)
    if process.returncode not in (0, 1):  # 1: a file was refused, which is in its line
        raise RuntimeError(f"our reader stopped with {process.returncode}")


def _ours(got: dict[str, Any]) -> Read:
    pages = got.get("pages", [])
    return Read(
        text=" ".join(page["text"] for page in pages),
        seconds=sum(page["seconds"] for page in pages),
        fields=tuple(field for page in pages for field in page["fields"]),
        kind=pages[0]["kind"] if pages else "refused",
        kind_sure=bool(pages and pages[0]["kind_sure"]),
    )


def tesseract(files: Sequence[Path]) -> Pages:
    """Read file by file with the command line, Vietnamese, automatic page segmentation."""
    for file in files:
        text, seconds = _timed(_tesseract_once(file, Path("stdout")))
        yield file, Read(text, seconds)


def ocrmypdf(files: Sequence[Path]) -> Pages:
    """Read file by file; the text comes as a sidecar, the PDF is thrown away."""
    with TemporaryDirectory() as work:
        sidecar = Path(work) / "text"
        for file in files:
            sidecar.unlink(missing_ok=True)
            _, seconds = _timed(_ocrmypdf_once(file, sidecar))
            yield file, Read(sidecar.read_text("utf-8") if sidecar.exists() else "", seconds)


def _timed(command: list[str]) -> tuple[str, float]:
    start = time.perf_counter()
    done = subprocess.run(pinned(command), env=environment(), capture_output=True, text=True, check=False)
    return done.stdout, time.perf_counter() - start


def _ours_once(file: Path, target: Path) -> list[str]:
    del target
    return [sys.executable, "-m", "chalicelib.reading", "--json", str(file)]


def _tesseract_once(file: Path, target: Path) -> list[str]:
    return ["tesseract", str(file), str(target), "-l", "vie", "--psm", "3"]


def _ocrmypdf_once(file: Path, target: Path) -> list[str]:
    """Turn, straighten and read; the resolution is said because photographs do not say theirs."""
    options = [
        "-l",
        "vie",
        "--jobs",
        "1",
        "--rotate-pages",
        "--deskew",
        "--image-dpi",
        "200",
        "--output-type",
        "pdf",
        "-q",
    ]
    return ["ocrmypdf", *options, "--sidecar", str(target), str(file), f"{target}.pdf"]


OURS = Reader("motcua", ours, _ours_once)
RIVALS = (Reader("tesseract", tesseract, _tesseract_once), Reader("ocrmypdf", ocrmypdf, _ocrmypdf_once))
DEBIAN = {"tesseract": ("tesseract-ocr", "tesseract-ocr-vie"), "ocrmypdf": ("ocrmypdf", "tesseract-ocr-vie")}


def installed(reader: Reader) -> bool:
    """Tell whether a rival is here; install it from Debian as root, else name what is missing."""
    if shutil.which(reader.name):
        return True
    packages = DEBIAN[reader.name]
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"installing {', '.join(packages)} …", file=sys.stderr)
        for command in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *packages]):
            _apt(command)
    if not shutil.which(reader.name):
        print(f"left out: {reader.name}; an administrator must install: {' '.join(packages)}", file=sys.stderr)
    return bool(shutil.which(reader.name))


def _apt(command: list[str]) -> None:
    environ = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", *command], check=False, stdout=subprocess.DEVNULL, env=environ)


def version(reader: Reader) -> str:
    """Return a rival's own name and version."""
    done = subprocess.run([reader.name, "--version"], capture_output=True, text=True, check=False)
    first = (done.stdout or done.stderr).splitlines()[0].strip()
    return first if first.startswith(reader.name) else f"{reader.name} {first}"
