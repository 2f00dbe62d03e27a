"""What a student's page shows, worked out from the result."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..records import dataclass
from ..result import CheckResult, Result
from .advice import Advice, advice_of
from .causes import Cause, causes_of, folded_under


@dataclass(frozen=True)
class Card:
    """Checks that failed for the same reason, shown once.

    Attributes:
        folded: more checks, that fail because of the mistake that the first one shows.
    """

    checks: tuple[CheckResult, ...]
    advice: Advice | None
    folded: tuple[CheckResult, ...] = ()

    @property
    def first(self) -> CheckResult:
        """The check whose status and message stand for all."""
        return self.checks[0]


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
        causes: what the points are lost for, what costs most first.
        cards: what did not pass, in the order of its causes.
    """

    share: float
    causes: tuple[Cause, ...]
    cards: tuple[Card, ...]
    passed: tuple[CheckResult, ...]
    areas: tuple[Area, ...]

    @classmethod
    def of(cls, result: Result) -> Feedback:
        """Returns the parts of the page for a result."""
        wrong = [check for check in result.checks if check.status != "passed"]
        causes = causes_of(result)
        return cls(
            share=percent(result.score, result.max_score),
            causes=causes,
            cards=_cards(wrong, causes),
            passed=tuple(check for check in result.checks if check.status == "passed"),
            areas=_areas(result.checks),
        )


def percent(part: float, whole: float) -> float:
    """Returns part of whole in per cent, between 0 and 100."""
    return min(max(100 * part / whole, 0.0), 100.0) if whole > 0 else 0.0


def _cards(wrong: Sequence[CheckResult], causes: Sequence[Cause]) -> tuple[Card, ...]:
    groups: dict[tuple[str, str, Advice | None], list[CheckResult]] = {}
    under = folded_under(causes)
    for check in wrong:
        if check.id in under:
            continue
        # Hidden checks that fail alike may fail for different reasons: their messages say little.
        apart = check.id if check.status == "failed" else ""
        key = (f"{check.status}{apart}", check.message, advice_of(check))
        groups.setdefault(key, []).append(check)
    cards = [
        Card(
            tuple(checks),
            key[2],
            tuple(item for item in wrong if under.get(item.id) == checks[0].id),
        )
        for key, checks in groups.items()
    ]
    order = [check.id for cause in causes for check in cause.checks]
    return tuple(
        sorted(
            cards,
            key=lambda card: order.index(card.first.id) if card.first.id in order else len(order),
        )
    )


def _areas(checks: Iterable[CheckResult]) -> tuple[Area, ...]:
    groups: dict[str, list[CheckResult]] = {}
    for check in checks:
        groups.setdefault(check.id.partition(".")[0], []).append(check)
    return tuple(
        Area(name, sum(c.points for c in group), sum(c.max_points for c in group))
        for name, group in groups.items()
    )
