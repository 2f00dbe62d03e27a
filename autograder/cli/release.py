"""`softmark release`: generates what students get."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .common import open_assignment


def release(
    assignment: Annotated[str, typer.Argument(help="Name of the assignment.")],
    to: Annotated[
        Path | None, typer.Option(help="Write the student's package to this folder.")
    ] = None,
    zip: Annotated[
        Path | None, typer.Option(help="Write the student's package to this .zip file.")
    ] = None,
    with_data: Annotated[
        bool, typer.Option("--with-data", help="Put the course's data into the package.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Overwrite generated files that were edited.")
    ] = False,
) -> None:
    """Generate stubs and published answers in the course, or the package for students."""
    from ..errors import UsageError
    from ..package import package_files, write_folder, write_zip
    from ..release import release as release_assignment

    course, loaded = open_assignment(assignment)
    if to is not None and zip is not None:
        raise UsageError("Give --to or --zip, not both.")
    if to is None and zip is None:
        if with_data:
            raise UsageError("--with-data goes with --to or --zip.")
        changed = release_assignment(course, loaded, force=force)
        print("\n".join(changed) if changed else "Everything was current.")
        return
    files = package_files(course, loaded, with_data=with_data)
    if zip is not None:
        write_zip(files, zip)
    elif to is not None:
        write_folder(files, to, force=force)
    print(zip or to)
