"""`softmark new`: an assignment to start from."""

from __future__ import annotations

from pathlib import Path

import click

from .common import open_assignment


@click.command()
@click.argument("name")
def new(name: str) -> None:
    """Make a small working assignment, to be changed into the one you want."""
    from ..authoring.release import release
    from ..authoring.scaffold import course_or_new, new_assignment

    here = Path.cwd().resolve()
    course = course_or_new(here)
    if course.root != here:
        click.confirm(f"Add {name} to the course {course.root}?", default=True, abort=True)
    written = new_assignment(course, name)
    written += release(*open_assignment(name, course.root))
    print("\n".join(written))
    print(f"\nNow run: softmark verify {name}")
