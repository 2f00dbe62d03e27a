"""`softmark init`: a course of one's own."""

from __future__ import annotations

from pathlib import Path

import click

from ..course.settings import known_language
from ..errors import UsageError
from .common import open_assignment
from .options import PATH


@click.command()
@click.argument("folder", type=PATH)
@click.option("--with", "names", metavar="NAME,NAME", help="Assignments to take along.")
@click.option("--all", "everything", is_flag=True, help="Take along all assignments.")
@click.option(
    "--lang",
    metavar="LANGUAGE",
    default="en",
    show_default=True,
    help="Language of the course.",
)
@click.option("--nbgrader", is_flag=True, help="Make it a course of nbgrader, too.")
def init(folder: Path, names: str | None, everything: bool, lang: str, nbgrader: bool) -> None:
    """Start a course of your own in an empty FOLDER."""
    from ..authoring.new_course import new_course
    from ..authoring.release import release

    if names and everything:
        raise UsageError("Give --with or --all, not both.")
    known_language(lang, "--lang")
    wanted = None if everything else [name.strip() for name in (names or "").split(",") if name]
    course, taken = new_course(folder, wanted, language=lang, nbgrader=nbgrader)
    for name in taken:
        release(*open_assignment(name, course.root))
        print(f"assignments/{name}")
    print(f"\nNow run: cd {folder} && softmark {'verify' if taken else 'new NAME'}")
