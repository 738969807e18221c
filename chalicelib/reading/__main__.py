"""Read files from the command line: `python -m chalicelib.reading FILE... [--json]`."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from . import Page, Reading, Reason, Unreadable, read, words


def main(arguments: Sequence[str] | None = None) -> int:
    """Read every file; return 1 if one of them could not be read."""
    parser = argparse.ArgumentParser(prog="python -m chalicelib.reading", description="Read Vietnamese papers.")
    parser.add_argument("files", nargs="+", metavar="FILE", help="JPEG, PNG, TIFF, HEIC or PDF")
    parser.add_argument("--json", action="store_true", help="one JSON object per file and line")
    options = parser.parse_args(arguments)
    return max([_read_one(file, as_json=options.json) for file in options.files])


def _read_one(file: str, *, as_json: bool) -> int:
    try:
        reading = read(Path(file).read_bytes(), on_page=lambda page, total: _progress(file, page.number, total))
    except Unreadable as error:
        return _refuse(file, error.reason, error.detail, as_json=as_json)
    except OSError as error:
        return _refuse(file, "no_such_file", error.strerror or "cannot be opened", as_json=as_json)
    print(_json({"file": file, **reading.to_dict()}) if as_json else _readable(file, reading), flush=True)
    return 0


def _refuse(file: str, code: Reason | str, detail: str, *, as_json: bool) -> int:
    print(f"{file}: {code}: {detail}", file=sys.stderr)
    if as_json:
        print(_json({"file": file, "error": {"code": str(code), "detail": detail}}), flush=True)
    return 1


def _progress(file: str, done: int, total: int) -> None:
    print(f"{file}: page {done} of {total}", file=sys.stderr)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _readable(file: str, reading: Reading) -> str:
    return "\n".join(_page(file, page) for page in reading.pages)


def _page(file: str, page: Page) -> str:
    sure = "sure" if page.kind_sure else "not sure"
    head = f"== {file}, page {page.number}: {page.kind} ({page.kind_confidence:.2f}, {sure}), {page.seconds:.1f} s"
    rows = [
        f"  {field.name:22} {field.confidence:4.2f} {'sure' if field.sure else '?':4} {field.value}  {field.box}"
        for field in page.fields
    ]
    wrong = [f"  {code}: {words.trouble(code).en}" for code in page.troubles]
    return "\n".join([head, *wrong, f"  steps: {', '.join(page.trace) or 'none'}", *rows, "", page.text, ""])


if __name__ == "__main__":
    sys.exit(main())
