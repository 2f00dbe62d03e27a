"""A class from wherever it comes: which platform it is, whose a submission is, and what is left over."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import msgspec

from ...course.assignment import Assignment
from ...errors import UsageError
from ...execution.parsing import Parsers
from .. import Note, Refused, Source, find_submissions
from .download import Downloads, Item, Tree, without_wrapping
from .people import ClassFound, HandIn, Packed, Person
from .platforms import READERS
from .roster import Roster


def gather(
    path: Path, assignment: Assignment, roster: Roster | None = None, *, parsers: Parsers
) -> ClassFound:
    """Returns the class at a path.

    Args:
        parsers: for what a platform or a student wrote.

    Raises:
        UsageError: there is nothing there that could be graded.
    """
    if not path.exists():
        raise UsageError(f"{path} does not exist: give a submission, or a folder of them.")
    with Downloads(parsers) as downloads:
        platform, hand_ins, strays, clashes = _hand_ins(path, assignment, downloads)
    if not hand_ins:
        raise UsageError(
            f"{path} holds no submissions: give one folder or archive per student, a platform's "
            "download, or a single submission."
        )
    found = _by_student(hand_ins, roster)
    return dataclasses.replace(found, strays=strays, clashes=clashes, platform=platform)


def _hand_ins(
    path: Path, assignment: Assignment, downloads: Downloads
) -> tuple[str, list[HandIn], tuple[Note, ...], tuple[Note, ...]]:
    """Returns the platform, the submissions, and notes on what is none or had a name too many."""
    tree = downloads.tree(path)
    listing = _listing(tree)
    for items in (listing, without_wrapping(listing)):
        for platform, reader in READERS.items():
            reading = reader(path, items, assignment.name, tree) if items else None
            if reading is not None and reading.files:
                strays = tuple(Note("stray", name) for name in reading.left_over())
                return platform, reading.hand_ins(path), strays, ()
    try:
        found = find_submissions(path, assignment.wanted)
    except Refused as refusal:
        raise UsageError(str(refusal)) from None
    hand_ins = [
        HandIn(Person(name=source.student, ids={"folder": source.student}), source)
        for source in found.sources
    ]
    return "folder", hand_ins, found.strays, found.clashes


def _listing(tree: Tree) -> list[Item]:
    """Returns the files of what may be a platform's download, [] for what is none."""
    if tree.path.is_file() and tree.path.suffix.lower() != ".zip":
        return []
    try:
        return tree.items()
    except UsageError:
        if tree.path.is_dir():
            raise
        return []  # a single submission that is damaged has a result too


def _by_student(hand_ins: Sequence[HandIn], roster: Roster | None) -> ClassFound:
    """Gives each submission to a student: to one on the roster where there is one that fits."""
    newest: dict[str, HandIn] = {}
    superseded: list[tuple[str, str]] = []
    strangers: list[str] = []
    for hand_in in hand_ins:
        student = roster.find(hand_in.person) if roster is not None else None
        if student is None:
            student = hand_in.source.student
            if roster is not None:
                strangers.append(student)
        other = newest.get(student)
        if other is None:
            newest[student] = hand_in
            continue
        older, newer = sorted((other, hand_in), key=_age)
        newest[student] = newer
        superseded.append((student, older.source.student))
    listed = roster.people if roster is not None else {}
    return ClassFound(
        sources=tuple(_renamed(newest[student].source, student) for student in sorted(newest)),
        people={
            student: _joined(newest[student].person, listed.get(student)) for student in newest
        },
        missing={student: person for student, person in listed.items() if student not in newest},
        superseded=tuple(superseded),
        strangers=tuple(strangers),
    )


def _age(hand_in: HandIn) -> tuple[float, str]:
    """Sorts submissions from old to new, by what the platform says, else by their files."""
    submitted = hand_in.person.submitted_at
    if submitted is None and isinstance(hand_in.source, Source):
        submitted = datetime.fromtimestamp(hand_in.source.path.stat().st_mtime).astimezone()
    return (submitted.timestamp() if submitted else 0.0, hand_in.source.student)


def _renamed(source: Source | Packed, student: str) -> Source | Packed:
    if isinstance(source, Source):
        return Source(student, source.path)
    return Packed(student, source.path, source.members)


def _joined(person: Person, listed: Person | None) -> Person:
    if listed is None:
        return person
    return msgspec.structs.replace(
        person, name=listed.name or person.name, ids={**person.ids, **listed.ids}
    )
