"""The result of a submission, from what its checks, its sources and its files have shown."""

from __future__ import annotations

from ..course.assignment import Assignment
from ..course.credit import credited
from ..course.repeated import NO_REPETITION, Repetition
from ..course.rules import find_violations
from ..results.result import CheckResult, Result
from ..submissions import Refused, Submission
from ..submissions.file_names import is_code
from .messages import describe_note, describe_refusal, describe_stumble
from .opened import Opened


def result_of(
    assignment: Assignment,
    submission: Submission,
    checks: list[CheckResult],
    opened: Opened | None,
    language: str,
    repetition: Repetition = NO_REPETITION,
) -> Result:
    """Returns the result of a submission whose checks have been run.

    Args:
        opened: what its code has shown; None where it never ran.
        language: of the messages.
        repetition: what was found by counting and by the clock.
    """
    violations = find_violations(
        assignment.config.rules,
        opened.facts if opened is not None else {},
        [path for path, _ in submission.listing],
        language,
        opened.unchecked if opened is not None else (),
        opened.imported if opened is not None else (),
        repetition,
    )
    deducted = sum(violation.points for violation in violations)
    rule = assignment.config.credit
    credits = [] if rule is None else credited(rule, checks)
    points = sum(check.points for check in checks)
    with_credit = points + sum(item.lost - item.cost for item in credits)
    told = {violation.file for violation in violations}
    stumbles = opened.stumbles if opened is not None else ()
    return Result(
        student=submission.student,
        assignment=assignment.name,
        status="graded",
        score=max(0.0, round(with_credit - deducted, 6)),
        credits=credits,
        uncredited_score=max(0.0, round(points - deducted, 6)) if credits else None,
        max_score=assignment.max_score,
        checks=checks,
        notes=[
            *(describe_note(note, language) for note in submission.notes if note.path not in told),
            *(describe_stumble(stumble, language) for stumble in stumbles),
        ],
        violations=violations,
        language=language,
        digest=submission.digest,
    )


def refused_result(assignment: Assignment, student: str, refusal: Refused, language: str) -> Result:
    """Returns the result of what cannot be graded, with the reason; a fault where it is none of the submission's."""
    message = describe_refusal(refusal, language)
    notes = [describe_note(note, language) for note in refusal.notes]
    if refusal.code == "nothing-gradable" and notes:
        # What would have been graded comes first, so that a list of the class says what became of it.
        code = (place for place, note in enumerate(refusal.notes) if is_code(note.path))
        message = f"{message} {notes.pop(next(code, 0))}"
    return Result(
        student=student,
        assignment=assignment.name,
        status="fault" if refusal.is_fault else "refused",
        score=0.0,
        max_score=assignment.max_score,
        checks=[],
        message=message,
        notes=notes,
        language=language,
    )
