"""Functions, classes and methods of the reference as the cells of a notebook."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Sequence

from ...errors import CourseError, nearest

_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def cell_of(source: str, name: str, apart: Sequence[str], where: str) -> str:
    """Returns the source of a cell.

    A method's cell ends by putting it into its class; a class's cell has no method that has a cell of
    its own.

    Args:
        source: of the reference's file.
        name: "function", "Class" or "Class.method".
        apart: names of the same file that have cells of their own.
        where: file and line of the fence, for errors.

    Raises:
        CourseError: the file has no such definition.
    """
    lines = source.splitlines()
    known = _definitions(source)
    if name not in known:
        raise CourseError(f"{where}: the file has no {name!r}. {nearest(name, known)}")
    node = known[name]
    first, last = _span(node, lines)
    left_out = {
        number
        for other in apart
        if other.startswith(f"{name}.") and other in known
        for number in range(*_whole(_span(known[other], lines), lines))
    }
    kept = [lines[number] for number in range(first, last) if number not in left_out]
    text = textwrap.dedent("\n".join(kept)).rstrip()
    if isinstance(node, ast.ClassDef) and _is_empty(text):
        text += "\n    pass"
    owner, _, short = name.rpartition(".")
    return f"{text}\n\n\n{owner}.{short} = {short}" if owner else text


def _definitions(source: str) -> dict[str, _Definition]:
    found: dict[str, _Definition] = {}
    for node in ast.parse(source).body:
        if isinstance(node, _DEFINITIONS):
            found[node.name] = node
            if isinstance(node, ast.ClassDef):
                for child in node.body:
                    if isinstance(child, _DEFINITIONS):
                        found[f"{node.name}.{child.name}"] = child
    return found


def _span(node: _Definition, lines: Sequence[str]) -> tuple[int, int]:
    """Returns the lines of a definition, counted from 0, with its decorators and last marker."""
    first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)]) - 1
    last = node.end_lineno or node.lineno
    while last < len(lines) and lines[last].strip().startswith("### END"):
        last += 1
    return first, last


def _whole(span: tuple[int, int], lines: Sequence[str]) -> tuple[int, int]:
    """Widens a span by the blank lines before it."""
    first, last = span
    while first > 0 and not lines[first - 1].strip():
        first -= 1
    return first, last


def _is_empty(text: str) -> bool:
    try:
        ast.parse(text)
    except SyntaxError:
        return True
    return False
