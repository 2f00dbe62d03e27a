"""What `softmark verify` counts and finds of an assignment."""

from __future__ import annotations

from dataclasses import dataclass, field

import msgspec

from ..checks.check import Check
from .mistake_matrix import Matrix
from .mutants import MutationReport
from .power import PowerReport


class Problem(msgspec.Struct, frozen=True):
    """Something that verify found: what, and what to do."""

    what: str
    fix: str


@dataclass
class Report:
    """What verify counted and found for one assignment."""

    assignment: str
    checks: int = 0
    points: float = 0.0
    alternatives: int = 0
    alternatives_passing: int = 0
    stub_failing: int = 0
    trivial_score: float = 0.0
    false_alarms: int = 0
    matrix: Matrix | None = None
    mutants: MutationReport | None = None
    power: PowerReport | None = None
    # Else what is made of them is not looked at.
    mistakes_end: bool = True
    problems: list[Problem] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether nothing was found."""
        return not self.problems


def where_of(check: Check) -> str:
    """Returns where a check is defined, and its id."""
    return f"{check.path}:{check.line}: {check.id}"
