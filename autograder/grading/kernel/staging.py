"""What a notebook finds around it while it runs in the sandbox: what students get, and nothing else."""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path

from ...course.course import SUFFIXES, Course, find_course
from ...errors import UsageError

# Of a student's folder no more than this is taken along.
MOST_BYTES = 48 << 20
MOST_FILES = 2000


def course_around(folder: Path) -> Course | None:
    """Returns the course that a folder lies in, None where there is none."""
    try:
        return find_course(folder)
    except UsageError:
        return None


def assignment_of(course: Course, folder: Path) -> str | None:
    """Returns the assignment that a folder is about, by the folders above it."""
    names = course.names()
    fitting = [part for part in folder.resolve().parts if part in names]
    return fitting[-1] if fitting else None


def stage(folder: Path, target: Path) -> tuple[str, Path | None]:
    """Copies a notebook's folder, and what students have around it, to `target`.

    Returns:
        The folder's place inside `target`, and where the course's data are, None for nowhere.
    """
    course = course_around(folder) or course_around(Path.cwd())
    name = assignment_of(course, folder) if course is not None else None
    if course is None or name is None:
        copy_plain(folder, target)
        return ".", course.root / "data" if course is not None else None
    for path in sorted(course.root.glob("*.py")):
        if path.name != "nbgrader_config.py":
            _copy(path, target / path.name)
    given = course.root / "assignments" / name
    for path in sorted(given.iterdir()):
        if path.suffix in SUFFIXES:
            _copy(path, target / "assignments" / name / path.name)
    place = f"assignments/{name}/notebook"
    copy_plain(folder, target / place)
    return place, course.root / "data"


def stage_workspace(folder: Path, target: Path) -> tuple[str, Path | None]:
    """As `stage`, for a notebook of the workspace: its folder, and files of the course that it lacks."""
    course = course_around(folder) or course_around(Path.cwd())
    if course is not None:
        for path in sorted(course.root.glob("*.py")):
            if path.name != "nbgrader_config.py":
                _copy(path, target / path.name)
    if course is None or folder.resolve() != course.root:
        copy_plain(folder, target)
    if course is None:
        return ".", None
    # The course's data are bound there.
    shutil.rmtree(target / "data", ignore_errors=True)
    return ".", course.root / "data"


def copy_plain(folder: Path, target: Path) -> None:
    """Copies the regular files of a folder, in order, up to the limits; links are not followed."""
    target.mkdir(parents=True, exist_ok=True)
    left, count = MOST_BYTES, MOST_FILES
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if any(part.startswith(".") for part in inside.parts) or path.is_symlink():
            continue
        if any((folder / parent).is_symlink() for parent in inside.parents):
            continue
        if path.is_file() and count and path.stat().st_size <= left:
            left -= path.stat().st_size
            count -= 1
            _copy(path, target / inside)


def _copy(path: Path, target: Path) -> None:
    """Copies a regular file; where a file and a folder have one name, the first of them stays."""
    if path.is_file() and not path.is_symlink():
        with contextlib.suppress(FileExistsError, NotADirectoryError, IsADirectoryError):
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
