"""`softmark grade`: a submission, or a class of them, in the sandbox."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from ..errors import require
from ..submissions.lms import ClassFound
from ..submissions.lms.forms import PLATFORMS
from .common import open_assignment
from .options import PATH, json_option, language_option
from .outputs import need_results_folder
from .surroundings import stop_code


@click.command()
@click.argument("assignment")
@click.argument("submissions", type=PATH)
@click.option("--out", type=PATH, required=True, help="Folder for the results.")
@click.option(
    "--jobs", type=click.IntRange(min=1), help="Processes side by side.  [default: the cores]"
)
@click.option(
    "--unsafe-no-sandbox",
    is_flag=True,
    help="Grade where the sandbox cannot run. Student code can then do what you can do.",
)
@click.option(
    "--roster",
    type=PATH,
    multiple=True,
    help="CSV that lists the class: names, and who is missing. Further ones add numbers and times.",
)
@click.option("--groups", type=PATH, help="CSV of groups: one work, several people.")
@click.option(
    "--as",
    "platform",
    type=click.Choice(PLATFORMS),
    help="Whose names the submissions have.  [default: recognised one by one]",
)
@click.option("--force", is_flag=True, help="Grade anew what has a result already.")
@click.option("--dry-run", is_flag=True, help="Show whose each submission is, and grade nothing.")
@click.option("--prune", is_flag=True, help="Drop results of people who are not in this run.")
@click.option("--scheduler", metavar="ADDRESS", help="Grade on the Dask cluster of this scheduler.")
@click.option(
    "--gradebook",
    metavar="URL",
    help="Write the scores to nbgrader's gradebook, e.g. sqlite:///gradebook.db.",
)
@click.option(
    "--reports",
    is_flag=True,
    help="Look at the reports, too: run their notebooks, read their PDFs.",
)
@json_option
@language_option
def grade(
    assignment: str,
    submissions: Path,
    out: Path,
    jobs: int | None,
    unsafe_no_sandbox: bool,
    roster: tuple[Path, ...],
    groups: Path | None,
    platform: str | None,
    force: bool,
    dry_run: bool,
    prune: bool,
    scheduler: str | None,
    gradebook: str | None,
    reports: bool,
    as_json: bool,
    lang: str | None,
) -> None:
    """Grade submissions and write results.jsonl, grades.csv and the HTML pages.

    A run that was stopped goes on where it was: what OUT holds already is graded again only where the
    submission, the assignment or Softmark itself has changed. Results of people who are not in this run
    stay.

    OUT/people.csv says whose each submission is, and why: correct a student or a time there and grade
    again. --dry-run shows the same before anything is graded.

    Exit code 0: every submission has a result; 1: the grader failed on one, or something that could be
    graded was left out, as nobody knows whose it is; 2: wrong usage.
    """
    require("jinja2")
    if scheduler is not None:
        require("distributed")
    if gradebook is not None:
        require("nbgrader", "nbconvert", "nh3", "latex2mathml")
    if reports:
        require("ipykernel", "pypdf")
    from ..checks.seeds import course_secret
    from ..course.adjustments import examine_checks, load_adjustments
    from ..course.kept import answers_folder
    from ..execution.sandbox import Isolation
    from ..grading.attempt import cpu_seconds
    from ..grading.batch import Job
    from ..grading.batch.found import find_class
    from ..grading.batch.people_table import read_corrections
    from ..grading.batch.read_once import HandedIn
    from ..grading.batch.run import grade_class
    from ..results.result_json import encode_result
    from .room import need_room

    need_results_folder(out, submissions)
    course, loaded = open_assignment(assignment, language=lang)
    processes = jobs or os.cpu_count() or 1
    need_room(processes, cpu_seconds(loaded.config.limits) + 1)
    isolation: Isolation = "none" if unsafe_no_sandbox else "full"
    adjustments = load_adjustments(course.root, course.names()).of(loaded.name)
    examine_checks(adjustments, loaded)
    corrections = read_corrections(out)
    found = find_class(
        submissions,
        loaded,
        roster,
        isolation,
        platform,
        corrections,
        groups,
        adjustments.attempts,
    )
    if dry_run:
        _show(found, lang or loaded.config.language)
        sys.exit(1 if found.lost else 0)
    with TemporaryDirectory(prefix="softmark-") as handed_in:
        job = Job(
            bundle=loaded.bundle,
            secret=course_secret(course.root),
            isolation=isolation,
            language=lang,
            reports=reports,
            kept=str(answers_folder(course.root)),
            handed_in=handed_in if gradebook is not None else "",
        )
        try:
            results = grade_class(
                job,
                loaded,
                found,
                out,
                processes,
                progress=sys.stderr.isatty(),
                force=force,
                prune=prune,
                scheduler=scheduler,
                corrections=corrections,
                adjustments=adjustments,
            )
        except KeyboardInterrupt as stop:
            print(
                f"softmark: stopped. {out} keeps all results so far: give the same command again, and only "
                "what is missing is graded.",
                file=sys.stderr,
            )
            sys.exit(stop_code(stop))
        if gradebook is not None:
            from ..platforms.nbgrader.write_class import write_class

            write_class(
                gradebook, course, loaded, found, results, HandedIn(Path(handed_in)), isolation
            )
    if as_json:
        for result in results:
            print(encode_result(result).decode())
    else:
        from ..results.render.class_terminal import render_class_table

        language = lang or loaded.config.language
        width = shutil.get_terminal_size().columns
        colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
        print(render_class_table(results, language, width=width, colour=colour))
        print(out / "summary.html")
    sys.exit(1 if results.has("fault") or found.lost else 0)


def _show(found: ClassFound, language: str) -> None:
    """Prints whose each entry is, and what would be said of the class."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from ..grading.batch.people_table import table_lines
    from ..grading.batch.remarks import remarks

    table = Table(box=None)
    for title in ("entry", "student", "platform", "why"):
        table.add_column(title, overflow="fold")
    for line in table_lines(found, language):
        table.add_row(*map(escape, line))
    Console().print(table)
    for sentence in remarks(found, language):
        print(f"softmark: {sentence}", file=sys.stderr)
