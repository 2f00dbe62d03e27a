"""The cells of an assignment's notebook, as nbgrader's gradebook knows them."""

from __future__ import annotations

from dataclasses import replace

from ...authoring.notebook.assemble import SOURCE, notebook_files, notebook_paths
from ...course.assignment import Assignment
from ...course.cells import Cell, read_cells


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
