"""What an assignment says that cannot be: found when it is loaded, with file, line and the nearest name."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from ..checks.check import Check
from ..errors import CourseError, nearest
from ..results.convert import line_of
from ..results.toml_files import text_of
from .course import ASSIGNMENT, TEXTS, Bundle, settings_path


class Loaded(Protocol):
    """An assignment, as far as it is examined here."""

    @property
    def name(self) -> str:
        """See Assignment."""

    @property
    def checks(self) -> Sequence[Check]:
        """See Assignment."""

    @property
    def config(self) -> Any:
        """See Assignment."""

    @property
    def bundle(self) -> Bundle:
        """See Assignment."""

    @property
    def reference(self) -> Mapping[str, bytes]:
        """See Assignment."""


def examine_texts(bundle: Bundle) -> None:
    """Raises CourseError for the first file of the course's author that is not UTF-8.

    Beside what students get lies what they write, which is read as it is when it is graded.
    """
    for path, content in bundle.assignment.items():
        if path == "checks.py" or (bundle.solution and path.endswith(".md")):
            text_of(content, f"assignments/{bundle.name}/{path}")
    for path, content in bundle.solution.items():
        if path.endswith(TEXTS):
            text_of(content, f"solutions/{bundle.name}/{path}")


def examine_checks(assignment: Loaded) -> None:
    """Raises CourseError for the first check that is not well formed."""
    seen: dict[str, Check] = {}
    for check in assignment.checks:
        where = f"{check.path}:{check.line}: check {check.id!r}"
        if not re.fullmatch(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+", check.id):
            raise CourseError(f"{where}: an id is group.name in small letters, e.g. 'loss.value'.")
        if check.id in seen:
            other = seen[check.id]
            raise CourseError(f"{where} is defined before, at {other.path}:{other.line}.")
        seen[check.id] = check
        if check.title.lacks([assignment.config.language], assignment.config.language):
            raise CourseError(f"{where} has no title: add a docstring to its function.")
        if not check.points > 0:
            raise CourseError(f"{where} has no points: give a number above 0.")
        group = check.id.split(".")[0]
        if group not in assignment.config.points:
            raise CourseError(
                f"{where}: assignment.toml has no [points] for group {group!r}. "
                f"{nearest(group, assignment.config.points)}"
            )
        for module in check.needs:
            if module not in assignment.config.modules:
                raise CourseError(
                    f"{where} needs {module!r}, which is not one of the modules. "
                    f"{nearest(module, assignment.config.modules)}"
                )


def examine_sources(bundle: Bundle) -> None:
    """Raises CourseError for a file of the reference that is no Python."""
    for path, content in bundle.solution.items():
        if path.endswith(".py") and "/" not in path:
            parse(content, f"solutions/{bundle.name}/{path}")


def parse(content: bytes, path: str) -> ast.Module:
    """Returns the syntax tree of a source.

    Raises:
        CourseError: it is no Python; the text begins with the path and the line.
    """
    try:
        return ast.parse(content)
    except SyntaxError as error:
        raise CourseError(
            f"{path}:{error.lineno or 1}: {type(error).__name__}: {error.msg}."
        ) from None


def examine_solution(assignment: Loaded) -> None:
    """Raises CourseError for what assignment.toml says and the solution does not have.

    The points of each group's checks add up; fixtures are there; functions that are to be free of loops exist.
    Only the instructor's side has what is needed to tell.
    """
    path = settings_path(assignment.name)
    text = text_of(assignment.bundle.assignment[ASSIGNMENT], path)
    _examine_points(assignment)
    for name, file in assignment.config.fixtures.items():
        if file not in assignment.bundle.solution:
            known = [other for other in assignment.bundle.solution if other.endswith(".npz")]
            raise CourseError(
                f"{path}:{line_of(text, name)}: fixture {name!r} is solutions/{assignment.name}/{file}, which "
                f"is not there. {nearest(file, known)}"
            )
    board = assignment.config.leaderboard
    ids = [check.id for check in assignment.checks]
    if board is not None and board.check not in ids:
        raise CourseError(
            f"{path}:{line_of(text, 'leaderboard')}: the leaderboard's check {board.check!r} is not there. "
            f"{nearest(board.check, ids)}"
        )
    vectorised = assignment.config.rules.loops.vectorised
    # Only the files that they name are parsed, unless one of them is missing.
    files = {f"{function.partition('.')[0]}.py" for function in vectorised}
    named = {file: content for file, content in assignment.reference.items() if file in files}
    there = functions_in(named)
    missing = [function for function in vectorised if function not in there]
    if missing and (functions := functions_in(assignment.reference)):
        raise CourseError(
            f"{path}:{line_of(text, 'vectorised')}: the solution has no function {missing[0]!r}. "
            f"{nearest(missing[0], functions)}"
        )


def _examine_points(assignment: Loaded) -> None:
    for group, points in assignment.config.points.items():
        total = sum(check.points for check in assignment.checks if check.id.startswith(f"{group}."))
        if abs(total - points) > 1e-9:
            raise CourseError(
                f"assignments/{assignment.name}/assignment.toml: [points] gives {group} "
                f"{points:g}, but its checks add up to {total:g}."
            )


def functions_in(files: Mapping[str, bytes]) -> list[str]:
    """Returns the functions and methods of trusted sources, as "module.Class.method"; [] where one is no Python."""
    found: list[str] = []

    def walk(body: Iterable[ast.stmt], prefix: str) -> None:
        for node in body:
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                found.append(f"{prefix}.{node.name}")
            elif isinstance(node, ast.ClassDef):
                walk(node.body, f"{prefix}.{node.name}")

    for path, content in files.items():
        try:
            tree = ast.parse(content)
        except (SyntaxError, ValueError):
            return []
        walk(tree.body, path.removesuffix(".py"))
    return found
