"""What is wrong with a version of a procedure: refused with the reason when it is entered, not when it is used."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from typing import Any, get_args, get_origin, get_type_hints

from chalicelib.domain import procedures
from chalicelib.domain.faults import Fault
from chalicelib.domain.procedures import FORM_KINDS, RULE_KINDS, Procedure

CERTAINTIES = frozenset({"high", "medium", "low"})
ONLINE_LEVELS = frozenset({"toan_trinh", "mot_phan", "khong_truc_tuyen"})
TIME_UNITS = frozenset({"working_day", "day", "hour"})
ROW = frozenset({"entry", "kind", "valid_from", "valid_to", "demo", "source", "body"})
SOURCED = ("name", "field", "decision", "authority", "papers", "time", "fee", "results", "online_level")
"""Fields that need a source as soon as they say anything."""

_APPLICANT = {"applicant.full_name", "applicant.number"}
_NOT_IN_BODY = {"valid_from", "valid_to", "source"}
_CODE = re.compile(r"\d\.\d{6}(?:\.\d{2,3}){0,3}(?:\.H\d{2})?")
_RESULT = re.compile(r"KQ\.[A-Z]\d{2}\.\d{6}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_ACCEPTED: dict[Any, Any] = {str: str, int: int, bool: bool, tuple: (list, tuple)}
_WORDS = {
    str: ("chuỗi ký tự", "text"),
    int: ("số nguyên", "a whole number"),
    bool: ("true hoặc false", "true or false"),
    tuple: ("danh sách", "a list"),
}


def problems(row: Mapping[str, Any]) -> tuple[Fault, ...]:
    """Everything that is wrong with a row as the registry's files spell it; () when it may be entered.

    Shape comes first: what a value says is looked at only when every value is of its kind.
    """
    return tuple(_row_shape(row)) or (*_dates(row), *_meaning(row["entry"], row["body"]))


def day_of(value: object) -> date | None:
    """The day that is written year-month-day, or None."""
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _row_shape(row: Mapping[str, Any]) -> Iterator[Fault]:
    for name in sorted(row.keys() - ROW):
        yield Fault("catalogue.unknown_field", _short(name), name=_short(name))
    for name in sorted(ROW - {"demo", "valid_to"} - row.keys()):
        yield Fault("catalogue.missing", name)
    for name in ("entry", "source"):
        yield from _kind(row.get(name, ""), str, name)
    yield from _kind(row.get("demo", False), bool, "demo")
    if row.get("kind", "procedure") != "procedure":
        yield Fault("catalogue.choice", "kind", choices="procedure")
    if isinstance(row.get("source"), str) and not row["source"].strip():
        yield Fault("catalogue.no_source", "source")
    if "body" in row:
        yield from _object(row["body"], Procedure, "body")


def _fields(cls: type) -> dict[str, tuple[Any, bool]]:
    hints = get_type_hints(cls)
    skipped = _NOT_IN_BODY if cls is Procedure else set()
    return {f.name: (hints[f.name], _must(f)) for f in fields(cls) if f.name not in skipped}


def _must(field: Field[Any]) -> bool:
    return field.default is MISSING and field.default_factory is MISSING


_KNOWN = {cls: _fields(cls) for cls in vars(procedures).values() if isinstance(cls, type) and is_dataclass(cls)}
"""The fields of each part of a procedure: of what kind each is, and whether it must be there."""


def _object(value: object, cls: type, path: str) -> Iterator[Fault]:
    if not isinstance(value, Mapping):
        yield Fault("catalogue.kind", path, expected="đối tượng", expected_en="an object")
        return
    known = _KNOWN[cls]
    for name in value:
        if name not in known:
            yield Fault("catalogue.unknown_field", f"{path}.{_short(name)}", name=_short(name))
    for name, (kind, must) in known.items():
        if name in value:
            yield from _kind(value[name], kind, f"{path}.{name}")
        elif must:
            yield Fault("catalogue.missing", f"{path}.{name}")


def _kind(value: object, kind: Any, path: str) -> Iterator[Fault]:  # noqa: ANN401 - a type hint has no type
    origin, inner = get_origin(kind), get_args(kind)
    if type(None) in inner:
        if value is not None:
            yield from _kind(value, next(k for k in inner if k is not type(None)), path)
    elif is_dataclass(kind):
        yield from _object(value, kind, path)  # type: ignore[arg-type]
    elif not isinstance(value, _ACCEPTED.get(origin or kind, Mapping)) or (kind is int and isinstance(value, bool)):
        vi, en = _WORDS.get(origin or kind, ("đối tượng", "an object"))
        yield Fault("catalogue.kind", path, expected=vi, expected_en=en)
    else:
        yield from _items(value, inner, path)


def _items(value: object, inner: tuple[Any, ...], path: str) -> Iterator[Fault]:
    """What is wrong inside a list or a mapping."""
    if isinstance(value, list | tuple):
        for number, item in enumerate(value):
            yield from _kind(item, inner[0], f"{path}.{number}")
    elif isinstance(value, Mapping):
        for name, item in value.items():
            yield from _kind(item, inner[1], f"{path}.{_short(name)}")


def _short(name: object) -> str:
    """A name of somebody else's, short enough for a sentence and harmless in a template."""
    return re.sub(r"[^\w.-]", "?", str(name))[:60]


