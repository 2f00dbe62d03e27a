"""What `verify` does only where it is asked to, as it takes long: mutants of the reference, and all inputs of the course."""

from __future__ import annotations

from ..checks.seeds import course_secret
from ..course.assignment import Assignment
from ..course.course import Course
from .mutants import FILE as EQUIVALENTS
from .mutants import mutation_report
from .power import power_report
from .proof import Problem, Report, where_of
from .solutions import (
    alternative_solutions,
    trivial_solutions,
)


def verify_mutants(course: Course, assignment: Assignment, report: Report) -> None:
    """Every mutant of the reference is caught, or argued to change no behaviour."""
    path = f"solutions/{assignment.name}/{EQUIVALENTS}"
    report.mutants = mutation_report(assignment, course.root / ".softmark" / "cache")
    for file, line, old, new in report.mutants.survivors:
        report.problems.append(
            Problem(
                f"solutions/{assignment.name}/{file}:{line}: no check notices {new!r} in place of "
                f"{old!r}.",
                f"Add a check that does, or argue in {path} that it changes no behaviour.",
            )
        )
    for file, old, new in report.mutants.stale:
        report.problems.append(
            Problem(
                f"{path}: {file} has no surviving mutant {new!r} in place of {old!r}.",
                "Remove the entry.",
            )
        )


def verify_power(course: Course, assignment: Assignment, report: Report) -> None:
    """No verdict depends on which inputs a student happens to get."""
    rows = report.matrix.rows if report.matrix else ()
    report.power = power_report(
        assignment,
        {
            **{
                f"alternative/{name}": files
                for name, files in alternative_solutions(assignment).items()
            },
            **trivial_solutions(assignment),
        },
        secret=course_secret(course.root),
        cache=course.root / ".softmark" / "cache",
        endless=[row.id for row in rows if not row.ends],
    )
    for found in report.power.dependences:
        check = assignment.check(found.check)
        report.problems.append(
            Problem(
                f"{where_of(check)}: what becomes of {found.solution} depends on the inputs: "
                f"it {found.usual}, but {found.exceptions()}.",
                "Make the inputs that the check is for; random ones can miss it.",
            )
        )
