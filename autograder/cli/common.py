"""What several commands need."""

from __future__ import annotations

from pathlib import Path

from ..course.assignment import Assignment, load_assignment
from ..course.course import Course, find_course
from ..course.settings import known_language, load_settings
from ..errors import UsageError


def need_language(language: str) -> None:
    """Refuses a language that neither Softmark speaks nor the course around the current folder.

    Raises:
        UsageError: there are no sentences in it.
    """
    course = course_around(Path.cwd())
    if course is not None:
        load_settings(course.root, course.names())
    known_language(language, "--lang")


def course_around(folder: Path) -> Course | None:
    """Returns the course that a folder lies in, None where it lies in none."""
    try:
        return find_course(folder)
    except UsageError:
        return None


def open_assignment(
    name: str | None, start: Path | None = None, language: str | None = None
) -> tuple[Course, Assignment]:
    """Returns a course and one of its assignments.

    Args:
        start: a folder of the course; the current one where it is None or in no course.
        language: that was asked for, which may be one of the course's own.

    Raises:
        UsageError: there is no course, no such assignment or language, or it is malformed.
    """
    try:
        course = find_course(start or Path.cwd())
    except UsageError:
        course = find_course(Path.cwd())
    assignment = load_assignment(course.bundle(course.resolve(name)))
    if language is not None:
        known_language(language, "--lang")
    return course, assignment
