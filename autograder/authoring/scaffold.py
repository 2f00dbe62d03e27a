"""A new assignment to start from: small, working, and verified as it is."""

from __future__ import annotations

import re
import shutil
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from ..course.course import Course, find_course
from ..errors import UsageError, nearest
from ..results.replacing import write_output

# What students get as it stands; all else belongs to the solution.
OF_STUDENTS = ("assignment.toml", "checks.py")


@cache
def kinds() -> tuple[str, ...]:
    """Returns the kinds of assignments there are templates for, by what their checks look at."""
    return tuple(sorted(folder.name for folder in _templates().iterdir() if folder.is_dir()))


def template(kind: str) -> dict[str, str]:
    """Returns the files of a kind of assignment by path, with {name} and {title} in paths and texts."""
    files = {}
    for entry in (_templates() / kind).iterdir():
        name = entry.name.removesuffix(".in")
        side = "assignments" if name in OF_STUDENTS else "solutions"
        files[f"{side}/{{name}}/{name}"] = entry.read_text(encoding="utf-8")
    return dict(sorted(files.items()))


def _templates() -> Traversable:
    return resources.files(__package__) / "kinds"


def new_assignment(course: Course, name: str, kind: str = "numbers") -> list[str]:
    """Writes the files of a new assignment and returns their paths.

    Args:
        kind: of `kinds`.

    Raises:
        UsageError: there is no such kind, the name is no Python name in small letters, or is taken.
    """
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise UsageError(
            f"{name!r} cannot name an assignment: use small letters, digits and _, such as knn."
        )
    for folder in ("assignments", "solutions"):
        if (course.root / folder / name).exists():
            raise UsageError(f"{folder}/{name} exists already: choose another name.")
    if kind not in kinds():
        raise UsageError(f"There is no kind {kind!r} of assignment. {nearest(kind, kinds())}")
    title = name.replace("_", " ").capitalize()
    written = []
    try:
        for place, content in template(kind).items():
            path = place.replace("{name}", name)
            text = content.replace("{name}", name).replace("{title}", title)
            write_output(course.root / path, text)
            written.append(path)
    except OSError:
        # A part of it would be in the way of another try.
        for folder in ("assignments", "solutions"):
            shutil.rmtree(course.root / folder / name, ignore_errors=True)
        raise
    return written


def course_or_new(start: Path) -> Course:
    """Returns the course around a folder; a folder without one becomes a course of its own."""
    try:
        return find_course(start)
    except UsageError:
        return Course(start.resolve())
