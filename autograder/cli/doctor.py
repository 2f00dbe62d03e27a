"""`softmark doctor`: whether everything is there that a student needs, in one screen."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

import click

from ..course.course import ASSIGNMENT, Course, read_settings_table
from ..errors import CourseError
from ..results.text import preferred_language, say
from .common import course_around, need_language
from .options import language_option


class Finding(NamedTuple):
    """One line: whether it is well, what it is about, what was found, and what to do."""

    well: bool
    about: str
    found: str
    advice: str = ""


@click.command()
@language_option
def doctor(lang: str | None) -> None:
    """Show whether everything is there that you need.

    Exit code 0: it is; 1: something is missing that checks need.
    """
    if lang is not None:
        need_language(lang)
    language = lang or preferred_language() or "en"
    needed = list(_needed(language))
    for finding in [*needed, *_useful(language)]:
        print(f"{'✓' if finding.well else '✗'} {finding.about}: {finding.found}")
        if not finding.well and finding.advice:
            print(f"  {finding.advice}")
    sys.exit(0 if all(finding.well for finding in needed) else 1)


def _needed(language: str) -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    yield Finding(sys.version_info >= (3, 11), "Python", f"{version}, {sys.executable}")
    try:
        yield Finding(True, "numpy", metadata.version("numpy"))
    except metadata.PackageNotFoundError:
        yield Finding(
            False, "numpy", say("doctor.missing", language), "python -m pip install numpy"
        )
    yield Finding(True, "Softmark", f"{_version()}, {Path(__file__).parents[1]}")
    course = course_around(Path.cwd())
    if course is None:
        here = say("doctor.no_course", language, folder=Path.cwd())
        yield Finding(False, say("doctor.course", language), here, say("doctor.move", language))
        return
    names = ", ".join(course.names())
    yield Finding(True, say("doctor.course", language), f"{course.root} ({names})")


def _version() -> str:
    try:
        return metadata.version("softmark")
    except metadata.PackageNotFoundError:
        return "?"


def _needs_data(course: Course) -> bool:
    """Tells whether an assignment of the course says that its experiments need data."""
    for name in course.names():
        path = course.root / "assignments" / name / ASSIGNMENT
        try:
            _, table = read_settings_table(name, path.read_bytes())
        except CourseError:  # whoever uses that assignment is told
            continue
        if table.get("data"):
            return True
    return False


def _mnist(folder: Path, language: str) -> Finding:
    from ..course.download import MNIST, is_whole

    there = [file for file in MNIST if (folder / file.name).is_file()]
    whole = [file for file in there if is_whole(folder / file.name, file)]
    key = (
        "doctor.whole" if len(whole) == len(MNIST) else "doctor.part" if there else "doctor.missing"
    )
    return Finding(bool(there), f"MNIST ({folder})", say(key, language), "softmark data mnist")


def _useful(language: str) -> Iterator[Finding]:
    course = course_around(Path.cwd())
    if course is not None and _needs_data(course):
        yield _mnist(course.root / "data", language)
    for package in ("matplotlib", "ipykernel", "jupyterlab"):
        known = importlib.util.find_spec(package) is not None
        found = metadata.version(package) if known else say("doctor.missing", language)
        yield Finding(known, package, found, f"python -m pip install {package}")
    encoding = sys.stdout.encoding or "?"
    columns = shutil.get_terminal_size().columns
    plain = "NO_COLOR" in os.environ or not sys.stdout.isatty()
    facts = {"encoding": encoding, "columns": columns}
    key = "doctor.plain" if plain else "doctor.colour"
    unicode = "utf" in encoding.lower()
    yield Finding(unicode, say("doctor.terminal", language), say(key, language, **facts),
                  say("doctor.utf8", language))  # fmt: skip
