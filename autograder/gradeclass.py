"""Grades what is in a folder and writes the results: results.jsonl, grades.csv and the pages."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from .assignment import Assignment
from .classrun import Job, grade_sources
from .errors import UsageError
from .intake import Found, find_submissions
from .render.csvs import grades_csv
from .render.html import feedback_page, summary_page
from .render.names import feedback_names
from .result import Result, encode_result


def find_class(path: Path, assignment: Assignment) -> Found:
    """Returns the submissions at a path.

    Raises:
        UsageError: there is nothing there that could be graded.
    """
    if not path.exists():
        raise UsageError(f"{path} does not exist: give a submission, or a folder of them.")
    found = find_submissions(path, assignment.wanted)
    if not found.sources:
        raise UsageError(
            f"{path} holds no submissions: give one folder or archive per student, or a single one."
        )
    return found


def grade_class(
    job: Job, assignment: Assignment, found: Found, out: Path, jobs: int, *, progress: bool
) -> list[Result]:
    """Grades all submissions and writes everything to `out`; returns the results by student.

    Args:
        progress: show a bar on stderr.
    """
    out.mkdir(parents=True, exist_ok=True)
    results: list[Result] = []
    with (out / "results.jsonl").open("wb") as file:
        graded = grade_sources(job, found.sources, jobs)
        for result in _with_bar(graded, len(found.sources)) if progress else graded:
            file.write(encode_result(result) + b"\n")
            file.flush()
            results.append(result)
    results.sort(key=lambda result: result.student)
    write_pages(results, assignment, out)
    for note in (*found.strays, *found.clashes):
        print(f"softmark: {note.path}: {note.code} {dict(note.detail)}", file=sys.stderr)
    return results


def write_pages(results: list[Result], assignment: Assignment, out: Path) -> None:
    """Writes grades.csv, summary.html and a page for each student."""
    chinese = assignment.config.title_zh or assignment.config.title
    names = feedback_names(result.student for result in results)
    (out / "feedback").mkdir(exist_ok=True)
    for result in results:
        title = chinese if result.language == "zh" else assignment.config.title
        page = feedback_page(result, title)
        (out / "feedback" / names[result.student]).write_text(page, encoding="utf-8")
    (out / "grades.csv").write_text(grades_csv(results), encoding="utf-8", newline="")
    title = chinese if results and results[0].language == "zh" else assignment.config.title
    (out / "summary.html").write_text(summary_page(results, title), encoding="utf-8")


def _with_bar(results: Iterator[Result], total: int) -> Iterable[Result]:
    from rich.console import Console
    from rich.progress import track

    return track(results, "Grading", total=total, console=Console(stderr=True))
