"""What is known of a class before it is graded; plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from pathlib import Path

import msgspec

from ...results.records import dataclass
from .. import Note, SubmissionPath


class Person(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A student, as far as a platform or the roster tells.

    Attributes:
        name: for people.
        ids: what identifies the student, by kind: "id" is the university's number, "login", "github" and
            "email" speak for themselves, "moodle", "canvas" and "brightspace" are those platforms' own
            numbers, "folder" is the name of a folder or a file, which may hold any of the first four.
        submitted: when, in ISO 8601, without a zone where the platform states none; "" where nobody
            knows.
        late: the platform says so, where it does not say when.
    """

    name: str = ""
    ids: dict[str, str] = {}
    submitted: str = ""
    late: bool = False

    @property
    def submitted_at(self) -> datetime | None:
        """The time of the submission."""
        return datetime.fromisoformat(self.submitted) if self.submitted else None


@dataclass(frozen=True, slots=True)
class Packed:
    """A submission that lies in a platform's archive or folder, under names that the platform made up.

    Attributes:
        path: the archive or folder.
        members: (name there, name as it was handed in).
    """

    student: str
    path: Path
    members: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RawSubmission:
    """One submission, before it is known whose it is in the roster.

    Attributes:
        people: who handed it in; several of a group.
        student: what its result is called where no roster says otherwise.
        source: None where nothing was handed in that could be graded.
        platform: whose form it has; "folder" for none.
        key: of the person on that platform: two hand-ins of one key are one person's.
        entries: the names under which it lies in the class.
        others: (name, why it does not count) of entries that are the same person's.
    """

    people: tuple[Person, ...]
    student: str
    source: SubmissionPath | Packed | None
    platform: str
    key: str
    entries: tuple[str, ...]
    others: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Correction:
    """What somebody says of an entry; "" where nothing is said. The student "-" is nobody."""

    student: str = ""
    submitted: str = ""


# By the entry's name and the place among the people who share it.
Corrections = Mapping[tuple[str, int], Correction]


@dataclass(frozen=True, slots=True)
class Row:
    """What became of one entry of a class.

    Attributes:
        entry: its name.
        student: whose it is; "" for nobody's.
        platform: whose form the name has; "folder" for none.
        outcome: "graded", "older", "nothing" (a hand-in without a file), "beside" (nothing that could be
            graded, or is not, beside what is) or "lost" (it could be, but nobody knows whose it is). What a run makes of the first is
            known only later: "graded", "refused" or "fault".
        why: a code of the catalogue, "listing.CODE".
        name: of the person.
        submitted: when, as in Person.
        rivals: who else of the roster it could be.
        place: among the people who share the entry.
    """

    entry: str
    student: str = ""
    platform: str = ""
    outcome: str = "graded"
    why: str = ""
    name: str = ""
    submitted: str = ""
    rivals: tuple[str, ...] = ()
    place: int = 0


@dataclass(frozen=True)
class ClassFound:
    """A class: its submissions by student, and everything that is not one.

    Attributes:
        platform: where it comes from.
        people: what is known of each student.
        missing: who is on the roster and handed in nothing, by student.
        superseded: (student, what was left out, as there is a newer one).
        divided: groups of which several members handed in, and nobody knows which is the newest.
        not_on_roster: students who are not on the roster.
        unrecognised: what could not be understood.
        rows: what became of each entry, sorted by name and place.
    """

    sources: tuple[SubmissionPath | Packed, ...]
    unrecognised: tuple[Note, ...] = ()
    clashes: tuple[Note, ...] = ()
    platform: str = "folder"
    people: Mapping[str, Person] = field(default_factory=dict)
    missing: Mapping[str, Person] = field(default_factory=dict)
    superseded: tuple[tuple[str, str], ...] = ()
    divided: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    not_on_roster: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()

    @property
    def lost(self) -> tuple[Row, ...]:
        """Entries that could be graded and were not, as nobody knows whose they are."""
        return tuple(row for row in self.rows if row.outcome == "lost")
