"""What several commands need."""

from __future__ import annotations

from pathlib import Path

import click

from ..assignment import Assignment, load_assignment
from ..course import Course, find_course

PATH = click.Path(path_type=Path)
language_option = click.option(
    "--lang", type=click.Choice(["en", "zh"]), default=None, help="Language of the messages."
)
json_option = click.option(
    "--json", "as_json", is_flag=True, help="Print the results as JSON, one line each."
)


def open_assignment(name: str | None, start: Path | None = None) -> tuple[Course, Assignment]:
    """Returns the course around a folder and one of its assignments.

    Raises:
        UsageError: there is no course, no such assignment, or it is malformed.
    """
    course = find_course(start or Path.cwd())
    return course, load_assignment(course.bundle(course.resolve(name)))
