"""Tables of a whole class: scores, checks, and mistakes."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from statistics import median

from ..records import dataclass
from ..result import CheckResult, Result
from .advice import advice_of
from .feedback import percent

_OUTCOME = {
    "passed": "passed",
    "failed": "failed",
    "error": "broken",
    "timeout": "broken",
    "fault": "broken",
    "skipped": "skipped",
}


@dataclass(frozen=True)
class Bin:
    """Graded submissions from `low` to under `high` per cent of the score; the last bin is 100 alone."""

    low: int
    high: int
    count: int
    height: float


@dataclass(frozen=True)
class CheckRow:
    """One check over the class; times in seconds."""

    id: str
    title: str
    hidden: bool
    total: int
    outcomes: dict[str, int]
    median_seconds: float
    longest_seconds: float

    @property
    def rate(self) -> float:
        """Submissions that pass, in per cent."""
        return percent(self.outcomes["passed"], self.total)

    @property
    def segments(self) -> list[tuple[str, float, float]]:
        """The parts of a bar 100 wide: outcome, start and width."""
        start = 0.0
        parts = []
        for outcome, count in self.outcomes.items():
            width = percent(count, self.total)
            if count:
                parts.append((outcome, start, width))
            start += width
        return parts


@dataclass(frozen=True)
class MistakeRow:
    """A mistake, how many students made it, and the checks that showed it, most often first."""

    title: str
    count: int
    checks: tuple[str, ...]


def mistakes_of(result: Result) -> dict[str, list[str]]:
    """Returns the likely mistakes of a submission, each with the checks that show it.

    The first hint stands in for a mistake only where no check recognised one.
    """
    known: dict[str, list[str]] = {}
    hints: dict[str, list[str]] = {}
    for check in result.checks:
        advice = advice_of(check) if check.status != "passed" else None
        if advice is not None:
            group = known if advice.mistake else hints
            group.setdefault(advice.common, []).append(check.id)
    return known or dict(list(hints.items())[:1])


def score_bins(graded: Iterable[Result]) -> tuple[Bin, ...]:
    """Returns how many scores lie in each tenth, and how many are full."""
    counts = Counter(
        math.floor(percent(result.score, result.max_score) / 10 + 1e-9) for result in graded
    )
    most = max(counts.values(), default=1)
    return tuple(
        Bin(10 * step, min(10 * step + 10, 100), counts[step], counts[step] / most)
        for step in range(11)
    )


def mistake_rows(graded: Iterable[Result]) -> tuple[MistakeRow, ...]:
    """Returns the mistakes that were made, most often first."""
    students: Counter[str] = Counter()
    checks: dict[str, Counter[str]] = {}
    for result in graded:
        for title, ids in mistakes_of(result).items():
            students[title] += 1
            checks.setdefault(title, Counter()).update(ids)
    return tuple(
        MistakeRow(title, count, tuple(id for id, _ in checks[title].most_common()))
        for title, count in students.most_common()
    )


def check_rows(graded: Iterable[Result]) -> tuple[CheckRow, ...]:
    """Returns a row for each check, in order."""
    groups: dict[str, list[CheckResult]] = {}
    for result in graded:
        for check in result.checks:
            groups.setdefault(check.id, []).append(check)
    return tuple(_check_row(group) for group in groups.values())


def _check_row(group: Sequence[CheckResult]) -> CheckRow:
    counts = Counter(_OUTCOME[check.status] for check in group)
    # A check that never ran took no time, and would only hide how long the others take.
    seconds = [check.seconds for check in group if check.status != "skipped"] or [0.0]
    return CheckRow(
        id=group[0].id,
        title=group[0].title,
        hidden=group[0].hidden,
        total=len(group),
        outcomes={name: counts[name] for name in ("passed", "failed", "broken", "skipped")},
        median_seconds=median(seconds),
        longest_seconds=max(seconds),
    )
