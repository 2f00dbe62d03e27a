"""What a student's page shows, worked out from the result."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..result import CheckResult, Result
from .advice import Advice, advice_of


@dataclass(frozen=True)
class Card:
    """Checks that failed for the same reason, shown once."""

    checks: tuple[CheckResult, ...]
    advice: Advice | None

    @property
    def first(self) -> CheckResult:
        """The check whose status and message stand for all."""
        return self.checks[0]


@dataclass(frozen=True)
class Lead:
    """A likely mistake, with the checks that show it and the points that they are worth."""

    advice: Advice
    count: int
    points: float


@dataclass(frozen=True)
class Area:
    """Checks whose ids share a prefix."""

    name: str
    points: float
    max_points: float

    @property
    def share(self) -> float:
        """Points reached, in per cent."""
        return percent(self.points, self.max_points)


@dataclass(frozen=True)
class Feedback:
    """The parts of a student's page.

    Attributes:
        share: of the full score, in per cent.
        leads: likely mistakes, the one that costs most first.
        cards: what did not pass.
    """

    share: float
    leads: tuple[Lead, ...]
    cards: tuple[Card, ...]
    passed: tuple[CheckResult, ...]
    areas: tuple[Area, ...]

    @classmethod
    def of(cls, result: Result) -> Feedback:
        """Returns the parts of the page for a result."""
        wrong = [check for check in result.checks if check.status != "passed"]
        return cls(
            share=percent(result.score, result.max_score),
            leads=_leads(wrong),
            cards=_cards(wrong),
            passed=tuple(check for check in result.checks if check.status == "passed"),
            areas=_areas(result.checks),
        )


def percent(part: float, whole: float) -> float:
    """Returns part of whole in per cent, between 0 and 100."""
    return min(max(100 * part / whole, 0.0), 100.0) if whole > 0 else 0.0


def _cards(wrong: Sequence[CheckResult]) -> tuple[Card, ...]:
    groups: dict[tuple[str, str, Advice | None], list[CheckResult]] = {}
    for check in wrong:
        # Hidden checks that fail alike may fail for different reasons: their messages say little.
        apart = check.id if check.status == "failed" else ""
        key = (f"{check.status}{apart}", check.message, advice_of(check))
        groups.setdefault(key, []).append(check)
    return tuple(Card(tuple(checks), key[2]) for key, checks in groups.items())


def _leads(wrong: Iterable[CheckResult]) -> tuple[Lead, ...]:
    groups: dict[str, tuple[Advice, list[float]]] = {}
    for check in wrong:
        advice = advice_of(check)
        if advice is not None and advice.mistake:
            groups.setdefault(advice.mistake, (advice, []))[1].append(check.max_points)
    leads = [Lead(advice, len(points), sum(points)) for advice, points in groups.values()]
    return tuple(sorted(leads, key=lambda lead: (-lead.points, -lead.count)))


def _areas(checks: Iterable[CheckResult]) -> tuple[Area, ...]:
    groups: dict[str, list[CheckResult]] = {}
    for check in checks:
        groups.setdefault(check.id.partition(".")[0], []).append(check)
    return tuple(
        Area(name, sum(c.points for c in group), sum(c.max_points for c in group))
        for name, group in groups.items()
    )
