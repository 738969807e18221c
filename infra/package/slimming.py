"""What of the libraries stays out of the archives: nothing of it is ever loaded, which `trial.py` proves each time."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from importlib.util import source_from_cache
from pathlib import Path

SERVICES = frozenset({"dynamodb", "kms", "s3", "sesv2", "sns", "sqs", "ssm"})
"""The services whose descriptions botocore has to have; it brings those of some four hundred, 27 MB of them."""

EVERYWHERE: Mapping[str, str] = {
    "boto3/data": "boto3's resources; we use its clients",
    "aws_lambda_powertools/event_handler/openapi/swagger_ui": "a web page about an API",
    "pillow.libs/libavif-*": "a picture format that we refuse; Pillow does without",
    "PIL/_avif.*": "the same",
}
READER_ALONE: Mapping[str, str] = {
    "onnxruntime/capi/libonnxruntime.so*": "for programs in C; the Python module has all of it built in",
    "onnxruntime/backend": "another way to run networks, for onnx's own tests",
    "onnxruntime/datasets": "example networks",
    "onnxruntime/quantization": "making networks smaller; ours are run as they are",
    "onnxruntime/tools": "converting networks",
    "onnxruntime/transformers": "converting language models",
    "google": "protobuf, which those converters need; reading a network is built in",
    "flatbuffers": "the same",
    "trueocr/*.py": "its code needs OpenCV; only its networks are run, by chalicelib/reading/networks.py",
    "trueocr/models/rec.onnx": "what it became by being taught lies in chalicelib/reading/data",
    "trueocr/models/order.onnx": "puts lines in order; chalicelib/reading/layout.py does",
    "numpy/**/tests": "numpy's own tests",
    "numpy/_core/_*_tests.*.so": "the same",
    "numpy/_core/_simd.*.so": "the same",
    "numpy/f2py": "calling Fortran",
    "lxml": "parsing of XML; pikepdf loads it for metadata, which chalicelib/reading/archival writes itself",
    "aiohttp/_http_parser.*.so": "speed, with a fallback in Python; nothing is fetched, but pyHanko imports it",
    "aiohttp/_websocket/*.so": "the same",
    "**/*.pyi": "types, for those who develop",
}
"""Paths in the unpacked archive, as Path.glob takes them, and why no function needs what lies there."""

_OURS = ("app.py", "chalicelib")


def slim(folder: Path, unused: Mapping[str, str]) -> list[str]:
    """Takes out what nothing loads; returns the rules that found nothing to take, since a library has changed."""
    for described in (folder / "botocore" / "data").iterdir():
        if described.is_dir() and described.name not in SERVICES:
            shutil.rmtree(described)
    return [pattern for pattern in unused if not _take_out(list(folder.glob(pattern)))]


def _take_out(paths: list[Path]) -> bool:
    for path in paths:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    return bool(paths)


def leave_sources_out(folder: Path) -> None:
    """Leaves of the libraries only what they were compiled to: Python loads that as well, from where the source lay.

    Our own modules keep their source, so that a traceback shows their lines.
    """
    for compiled in list(folder.rglob("__pycache__/*.pyc")):
        source = Path(source_from_cache(compiled))
        if source.relative_to(folder).parts[0] not in _OURS:
            source.unlink()
            compiled.rename(source.with_suffix(".pyc"))
