"""Who went up or down between two runs over a class, and why; plain data, and a pure comparison."""

from __future__ import annotations

from dataclasses import field

from .records import dataclass
from .result import Result


@dataclass(frozen=True, kw_only=True)
class Change:
    """One student whose result is another than before.

    Attributes:
        before, after: scores; `before` is None for who is new.
        why: files, checks (or the grader), decisions, late or again (a second try), all that apply.
        checks: (id, points before, points after) of checks that came out otherwise.
    """

    student: str
    before: float | None
    after: float
    why: list[str] = field(default_factory=list)
    checks: list[tuple[str, float, float]] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Run:
    """One run that changed something: when, in ISO 8601, and for whom."""

    time: str
    changes: list[Change]


def compare(before: Result | None, after: Result, same_checks: bool) -> Change | None:
    """Returns what changed for a student; None where the score and its reasons are the same.

    Args:
        same_checks: whether both were graded with the same checks by the same grader.
    """
    if before is None:
        return Change(student=after.student, before=None, after=after.score, why=["new"])
    then = {check.id: check.points for check in before.checks}
    now = {check.id: check.points for check in after.checks}
    checks = [
        (id, then.get(id, 0.0), now.get(id, 0.0))
        for id in dict.fromkeys([*then, *now])
        if then.get(id, 0.0) != now.get(id, 0.0)
    ]
    decided = before.decisions != after.decisions
    if before.score == after.score and before.status == after.status and not checks and not decided:
        return None
    late = [_late(result) for result in (before, after)]
    reasons = {
        "files": before.digest != after.digest,
        "checks": not same_checks,
        "decisions": decided,
        "late": late[0] != late[1] and before.digest == after.digest,
    }
    why = [reason for reason, holds in reasons.items() if holds] or ["again"]
    return Change(
        student=after.student, before=before.score, after=after.score, why=why, checks=checks
    )


def _late(result: Result) -> list[float]:
    return [violation.points for violation in result.violations if violation.rule == "late"]
