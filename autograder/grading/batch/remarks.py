"""What is said of a class: what was left out, who is missing, what became of all entries."""

from __future__ import annotations

from collections.abc import Iterator

from ...course.assignment import Assignment
from ...results.text import say
from ...submissions.file_names import shown
from ...submissions.lms import ClassFound
from ..messages import describe_note
from .results_log import Results


def remarks(found: ClassFound, language: str) -> Iterator[str]:
    """Says what was left out of a class, and who is missing; nothing is dropped in silence."""
    lost = {shown(row.entry) for row in found.lost}
    for note in (*found.unrecognised, *found.clashes):
        if note.path not in lost:
            yield describe_note(note, language)
    if any(row.why == "copy" for row in found.rows):
        yield say("class.copy.advice", language)
    for student, other in found.superseded:
        yield say("class.superseded", language, student=student, other=other)
    for row in found.rows:
        if row.why in ("attempts", "no-file") and not row.place:
            yield say(f"class.{row.why}", language, student=row.student, entry=row.entry)
    for group, members in found.divided.items():
        yield say("class.divided", language, group=group, names=", ".join(members))
    not_on_roster = set(found.not_on_roster)
    of_hand_ins = (row for row in found.rows if row.outcome in ("graded", "nothing"))
    for student, row in {row.student: row for row in of_hand_ins}.items():
        if row.outcome == "nothing":
            yield say("class.nothing", language, student=student, entry=row.entry)
        elif row.rivals:
            rivals = ", ".join(row.rivals)
            yield say(f"class.{row.why}", language, student=student, rivals=rivals)
        elif student in not_on_roster:
            yield say("class.stranger", language, student=student)
    for row in found.lost:
        yield say("class.lost", language, entry=row.entry)
    if lost:
        yield say("class.lost.advice", language)
    if found.missing:
        names = ", ".join(found.missing)
        yield say("class.missing", language, count=len(found.missing), names=names)


def unknown_times(found: ClassFound, assignment: Assignment, language: str) -> Iterator[str]:
    """Says for how many nobody knows when they handed in, where lateness costs something."""
    policy = assignment.config.late
    if policy is None or not policy.percent_per_day or not policy.most_percent:
        return
    unknown = sum(not person.submitted for person in found.people.values())
    if unknown:
        yield say("class.no-time", language, count=unknown)


def closing(found: ClassFound, results: Results, language: str) -> str:
    """Says what became of all entries, in one sentence."""
    students = {source.student for source in found.sources}
    graded, fault = (results.students(status) & students for status in ("graded", "fault"))
    lost = len(found.lost)
    empty = {row.student for row in found.rows if row.outcome == "nothing"}
    counts = {
        "graded": len(graded),
        "refused": len(students - graded - fault),
        "fault": len(fault),
        "empty": len(empty),
        "lost": lost,
    }
    told = [
        say(f"class.entries.{kind}", language, count=count)
        for kind, count in counts.items()
        if count or kind not in ("fault", "empty")
    ]
    entries = len(students) + len(empty) + lost
    listed = say("list.comma", language).join(told)
    return say("class.entries", language, entries=entries, told=listed)
