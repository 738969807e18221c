"""The small neural networks beside Tesseract: where lines of text stand, which way is up, a second reader.

They are the ONNX files of the `trueocr` package, run here without that package's own code, which would bring OpenCV
and its 70 MB along. Where they are not installed everything still works, on Tesseract alone. The second reader is that
package's, taught Vietnamese marks by `python -m infra.second_reader`; what it learned travels with this project.
"""

import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import onnxruntime


TAUGHT = Path(__file__).parent / "data" / "rec.onnx"


@cache
def folder() -> Path | None:
    """Return where the networks lie, or nothing."""
    package = find_spec("trueocr")
    if find_spec("onnxruntime") is None or package is None or not package.submodule_search_locations:
        return None
    found = Path(package.submodule_search_locations[0]) / "models"
    return found if (found / "meta.json").is_file() else None


def installed() -> bool:
    """Tell whether the networks can be used."""
    return folder() is not None


@cache
def about() -> dict[str, Any]:
    """Return what the networks say of themselves: letters, sizes."""
    return dict(json.loads((_folder() / "meta.json").read_text(encoding="utf-8")))


@cache
def session(name: str) -> "onnxruntime.InferenceSession":
    """Return one network, loaded once; it may be run by several threads at a time."""
    import onnxruntime  # noqa: PLC0415 - 0.1 s that only those pay who read

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False  # it would keep the memory of the largest page for ever
    options.log_severity_level = 3
    file = TAUGHT if name == "rec" else _folder() / f"{name}.onnx"
    return onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])


def untaught() -> Path:
    """Return the second reader as its package brings it."""
    return _folder() / "rec.onnx"


def _folder() -> Path:
    found = folder()
    if found is None:
        raise FileNotFoundError("the networks of the package trueocr are not installed: see requirements/reading.in")
    return found
