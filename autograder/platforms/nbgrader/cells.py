"""The cells of an assignment's notebook, as nbgrader's gradebook knows them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ...authoring.notebook.assemble import SOURCE, notebook_files, notebook_paths
from ...course.assignment import Assignment
from ...course.cells import Cell, read_cells
from ...course.course import find_course
from ...errors import UsageError


def source_cells(assignment: Assignment) -> tuple[list[Cell], list[Cell]]:
    """Returns the cells of the source and of the released notebook.

    An assignment without a notebook gets one with a cell for every check.
    """
    if SOURCE not in assignment.bundle.solution:
        solution = {
            **assignment.bundle.solution,
            SOURCE: b"# " + assignment.config.title.in_("en").encode(),
        }
        bundle = replace(assignment.bundle, solution=solution)
        assignment = Assignment(bundle, assignment.config, assignment.checks)
    files = notebook_files(assignment)
    source, release = (read_cells(files[path]) for path in notebook_paths(assignment.name))
    return source, release


def is_assignment(root: Path, name: str) -> bool:
    """Tells whether an assignment of an nbgrader course is one of a Softmark course around it."""
    try:
        return name in find_course(root).names()
    except UsageError:
        return False
