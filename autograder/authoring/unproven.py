"""What is not given to students before it is right: checks that the reference passes, mistakes that load and end."""

from __future__ import annotations

from ..course.assignment import Assignment
from ..course.expected import published_inputs
from ..course.mistakes import FILE, Mistake, apply_mistake, with_forms
from ..course.sources import GradedSources
from ..errors import CourseError
from ..execution.failure import Failure
from ..grading.opened import Opened, OpenedOwn


def refuse_unproven(assignment: Assignment) -> None:
    """Makes sure of what `verify` says more about, on one set of inputs.

    Raises:
        CourseError: the reference fails a check, or a mistake does not load.
    """
    right = published_inputs(assignment)
    for check in assignment.checks:
        right.confirm(check, 0)
    usual = _why_not_loaded(assignment, assignment.reference)
    solution = assignment.bundle.solution
    for mistake in with_forms(assignment.mistakes):
        made = apply_mistake(assignment.reference, mistake, solution)
        why = _why_not_loaded(assignment, made)
        if why and why != usual:
            raise CourseError(f"{where_of_mistake(assignment, mistake)} does not load: {why}.")


def where_of_mistake(assignment: Assignment, mistake: Mistake) -> str:
    """Returns what a sentence about a mistake begins with."""
    form = f", form {mistake.number}," if mistake.number else ""
    return f"solutions/{assignment.name}/{FILE}:{mistake.line}: mistake {mistake.id!r}{form}"


def why_not_loaded(opened: Opened) -> str:
    """Returns why the files of a solution do not load, or not to their ends; "" where they do."""
    failures = [*opened.problems.values(), *opened.stumbles]
    return _described(failures[0]) if failures else ""


def _why_not_loaded(assignment: Assignment, files: dict[str, bytes]) -> str:
    return why_not_loaded(OpenedOwn(assignment, GradedSources(files)))


def _described(failure: Failure) -> str:
    syntax = failure.syntax
    if syntax is not None:
        return f"{failure.type}: {syntax.text} ({syntax.file}:{syntax.line})"
    where = f" ({failure.file}:{failure.line})" if failure.file else ""
    return f"{failure.type}: {failure.text}{where}"
