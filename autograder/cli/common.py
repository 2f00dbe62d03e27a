"""What several commands need."""

from __future__ import annotations

from pathlib import Path

import click

from ..course.assignment import Assignment, load_assignment
from ..course.course import Course, find_course
from ..errors import UsageError
from ..results.text import languages

PATH = click.Path(path_type=Path)
language_option = click.option(
    "--lang", type=click.Choice(languages()), default=None, help="Language of the messages."
)
json_option = click.option(
    "--json", "as_json", is_flag=True, help="Print the results as JSON, one line each."
)


def open_assignment(name: str | None, start: Path | None = None) -> tuple[Course, Assignment]:
    """Returns a course and one of its assignments.

    Args:
        start: a folder of the course; the current one where it is None or in no course.

    Raises:
        UsageError: there is no course, no such assignment, or it is malformed.
    """
    try:
        course = find_course(start or Path.cwd())
    except UsageError:
        course = find_course(Path.cwd())
    return course, load_assignment(course.bundle(course.resolve(name)))
