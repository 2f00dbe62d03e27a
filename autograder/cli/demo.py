"""`softmark demo`: the main job on a small class that it makes itself."""

from __future__ import annotations

from pathlib import Path

import click

from ..errors import UsageError
from .common import PATH


@click.command()
@click.option(
    "--out", type=PATH, default=Path("demo"), show_default=True, help="Folder for what it writes."
)
@click.option("--course", "whole", is_flag=True, help="Grade a class in every assignment instead.")
def demo(out: Path, whole: bool) -> None:
    """Grade a made-up class of Case 1, with real MNIST, and draw the training curves."""
    try:
        from ..demo import run_demo
        from ..demo_course import run_course_demo
    except ModuleNotFoundError:
        raise UsageError("The demo is not part of a student's package.") from None
    if whole:
        run_course_demo(out)
    else:
        run_demo(out)
