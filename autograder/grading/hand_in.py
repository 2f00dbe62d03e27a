"""What a student hands in: the files that the hand-in rules ask for, in one archive, and what it lacks.

The standard library alone, since students run it.
"""

from __future__ import annotations

import ast
import fnmatch
import io
import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..course.assignment import Assignment
from ..course.cells import Cell, facts_of, is_as_released, read_cells
from ..course.digest import assignment_digest, marker_name
from ..results.text import say
from .students_work import NOTEBOOK, read_work

PDF = ".pdf"


@dataclass(frozen=True)
class HandIn:
    """What is handed in.

    Attributes:
        files: by name in the archive.
        lacks: what the rules ask for and is not there, a sentence each.
        left_out: what lies there, too, and must not be handed in.
    """

    files: Mapping[str, bytes]
    lacks: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()

    def archive(self) -> bytes:
        """Returns a .zip of the files, the same bytes every time."""
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in sorted(self.files.items()):
                member = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
                member.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(member, content)
        return buffer.getvalue()


def collect(assignment: Assignment, work: Path, language: str) -> HandIn:
    """Returns what is to be handed in of a student's work.

    Args:
        work: the folder with the files, or the notebook.
        language: of what is lacking.

    Raises:
        UsageError: a file cannot be read.
    """
    folder = work if work.is_dir() else work.parent
    files: dict[str, bytes] = {}
    lacks: list[str] = []
    if work.suffix == NOTEBOOK:
        content = files[f"{assignment.name}{NOTEBOOK}"] = read_work(work)
        lacks += _unfinished(work.name, content, language, answers=True)
    else:
        files |= _sources(assignment, folder)
        lacks += [
            say("submit.file", language, name=name)
            for name in assignment.wanted
            if name not in files
        ]
    report = assignment.config.rules.report
    if report.notebook and work.suffix != NOTEBOOK:
        path = folder / report.notebook
        if path.is_file():
            content = files[path.name] = read_work(path)
            lacks += _unfinished(path.name, content, language, answers=False)
        else:
            lacks.append(say("submit.file", language, name=report.notebook))
    if report.pdf:
        found = sorted(path for path in folder.glob("*") if path.suffix.lower() == PDF)
        files |= {path.name: read_work(path) for path in found}
        if not found:
            lacks.append(say("submit.pdf", language, folder=folder))
    marker = {"assignment": assignment.name, "digest": assignment_digest(assignment.bundle)}
    files[marker_name(marker["digest"])] = (json.dumps(marker) + "\n").encode()
    return HandIn(files, tuple(lacks), tuple(_unwanted(assignment, folder)))


def _sources(assignment: Assignment, folder: Path) -> dict[str, bytes]:
    """Returns the files to be filled in, and those of the student's own that they import."""
    found: dict[str, bytes] = {}
    waiting = list(assignment.wanted)
    given = set(assignment.given_names)
    while waiting:
        name = waiting.pop()
        path = folder / name
        if name in found or name in given or not path.is_file():
            continue
        found[name] = read_work(path)
        for module in _imported(found[name]):
            waiting += [f"{module}.py"]
            package = folder / module
            if package.is_dir():
                waiting += [inner.relative_to(folder).as_posix() for inner in package.rglob("*.py")]
    return found


def _imported(source: bytes) -> Iterator[str]:
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0]


def _unfinished(name: str, content: bytes, language: str, *, answers: bool) -> Iterator[str]:
    """Says what a notebook lacks.

    Args:
        answers: whether its questions are part of the hand-in.
    """
    try:
        cells = read_cells(content)
        code = [cell for cell in cells if cell["cell_type"] == "code" and cell["source"].strip()]
    except (ValueError, KeyError, TypeError):
        yield say("submit.damaged", language, name=name)
        return
    yield from _unexecuted(name, code, language)
    if answers:
        yield from _unanswered(name, cells, language)


def _unexecuted(name: str, code: Sequence[Cell], language: str) -> Iterator[str]:
    """Says so where a notebook has not been run from top to bottom, or a cell failed."""
    idle = [number for number, cell in enumerate(code, 1) if not cell.get("execution_count")]
    if idle:
        yield say("submit.unexecuted", language, name=name, count=len(idle), total=len(code))
    for number, cell in enumerate(code, 1):
        if any(output.get("output_type") == "error" for output in cell.get("outputs", ())):
            yield say("submit.failed", language, name=name, number=number)


def _unanswered(name: str, cells: Sequence[Cell], language: str) -> Iterator[str]:
    """Says so where questions of a notebook stand as they were released."""
    answers = [
        cell for cell in cells if cell["cell_type"] == "markdown" and facts_of(cell).get("solution")
    ]
    try:
        left = [cell for cell in answers if is_as_released(cell)]
    except (ValueError, KeyError, TypeError):
        return
    if left:
        yield say("submit.unanswered", language, name=name, count=len(left), total=len(answers))


def _unwanted(assignment: Assignment, folder: Path) -> Iterator[str]:
    """Yields what the rules keep out of a hand-in, beside the files."""
    for path in sorted(folder.glob("*")):
        if any(
            fnmatch.fnmatchcase(path.name, each) for each in assignment.config.rules.files.unwanted
        ):
            yield path.name
