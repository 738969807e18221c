"""Who may have the results of a dossier on a day, and under which names: for tracking and notices alike."""

from __future__ import annotations

from datetime import date

from chalicelib.domain import procedures
from chalicelib.domain.agents import Agent
from chalicelib.domain.deadlines import hanoi_day
from chalicelib.domain.dossiers import File
from chalicelib.domain.faults import Fault
from chalicelib.domain.outcomes import Counter
from chalicelib.services.reference import registry


def counter(file: File, today: date) -> Counter:
    """The agent as it is today, for one goes there to collect, under the rules of the day the dossier was opened."""
    day = hanoi_day(file.dossier.opened_at)
    return Counter(
        _agent(file.dossier.agent, day, today),
        procedures.are_results_returned_by_agents(registry.procedure(file.dossier.procedure, day)),
        registry.care(today).carriers if file.results or file.articles else {},
    )


def _agent(agent: str, day: date, today: date) -> Agent:
    """One that the registry no longer knows stays as it was."""
    try:
        return registry.agent(agent, today)
    except Fault:
        return registry.agent(agent, day)
