"""Brings what was decided into results that are on the disk, and tells who changed by it."""

from __future__ import annotations

import sys
from collections.abc import Container, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from ...course.adjustments import Adjustments
from ...course.assignment import Assignment
from ...course.decide import decide
from ...results.result import Result
from ...results.result_json import decode_result, encode_result
from ...results.text import say
from ...submissions.lms.people import Person
from .journal import changes_since, note_run
from .only_run import only_run, refuse_others
from .pages import PageFolder, People, read_people, save_people, write_reports
from .results_log import ResultsLog, explain_disk

# Ends the keys of results that are there by decision alone.
BY_HAND = "-by-hand"
OF_JOB = 8


def apply_decisions(
    log: ResultsLog,
    pages: PageFolder,
    assignment: Assignment,
    adjustments: Adjustments,
    people: Mapping[str, Person],
    students: Iterable[str],
) -> list[str]:
    """Appends a line, and writes a page, for each student whose result changes; returns who they are.

    Args:
        adjustments: of this assignment.
        people: what is known of each student; when they handed in is asked of it.
    """
    changed = []
    for student in students:
        head = log.lines[student]
        if not head.decided and not adjustments.concern(student):
            continue
        result = decode_result(log.at(head))
        submitted = people[student].submitted if student in people else ""
        decided = decide(result, adjustments, assignment.config.late, submitted)
        if decided != result:
            log.append(
                student,
                head.key,
                head.status,
                encode_result(decided),
                decided=bool(decided.decisions),
            )
            pages.render(log.line(student), assignment)
            changed.append(student)
    return changed


def without_work(adjustments: Adjustments, missing: Container[str]) -> list[str]:
    """Returns who handed in nothing, and has a score by decision all the same."""
    decided = {one.id for one in adjustments.students if one.score is not None}
    return sorted(student for student in decided if student in missing)


def excused_of(adjustments: Adjustments) -> set[str]:
    """Returns for whom the assignment does not count."""
    return {one.id for one in adjustments.students if one.excused}


def is_taken_back(key: str, student: str, adjustments: Adjustments) -> bool:
    """Tells whether a result was there by decision alone, and is decided no longer."""
    return key.endswith(BY_HAND) and not any(
        one.score is not None for one in adjustments.for_student(student)
    )


def add_without_work(
    log: ResultsLog, students: Iterable[str], assignment: Assignment, language: str, of_job: str
) -> None:
    """Appends a result of nothing for each student, for a decision to change."""
    for student in students:
        result = Result(
            student=student,
            assignment=assignment.name,
            status="graded",
            score=0.0,
            max_score=assignment.max_score,
            checks=[],
            message=say("decision.no_work", language),
            language=language,
            key=of_job[:OF_JOB] + BY_HAND,
        )
        log.append(student, result.key, result.status, encode_result(result))


def is_held(adjustments: Adjustments, now: datetime | None = None) -> bool:
    """Tells whether feedback is held back at a time."""
    after = adjustments.feedback_after
    return after is not None and (now or datetime.now(UTC)) < after


def known_students(out: Path) -> list[str]:
    """Returns everybody of a class whose results a folder holds, who handed in nothing included."""
    log = ResultsLog(out / "results.jsonl")
    log.close()
    people = read_people(out)
    return sorted({*log.lines, *people.people, *people.missing})


def decide_again(
    out: Path, assignment: Assignment, adjustments: Adjustments
) -> list[tuple[str, float, float]]:
    """Applies decisions to a class that is graded, and writes its pages and tables again.

    Args:
        adjustments: of this assignment.

    Returns:
        Whose score changed, from what, and to what.

    Raises:
        UsageError: something there cannot be read, a run is writing there, or results are another assignment's.
    """
    with only_run(out):
        log = ResultsLog(out / "results.jsonl")
        try:
            refuse_others(log, assignment.name, out)
            log.refuse_damaged()
            people = read_people(out)
            lines = dict(log.lines)
            kept = [s for s in lines if not is_taken_back(lines[s].key, s, adjustments)]
            added = [s for s in without_work(adjustments, people.missing) if s not in lines]
            people = _moved(people, added, [s for s in lines if s not in kept])
            excused = sorted(people.missing.keys() & excused_of(adjustments))
            people = msgspec.structs.replace(people, excused=excused)
            of_job = next((line.key for line in lines.values()), "")
            language = decode_result(log.line(kept[0])).language if kept else "en"
            add_without_work(log, added, assignment, language, of_job)
            students = sorted([*kept, *added])
            before = {student: decode_result(log.line(student)).score for student in students}
            held_until = adjustments.feedback_after if is_held(adjustments) else None
            held = held_until.isoformat() if held_until else ""
            pages = PageFolder(out / "feedback", students, held_until)
            pages.remove_strangers(log.lines)
            with explain_disk(out):
                changed = apply_decisions(
                    log, pages, assignment, adjustments, people.people, students
                )
                for student in students if held != people.held else ():
                    pages.render(log.line(student), assignment)
                note_run(out, datetime.now(UTC), changes_since(log, lines, changed))
                log.rewrite(students)
                write_reports(log, assignment, out, people, people.stale)
                save_people(msgspec.structs.replace(people, held=held), out)
            after = {student: decode_result(log.line(student)).score for student in changed}
        finally:
            log.close()
    known = {*students, *people.people, *people.missing}
    if strangers := adjustments.of_strangers(known):
        print(f"softmark: {strangers}", file=sys.stderr)
    return [(s, before[s], after[s]) for s in changed if before[s] != after[s]]


def _moved(people: People, there: Iterable[str], gone: Iterable[str]) -> People:
    """Returns what is known of a class where some are missing no longer, and others are again."""
    known, missing = dict(people.people), dict(people.missing)
    for student in there:
        known[student] = missing.pop(student)
    for student in gone:
        missing[student] = known.pop(student, Person())
    return msgspec.structs.replace(people, people=known, missing=missing)
