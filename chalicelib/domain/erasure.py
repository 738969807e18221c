"""What erasing leaves of a dossier: the least that the law on archives demands, as registry data, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.domain.custody import CITIZEN, Act, Party
from chalicelib.domain.dossiers import CLOSED, File, Paper
from chalicelib.domain.results import State
from chalicelib.domain.reuse import home
from chalicelib.domain.rights import Kept

GONE = "ĐÃ XÓA"
"""What stands in the place of a name."""
NOBODY = "erased"
"""The person of a dossier that can no longer be found by its person."""
Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Minimum:
    """What has to stay: values of the dossier by their names (`result_number`, a field of the form, `applicant.…`),
    kinds of papers whose scans are archived, and what else is kept and why."""

    values: frozenset[str]
    kinds: frozenset[str]
    stays: tuple[Kept, ...]
    source: str


def minimum(body: Mapping[str, Any], source: str) -> Minimum:
    """The minimum of a registry entry."""
    return Minimum(
        values=frozenset(body["values"]),
        kinds=frozenset(body["kinds"]),
        stays=tuple(Kept(**one) for one in body["stays"]),
        source=source,
    )


RESULT = "result"
"""Among the kinds that are archived: the signed results themselves."""


def is_erasable(file: File) -> bool:
    """Whether nobody works on the dossier any more and nothing is on its way to the citizen: until then it is needed to
    do what the citizen asked for."""
    return _is_decided(file) and not _is_to_be_given(file)


def _is_decided(file: File) -> bool:
    return all(one.status in CLOSED for one in (file.dossier, *file.parts))


def _is_to_be_given(file: File) -> bool:
    """Whether a result is being signed, or waits for its citizen, or a paper is with somebody who is to pass it on.

    What nobody collected and the authority has back is given up waiting for.
    """
    awaits = [r for r in file.results if r.state is State.AWAITED or (r.state is State.ISSUED and not r.sent_back_at)]
    return bool(awaits) or any(a.holder.party in _PASSING_ON for a in file.articles)


_PASSING_ON = frozenset({Party.AGENT, Party.COURIER, Party.CARRIER})


def planned(files: Iterable[File], least: Minimum) -> tuple[Kept, ...]:
    """What of a person's dossiers will stay: what is worked on, scans that this needs, and what is archived."""
    files = list(files)
    busy = in_use(files)
    found = list(least.stays)
    for file in files:
        code = file.dossier.code
        if not is_erasable(file):
            found.append(Kept(code, *(_GIVING if _is_decided(file) else _OPEN), "NĐ 13/2023/NĐ-CP Đ.17"))
            continue
        found += [
            Kept(f"{code}/{p.id}", *_NEEDED, "NĐ 13/2023/NĐ-CP Đ.17") for p in file.papers if _lies(file, p) in busy
        ]
        found += [Kept(f"{code}/{p.id}", *_ARCHIVED, least.source) for p in file.papers if p.kind in least.kinds]
        if RESULT in least.kinds:
            found += [Kept(f"{code}/{r.id}", *_ARCHIVED, least.source) for r in file.results if r.sha256]
        found += [Kept(f"{code}: {name}", *_ARCHIVED, least.source) for name in sorted(least.values)]
    return tuple(dict.fromkeys(found))


_OPEN = ("Hồ sơ đang được giải quyết theo yêu cầu của chính công dân.", "The dossier is still being worked on.")
_GIVING = (
    "Kết quả hoặc giấy tờ của hồ sơ còn đang được giao cho công dân.",
    "A result or a paper of the dossier is still on its way to the citizen.",
)
_NEEDED = ("Bản quét đang dùng cho một hồ sơ chưa xong.", "The scan serves a dossier that is still being worked on.")
_ARCHIVED = ("Pháp luật về lưu trữ yêu cầu giữ.", "The law on archives demands it.")


def _lies(file: File, paper: Paper) -> tuple[str, str]:
    return home(file.dossier.code, paper)


def gone(file: File, least: Minimum, busy: frozenset[tuple[str, str]]) -> list[tuple[str, str]]:
    """Where the scans lie that go with the dossier."""
    return [_lies(file, p) for p in file.papers if p.kind not in least.kinds and _lies(file, p) not in busy]


def in_use(files: Iterable[File]) -> frozenset[tuple[str, str]]:
    """Where the scans lie that a dossier still needs which is not erased."""
    return frozenset(home(f.dossier.code, p) for f in files if not is_erasable(f) for p in f.papers if p.reused_from)


def blanked(kind: str, sealed: Json, least: Minimum) -> Json:
    """What is left of an item's sealed values. A kind that is not known here keeps its shape and loses every text."""
    return _LEFT.get(kind, _of_other)(sealed, least)


def _of_other(values: Json, _least: Minimum) -> Json:
    return {name: _emptied(value) for name, value in values.items()}


def _emptied(value: Any) -> Any:  # noqa: ANN401 - any JSON
    match value:
        case str():
            return ""
        case list():
            return [_emptied(one) for one in value]
        case dict():
            return {name: _emptied(one) for name, one in value.items()}
        case _:
            return value


def _of_dossier(values: Json, least: Minimum) -> Json:
    applicant = {
        name: text if f"applicant.{name}" in least.values else _NO_APPLICANT.get(name)
        for name, text in values["applicant"].items()
    }
    return {
        **_of_other(values, least),
        "applicant": applicant,
        "form": {name: text for name, text in values["form"].items() if name in least.values},
        "result_number": values["result_number"] if "result_number" in least.values else None,
    }


def _of_result(values: Json, least: Minimum) -> Json:
    number = values["number"] if "result_number" in least.values else ""
    return {**_of_other(values, least), "number": number}


def _of_article(values: Json, _least: Minimum) -> Json:
    """The chain stays: what was handed over, when, from which party to which, by which account of an office.

    What somebody wrote down as the place goes, and the account of the citizen.
    """
    return {"steps": [_step_left(*step) for step in values["steps"]]}


def _step_left(act: str, at: str, by: str, _where: str, source: str | None, to: str) -> list[str | None]:
    scans = source if act in _BY_ITS_SOURCE else to
    return [act, at, "" if scans == str(CITIZEN) else by, "", source, to]


_BY_ITS_SOURCE = frozenset({Act.OFFERED.value, Act.HANDED.value})
_NO_APPLICANT = {"full_name": GONE, "number": "", "phone": "", "email": None, "residence_unit": "", "address": ""}
_LEFT: dict[str, Callable[[Json, Minimum], Json]] = {
    "dossier": _of_dossier,
    "part": _of_dossier,
    "paper": lambda _values, _least: {"facts": []},
    "correction": lambda _values, _least: {"before": None, "after": None},
    "result": _of_result,
    "article": _of_article,
    "payment": lambda values, _least: {**values, "ground": _emptied(values["ground"]), "why": _emptied(values["why"])},
}
