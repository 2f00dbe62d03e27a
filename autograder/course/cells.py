"""The cells of a course's own notebooks: nbformat 4, each cell its JSON object with `source` as one text.

What students hand in may be of any shape, and is read by `submissions.notebook_model`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

Cell = dict[str, Any]

KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
SCHEMA = 3
MOST_ID = 64


def make_cell(kind: str, id_: str, source: str, marks: Mapping[str, Any] | None = None) -> Cell:
    """Returns a cell that has not run.

    Args:
        kind: "code", "markdown" or "raw".
        marks: what nbgrader is to know of it beside its id; None for a cell that is none of its.
    """
    metadata: dict[str, Any] = {}
    if marks is not None:
        facts = {"grade_id": id_, "schema_version": SCHEMA, "task": False, **marks}
        metadata["nbgrader"] = dict(sorted(facts.items()))
    cell: Cell = {"cell_type": kind, "id": id_[:MOST_ID], "metadata": metadata, "source": source}
    return without_outputs(cell)


def without_outputs(cell: Cell) -> Cell:
    """Returns a cell as it is before it runs."""
    if cell["cell_type"] != "code":
        return cell
    return {**cell, "execution_count": None, "outputs": []}


def facts_of(cell: Cell) -> Cell:
    """Returns what nbgrader knows of a cell, {} where it is none of nbgrader's."""
    metadata = cell.get("metadata")
    facts = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    return facts if isinstance(facts, dict) else {}


def is_locked(facts: Mapping[str, Any]) -> bool:
    """Tells whether nbgrader puts the cell's own text back before grading."""
    return not facts["solution"] and bool(facts["grade"] or facts["locked"])


def checksum(source: str, facts: Mapping[str, Any]) -> str:
    """Returns the MD5 of a cell's text and role, by which nbgrader sees that it was changed."""
    parts = [source, facts["cell_type"], facts["grade"], facts["solution"], is_locked(facts)]
    parts.append(facts["grade_id"])
    if facts["grade"]:
        parts.append(float(facts["points"]))
    return hashlib.md5("".join(map(str, parts)).encode(), usedforsecurity=False).hexdigest()


def is_as_released(cell: Cell) -> bool:
    """Tells whether a cell is nbgrader's, and its text the one that was released.

    Raises:
        KeyError, TypeError, ValueError: what nbgrader knows of it is malformed.
    """
    facts = facts_of(cell)
    return bool(facts) and facts.get("checksum") == checksum(cell["source"], facts)


def read_notebook(content: bytes) -> dict[str, Any]:
    """Returns a notebook with the sources of its cells in one piece.

    Raises:
        ValueError: it is no notebook, or not of nbformat 4.
    """
    notebook = json.loads(content)
    try:
        cells = [{**cell, "source": "".join(cell["source"])} for cell in notebook["cells"]]
    except (KeyError, TypeError):
        raise ValueError("it is not of nbformat 4") from None
    return {**notebook, "cells": cells}


def read_cells(content: bytes) -> list[Cell]:
    """Returns the cells of a notebook; raises ValueError as `read_notebook` does."""
    cells: list[Cell] = read_notebook(content)["cells"]
    return cells


def new_notebook(cells: Sequence[Cell]) -> dict[str, Any]:
    """Returns a notebook of these cells for the kernel of every Python."""
    metadata = {"kernelspec": KERNEL, "language_info": {"name": "python"}}
    return {"cells": list(cells), "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def write_notebook(notebook: Mapping[str, Any]) -> bytes:
    """Returns the text of a notebook, as Jupyter would save it: a line of a source on each line."""
    cells = [
        {**cell, "source": cell["source"].splitlines(keepends=True)} for cell in notebook["cells"]
    ]
    text = json.dumps({**notebook, "cells": cells}, ensure_ascii=False, indent=1, sort_keys=True)
    return text.encode("utf-8", "replace") + b"\n"
