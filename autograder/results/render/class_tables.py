"""Tables of a whole class: scores, checks, and mistakes."""

from __future__ import annotations

import math
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping
from statistics import fmean, median_high, median_low

from ..records import dataclass
from ..result import Result
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


class ScoreTally:
    """How many scores lie in each tenth, and how many are full."""

    def __init__(self) -> None:
        self._counts: Counter[int] = Counter()

    def add(self, result: Result) -> None:
        """Counts a result."""
        self._counts[math.floor(percent(result.score, result.max_score) / 10 + 1e-9)] += 1

    def bins(self) -> tuple[Bin, ...]:
        """Returns them, from low to high."""
        counts = self._counts
        most = max(counts.values(), default=1)
        return tuple(
            Bin(10 * step, min(10 * step + 10, 100), counts[step], counts[step] / most)
            for step in range(11)
        )


class MistakeTally:
    """The mistakes that were made."""

    def __init__(self) -> None:
        self._students: Counter[str] = Counter()
        self._checks: dict[str, Counter[str]] = {}

    def add(self, mistakes: Mapping[str, Iterable[str]]) -> None:
        """Counts a student's mistakes, each with the checks that show it."""
        for title, ids in mistakes.items():
            self._students[title] += 1
            self._checks.setdefault(title, Counter()).update(ids)

    def rows(self) -> tuple[MistakeRow, ...]:
        """Returns them, most often first."""
        return tuple(
            MistakeRow(title, count, tuple(id for id, _ in self._checks[title].most_common()))
            for title, count in self._students.most_common()
        )


class CheckTally:
    """What became of each check."""

    def __init__(self) -> None:
        self._checks: dict[str, _OfCheck] = {}

    def add(self, result: Result) -> None:
        """Counts the checks of a result."""
        for check in result.checks:
            tally = self._checks.get(check.id)
            if tally is None:
                tally = self._checks[check.id] = _OfCheck(check.title, check.hidden)
            tally.statuses[check.status] += 1
            # A check that never ran took no time, and would only hide how long the others take.
            if check.status != "skipped":
                tally.seconds.append(check.seconds)

    def rows(self) -> tuple[CheckRow, ...]:
        """Returns a row for each check, in order."""
        return tuple(_check_row(id, tally) for id, tally in self._checks.items())


class _OfCheck:
    def __init__(self, title: str, hidden: bool) -> None:
        self.title = title
        self.hidden = hidden
        self.statuses: Counter[str] = Counter()
        self.seconds = array("d")


def _check_row(id: str, tally: _OfCheck) -> CheckRow:
    counts: Counter[str] = Counter()
    for status, count in tally.statuses.items():
        counts[_OUTCOME[status]] += count
    seconds = sorted(tally.seconds) or [0.0]
    middle = fmean(_rounded(either(seconds)) for either in (median_low, median_high))
    return CheckRow(
        id=id,
        title=tally.title,
        hidden=tally.hidden,
        total=tally.statuses.total(),
        outcomes={name: counts[name] for name in ("passed", "failed", "broken", "skipped")},
        median_seconds=middle,
        longest_seconds=_rounded(seconds[-1]),
    )


def _rounded(seconds: float) -> float:
    """Returns a time in two digits: the others are the machine's."""
    return float(f"{seconds:.1e}")
