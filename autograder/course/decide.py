"""Applies what people decided to a result: last of all, after points, rules and lateness."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from ..results.render.formats import number
from ..results.result import Decision, Result
from ..results.text import say
from .adjustments import Adjustments, ForClass, ForStudent
from .late import LatePolicy


def undecided(result: Result) -> Result:
    """Returns a result as it was graded, before anything was decided."""
    if not result.decisions:
        return result
    return replace(
        result,
        score=result.score if result.graded_score is None else result.graded_score,
        max_score=result.max_score if result.graded_max is None else result.graded_max,
        decisions=[],
        graded_score=None,
        graded_max=None,
    )


def decide(
    result: Result, adjustments: Adjustments, policy: LatePolicy | None, submitted: str
) -> Result:
    """Returns a result with all that was decided for the student and the class.

    Each decision is a number of points on top of what was graded, rules and lateness included; an override
    of the score goes last. The same result and decisions give the same, however often it is done.

    Args:
        adjustments: of the result's assignment.
        submitted: when, in ISO 8601; "" where nobody knows.
    """
    graded = undecided(result)
    if graded.status == "fault":
        return graded
    own = adjustments.for_student(graded.student)
    found = [*_of_class(graded, adjustments.classes), *_of_student(graded, own, policy, submitted)]
    score = graded.score + sum(decision.points for decision in found)
    most = graded.max_score + sum(decision.max_points for decision in found)
    for decision in own:
        if decision.score is not None:
            found.append(
                Decision(
                    kind="score",
                    points=round(decision.score - score, 6),
                    message=say("decision.score", graded.language, score=number(decision.score)),
                    reason=decision.reason,
                )
            )
            score = decision.score
    if not found:
        return graded
    return replace(
        graded,
        score=max(0.0, round(score, 6)),
        max_score=round(most, 6),
        decisions=found,
        graded_score=graded.score,
        graded_max=graded.max_score,
    )


def _of_class(result: Result, decisions: tuple[ForClass, ...]) -> Iterator[Decision]:
    """Yields what changes for everybody: checks that do not count, or count otherwise."""
    checks = {check.id: check for check in result.checks}
    for decision in decisions:
        worth = {**dict.fromkeys(decision.exclude, 0.0), **decision.points}
        for id, points in worth.items():
            if (check := checks.get(id)) is None or not check.max_points:
                continue
            factor = points / check.max_points
            kind = "excluded" if id in decision.exclude else "points"
            yield Decision(
                kind=kind,
                points=round(check.points * (factor - 1), 6),
                max_points=round(points - check.max_points, 6),
                message=say(f"decision.{kind}", result.language, check=id, points=number(points)),
                reason=decision.reason,
            )


def _of_student(
    result: Result, decisions: list[ForStudent], policy: LatePolicy | None, submitted: str
) -> Iterator[Decision]:
    checks = {check.id: check for check in result.checks}
    language = result.language
    for decision in decisions:
        reason = decision.reason
        if decision.extension is not None or decision.late_days:
            yield _later(result, decision, policy, submitted)
        for id, points in decision.checks.items():
            if not decision.assignment and id not in checks:
                continue
            before = checks[id].points if id in checks else 0.0
            words = say("decision.check", language, check=id, points=number(points))
            yield Decision(
                kind="check", points=round(points - before, 6), message=words, reason=reason
            )
        if decision.bonus:
            words = say("decision.bonus", language)
            yield Decision(kind="bonus", points=decision.bonus, message=words, reason=reason)
        if decision.excused:
            words = say("decision.excused", language)
            yield Decision(kind="excused", message=words, reason=reason)
        if decision.comment:
            yield Decision(kind="comment", message=decision.comment)


def _later(
    result: Result, decision: ForStudent, policy: LatePolicy | None, submitted: str
) -> Decision:
    """Returns what an extension or free days give back of what lateness has cost."""
    words = (
        say("decision.late_days", result.language, days=decision.late_days)
        if decision.extension is None
        else say(
            "decision.extension",
            result.language,
            due=decision.extension.isoformat(sep=" ", timespec="minutes"),
        )
    )
    cost = sum(violation.points for violation in result.violations if violation.rule == "late")
    points = 0.0
    if cost and policy is not None and submitted:
        due = decision.extension or policy.due
        days = replace(policy, due=due).days_late(datetime.fromisoformat(submitted))
        before = result.score + cost
        points = cost - round(before * policy.cost(max(0, days - decision.late_days)), 6)
    return Decision(
        kind="extension" if decision.extension else "late_days",
        points=round(max(0.0, points), 6),
        message=words,
        reason=decision.reason,
    )


def with_excused(
    results: Mapping[str, Result], assignment: str, adjustments: Adjustments, known: Container[str]
) -> dict[str, Result]:
    """Returns results with one for each student who handed in nothing and is excused.

    Args:
        results: by student.
        adjustments: of this assignment.
        known: everybody in the class.
    """
    found = dict(results)
    most = max((result.max_score for result in results.values()), default=0.0)
    for decision in adjustments.students:
        if decision.excused and decision.id in known and decision.id not in found:
            found[decision.id] = Result(
                student=decision.id,
                assignment=assignment,
                status="graded",
                score=0.0,
                max_score=most,
                checks=[],
                decisions=[Decision(kind="excused", reason=decision.reason)],
            )
    return found
