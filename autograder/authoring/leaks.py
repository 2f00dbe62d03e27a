"""What only solutions/ may hold, looked for in what students get: whole statements, with file and line.

A statement counts that is more than a call of what has a name, `optimizer.step()`, which anybody would
write. Text that is not Python is searched for the
statements as they are written.
"""

from __future__ import annotations

import ast
import io
import json
import re
import textwrap
import tomllib
import zipfile
from collections.abc import Iterator, Mapping

from ..course.assignment import Assignment
from ..course.regions import find_regions, region_text, strip_regions
from ..errors import CourseError
from .notebook.strip import solution_texts

# Shorter statements ("return", "i += 1") say nothing of a solution.
SHORTEST = 15


def refuse_leaks(files: Mapping[str, bytes], assignment: Assignment) -> None:
    """Raises CourseError where a released file holds a statement that only solutions/ may hold."""
    secrets = secret_statements(assignment)
    for path, content in files.items():
        if path.startswith("solutions/"):
            continue
        for line, statement in find_leaks(path, content, secrets):
            raise CourseError(
                f"{path} would give a solution away: line {line} holds {statement!r}, which stands in "
                f"{secrets[statement]}."
            )


def secret_statements(assignment: Assignment) -> dict[str, str]:
    """Returns the statements of regions, hidden checks, mistakes and alternative solutions.

    Each with the place where it stands. A statement that the stubs hold as well is no secret; nor is one of
    hidden checks and the like that the visible ones or the handout share. A statement of a solution
    is, wherever else it stands.
    """
    solution: dict[str, str] = {}
    other: dict[str, str] = {}
    stubs: set[str] = set()
    for path, content in assignment.bundle.solution.items():
        if path.startswith("fixture/"):
            # Scripts that make data: nothing that a student is asked for.
            continue
        source = content.decode("utf-8", "replace")
        where = f"solutions/{assignment.name}/{path}"
        if path == "mistakes.toml":
            for text in _edits(source):
                other |= dict.fromkeys(_telling(text), where)
        elif path.endswith(".py") and ("/" in path or path == "hidden.py"):
            other |= dict.fromkeys(_telling(source), where)
        elif path.endswith(".py"):
            stubs |= set(_telling(strip_regions(source, path)))
            for region in find_regions(source, path):
                found = _telling(region_text(source, region))
                solution |= dict.fromkeys(found, f"{where}:{region.begin + 1}")
        elif path in assignment.config.workspace and path.endswith(".ipynb"):
            for text in solution_texts(content, path):
                lines = (line.strip() for line in text.splitlines())
                solution |= dict.fromkeys((line for line in lines if len(line) >= SHORTEST), where)
    shared = {
        name
        for path, content in assignment.bundle.assignment.items()
        if path.endswith(".py")
        for name in _telling(content.decode("utf-8", "replace"))
    }
    handouts = "\n".join(
        content.decode("utf-8", "replace")
        for path, content in assignment.bundle.assignment.items()
        if path.endswith((".md", ".toml"))
    )
    other = {
        name: where
        for name, where in other.items()
        if name not in shared and _place(name, handouts) is None
    }
    return {name: where for name, where in (other | solution).items() if name not in stubs}


def find_leaks(path: str, content: bytes, secrets: Mapping[str, str]) -> Iterator[tuple[int, str]]:
    """Yields the line and the statement, for each secret statement of a file.

    Lines of a notebook are counted in the text of its cells; those of an archive in the text of its
    members.
    """
    if path.endswith((".npz", ".zip", ".whl")):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in archive.namelist():
                yield from find_leaks(member, archive.read(member), secrets)
        return
    source = content.decode("utf-8", "replace")
    before = 0
    for text in cell_texts(source) if path.endswith(".ipynb") else [source]:
        found = _lines(text) | _statements(text)
        for name in secrets:
            line = found.get(name) or _place(name, text)
            if line:
                yield before + line, name
        before += text.count("\n") + 1


def cell_texts(source: str) -> list[str]:
    """Returns the texts of a notebook's cells and of what they have printed."""

    def texts(value: object) -> Iterator[str]:
        if isinstance(value, str):
            yield value
        elif isinstance(value, list) and all(isinstance(item, str) for item in value):
            yield "".join(value)
        elif isinstance(value, (list, dict)):
            for item in value.values() if isinstance(value, dict) else value:
                yield from texts(item)

    try:
        return list(texts(json.loads(source)))
    except ValueError:
        return [source]


def _edits(source: str) -> Iterator[str]:
    for mistake in tomllib.loads(source).get("mistake", []):
        forms = [mistake, *mistake.get("form", [])]
        for edit in (edit for form in forms for edit in form.get("edits", [])):
            yield str(edit.get("old", ""))
            yield str(edit.get("new", ""))


def _place(statement: str, text: str) -> int | None:
    """Returns the line on which a statement stands in a text, as it is written, alone."""
    if statement not in text:
        return None
    found = re.search(rf"(?<![\w.]){re.escape(statement)}(?![\w.(\[])", text)
    return text.count("\n", 0, found.start()) + 1 if found else None


def _statements(source: str) -> dict[str, int]:
    """Returns the statements of a source with their lines; of one that Python cannot read its lines."""
    tree = _parse(textwrap.dedent(source))
    if tree is None:
        return _lines(source)
    return {
        ast.unparse(node): node.lineno
        for node in reversed(list(ast.walk(tree)))
        if isinstance(node, ast.stmt)
    }


def _lines(source: str) -> dict[str, int]:
    """Returns the lines of a text, as Python writes them, without the marks of comments and code."""
    lines = [line.strip("#>`* \t") for line in source.splitlines()]
    return {
        _as_python_writes(line): number
        for number, line in enumerate(lines, 1)
        if len(line) >= SHORTEST
    }


def _parse(source: str) -> ast.Module | None:
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError):
        return None


def _as_python_writes(line: str) -> str:
    tree = _parse(line)
    return line if tree is None else ast.unparse(tree)


def _telling(source: str) -> Iterator[str]:
    """Yields the statements that say how something is done, as Python writes them."""
    for text in _statements(source):
        if len(text) >= SHORTEST and _tells(text):
            yield text


def _tells(text: str) -> bool:
    """Tells a statement from a call of names, a name, and an import."""
    tree = _parse(text)
    if tree is None or len(tree.body) != 1:
        # A line of an edit's fragment. One that opens a block is no whole statement.
        return bool(re.search(r"[=(\[]", text)) and not text.endswith(":")
    (node,) = tree.body
    if isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)):
        # Their bodies are statements of their own.
        return False
    if isinstance(node, ast.Raise):
        return False
    value = getattr(node, "value", None)
    if isinstance(value, ast.Call) and isinstance(node, ast.Expr):
        return not all(map(_named, [value.func, *value.args, *(k.value for k in value.keywords)]))
    return not (isinstance(node, ast.Expr) and _named(node.value))


def _named(node: ast.expr) -> bool:
    """Tells a name, an attribute of one, and a constant."""
    if isinstance(node, (ast.Attribute, ast.Starred)):
        return _named(node.value)
    return isinstance(node, (ast.Name, ast.Constant))
