"""A graded class into the gradebook and autograded/."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from ...course.assignment import Assignment
from ...course.cells import read_cells
from ...course.course import Course
from ...errors import UsageError
from ...execution.parsing import ConfinedParsers
from ...execution.sandbox import Isolation
from ...grading.batch.read_once import HandedIn
from ...grading.batch.task import read_source
from ...results.replacing import write_whole
from ...results.result import Result
from ...submissions.lms.download import Downloads
from ...submissions.lms.people import ClassFound, Person
from .autograded import answers_in, autograded_notebook
from .cells import source_cells
from .gradebook import open_gradebook, write_assignment, write_decided, write_result


def write_class(
    url: str,
    course: Course,
    assignment: Assignment,
    found: ClassFound,
    results: Iterable[Result],
    handed_in: HandedIn,
    isolation: Isolation = "full",
) -> None:
    """Writes every result to the gradebook and its notebook to autograded/.

    Says on stderr whose name is no name of a folder.

    Args:
        url: of the gradebook's database.
        found: where the submissions are.
        handed_in: what grading has read; anything else is read here.
        isolation: of what reads them.

    Raises:
        UsageError: the gradebook cannot be opened.
    """
    sources = {source.student: source for source in found.sources}
    late = assignment.config.late
    with (
        open_gradebook(url) as book,
        ConfinedParsers(isolation=isolation) as parsers,
        Downloads(parsers) as downloads,
    ):
        write_assignment(
            book, assignment.name, *source_cells(assignment), late.due if late else None
        )
        for result in results:
            if result.student not in sources:  # of an earlier run: the work is not here
                write_decided(book, result)
                continue
            try:
                path = autograded_path(course, assignment.name, result.student)
            except UsageError as error:
                print(f"softmark: {error}", file=sys.stderr)
                continue
            submission = handed_in.find(result.student) or read_source(
                assignment, sources[result.student], parsers, downloads
            )
            notebook, answers = autograded_notebook(assignment, submission, result, parsers)
            # The scores first: a run that is killed between the two sees the old notebook again.
            write_result(
                book,
                result,
                answers=answers,
                before=_answers_before(path),
                submitted=found.people.get(result.student, Person()).submitted,
            )
            write_notebook(path, notebook)


def _answers_before(path: Path) -> dict[str, str] | None:
    """Returns the answers of the last grading, None where there was none."""
    if not path.exists():
        return None
    try:
        return answers_in(read_cells(path.read_bytes()))
    except (ValueError, KeyError, TypeError):  # somebody has edited it
        return {}


def autograded_path(course: Course, assignment: str, student: str) -> Path:
    """Returns where formgrader looks for a student's notebook.

    Raises:
        UsageError: the student's name is no name of a folder.
    """
    if not student or "/" in student or student.startswith("."):
        raise UsageError(f"{student!r} cannot be a student in nbgrader: rename the submission.")
    return course.root / "autograded" / student / assignment / "notebook" / f"{assignment}.ipynb"


def write_notebook(path: Path, content: bytes) -> None:
    """Writes a notebook so that nobody sees half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, content)
