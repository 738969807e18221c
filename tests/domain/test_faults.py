"""The catalogue of refusals against the source that uses it, both ways."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

from chalicelib.domain.faults import FAULTS, Fault, FaultKind
from chalicelib.domain.people import unaccent
from chalicelib.reading import Reason

ROOT = Path(__file__).parents[2]
SOURCES = [ROOT / "app.py", *sorted((ROOT / "chalicelib").rglob("*.py"))]
CATALOGUE = ROOT / "chalicelib" / "domain" / "faults.py"


@dataclass(frozen=True)
class Use:
    """A place that refuses: with which code, and which values it gives to the sentences."""

    where: str
    code: str
    values: frozenset[str]


def uses() -> Iterator[Use]:
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Fault":
                code = node.args[0]
                if isinstance(code, ast.Constant):
                    yield Use(f"{path.name}:{node.lineno}", str(code.value), frozenset(_values(node)))


def _values(call: ast.Call) -> Iterator[str]:
    for keyword in call.keywords:
        if keyword.arg:
            yield keyword.arg
        elif isinstance(keyword.value, ast.Dict):  # **{"code": …}
            yield from (str(key.value) for key in keyword.value.keys if isinstance(key, ast.Constant))


@cache
def words_elsewhere() -> set[str]:
    """Every string of the source outside the catalogue: codes that are chosen from a table."""
    return {
        node.value
        for path in SOURCES
        if path != CATALOGUE
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


USES = list(uses())
OF_SERVICES = ("too_large", "not_uploaded", "reader_failed", "other_version", "belongs_nowhere")


def gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_the_source_refuses_in_many_places() -> None:
    assert len(USES) > 50  # otherwise the walk above has gone blind


@pytest.mark.parametrize("use", USES, ids=lambda use: f"{use.where} {use.code}")
def test_every_refusal_is_in_the_catalogue_and_says_both_sentences_with_its_values(use: Use) -> None:
    fault = Fault(use.code, None, **dict.fromkeys(use.values, "x"))
    assert fault.vi
    assert fault.en
    assert "{" not in fault.vi + fault.en


@pytest.mark.parametrize("reason", [*Reason, *OF_SERVICES])
def test_every_reason_of_the_reader_has_a_sentence(reason: str) -> None:
    assert Fault(f"scan.{reason}").vi
    assert Fault(f"scan.{reason}").en


@pytest.mark.parametrize("code", FAULTS)
def test_every_sentence_is_used_somewhere(code: str) -> None:
    by_reader = code.startswith("scan.") and code.removeprefix("scan.") in {*Reason, *OF_SERVICES}
    assert by_reader or code in words_elsewhere()


@pytest.mark.parametrize("code", FAULTS)
def test_a_code_is_an_area_and_a_name(code: str) -> None:
    area, _, name = code.partition(".")
    assert area.isalpha()
    assert name.replace("_", "").isalpha()
    assert code == code.lower()


@pytest.mark.parametrize(("code", "text"), FAULTS.items())
def test_both_languages_say_it_with_the_same_values(code: str, text: tuple[FaultKind, str, str]) -> None:
    _, vi, en = text
    assert unaccent(vi) != vi, f"{code}: no Vietnamese"
    assert en.translate({ord("“"): None, ord("”"): None}).isascii(), f"{code}: no plain English"
    assert gaps(vi) == {gap.removesuffix("_en") for gap in gaps(en)}  # `x_en` says `x` in English
    assert vi.endswith(".")
    assert en.endswith(".")


@pytest.mark.parametrize("kind", list(FaultKind))
def test_every_kind_is_needed(kind: FaultKind) -> None:
    assert kind in {text.kind for text in FAULTS.values()}


def test_no_place_gives_a_value_that_is_a_person() -> None:
    personal = {"full_name", "number", "phone", "email", "address", "value", "text"}
    assert not [use for use in USES if use.values & personal]
