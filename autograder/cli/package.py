"""`softmark package`: an assignment, ready for another platform to grade."""

from __future__ import annotations

from pathlib import Path

import click

from .common import open_assignment
from .options import PATH
from .outputs import archive_with, need_own


@click.command()
@click.argument("assignment", required=False)
@click.option(
    "--for", "platform", type=click.Choice(["gradescope"]), required=True, help="The platform."
)
@click.option("--out", type=PATH, help="File to write.  [default: ASSIGNMENT-gradescope.zip]")
def package(assignment: str | None, platform: str, out: Path | None) -> None:
    """Write the zip from which a platform builds its autograder.

    It holds the solution and the course's secret: give it to nobody but the platform.
    """
    from ..authoring.unproven import refuse_unproven
    from ..checks.seeds import course_secret
    from ..errors import UsageError
    from ..platforms.gradescope.bundle import BUNDLE, write_gradescope

    course, loaded = open_assignment(assignment)
    if not loaded.reference:
        raise UsageError(f"solutions/{loaded.name} is missing: grading needs the solution.")
    refuse_unproven(loaded)
    path = out or Path(f"{loaded.name}-{platform}.zip")
    need_own(path, archive_with("an archive of `softmark package`", BUNDLE))
    write_gradescope(loaded.bundle, course_secret(course.root), path)
    print(path)
