"""What a reader costs beside its time a page: how long until it can start, and how much memory it takes."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from PIL import Image

from infra.bench_reading.readers import OURS, ROOT, Reader, environment, pinned
from infra.samples.set.fonts import PLAIN
from infra.samples.set.kinds import PAPERS
from infra.samples.set.setting import sheet

STARTS = 5
_TWICE = """
import sys, time, json
from chalicelib.reading import read
data = open(sys.argv[1], "rb").read()
ends = []
for _ in range(2):
    read(data)
    ends.append(time.time())
print(json.dumps(ends))
"""


def ready(reader: Reader) -> float:
    """Return the seconds from the start of a fresh process until its first page can start: the median of some."""
    with TemporaryDirectory() as work:
        page = Path(work) / "page.png"
        if reader is OURS:
            sheet(PAPERS[0], 1, PLAIN, 100).image.save(page)
            return median(_ours_ready(page) for _ in range(STARTS))
        Image.new("L", (40, 40), 255).save(page)  # nothing to read: what is left is the start
        command = pinned(reader.once(page, Path(work) / "out"))
        return median(_wall(command) for _ in range(STARTS))


def _ours_ready(page: Path) -> float:
    """Read one page twice: what the first took longer than the second was getting ready."""
    start = time.time()
    done = subprocess.run(
        pinned([sys.executable, "-c", _TWICE, str(page)]),
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    first, second = json.loads(done.stdout)
    return float((first - start) - (second - first))


def _wall(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, env=environment(), capture_output=True, check=False)
    return time.perf_counter() - start


def memory(reader: Reader) -> float:
    """Return the most memory (MB, resident) that one A4 page at 300 dpi takes; of several processes, the largest."""
    with TemporaryDirectory() as work:
        page = Path(work) / "page.png"
        sheet(PAPERS[0], 1, PLAIN, 300).image.save(page, dpi=(300, 300))
        command = pinned(reader.once(page, Path(work) / "out"))
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        return usage.ru_maxrss / 1024
