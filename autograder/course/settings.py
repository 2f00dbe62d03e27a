"""course.toml: what holds for a course as a whole, and its own sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field
from pathlib import Path
from typing import Any

from ..errors import CourseError, nearest
from ..results.convert import line_of
from ..results.records import dataclass
from ..results.text import languages, speak
from ..results.toml_files import read_as, tables_of, text_of
from .course import SENTENCES, SETTINGS, course_files
from .ranges import Count, Weight


@dataclass(frozen=True)
class _Drop:
    lowest: Count = 0


@dataclass(frozen=True)
class _File:
    """course.toml, as it is written."""

    title: str = ""
    language: str = ""
    languages: tuple[str, ...] | None = None
    weights: dict[str, Weight] = field(default_factory=dict)
    drop: _Drop = field(default_factory=_Drop)


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
    files = course_files(root)
    settings = read_settings(files)
    known = list(assignments)
    for name in settings.weights:
        if name not in known:
            line = line_of(text_of(files[SETTINGS], SETTINGS), f"weights.{name}")
            raise CourseError(
                f"{SETTINGS}:{line}: [weights] {name} is no assignment. {nearest(name, known)}"
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
    text = text_of(files.get(SETTINGS, b""), SETTINGS)
    said = read_as(_File, tables_of(text, SETTINGS), text, SETTINGS)
    language, several = _languages(said, text)
    return CourseSettings(said.title, language, several, said.weights, said.drop.lowest)


def _languages(said: _File, text: str) -> tuple[str, tuple[str, ...]]:
    """Returns the course's own language, and all of its languages."""
    one, several = (f"{SETTINGS}:{line_of(text, key)}: {key}" for key in ("language", "languages"))
    if said.languages == ():
        raise CourseError(f'{several}: name one at least, such as ["en", "zh"].')
    language = known_language(said.language or (said.languages or ("en",))[0], one)
    all_of_them = said.languages or (language,)
    for name in all_of_them:
        known_language(name, several)
    if language not in all_of_them:
        raise CourseError(f"{one}: {language!r} is none of the languages {', '.join(all_of_them)}.")
    return language, all_of_them


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
