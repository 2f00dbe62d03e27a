"""Lateness: [late] of assignment.toml, and what it costs."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import datetime

from ..results.records import dataclass
from ..results.result import Result, Violation
from ..results.text import say
from .ranges import Minutes, Percent

DAY = 24 * 60 * 60.0


@dataclass(frozen=True)
class LatePolicy:
    """[late] of assignment.toml.

    Attributes:
        due: the due date, with its time zone.
        grace_minutes: what still counts as in time.
        percent_per_day: of the score that was reached, for each day begun after the due date.
        most_percent: the most that lateness costs.
    """

    due: datetime
    grace_minutes: Minutes = 0.0
    percent_per_day: Percent = 0.0
    most_percent: Percent = 100.0

    def __post_init__(self) -> None:
        if self.due.tzinfo is None:
            raise ValueError("due needs a time zone: write 2026-03-01T23:59:00+08:00")

    def days_late(self, submitted: datetime) -> int:
        """Returns the days begun after the due date; 0 for what is in time.

        A time without a zone is one of the due date's: some platforms write their own local time.
        """
        if submitted.tzinfo is None:
            submitted = submitted.replace(tzinfo=self.due.tzinfo)
        seconds = (submitted - self.due).total_seconds()
        return math.ceil(seconds / DAY) if seconds > 60 * self.grace_minutes else 0

    def cost(self, days: int) -> float:
        """Returns what so many days cost, as a share of the score."""
        return min(self.percent_per_day * days, self.most_percent, 100.0) / 100


def deduct(result: Result, policy: LatePolicy, days: int, language: str) -> Result:
    """Returns a result with what so many days of lateness cost."""
    points = round(result.score * policy.cost(days), 6)
    due = policy.due.isoformat(sep=" ", timespec="minutes")
    message = say("late", language, days=days, due=due)
    violation = Violation(rule="late", file="", message=message, points=points)
    return replace(
        result,
        score=max(0.0, round(result.score - points, 6)),
        violations=[*result.violations, violation],
    )


def described_as_late(result: Result, language: str) -> Result:
    """Returns a result with the remark that the platform calls it late, without saying by how much."""
    return replace(result, notes=[*result.notes, say("late.unknown", language)])
