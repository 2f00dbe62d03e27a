"""Removes one person from all that a grading run wrote."""

from __future__ import annotations

from pathlib import Path

import msgspec

from ...course.assignment import Assignment
from ...errors import UsageError, nearest
from .journal import JOURNAL, forget_in_journal, unread_in_journal
from .only_run import only_run
from .pages import PageFolder, read_people, save_people, write_reports
from .people_table import remove_from_corrections, remove_from_table
from .results_log import ResultsLog, aside, explain_disk


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
    if not log.lines:
        log.refuse_damaged()
    if len(log.assignments) != 1:
        raise UsageError(
            f"{out} holds no results: give a folder that `softmark grade --out` wrote."
        )
    return next(iter(log.assignments))


def forget(student: str, assignment: Assignment, out: Path) -> None:
    """Removes a student's result, page and rows, and writes what is about the class again.

    Raises:
        UsageError: nobody of that name is there, a run is writing to the folder, or something there cannot be
            read and may be about the student. Nothing is removed then.
    """
    with only_run(out):
        log = ResultsLog(out / "results.jsonl")
        try:
            with explain_disk(out):
                _refuse_what_cannot_be_read(log, student, out)
            known = read_people(out)
            if student not in {*log.lines, *known.people, *known.missing}:
                raise UsageError(
                    f"{out} knows nobody called {student!r}. {nearest(student, log.lines)}"
                )
            remove_from_table(student, out)
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
                remove_from_corrections(student, out)
        finally:
            log.close()


def _refuse_what_cannot_be_read(log: ResultsLog, student: str, out: Path) -> None:
    kept = aside(log.path)
    if log.damaged:
        where, what = f"{log.path}:{log.damaged[0].number}", "that line"
    elif kept.is_file():
        where, what = str(kept), "that file"
    elif line := unread_in_journal(out):
        where, what = f"{out / JOURNAL}:{line}", "that line"
    else:
        return
    raise UsageError(
        f"{where} cannot be read, and may be about {student!r}: delete {what}, and give the same command "
        "again. Nobody was removed."
    )
