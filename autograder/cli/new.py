"""`softmark new`: an assignment to start from."""

from __future__ import annotations

from pathlib import Path

import click

from .common import open_assignment


@click.command()
@click.argument("name")
@click.option(
    "--kind",
    metavar="KIND",
    default="numbers",
    show_default=True,
    help="What its checks look at: numbers, bounds, text, figure, table or plain.",
)
def new(name: str, kind: str) -> None:
    """Make a small working assignment, to be changed into the one you want.

    numbers: arrays and numbers, within a tolerance; bounds: an accuracy that is at least so high, and yes or
    no; text: strings, and what is printed; figure: what is drawn with matplotlib; table: a DataFrame of pandas;
    plain: lists, dicts, tuples and whole numbers of any size.
    """
    from ..authoring.release import release
    from ..authoring.scaffold import course_or_new, new_assignment

    here = Path.cwd().resolve()
    course = course_or_new(here)
    if course.root != here:
        click.confirm(f"Add {name} to the course {course.root}?", default=True, abort=True)
    written = new_assignment(course, name, kind)
    written += release(*open_assignment(name, course.root))
    print("\n".join(written))
    print(f"\nNow run: softmark verify {name}")
