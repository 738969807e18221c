"""What two readers are worth together: python -m infra.bench_agreement FOLDER... (pages with truth.json in or beside).

Every word that Tesseract read is put into a class by what the second reader made of it and how sure each was; a word is
right if the page's truth has it. The constants of `chalicelib/reading/consensus.py` are read off this table.
"""

import argparse
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from PIL import Image

from chalicelib.reading import consensus, normal, recognition, second, spelling
from chalicelib.reading.engine import engine
from chalicelib.reading.facts import Word
from chalicelib.reading.prepare import scan_of

Class = tuple[str, str, str, str]
FIRST, SECOND = (0.9, 0.93, 0.95), (0.6, 0.8, 0.9, 0.97, 0.99)
NOTICE = frozenset("mẫu demo hư cấu đều người và số mọi".split())  # noqa: SIM905 - of our own pages, in no truth


def main() -> None:
    """Read the printed pages of each folder and print how often the words of each class were wrong."""
    parser = argparse.ArgumentParser(prog="python -m infra.bench_agreement", description=main.__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    words, wrong = Counter[Class](), Counter[Class]()
    for folder in parser.parse_args().folders:
        for class_, right in _judged(folder):
            words[class_] += 1
            wrong[class_] += not right
    for class_, count in sorted(words.items()):
        print(*(f"{part:16}" for part in class_), f"{count:6} words, {wrong[class_]:4} wrong")


def _judged(folder: Path) -> Iterator[tuple[Class, bool]]:
    place = folder if (folder / "truth.json").exists() else folder.parent
    record: dict[str, Any] = json.loads((place / "truth.json").read_text("utf-8"))
    for file in record["files"]:
        page = record["pages"][file["page"]]
        if (folder / file["file"]).exists() and not page.get("written") and "hand" not in file.get("damage", ""):
            yield from _of_page(folder / file["file"], _words(page["text"]))
            print(file["file"], flush=True)


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", unicodedata.normalize("NFC", text)))


def _of_page(file: Path, true: frozenset[str]) -> Iterator[tuple[Class, bool]]:
    read = recognition.recognise(scan_of(Image.open(file)), engine())
    lines = [(box, read.reader.read(box)) for box in read.boxes]
    for (box, first), other in zip(lines, second.read_lines(read.ready.grey, lines), strict=True):
        pairs = [pair for pair in consensus.paired(first, other) if pair[0]]
        differ = any(two is None or _core(one) != _core(two) for one, two in pairs if one)
        third = read.reader.read(box, recognition.OTHER_HEIGHT) if differ else ()
        again = {id(one): more for one, more in consensus.paired(first, third) if one and more}
        for one, two in pairs:
            if one and two and spelling.is_syllable(_core(one)) and _core(one).casefold() not in NOTICE:
                yield _class(one, two, again.get(id(one))), _core(one) in true


def _class(one: Word, two: Word, again: Word | None) -> Class:
    word = _core(one)
    said = "agree" if _core(two) == word else "again" if again and _core(again) == word else "differ"
    mark = "hat" if spelling.has_hat(word) else "may lack a hat" if spelling.may_lack_hat(word) else "plain"
    return said, mark, _band(one.confidence, FIRST), _band(two.confidence, SECOND)


def _core(word: Word) -> str:
    return normal.tidy(word.text).strip(consensus.EDGES)


def _band(confidence: float, bounds: Sequence[float]) -> str:
    return f">= {max((bound for bound in bounds if confidence >= bound), default=0):.2f}"


if __name__ == "__main__":
    main()
