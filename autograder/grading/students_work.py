"""Where a student's work lies: in the files that are to be filled in, or in the notebook."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from ..course.assignment import Assignment
from ..course.cells import facts_of, is_as_released, read_cells
from ..course.course import Course
from ..course.sources import text_digest
from ..errors import UsageError

NOTEBOOK = ".ipynb"
# Of one file: as much as grading takes of a notebook.
MOST_BYTES = 64 << 20


def released_to(course: Course, assignment: Assignment) -> Path:
    """Returns the folder in which students find the files that they work on."""
    return course.root / (assignment.config.release_to or f"assignments/{assignment.name}")


def find_work(course: Course, assignment: Assignment, path: Path | None) -> Path:
    """Returns the folder with the student's files, or the student's notebook.

    That is `path`, else the current folder if it holds one of the files (the course's own only if it holds them
    all: another assignment's file may have the same name), else the assignment's notebook there, else where the
    files are released to; but where none of those files has been changed, and the notebook beside them has, the
    notebook.

    Raises:
        UsageError: `path` is neither a folder with one of the files or a notebook, nor a notebook.
    """
    if path is not None:
        return _given_work(assignment, path)
    folder = Path.cwd()
    suffices = all if folder.samefile(course.root) else any
    if not suffices((folder / name).exists() for name in assignment.wanted):
        if (notebook := folder / f"{assignment.name}{NOTEBOOK}").is_file():
            return notebook
        folder = released_to(course, assignment)
    if is_untouched(assignment, folder):
        return next(_notebooks_worked_in(course, assignment, folder), folder)
    return folder


def read_work(path: Path) -> bytes:
    """Returns what is in a file of a student's.

    Raises:
        UsageError: it is no file, or one without end: it is not waited for, nor read.
    """
    try:
        # Without O_NONBLOCK, a pipe waits for a writer.
        flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        descriptor = os.open(path, flags)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from None
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        os.close(descriptor)
        kind = "a folder" if stat.S_ISDIR(status.st_mode) else "a pipe or a device"
        raise UsageError(
            f"{path} is {kind}, and should be a file: put your work there, or move it away."
        )
    with open(descriptor, "rb") as file:
        content = file.read(MOST_BYTES + 1) if status.st_size <= MOST_BYTES else b""
    if len(content) > MOST_BYTES or status.st_size > MOST_BYTES:
        raise UsageError(
            f"{path} is larger than {MOST_BYTES >> 20} MiB: make it smaller, or move it away."
        )
    return content


def overlooked_notebook(course: Course, assignment: Assignment, work: Path) -> Path | None:
    """Returns a notebook that was worked in, too, where the work is in files."""
    if not work.is_dir():
        return None
    return next(_notebooks_worked_in(course, assignment, work), None)


def _given_work(assignment: Assignment, path: Path) -> Path:
    if path.is_file() and path.suffix == NOTEBOOK:
        return path
    if not path.is_dir():
        raise UsageError(
            f"{path} is neither a folder nor a notebook: give the one that holds your work."
        )
    if any((path / name).exists() for name in assignment.wanted):
        return path
    notebook = path / f"{assignment.name}{NOTEBOOK}"
    if notebook.is_file():
        return notebook
    raise UsageError(
        f"{path} holds none of {', '.join(assignment.wanted)}, and no {notebook.name}."
    )


def is_untouched(assignment: Assignment, folder: Path) -> bool:
    """Tells whether all files of a folder that are to be filled in are as they were released, in any language."""
    if assignment.answers is None:
        return False
    stubs = assignment.answers.text("stubs")
    return all(
        (folder / name).is_file() and text_digest(read_work(folder / name)) in stubs.get(name, ())
        for name in assignment.wanted
    )


def _notebooks_worked_in(course: Course, assignment: Assignment, folder: Path) -> Iterator[Path]:
    """Yields the assignment's notebooks in and beside a folder of files in which something was changed."""
    name = f"{assignment.name}{NOTEBOOK}"
    released = course.root / "assignments" / assignment.name / "notebook"
    places = (folder, folder / "notebook", released)
    for place in dict.fromkeys(each.resolve() for each in places):
        if _is_worked_in(place / name):
            yield place / name


def _is_worked_in(notebook: Path) -> bool:
    """Tells whether a cell that is to be filled in is not as it was released."""
    try:
        solutions = [
            cell
            for cell in read_cells(read_work(notebook))
            if cell["cell_type"] == "code" and facts_of(cell).get("solution")
        ]
        return not all(is_as_released(cell) for cell in solutions)
    except (UsageError, ValueError, KeyError, TypeError):
        return False
