"""A notebook of the workspace as students get it: without answers, solutions and outputs."""

from __future__ import annotations

from typing import Any

from ...course.cells import read_notebook, without_outputs, write_notebook
from ...course.regions import find_regions, region_text, strip_cell
from ...errors import CourseError
from .assemble import CODE_STUB

ANSWER_STUB = "*Your answer.*"


def strip_notebook(content: bytes, path: str) -> bytes:
    """Returns the notebook that students get.

    Args:
        path: names the notebook in errors.

    Raises:
        CourseError: it is no notebook, or a marker in it is malformed.
    """
    notebook = _read(content, path)
    cells = []
    for number, cell in enumerate(notebook["cells"], start=1):
        stub = CODE_STUB if cell.get("cell_type") == "code" else ANSWER_STUB
        source = strip_cell(cell["source"], stub, _where(path, number))
        cells.append(without_outputs({**cell, "source": source}))
    return write_notebook({**notebook, "cells": cells})


def solution_texts(content: bytes, path: str) -> list[str]:
    """Returns what stands in a notebook's regions.

    Raises:
        CourseError: as for `strip_notebook`.
    """
    return [
        region_text(cell["source"], region)
        for number, cell in enumerate(_read(content, path)["cells"], start=1)
        for region in find_regions(cell["source"], _where(path, number))
    ]


def _read(content: bytes, path: str) -> dict[str, Any]:
    try:
        return read_notebook(content)
    except ValueError as error:
        raise CourseError(f"{path} is no notebook: {error}.") from None


def _where(path: str, number: int) -> str:
    return f"{path} cell {number}"
