"""`softmark grade`: a submission, or a class of them, in the sandbox."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from .common import LanguageOption, language, open_assignment


def grade(
    assignment: Annotated[str, typer.Argument(help="Name of the assignment.")],
    submissions: Annotated[
        Path, typer.Argument(help="One submission, or a folder with one for each student.")
    ],
    out: Annotated[Path, typer.Option(help="Folder for the results.", show_default=False)],
    jobs: Annotated[
        int, typer.Option(min=0, help="Processes side by side; 0: as many as there are cores.")
    ] = 0,
    json: Annotated[bool, typer.Option("--json", help="Print the results as JSON lines.")] = False,
    lang: LanguageOption = None,
    unsafe_no_sandbox: Annotated[
        bool,
        typer.Option(
            "--unsafe-no-sandbox",
            help="Grade where the sandbox cannot run. Student code can then do what you can do.",
        ),
    ] = False,
) -> None:
    """Grade submissions and write results.jsonl, grades.csv and the HTML pages.

    Exit code 0: every submission has a result; 1: the grader failed on one; 2: wrong usage.
    """
    from ..classrun import Job
    from ..gradeclass import find_class, grade_class
    from ..result import encode_result
    from ..variants import course_secret

    language(lang)
    course, loaded = open_assignment(assignment)
    found = find_class(submissions, loaded)
    job = Job(
        bundle=loaded.bundle,
        secret=course_secret(course.root),
        isolation="none" if unsafe_no_sandbox else "full",
        language=lang,
    )
    results = grade_class(
        job, loaded, found, out, jobs or os.cpu_count() or 1, progress=sys.stderr.isatty()
    )
    if json:
        for result in results:
            print(encode_result(result).decode())
    else:
        from rich.console import Console

        from ..render.terminal import render_class_table

        Console().print(render_class_table(results, lang or loaded.config.language))
        print(out / "summary.html")
    raise typer.Exit(1 if any(result.status == "fault" for result in results) else 0)
