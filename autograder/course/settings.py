"""course.toml: what holds for a course as a whole."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..errors import CourseError, nearest
from ..results.text import languages

KEYS = ("title", "language", "weights", "drop")


@dataclass(frozen=True)
class CourseSettings:
    """What course.toml says; the defaults where there is none.

    Attributes:
        title: of the course.
        language: of the pages about the course.
        weights: what an assignment counts in the total; 1 where it is not named.
        drop_lowest: so many of a student's lowest assignments do not count.
    """

    title: str = ""
    language: str = "en"
    weights: Mapping[str, float] = field(default_factory=dict)
    drop_lowest: int = 0


def load_settings(root: Path, assignments: Iterable[str]) -> CourseSettings:
    """Returns the settings of the course in a folder.

    Args:
        assignments: the names of its assignments.

    Raises:
        CourseError: course.toml is malformed, or names what is not there.
    """
    path = root / "course.toml"
    if not path.is_file():
        return CourseSettings()
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CourseError(f"course.toml: {error}") from None
    for key in table:
        if key not in KEYS:
            raise CourseError(f"course.toml: there is no {key!r}. {nearest(key, KEYS)}")
    weights, drop = table.get("weights", {}), table.get("drop", {})
    known = list(assignments)
    for name, weight in weights.items():
        if name not in known:
            raise CourseError(
                f"course.toml: [weights] {name} is no assignment. {nearest(name, known)}"
            )
        if isinstance(weight, bool) or not isinstance(weight, (int, float)) or weight < 0:
            raise CourseError(f"course.toml: [weights] {name} has to be a number, 0 or more.")
    lowest = drop.get("lowest", 0)
    if isinstance(lowest, bool) or not isinstance(lowest, int) or lowest < 0:
        raise CourseError("course.toml: [drop] lowest has to be a whole number, 0 or more.")
    language = table.get("language", "en")
    if language not in languages():
        raise CourseError(
            f"course.toml: language is {language!r}: there are {', '.join(languages())}."
        )
    return CourseSettings(str(table.get("title", "")), language, weights, lowest)