def _dates(row: Mapping[str, Any]) -> Iterator[Fault]:
    yield from _period(row, "")
    if row["valid_from"] is None:
        yield Fault("catalogue.date", "valid_from")


def _period(period: Mapping[str, Any], path: str) -> Iterator[Fault]:
    first, last = period.get("valid_from"), period.get("valid_to")
    wrong = [n for n, v in (("valid_from", first), ("valid_to", last)) if v is not None and day_of(v) is None]
    yield from (Fault("catalogue.date", path + name) for name in wrong)
    if not wrong and first is not None and last is not None and last < first:
        yield Fault("catalogue.dates_order", path + "valid_to", first=first, last=last)


def _meaning(entry: str, body: Mapping[str, Any]) -> Iterator[Fault]:
    if not _CODE.fullmatch(body["code"]) or entry != f"procedure#{body['code']}":
        yield Fault("catalogue.code", "body.code")
    yield from _time(body["time"])
    yield from _papers_and_form(body)
    yield from _fee(body.get("fee") or {})
    for number, result in enumerate(body.get("results", ())):
        if not _RESULT.fullmatch(result["code"]):
            yield Fault("catalogue.result_code", f"body.results.{number}.code")
    yield from _choice(body["online_level"], ONLINE_LEVELS, "body.online_level")
    for number, rule in enumerate(body.get("agent_rules", ())):
        yield from _choice(rule["kind"], RULE_KINDS, f"body.agent_rules.{number}.kind")
    yield from _sources(body)


def _time(time: Mapping[str, Any]) -> Iterator[Fault]:
    yield from _choice(time["unit"], TIME_UNITS, "body.time.unit")
    if (time["n"] is None) != (time["unit"] is None):
        yield Fault("catalogue.missing", "body.time.unit" if time["unit"] is None else "body.time.n")
    yield from _not_negative(time, ("n",), "body.time")


def _papers_and_form(body: Mapping[str, Any]) -> Iterator[Fault]:
    yield from _twice([paper["code"] for paper in body["papers"]], "body.papers", "code")
    yield from _twice([field["name"] for field in body["form"]], "body.form", "name")
    for number, paper in enumerate(body["papers"]):
        yield from _not_negative(paper, ("originals", "copies"), f"body.papers.{number}")
    for number, field in enumerate(body["form"]):
        yield from _choice(field["kind"], FORM_KINDS, f"body.form.{number}.kind")
    declared = {field["name"] for field in body["form"]} | _APPLICANT
    kinds = {paper.get("reads_as") for paper in body["papers"]}
    for number, check in enumerate(body["checks"]):
        if check["declared"] not in declared:
            yield Fault("catalogue.check_field", f"body.checks.{number}.declared", name=_short(check["declared"]))
        if check["paper"] not in kinds:
            yield Fault("catalogue.check_paper", f"body.checks.{number}.paper", paper=_short(check["paper"]))


def _fee(fee: Mapping[str, Any]) -> Iterator[Fault]:
    yield from _not_negative(fee, ("direct", "online"), "body.fee")
    yield from _choice(fee.get("due"), ("intake",), "body.fee.due")
    for part in ("periods", "extras"):
        for number, item in enumerate(fee.get(part, ())):
            yield from _not_negative(item, ("direct", "online"), f"body.fee.{part}.{number}")
    for part in ("periods", "exemptions"):
        for number, item in enumerate(fee.get(part, ())):
            yield from _period(item, f"body.fee.{part}.{number}.")
    for number, exemption in enumerate(fee.get("exemptions", ())):
        if not 0 < exemption["percent"] <= 100:
            yield Fault("catalogue.percent", f"body.fee.exemptions.{number}.percent")
    yield from _twice([extra["code"] for extra in fee.get("extras", ())], "body.fee.extras", "code")


def _sources(body: Mapping[str, Any]) -> Iterator[Fault]:
    facts = body.get("facts", {})
    for name, fact in facts.items():
        if name not in _KNOWN[Procedure]:
            yield Fault("catalogue.unknown_field", f"body.facts.{_short(name)}", name=_short(name))
        yield from _choice(fact.get("certainty"), CERTAINTIES, f"body.facts.{_short(name)}.certainty")
    for name in SOURCED:
        if _says_something(name, body.get(name)) and not facts.get(name, {}).get("source", "").strip():
            yield Fault("catalogue.no_source", f"body.facts.{name}")


def _says_something(name: str, value: Any) -> bool:  # noqa: ANN401 - any field of a body
    return value["n"] is not None if name == "time" else bool(value)


def _not_negative(holder: Mapping[str, Any], names: Iterable[str], path: str) -> Iterator[Fault]:
    for name in names:
        if (holder.get(name) or 0) < 0:
            yield Fault("catalogue.negative", f"{path}.{name}")


def _choice(value: str | None, choices: Iterable[str], path: str) -> Iterator[Fault]:
    if value is not None and value not in choices:
        yield Fault("catalogue.choice", path, choices=", ".join(sorted(choices)))


def _twice(values: Sequence[str], path: str, name: str) -> Iterator[Fault]:
    for number, value in enumerate(values):
        if value in values[:number]:
            yield Fault("catalogue.twice", f"{path}.{number}.{name}", name=_short(value))
