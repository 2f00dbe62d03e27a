"""`softmark data`: the data sets of the experiments, downloaded and checked."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from .common import course_around
from .options import PATH


@click.command()
@click.argument("name", type=click.Choice(["mnist"]))
@click.option("--from", "source", type=PATH, help="Copy the files from this folder instead.")
@click.option("--to", type=PATH, help="Folder for them.  [default: data, in the course]")
@click.option("--source", "sources", multiple=True, help="Address of a folder to download from.")
def data(name: str, source: Path | None, to: Path | None, sources: tuple[str, ...]) -> None:
    """Download a data set, 11 MB, check it, and go on where a download broke off."""
    from ..course.download import MNIST, SOURCES, copy_from, download
    from ..errors import UsageError

    course = course_around(Path.cwd())
    folder = to or (Path.cwd() if course is None else course.root) / "data"
    if source is not None:
        if not source.is_dir():
            raise UsageError(f"{source} is not a folder.")
        done = copy_from(MNIST, source, folder)
    else:
        done = download(MNIST, folder, _show, sources or SOURCES)
        if done and sys.stderr.isatty():
            print(file=sys.stderr)
    print(f"{folder}: {', '.join(done) if done else 'everything was there'}")


def _show(name: str, done: int, total: int) -> None:
    """Shows how far a download is, in one line of the terminal."""
    if sys.stderr.isatty():
        of = f" of {total / 1e6:.1f}" if total else ""
        print(f"\r{name}: {done / 1e6:.1f}{of} MB   ", end="", file=sys.stderr, flush=True)
