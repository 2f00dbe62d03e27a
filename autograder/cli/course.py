"""`softmark course`: one page and one table over all assignments."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..errors import UsageError, require
from ..results.replacing import write_output
from .options import PATH
from .outputs import need_own, page_of, table_titled

if TYPE_CHECKING:
    from ..course.course import Course
    from ..results.result import Result

_TABLE = table_titled("a table of `softmark course`", r"student,name,.*percent,dropped")


@click.command()
@click.argument("results", type=PATH, nargs=-1)
@click.option(
    "--out",
    type=PATH,
    default=Path("results"),
    show_default=True,
    help="Folder for course.html and course.csv.",
)
def course(results: tuple[Path, ...], out: Path) -> None:
    """Put all assignments of a class on one page and into one table.

    RESULTS are folders that `softmark grade --out` wrote, an assignment each; without any, all those in
    the folder results, by due date. Weights, and how many of the lowest are dropped, stand in course.toml.
    """
    require("jinja2")
    from ..course.adjustments import load_adjustments
    from ..course.course import find_course
    from ..course.decide import with_excused
    from ..course.settings import load_settings
    from ..platforms.gradebooks import read_graded
    from ..results.course_total import course_rows
    from ..results.render.course import course_csv, course_page

    found = find_course(Path.cwd())
    settings = load_settings(found.root, found.names())
    given = results or tuple(
        path.parent for path in sorted(Path("results").glob("*/results.jsonl"))
    )
    if not given:
        raise UsageError("There are no results in the folder results: name folders of results.")
    graded: dict[str, Mapping[str, Result]] = {}
    folders: dict[str, Path] = {}
    names: dict[str, str] = {}
    for folder in given:
        read = read_graded(folder)
        assignments = {result.assignment for result in read.results.values()} or {folder.name}
        for assignment in assignments:
            if assignment in graded:
                raise UsageError(
                    f"{folders[assignment]} and {folder} are both of {assignment}: name one of them."
                )
            graded[assignment], folders[assignment] = read.results, folder
        names |= {student: person.name for student, person in read.people.items()}
        names |= {student: person.name for student, person in read.missing.items()}
    decided = load_adjustments(found.root, found.names())
    graded = {
        name: with_excused(results, name, decided.of(name), names)
        for name, results in sorted(graded.items(), key=lambda item: _due(found, item[0]))
    }
    rows = course_rows(graded, names, settings.weights, settings.drop_lowest)
    titles = {name: _title(found, name, settings.language) for name in graded}
    places = {name: os.path.relpath(folder, out) for name, folder in folders.items()}
    page = course_page(
        rows, titles, {}, folders=places, title=settings.title, language=settings.language
    )
    table = course_csv(rows, titles)
    need_own(out / "course.csv", _TABLE)
    need_own(out / "course.html", page_of("course"))
    write_output(out / "course.html", page)
    write_output(out / "course.csv", table)
    print(out / "course.html")


def _due(found: Course, name: str) -> float:
    """Returns when an assignment is due, by which columns are sorted; those without a date come last."""
    from ..course.assignment import load_assignment

    late = load_assignment(found.bundle(name)).config.late if name in found.names() else None
    return late.due.timestamp() if late is not None else math.inf


def _title(found: Course, name: str, language: str) -> str:
    """Returns an assignment's title in a language; its name where the course no longer has it."""
    from ..course.assignment import load_assignment

    if name not in found.names():
        return name
    return load_assignment(found.bundle(name)).config.title.in_(language)
