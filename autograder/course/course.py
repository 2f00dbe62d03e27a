"""The course on disk: where it is, which assignments it has, and their files.

A course is a folder with course.toml or assignments/NAME/assignment.toml in it; solutions/ is there on the
instructor's side only.
"""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Mapping
from dataclasses import field
from functools import lru_cache
from pathlib import Path
from typing import Any

from ..errors import CourseError, UsageError, nearest
from ..results.records import dataclass
from ..results.toml_files import tables_of, text_of

# What an assignment is made of; of assignments/NAME students get all of it, but no manifest.
TEXTS = (".py", ".toml", ".md")
SUFFIXES = (*TEXTS, ".npz", ".ipynb")
SETTINGS = "course.toml"
ASSIGNMENT = "assignment.toml"
# The folder of a course's own languages, a file LANGUAGE.toml each.
SENTENCES = "sentences"

# The folder of solutions/ with files that the workspaces of several assignments hold.
COMMON = "common"


@dataclass(frozen=True)
class Bundle:
    """Everything that grading an assignment needs, in memory, so that it can travel to a worker.

    Attributes:
        name: the assignment.
        assignment: files of assignments/NAME by path inside that folder.
        solution: files of solutions/NAME likewise; empty on a student's machine.
        course: course.toml, and sentences/LANGUAGE.toml, by path in the course's folder.
        formulas: what nobody is told, as it is to be derived; see `levels`.
    """

    name: str
    assignment: dict[str, bytes]
    solution: dict[str, bytes]
    course: dict[str, bytes] = field(default_factory=dict)
    formulas: tuple[str, ...] = ()


@dataclass(frozen=True)
class Course:
    """A course folder."""

    root: Path

    def names(self) -> list[str]:
        """Returns the names of all assignments, sorted."""
        return sorted(path.parent.name for path in self.root.glob("assignments/*/assignment.toml"))

    def resolve(self, name: str | None) -> str:
        """Returns the assignment's name; without one, the only one there is.

        Raises:
            UsageError: no such assignment, or none named where there are several.
        """
        names = self.names()
        if name is None:
            if len(names) == 1:
                return names[0]
            raise UsageError(f"Name an assignment: {', '.join(names)}.")
        if name not in names:
            raise UsageError(f"There is no assignment {name!r}. {nearest(name, names)}")
        return name

    def bundle(self, name: str) -> Bundle:
        """Reads an assignment's files."""
        assignment = read_files(self.root / "assignments" / name)
        solution = read_files(self.root / "solutions" / name)
        if solution:
            common = read_files(self.root / "solutions" / COMMON)
            named = _workspace(name, assignment.get(ASSIGNMENT, b""))
            solution = {path: common[path] for path in named if path in common} | solution
        return Bundle(
            name=name, assignment=assignment, solution=solution, course=course_files(self.root)
        )


def find_course(start: Path) -> Course:
    """Returns the course that `start` lies in.

    Raises:
        UsageError: neither `start` nor any folder above it is a course.
    """
    folder = start.resolve()
    for candidate in (folder, *folder.parents):
        if (candidate / "course.toml").is_file() or next(
            candidate.glob("assignments/*/assignment.toml"), None
        ) is not None:
            return Course(candidate)
    raise UsageError(
        f"{folder} is not inside a course: no folder here or above has course.toml or "
        "assignments/NAME/assignment.toml. Change to the course's folder and try again."
    )


def settings_path(name: str) -> str:
    """Returns where an assignment's settings are, from the course's folder."""
    return f"assignments/{name}/{ASSIGNMENT}"


@lru_cache(maxsize=64)
def read_settings_table(name: str, content: bytes) -> tuple[str, Mapping[str, Any]]:
    """Returns the text of an assignment.toml and what it says, read once for all who ask.

    Args:
        name: the assignment's.

    Raises:
        CourseError: it is malformed.
    """
    path = settings_path(name)
    text = text_of(content, path)
    return text, tables_of(text, path)


def _workspace(name: str, settings: bytes) -> list[str]:
    """Returns the files of the workspace that an assignment.toml names; what is off in it is said elsewhere."""
    try:
        named = read_settings_table(name, settings)[1].get("workspace", [])
    except CourseError:
        return []
    return [path for path in named if isinstance(path, str)] if isinstance(named, list) else []


def course_files(root: Path) -> dict[str, bytes]:
    """Returns what holds for all of a course's assignments: its settings and its own sentences, by path."""
    paths = [root / SETTINGS, *sorted((root / SENTENCES).glob("*.toml"))]
    return {
        path.relative_to(root).as_posix(): path.read_bytes() for path in paths if path.is_file()
    }


def read_files(folder: Path) -> dict[str, bytes]:
    """Returns the files of a folder that a bundle may hold, by POSIX path inside it."""
    files = {}
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        skipped = any(part.startswith((".", "__pycache__")) for part in inside.parts)
        if path.suffix in SUFFIXES and not skipped and path.is_file():
            content = path.read_bytes()
            # Editors on Windows put a mark before a text, which is none of it.
            is_text = path.suffix in TEXTS
            files[inside.as_posix()] = content.removeprefix(BOM_UTF8) if is_text else content
    return files
