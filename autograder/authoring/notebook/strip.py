"""A notebook of the workspace as students get it: without answers, solutions and outputs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

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
    for cell, source, where in _cells(notebook, path):
        is_code = cell.get("cell_type") == "code"
        source = strip_cell(source, CODE_STUB if is_code else ANSWER_STUB, where)
        cell["source"] = source.splitlines(keepends=True)
        if is_code:
            cell |= {"execution_count": None, "outputs": []}
    return json.dumps(notebook, indent=1, ensure_ascii=False).encode() + b"\n"


def solution_texts(content: bytes, path: str) -> list[str]:
    """Returns what stands in a notebook's regions.

    Raises:
        CourseError: as for `strip_notebook`.
    """
    return [
        region_text(source, region)
        for _, source, where in _cells(_read(content, path), path)
        for region in find_regions(source, where)
    ]


def _read(content: bytes, path: str) -> Any:
    try:
        return json.loads(content)
    except ValueError as error:
        raise CourseError(f"{path} is no notebook: {error}.") from None


def _cells(notebook: Any, path: str) -> Iterator[tuple[dict[str, Any], str, str]]:
    """Yields each cell, its text, and its name for errors."""
    try:
        for number, cell in enumerate(notebook["cells"], start=1):
            yield cell, "".join(cell["source"]), f"{path} cell {number}"
    except (KeyError, TypeError):
        raise CourseError(f"{path} is no notebook of nbformat 4.") from None
