"""What a run of notices came to: how soon, how often each, how many calls of AWS."""

from __future__ import annotations

import os
import platform
from collections import Counter
from dataclasses import dataclass, field

PROMPT = 10.0  # seconds


@dataclass
class Measured:
    """When each event was, when and how often each of its notices was taken, and what AWS was asked meanwhile."""

    events: dict[str, float] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)
    taken: Counter[str] = field(default_factory=Counter)
    calls: Counter[str] = field(default_factory=Counter)
    cpu: dict[str, float] = field(default_factory=dict)
    waiting: int = 0
    came_in: float = 0.0
    took: float = 0.0

    def take(self, reference: str, at: float) -> None:
        """A provider took a notice over at that moment."""
        self.taken[reference] += 1
        self.seconds.append(at - self.events[reference.rpartition("-")[0]])

    def report(self, wanted: int, conditions: str) -> int:
        """Prints the figures and what they were measured on; 1 when a notice was lost or taken twice."""
        ordered = sorted(self.seconds) or [0.0]
        prompt = sum(s <= PROMPT for s in self.seconds) / max(wanted, 1)
        twice, lost = sum(n > 1 for n in self.taken.values()), wanted - len(self.taken)
        print(f"{wanted} notices, {conditions}")
        print(f"on {platform.machine()}, {os.cpu_count()} cores shared (load {_load()}), {_python()}, moto")
        if self.came_in:
            print(f"{wanted / self.came_in:.1f} a second came in", end="; ")
        print(f"all were taken after {self.took:.1f} s: {len(self.taken) / max(self.took, 0.001):.1f} a second")
        print(f"handed over within 10 s: {prompt:.2%}; twice: {twice}; lost: {lost}; still waiting: {self.waiting}")
        for share in (0.5, 0.9, 0.99, 0.999, 1.0):
            print(f"  {share:>6.1%} within {ordered[max(int(len(ordered) * share) - 1, 0)]:.2f} s")
        self._report_costs(wanted)
        return 1 if twice or lost or self.waiting else 0

    def _report_costs(self, wanted: int) -> None:
        print("calls of AWS a notice:")
        for call, times in sorted(self.calls.items()):
            print(f"  {times / max(wanted, 1):7.3f}  {call}")
        for who, seconds in sorted(self.cpu.items()):
            print(f"processor time a notice, {who}: {seconds / max(wanted, 1) * 1000:.1f} ms")


def _load() -> str:
    return " ".join(f"{n:.1f}" for n in os.getloadavg())


def _python() -> str:
    return f"Python {platform.python_version()}"
