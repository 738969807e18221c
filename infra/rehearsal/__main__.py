"""`python -m infra.rehearsal`: deploys `build/package` to the emulator and plays the main job on it."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from infra.package import template
from infra.package.archives import ROOT
from infra.rehearsal import deployment, emulator
from infra.rehearsal.complaints import complaints
from infra.rehearsal.emulator import Emulator, RehearsalFailedError

T = TypeVar("T")
_SCRATCH_BYTES = 6 << 30
_EMULATOR = ROOT / ".venv-rehearsal" / "bin" / "python"


def main() -> int:
    """Rehearses; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m infra.rehearsal", description=__doc__)
    parser.add_argument("--package", type=Path, default=ROOT / "build" / "package", help="what `make package` made")
    parser.add_argument("--python", type=Path, default=_EMULATOR, help="the Python that the emulator is installed in")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the emulator is ended on the way out
    began = time.monotonic()
    try:
        _check_python(options.package, options.python)
        with (
            TemporaryDirectory(prefix="motcua-rehearsal-", dir=_scratch(), ignore_cleanup_errors=True) as folder,
            emulator.running(options.python, Path(folder), template.REGION) as running,
        ):
            _rehearse(options.package, running)
    except RehearsalFailedError as failed:
        sys.stderr.write(f"REHEARSAL FAILED: {failed}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("rehearsal broken off\n")
        return 130
    print(f"rehearsal passed in {time.monotonic() - began:.0f} s")
    return 0


def _scratch() -> str | None:
    """Memory, where there is enough of it: a dozen unpacked functions keep a slow disk busy for minutes."""
    memory = Path("/dev/shm")  # noqa: S108 - a fresh folder is made in it
    if not memory.is_dir():
        return None
    found = os.statvfs(memory)
    fits = found.f_bavail * found.f_frsize > _SCRATCH_BYTES and not found.f_flag & os.ST_NOEXEC
    return str(memory) if fits and os.access(memory, os.W_OK) else None


def _check_python(package: Path, python: Path) -> None:
    """The functions run on the emulator's Python, so it must be the one that the package is for."""
    if not (package / "sam.yaml").is_file():
        raise RehearsalFailedError(f"nothing is packed in {package}: run `make package`")
    if not python.is_file():
        raise RehearsalFailedError(f"{python} is missing: run `make rehearse`, which installs the emulator")
    found = subprocess.run(
        [python, "-c", "import sys; print('python{}.{}'.format(*sys.version_info))"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    wanted = template.runtime(template.load(package / "sam.yaml"))
    if found != wanted:
        raise RehearsalFailedError(f"the package is for {wanted}, the emulator runs {found}")


def _rehearse(package: Path, running: Emulator) -> None:
    deployment.use(running)
    deployed = _step(
        "stack deployed", lambda: deployment.deploy(package, running), lambda d: f"{len(d.resources)} resources"
    )
    os.environ.update(deployed.environment)
    from infra.rehearsal import (  # only now: the adapters read the environment when they are imported
        letters,
        papers,
        partner,
        payments,
        steps,
    )

    stack = _step("registry filled", lambda: steps.fill(deployed, running))
    _step("strangers refused", lambda: steps.strangers_are_refused(stack))
    code = _step("main job played", lambda: steps.main_job(stack, lambda line: print("    " + line)), str)
    _step("fee paid", lambda: payments.fee_is_paid(stack, lambda line: print("    " + line)), str)
    _step("citizen told", lambda: steps.citizen_was_told(running), str)
    batch = _step("partner's batch taken", lambda: partner.batch_is_taken(deployed), str)
    _step("partner's scan read", lambda: partner.batch_is_read(stack, batch))
    _step("copy kept", lambda: papers.copy_is_kept(deployed, stack, batch), str)
    _step("doubt settled", lambda: papers.doubt_is_settled(stack, batch))
    _step("pile split", lambda: papers.pile_is_split(stack, batch), str)
    _step("other doors open", lambda: steps.other_doors_open(stack, batch))
    _step("sweep found what lay", lambda: steps.sweep_finds_what_lies(deployed, stack, batch), str)
    _step("nothing failed", lambda: letters.nothing_failed(deployed), str)
    _step("denied work came back", lambda: letters.denied_work_comes_back(deployed, code))
    _step("poison died alone", lambda: letters.poison_dies(deployed))


def _step(name: str, act: Callable[[], T], shown: Callable[[T], str] = lambda _: "") -> T:
    began = time.monotonic()
    try:
        result = act()
    except Exception as failed:  # whatever it is, it is told under the step's name, with what the functions say
        said = "".join(f"\n    {line}" for line in complaints())
        raise RehearsalFailedError(f"{name}: {type(failed).__name__}: {failed}{said}") from failed
    print(f"{time.monotonic() - began:6.1f} s  {name}  {shown(result)}".rstrip(), flush=True)
    return result


if __name__ == "__main__":
    sys.exit(main())
