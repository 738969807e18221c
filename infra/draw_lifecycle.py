"""Draws the lifecycle's table into `docs/lifecycle.md`: a picture, and the same in words. `make draw` runs it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from chalicelib.domain.dossiers import Status
from chalicelib.domain.events import FOLLOWED_BY, Todo
from chalicelib.domain.lifecycle import TRANSITIONS, Transition

PAGE = Path(__file__).parents[1] / "docs" / "lifecycle.md"
_ENDS = [s for s in Status if not any(s in t.sources for t in TRANSITIONS.values())]
_PAUSED_AT = (Status.ACCEPTED, Status.PROCESSING)  # where an act that resumes may lead back to


def page() -> str:
    """The whole page, as it must stand in `docs/`."""
    return "\n".join([_HEAD, *_picture(), *_table(), *_words(), ""])


_HEAD = """# The lifecycle of a dossier

Drawn from the table in `chalicelib/domain/lifecycle.py` by `make draw`; a test holds that it is up to date. The ten
statuses are the national portal's. What is not drawn is refused, and the refusal names what is open and to whom.
"""


def _picture() -> Iterator[str]:
    yield from ("```mermaid", "stateDiagram-v2")
    yield from (f"  s{s.value}: {s.value} {s.vi}" for s in Status)
    yield "  [*] --> s1"
    for line in TRANSITIONS.values():
        for source in sorted(line.sources):
            yield from (f"  s{source.value} --> s{target.value}: {line.vi}" for target in _targets(line, source))
    yield from (f"  s{s.value} --> [*]" for s in _ENDS)
    yield "```"


def _targets(line: Transition, source: Status) -> tuple[Status, ...]:
    return _PAUSED_AT if line.resumes else (line.target or source,)


def _table() -> Iterator[str]:
    yield from ("", "| act | from | to | by | only if | demands | tells the citizen |", "|---|---|---|---|---|---|---|")
    for line in TRANSITIONS.values():
        yield " | ".join(
            [
                f"| **{line.action}** {line.vi}",
                " ".join(str(s.value) for s in sorted(line.sources)),
                "back" if line.resumes else str(line.target.value) if line.target else "stays",
                ", ".join(sorted(line.roles)),
                line.guard.en if line.guard else "",
                _demands(line),
                "yes |" if FOLLOWED_BY[line.event] is Todo.NOTIFY else "once routed |",
            ]
        )


def _demands(line: Transition) -> str:
    asked = {
        "reason": line.needs_reason,
        "result's number": line.needs_result,
        "new due day": line.needs_due,
        "authority": line.needs_authority,
    }
    return ", ".join([name for name, needed in asked.items() if needed] + ([f"form {line.form}"] if line.form else []))


def _words() -> Iterator[str]:
    yield from ("", "| status | tiếng Việt | English |", "|---|---|---|")
    yield from (f"| {s.value} | {s.vi} | {s.en} |" for s in Status)


if __name__ == "__main__":
    PAGE.write_text(page())
