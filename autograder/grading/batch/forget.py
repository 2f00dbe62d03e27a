"""Removes one person from all that a grading run wrote."""

from __future__ import annotations

from pathlib import Path

import msgspec

from ...course.assignment import Assignment
from ...errors import UsageError, nearest
from .journal import forget_in_journal
from .only_run import only_run
from .pages import PageFolder, read_people, save_people, write_reports
from .people_table import remove_person
from .results_log import ResultsLog, explain_disk


def graded_assignment(out: Path) -> str:
    """Returns the assignment whose results a folder holds.

    Raises:
        UsageError: there are none.
    """
    if not (out / "results.jsonl").is_file():
        raise UsageError(
            f"{out} holds no results: give a folder that `softmark grade --out` wrote."
        )
    log = ResultsLog(out / "results.jsonl")
    log.close()
    if len(log.assignments) != 1:
        raise UsageError(
            f"{out} holds no results: give a folder that `softmark grade --out` wrote."
        )
    return next(iter(log.assignments))


def forget(student: str, assignment: Assignment, out: Path) -> None:
    """Removes a student's result, page and rows, and writes what is about the class again.

    Raises:
        UsageError: nobody of that name is there, or a run is writing to the folder.
    """
    with only_run(out):
        log = ResultsLog(out / "results.jsonl")
        try:
            known = read_people(out)
            if student not in {*log.lines, *known.people, *known.missing}:
                raise UsageError(
                    f"{out} knows nobody called {student!r}. {nearest(student, log.lines)}"
                )
            rest = sorted(set(log.lines) - {student})
            pages = PageFolder(out / "feedback", rest)
            pages.remove_strangers(log.lines)
            log.rewrite(rest)
            with explain_disk(out):
                for other in rest:
                    if not pages.has(other):
                        pages.render(log.line(other), assignment)
                forget_in_journal(out, student)
                others = msgspec.structs.replace(
                    known,
                    people={s: p for s, p in known.people.items() if s != student},
                    missing={s: p for s, p in known.missing.items() if s != student},
                    stale=[s for s in known.stale if s != student],
                    excused=[s for s in known.excused if s != student],
                )
                write_reports(log, assignment, out, others, others.stale)
                save_people(others, out)
                remove_person(student, out)
        finally:
            log.close()
