"""The cells of an assignment's notebook, as nbgrader's gradebook knows them."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from ...authoring.notebook.assemble import SOURCE, notebook_files, notebook_paths
from ...course.assignment import Assignment

Cell = dict[str, Any]


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
    source, release = (json.loads(files[path]) for path in notebook_paths(assignment.name))
    return [_joined(cell) for cell in source["cells"]], [_joined(cell) for cell in release["cells"]]


def _joined(cell: Cell) -> Cell:
    return {**cell, "source": "".join(cell["source"])}


def facts_of(cell: Cell) -> Cell:
    """Returns what nbgrader knows of a cell, {} where it is none of nbgrader's."""
    facts = cell["metadata"].get("nbgrader", {})
    return facts if isinstance(facts, dict) else {}


def is_locked(facts: Cell) -> bool:
    """Tells whether nbgrader puts the cell's own text back before grading."""
    return not facts["solution"] and bool(facts["grade"] or facts["locked"])
