"""The typefaces of the development pages: free ones with all of Vietnamese, none of them kept in this repository.

`python -m infra.samples.set.fonts` fetches what is missing into build/fonts, without root: Debian's packages are
unpacked, npm's web fonts joined. Which face comes from where, under which licence, stands in SOURCES.
"""

import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import typst

FOLDER = Path(__file__).parents[3] / "build" / "fonts"
OWN = "Libertinus Serif"
"""Typst brings it along, so a page can be set on every machine."""
FIRST = (
    "Liberation Serif",
    "Liberation Serif",
    "Liberation Serif",
    "DejaVu Serif",
    "Noto Serif",
    OWN,
    "Liberation Sans",
    "Carlito",
    "Noto Sans",
)
"""What the pages to develop on are printed in; Liberation Serif has the measures of Times New Roman, as in offices."""
OTHERS = (
    "TeX Gyre Termes",
    "TeX Gyre Termes",
    "TeX Gyre Pagella",
    "TeX Gyre Schola",
    "Linux Libertine O",
    "Open Sans",
    "Roboto",
    "DejaVu Sans",
    "TeX Gyre Heros",
)
"""What held-back pages are printed in: none of the first."""
HANDS = {"Patrick Hand": 1.15, "Itim": 1.1, "Dancing Script": 1.2, "Sriracha": 1.1, "Playpen Sans": 0.95}
"""Fonts that imitate writing by hand, and how large beside print."""
ZONE, PLAIN_ZONE = "OCR B", "DejaVu Sans Mono"


@dataclass(frozen=True, slots=True)
class Source:
    """Where faces come from: Debian or npm, the package, the licence, and which of its files are taken."""

    of: str
    package: str
    licence: str
    files: str
    families: tuple[str, ...]


SOURCES = (
    Source("debian", "fonts-liberation2", "OFL-1.1", "LiberationS*.ttf", ("Liberation Serif", "Liberation Sans")),
    Source(
        "debian", "fonts-dejavu-core", "Bitstream Vera", "DejaVuS*.ttf", ("DejaVu Serif", "DejaVu Sans", PLAIN_ZONE)
    ),
    Source("debian", "fonts-noto-core", "OFL-1.1", "NotoS[ae][nr]*-[BRI]*.ttf", ("Noto Serif", "Noto Sans")),
    Source("debian", "fonts-crosextra-carlito", "OFL-1.1", "*.ttf", ("Carlito",)),
    Source(
        "debian",
        "fonts-texgyre",
        "GUST Font License",
        "texgyre[tpsh]*-*.otf",
        ("TeX Gyre Termes", "TeX Gyre Pagella", "TeX Gyre Schola", "TeX Gyre Heros"),
    ),
    Source("debian", "fonts-linuxlibertine", "OFL-1.1", "LinLibertine_R*.otf", ("Linux Libertine O",)),
    Source("debian", "fonts-open-sans", "Apache-2.0", "OpenSans-[BRIS]*.ttf", ("Open Sans",)),
    Source("debian", "fonts-roboto-unhinted", "Apache-2.0", "Roboto-[BRIM]*.ttf", ("Roboto",)),
    Source("debian", "fonts-ocr-b", "free for any use", "OCRB.otf", (ZONE,)),
    Source("npm", "@fontsource/patrick-hand", "OFL-1.1", "*-400-normal.woff2", ("Patrick Hand",)),
    Source("npm", "@fontsource/itim", "OFL-1.1", "*-400-normal.woff2", ("Itim",)),
    Source("npm", "@fontsource/dancing-script", "OFL-1.1", "*-400-normal.woff2", ("Dancing Script",)),
    Source("npm", "@fontsource/sriracha", "OFL-1.1", "*-400-normal.woff2", ("Sriracha",)),
    Source("npm", "@fontsource/playpen-sans", "OFL-1.1", "*-400-normal.woff2", ("Playpen Sans",)),
)


@dataclass(frozen=True, slots=True)
class Faces:
    """The faces that a set is made with."""

    printed: tuple[str, ...]
    written: tuple[str, ...]
    machine: str


PLAIN = Faces((OWN,), (), PLAIN_ZONE)
"""What is there on every machine."""


def faces(choice: str) -> Faces:
    """Return the faces of a choice: `first`, `others` (held back), `both`, or `plain`."""
    hands = tuple(HANDS)
    return {
        "plain": PLAIN,
        "first": Faces(FIRST, hands[:3], ZONE),
        "others": Faces(OTHERS, hands[3:], ZONE),
        "both": Faces(FIRST + OTHERS, hands, ZONE),
    }[choice]


@cache
def loaded() -> typst.Fonts:
    """Return Typst's view of the faces on this machine, read once."""
    return typst.Fonts(include_system_fonts=False, font_paths=[FOLDER] if FOLDER.is_dir() else [])


def missing(wanted: Faces) -> list[str]:
    """Name the faces that this machine lacks, each with its package."""
    here = set(loaded().families())
    return [f"{family} ({_package(family)})" for family in sorted(_all(wanted) - here)]


def _all(wanted: Faces) -> set[str]:
    return {*wanted.printed, *wanted.written, wanted.machine}


def _package(family: str) -> str:
    return next((f"{source.of}: {source.package}" for source in SOURCES if family in source.families), "typst")


def fetch(sources: Iterable[Source] = SOURCES) -> list[str]:
    """Fetch the faces that are missing; return what could not be had."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    here = set(loaded().families())
    lacking = [source for source in sources if not set(source.families) <= here]
    for source in lacking:
        print(f"fetching {', '.join(source.families)}: {source.of} {source.package} ({source.licence})", flush=True)
        with TemporaryDirectory() as work:
            _unpack(source, Path(work))
    loaded.cache_clear()
    return missing(faces("both"))


def _unpack(source: Source, work: Path) -> None:
    command = ["apt-get", "download", "-qq"] if source.of == "debian" else ["npm", "pack", "--silent"]
    if (
        not shutil.which(command[0])
        or subprocess.run([*command, source.package], cwd=work, capture_output=True, check=False).returncode
    ):
        return
    for archive in [*work.glob("*.deb"), *work.glob("*.tgz")]:
        if source.of == "debian":
            subprocess.run(["dpkg-deb", "-x", archive, work], check=True)
        else:
            with tarfile.open(archive) as packed:
                packed.extractall(work, filter="data")
    files = sorted(path for path in work.rglob(source.files) if path.is_file())
    if source.of == "npm":
        _join(files, FOLDER / f"{source.package.rpartition('/')[2]}.ttf")
    else:
        for path in files:
            shutil.copy(path, FOLDER)


def _join(parts: Sequence[Path], target: Path) -> None:
    """Web fonts come in pieces by alphabet; make one face of those that Vietnamese needs."""
    from fontTools.merge import Merger
    from fontTools.ttLib import TTFont

    unpacked = []
    for part in (
        part for part in parts if any(f"-{script}-400" in part.name for script in ("latin", "latin-ext", "vietnamese"))
    ):
        face = TTFont(part)
        face.flavor = None
        for table in {"GSUB", "GPOS", "GDEF"} & set(face.keys()):
            del face[table]  # each piece would take letters apart by rules that only its own marks know
        unpacked.append(str(part.with_suffix(".ttf")))
        face.save(unpacked[-1])
    Merger().merge(unpacked).save(target)


def main() -> int:
    """Fetch what is missing and say what still is."""
    still = fetch()
    for name in still:
        print("missing:", name, file=sys.stderr)
    return 1 if still else 0


if __name__ == "__main__":
    raise SystemExit(main())
