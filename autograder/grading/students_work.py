"""Where a student's work lies: in the files that are to be filled in, or in the notebook."""

from __future__ import annotations

import json
from pathlib import Path

from ..course.assignment import Assignment
from ..course.course import Course
from ..course.sources import text_digest
from ..errors import UsageError

NOTEBOOK = ".ipynb"


def released_to(course: Course, assignment: Assignment) -> Path:
    """Returns the folder in which students find the files that they work on."""
    return course.root / (assignment.config.release_to or f"assignments/{assignment.name}")


def find_work(course: Course, assignment: Assignment, path: Path | None) -> Path:
    """Returns the folder with the student's files, or the student's notebook.

    That is `path`, else the current folder if it holds one of the files, else the assignment's notebook
    there, else where the files are released to; but where none of those has been changed, and the
    notebook beside them has, the notebook.

    Raises:
        UsageError: `path` is neither a folder with one of the files or a notebook, nor a notebook.
    """
    notebook = f"{assignment.name}{NOTEBOOK}"
    if path is not None:
        return _given_work(assignment, path)
    here = Path.cwd()
    if any((here / name).is_file() for name in assignment.wanted):
        return here
    if (here / notebook).is_file():
        return here / notebook
    released = released_to(course, assignment)
    filled_in = course.root / "assignments" / assignment.name / "notebook" / notebook
    if is_untouched(assignment, released) and _is_filled_in(filled_in):
        return filled_in
    return released


def _given_work(assignment: Assignment, path: Path) -> Path:
    if path.is_file() and path.suffix == NOTEBOOK:
        return path
    if not path.is_dir():
        raise UsageError(
            f"{path} is neither a folder nor a notebook: give the one that holds your work."
        )
    if any((path / name).is_file() for name in assignment.wanted):
        return path
    notebook = path / f"{assignment.name}{NOTEBOOK}"
    if notebook.is_file():
        return notebook
    raise UsageError(
        f"{path} holds none of {', '.join(assignment.wanted)}, and no {notebook.name}."
    )


def is_untouched(assignment: Assignment, folder: Path) -> bool:
    """Tells whether all files of a folder that are to be filled in are as they were released."""
    if assignment.answers is None:
        return False
    stubs = assignment.answers.text("stubs")
    return all(
        (folder / name).is_file() and text_digest((folder / name).read_bytes()) == stubs.get(name)
        for name in assignment.wanted
    )


def _is_filled_in(notebook: Path) -> bool:
    """Tells whether a notebook's cells have been run or written: as released, none of them has."""
    try:
        cells = json.loads(notebook.read_bytes())["cells"]
        return any(cell.get("execution_count") for cell in cells if isinstance(cell, dict))
    except (OSError, ValueError, KeyError, TypeError):
        return False
