"""What several commands need."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from ..assignment import Assignment, load_assignment
from ..course import Course, find_course

Language = Literal["en", "zh"]
AssignmentName = Annotated[
    str | None,
    typer.Argument(metavar="ASSIGNMENT", help="Name of the assignment.", show_default=False),
]
LanguageOption = Annotated[
    str | None, typer.Option("--lang", metavar="en|zh", help="Language of the messages.")
]


def open_assignment(name: str | None, start: Path | None = None) -> tuple[Course, Assignment]:
    """Returns the course around a folder and one of its assignments.

    Raises:
        UsageError: there is no course, no such assignment, or it is malformed.
    """
    course = find_course(start or Path.cwd())
    return course, load_assignment(course.bundle(course.resolve(name)))


def language(value: str | None) -> str | None:
    """Returns a language that was asked for.

    Raises:
        typer.BadParameter: there are no messages in it.
    """
    if value not in (None, "en", "zh"):
        raise typer.BadParameter(f"{value!r} is not one of en, zh.", param_hint="--lang")
    return value
