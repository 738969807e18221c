"""The two archives: the code with its libraries; and the same with the reader's libraries and Vietnamese data."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
RUNTIME = ROOT / "requirements.txt"
READING = ROOT / "requirements" / "reading.txt"
PLATFORM = "x86_64-manylinux_2_28"
"""Lambda's python3.12 and newer run on Amazon Linux 2023. Its python3.11 is older than the reader's libraries allow."""
OLDEST_FOR_READER = (3, 12)
_TESSDATA = (
    str(ROOT / ".venv" / "share" / "tessdata"),  # where `make setup` puts it when the system has none
    "/usr/share/tesseract-ocr/5/tessdata",
    "/usr/share/tessdata",
    "/usr/local/share/tessdata",
)
_EPOCH = (1980, 1, 1, 0, 0, 0)


def add_tessdata(reader: Path) -> None:
    """Puts the Vietnamese data into the reader's folder."""
    (reader / "tessdata").mkdir()
    shutil.copy(vietnamese(), reader / "tessdata")


def vietnamese() -> Path:
    """The file with Tesseract's Vietnamese data. Raises FileNotFoundError with what to install."""
    for folder in filter(None, (os.environ.get("TESSDATA_PREFIX", ""), *_TESSDATA)):
        for found in (Path(folder) / "vie.traineddata", Path(folder) / "tessdata" / "vie.traineddata"):
            if found.is_file():
                return found
    raise FileNotFoundError("vie.traineddata not found: install tesseract-ocr-vie or set TESSDATA_PREFIX")


def install(folder: Path, *locks: Path) -> None:
    """Fetches the locked wheels for Lambda's platform into the folder, whatever this machine is."""
    version = "{}.{}".format(*sys.version_info)
    how = ["--quiet", "--require-hashes", "--only-binary", ":all:"]
    how += ["--no-deps"]  # the locks are whole, and leave out what a package asks for but we do not use
    target = ["--python-version", version, "--python-platform", PLATFORM, "--target", str(folder)]
    wanted = [part for lock in locks for part in ("-r", str(lock))]
    subprocess.run([sys.executable, "-m", "uv", "pip", "install", *how, *target, *wanted], check=True)
    shutil.rmtree(folder / "bin", ignore_errors=True)  # command-line tools of the libraries
    (folder / ".lock").unlink(missing_ok=True)


def compile_all(folder: Path) -> None:
    """Compiles every module, so that a cold start does not: that halves it and more."""
    for stale in folder.rglob("__pycache__"):
        shutil.rmtree(stale)
    command = [sys.executable, "-m", "compileall", "-q", "-j", "0", "--invalidation-mode", "unchecked-hash"]
    # A module for another Python may not compile; it is never imported either, so the exit status says nothing.
    subprocess.run(
        [*command, "-s", folder, "-p", "/var/task", folder],
        check=False,
        stdout=subprocess.DEVNULL,
        env={**os.environ, "PYTHONHASHSEED": "0"},
    )


def unpack(archive: Path, folder: Path) -> None:
    """The archive's files, in the folder."""
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(folder)


def pack(folder: Path, archive: Path) -> None:
    """Zips the folder; the same files make the same bytes, so an unchanged function is not deployed again."""
    with zipfile.ZipFile(archive, "w") as packed:
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(str(file.relative_to(folder)), _EPOCH)
            entry.external_attr = (0o755 if os.access(file, os.X_OK) else 0o644) << 16
            packed.writestr(entry, file.read_bytes(), zipfile.ZIP_DEFLATED, compresslevel=6)


def megabytes(archive: Path) -> float:
    """What the archive takes once it is unpacked; Lambda allows 250 MB."""
    with zipfile.ZipFile(archive) as packed:
        return sum(entry.file_size for entry in packed.infolist()) / 1e6
