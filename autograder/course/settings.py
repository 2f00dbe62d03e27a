"""course.toml: what holds for a course as a whole, and its own sentences."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import field
from pathlib import Path
from typing import Any

from ..errors import CourseError, nearest
from ..results.records import dataclass
from ..results.text import languages, speak
from .course import SENTENCES, SETTINGS, course_files

KEYS = ("title", "language", "languages", "weights", "drop")


@dataclass(frozen=True)
class CourseSettings:
    """What course.toml says; the defaults where there is none.

    Attributes:
        title: of the course.
        language: of the pages about the course, and of assignments that name no other.
        languages: those that every title and hint is asked for in; `language` is one of them.
        weights: what an assignment counts in the total; 1 where it is not named.
        drop_lowest: so many of a student's lowest assignments do not count.
    """

    title: str = ""
    language: str = "en"
    languages: tuple[str, ...] = ("en",)
    weights: Mapping[str, float] = field(default_factory=dict)
    drop_lowest: int = 0


def load_settings(root: Path, assignments: Iterable[str]) -> CourseSettings:
    """Returns the settings of the course in a folder; from now on its own sentences are said.

    Args:
        assignments: the names of its assignments.

    Raises:
        CourseError: course.toml or a file of sentences is malformed, or names what is not there.
    """
    settings = read_settings(course_files(root))
    known = list(assignments)
    for name in settings.weights:
        if name not in known:
            raise CourseError(
                f"course.toml: [weights] {name} is no assignment. {nearest(name, known)}"
            )
    return settings


def read_settings(files: Mapping[str, bytes]) -> CourseSettings:
    """Returns the settings of a course's files; from now on its own sentences are said.

    Args:
        files: course.toml and sentences/LANGUAGE.toml, by path; none where a course has no such files.

    Raises:
        CourseError: one of them is malformed.
    """
    speak({path: files[path] for path in files if path.startswith(f"{SENTENCES}/")})
    try:
        table = tomllib.loads(files.get(SETTINGS, b"").decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CourseError(f"course.toml: {error}") from None
    for key in table:
        if key not in KEYS:
            raise CourseError(f"course.toml: there is no {key!r}. {nearest(key, KEYS)}")
    weights, drop = table.get("weights", {}), table.get("drop", {})
    for name, weight in weights.items():
        if isinstance(weight, bool) or not isinstance(weight, (int, float)) or weight < 0:
            raise CourseError(f"course.toml: [weights] {name} has to be a number, 0 or more.")
    lowest = drop.get("lowest", 0)
    if isinstance(lowest, bool) or not isinstance(lowest, int) or lowest < 0:
        raise CourseError("course.toml: [drop] lowest has to be a whole number, 0 or more.")
    language, several = _languages(table)
    return CourseSettings(str(table.get("title", "")), language, several, weights, lowest)


def _languages(table: Mapping[str, Any]) -> tuple[str, tuple[str, ...]]:
    """Returns the course's own language, and all of its languages."""
    several = table.get("languages", [table.get("language", "en")])
    if not isinstance(several, list) or not several:
        raise CourseError('course.toml: languages has to be a list, such as ["en", "zh"].')
    for name in several:
        known_language(name, "course.toml: languages")
    language = table.get("language", several[0])
    known_language(language, "course.toml: language")
    if language not in several:
        raise CourseError(f"course.toml: language {language!r} is none of the languages {several}.")
    return language, tuple(several)


def known_language(language: Any, where: str) -> str:
    """Returns a language there are sentences for.

    Raises:
        CourseError: there are none; the text begins with `where`.
    """
    if language not in languages():
        raise CourseError(
            f"{where}: there are no sentences in {language!r}, only in {', '.join(languages())}; a "
            f"course's own are in {SENTENCES}/LANGUAGE.toml."
        )
    return str(language)
