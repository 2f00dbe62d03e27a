"""`softmark demo`: the main job on a small class that the course's examples/ make."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click

from ..course.course import find_course
from ..errors import UsageError
from ..results.replacing import make_folder
from .options import PATH


@click.command()
@click.option(
    "--out", type=PATH, default=Path("demo"), show_default=True, help="Folder for what it writes."
)
@click.option("--course", "whole", is_flag=True, help="Grade a class in every assignment instead.")
def demo(out: Path, whole: bool) -> None:
    """Grade the class that the course's examples/ make, and draw training curves."""
    examples = find_course(Path.cwd()).root / "examples"
    script = examples / ("whole_course.py" if whole else "made_up_class.py")
    if not script.is_file():
        raise UsageError(
            "The demo is not part of a student's package: it needs Softmark's repository."
        )
    make_folder(out)
    if any(out.iterdir()) and not (out / "class").is_dir():
        raise UsageError(f"{out} is neither empty nor of an earlier demo: name another folder.")
    sys.exit(subprocess.run([sys.executable, str(script), str(out)]).returncode)
