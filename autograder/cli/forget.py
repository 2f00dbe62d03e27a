"""`softmark forget`: one person out of all results."""

from __future__ import annotations

from pathlib import Path

import click

from .common import open_assignment
from .options import PATH


@click.command()
@click.argument("student")
@click.argument("results", type=PATH)
def forget(student: str, results: Path) -> None:
    """Remove STUDENT from RESULTS, a folder that `softmark grade --out` wrote.

    The result, the page, and the rows in all tables go. What was exported before stays where it is.

    Exit code 0: removed; 2: nobody of that name is there.
    """
    from ..grading.batch.forget import forget as remove
    from ..grading.batch.forget import graded_assignment

    _, assignment = open_assignment(graded_assignment(results))
    remove(student, assignment, results)
    print(f"{student} was removed from {results}.")
