"""`softmark export`: graded results in the form in which platforms and CI systems take them."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..results.replacing import write_output
from .options import PATH
from .outputs import Kind, archive_with, need_own, starting_with, table_like

if TYPE_CHECKING:
    from ..platforms.gradebooks import GradedClass

FORMATS = ("canvas", "moodle", "moodle-feedback", "junit", "github")


@click.command()
@click.argument("form", metavar="FORMAT", type=click.Choice(FORMATS))
@click.argument("results", type=PATH)
@click.option("--out", type=PATH, help="File to write.  [default: standard output]")
@click.option(
    "--table", type=PATH, help="Canvas's gradebook, or Moodle's grading worksheet, as exported."
)
@click.option("--column", help="Canvas's title of the assignment.")
@click.option("--scale", is_flag=True, help="Convert grades where the column has other points.")
@click.option("--earlier", is_flag=True, help="Also results of an earlier run with other checks.")
@click.option(
    "--gradebook",
    metavar="URL",
    help="Add what people entered in formgrader, from nbgrader's database.",
)
@click.option("--dry-run", is_flag=True, help="Show which grades would change, and write nothing.")
def export(
    form: str,
    results: Path,
    out: Path | None,
    table: Path | None,
    column: str | None,
    scale: bool,
    earlier: bool,
    gradebook: str | None,
    dry_run: bool,
) -> None:
    """Write what RESULTS holds, a folder that `softmark grade --out` wrote, as FORMAT.

    canvas and moodle fill the grades into --table, and leave every cell as it is for which there is no
    result; moodle-feedback is the zip of all pages; junit is
    XML for CI systems; github prints annotations for GitHub Actions.

    With --gradebook a grade is what the checks gave and what people gave in formgrader; who is still to be
    graded by a person is left out, and named.

    Exit code 0: written; 1: the table has no row for some of the students, or some are left out; 2: wrong
    usage.
    """
    from ..errors import UsageError
    from ..platforms.gradebooks import canvas_csv, moodle_csv, moodle_feedback, read_graded
    from ..results.render.junit import github_annotations, junit_xml

    graded = read_graded(results)
    if graded.stale and not earlier:
        raise UsageError(
            f"{results} holds results of an earlier run with other checks, of {', '.join(graded.stale)}: "
            "grade them again, drop them with `softmark grade --prune`, or give --earlier."
        )
    waiting: tuple[str, ...] = ()
    if gradebook is not None:
        graded, waiting = _with_gradebook(graded, gradebook)
    unplaced: tuple[str, ...] = ()
    if form in ("canvas", "moodle"):
        if table is None:
            raise UsageError(f"{form} needs --table FILE: the table as the platform exports it.")
        if form == "canvas":
            fill = canvas_csv(graded, table, column, scale=scale)
        else:
            fill = moodle_csv(graded, table, scale=scale)
        content, unplaced = fill.content, fill.unplaced
        for change in fill.changes if dry_run else ():
            print(f"{change.name}: {change.before or 'no grade'} -> {change.after}")
    elif form == "moodle-feedback":
        packed = moodle_feedback(graded, table)
        content, unplaced = packed.content, packed.unplaced
    elif form == "junit":
        content = junit_xml(graded.results.values())
    else:
        lines = (line for result in graded.results.values() for line in github_annotations(result))
        content = "".join(f"{line}\n" for line in lines).encode()
    if dry_run:
        print(f"softmark: nothing was written to {out or 'standard output'}.", file=sys.stderr)
    elif out is None:
        sys.stdout.buffer.write(content)
    else:
        need_own(out, _kind(form, content), read=[results, *([] if table is None else [table])])
        write_output(out, content)
    for student in unplaced:
        print(f"softmark: the table has no row for {student}.", file=sys.stderr)
    if waiting:
        print(f"softmark: left out, to be graded by hand: {', '.join(waiting)}.", file=sys.stderr)
    sys.exit(1 if unplaced or waiting else 0)


def _kind(form: str, content: bytes) -> Kind:
    """Returns what an export may take the place of."""
    name = f"an export for {form}"
    if form == "moodle-feedback":
        return archive_with(name, r"[^/]+_assignfeedback_file/feedback\.html")
    if form == "junit":
        return starting_with(name, b'<testsuites name="softmark"')
    return starting_with(name, b"::") if form == "github" else table_like(name, content)


def _with_gradebook(graded: GradedClass, url: str) -> tuple[GradedClass, tuple[str, ...]]:
    """Adds what people gave, and says what the grades are of."""
    from ..errors import require
    from ..platforms.nbgrader.manual import read_by_hand, with_grades_by_hand
    from ..results.render.formats import number

    require("nbgrader")
    first = next(iter(graded.results.values()), None)
    if first is None:
        return graded, ()
    by_hand = read_by_hand(url, first.assignment)
    results, waiting = with_grades_by_hand(graded.results, by_hand)
    print(
        f"softmark: grades are of {number(first.max_score + by_hand.most)} points: "
        f"{number(first.max_score)} by checks and {number(by_hand.most)} by hand.",
        file=sys.stderr,
    )
    return replace(graded, results=results), waiting
