"""Whether what release generates is on disk, current, and gives nothing away."""

from __future__ import annotations

from collections.abc import Mapping

from ..course.assignment import Assignment
from ..course.course import Course
from ..course.levels import FILE as DERIVATION
from ..errors import CourseError, UsageError
from .carry import carried_files, carried_notebook, surely_small
from .data_part import IN_NOTEBOOK, data_part
from .formulas import derived, told_formulas
from .leaks import refuse_leaks
from .notebook.assemble import notebook_paths, same_notebook
from .proof import Problem, Report
from .release import (
    MANIFEST,
    digest,
    generated_files,
    languages,
    left_over,
    read_manifest,
    translated_files,
)


def verify_generated(course: Course, assignment: Assignment, report: Report) -> None:
    """Everything that release generates is on disk, current, and gives nothing away."""
    command = f"Run `softmark release {assignment.name}`."
    files = generated_files(assignment)
    _verify_secrets(assignment, files, report)
    _verify_size(course, assignment, files, report)
    for path in left_over(course, assignment, files):
        report.problems.append(
            Problem(f"{path} is released no longer, and is still there.", command)
        )
    known = read_manifest(course.root / "assignments" / assignment.name / MANIFEST)
    for path, content in files.items():
        target = course.root / path
        current = target.read_bytes() if target.is_file() else None
        if current is None:
            report.problems.append(Problem(f"{path} is missing.", command))
        elif current != content and not _same_notebook(path, current, content):
            edited = digest(current) != known.get(path)
            fix = f"Move what you wrote there into solutions/{assignment.name}. " if edited else ""
            report.problems.append(Problem(f"{path} is out of date.", fix + command))


def verify_derivation(assignment: Assignment, report: Report) -> None:
    """At the level "derive" nothing says what is to be derived, whichever level is on."""
    other = derived(assignment.bundle)
    if other is None:
        return
    # Code is the same at both levels, and so are numbers: what is said does not depend on the inputs.
    files = generated_files(other, seeds=[0])
    for language in languages(other):
        translated = translated_files(other, language)
        files |= {f"{language}/{path}": content for path, content in translated.items()}
    _verify_secrets(other, files, report)
    for place, line, formula in told_formulas(other, files):
        report.problems.append(
            Problem(
                f'{place}, line {line}, says {formula!r} at the level "derive".',
                f"Add an edit to solutions/{assignment.name}/{DERIVATION} that says less.",
            )
        )


def _verify_secrets(assignment: Assignment, files: Mapping[str, bytes], report: Report) -> None:
    """Nothing gives a solution away: what is generated, and what is written by hand, such as checks.py."""
    by_hand = {
        f"assignments/{assignment.name}/{path}": content
        for path, content in assignment.bundle.assignment.items()
    }
    try:
        refuse_leaks(by_hand | dict(files), assignment)
    except CourseError as error:
        report.problems.append(Problem(str(error), "Write one of the two otherwise."))


def _verify_size(
    course: Course, assignment: Assignment, files: Mapping[str, bytes], report: Report
) -> None:
    """The notebook that needs nothing beside it is small enough to be handed around."""
    released = files.get(notebook_paths(assignment.name)[1])
    if released is None:
        return
    carried = carried_files(assignment, data_part(course, assignment, IN_NOTEBOOK))
    if surely_small(released, carried):
        return
    try:
        carried_notebook(assignment, released, carried, assignment.config.language)
    except UsageError as error:
        what, _, fix = str(error).partition(": ")
        command = f"softmark release {assignment.name} --notebook"
        report.problems.append(Problem(f"{command}: {what}.", fix.capitalize()))


def _same_notebook(path: str, current: bytes, content: bytes) -> bool:
    """Tells whether two versions of a generated file are notebooks that differ in nothing that counts."""
    return path.endswith(".ipynb") and same_notebook(current, content)
