"""`softmark release`: generates what students get."""

from __future__ import annotations

from pathlib import Path

import click

from .common import open_assignment
from .options import PATH, language_option
from .outputs import archive_with, need_own, starting_with


@click.command()
@click.argument("assignment")
@click.option("--to", type=PATH, help="Write the student's package to this folder.")
@click.option("--zip", "archive", type=PATH, help="Write the student's package to this .zip file.")
@click.option(
    "--notebook", type=PATH, help="Write a notebook that needs nothing beside it to this file."
)
@language_option
@click.option("--with-data", is_flag=True, help="Put the course's data into the package.")
@click.option("--force", is_flag=True, help="Overwrite generated files that were edited.")
def release(
    assignment: str,
    to: Path | None,
    archive: Path | None,
    notebook: Path | None,
    lang: str | None,
    with_data: bool,
    force: bool,
) -> None:
    """Generate stubs and published answers in the course, or what students get in one piece."""
    from ..authoring.package import package_files, write_folder, write_zip
    from ..authoring.release import release as release_assignment
    from ..errors import UsageError

    course, loaded = open_assignment(assignment, language=lang)
    if sum(target is not None for target in (to, archive, notebook)) > 1:
        raise UsageError("Give one of --to, --zip and --notebook.")
    if lang is not None and (to, archive, notebook) == (None, None, None):
        raise UsageError("--lang goes with --notebook, --zip and --to.")
    if notebook is not None:
        need_own(notebook, starting_with("a notebook of `softmark release`", b"# softmark: "))
        from ..authoring.carry import release_notebook

        release_notebook(course, loaded, notebook, lang or loaded.config.language)
        print(notebook)
        return
    if to is None and archive is None:
        if with_data:
            raise UsageError("--with-data goes with --to or --zip.")
        changed = release_assignment(course, loaded, force=force)
        print("\n".join(changed) if changed else "Everything was current.")
        return
    if archive is not None:
        need_own(
            archive, archive_with("a package of `softmark release`", r"[^/]*/softmark-[^/]+\.whl")
        )
    files = package_files(course, loaded, with_data=with_data, language=lang or "")
    if archive is not None:
        write_zip(files, archive)
    elif to is not None:
        write_folder(files, to, force=force)
    print(archive or to)
