"""What is known of a class before it is graded; plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import msgspec

from .. import Note, Source


class Person(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A student, as far as a platform or the roster tells.

    Attributes:
        name: for people.
        ids: what identifies the student: by "id", "email", "login", "moodle", "canvas", "folder".
        submitted: when, in ISO 8601; "" where nobody knows.
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

    def known_as(self) -> set[str]:
        """Returns everything by which a table could mean this student, in small letters."""
        return {text.strip().casefold() for text in (self.name, *self.ids.values()) if text.strip()}


@dataclass(frozen=True)
class Packed:
    """A submission that lies in a platform's archive or folder, under names that the platform made up.

    Attributes:
        path: the archive or folder.
        members: (name there, name as it was handed in).
    """

    student: str
    path: Path
    members: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class HandIn:
    """One submission, before it is known whose it is in the roster."""

    person: Person
    source: Source | Packed


@dataclass(frozen=True)
class ClassFound:
    """A class: its submissions by student, and everything that is not one.

    Attributes:
        platform: where it comes from.
        people: what is known of each student.
        missing: who is on the roster and handed in nothing, by student.
        superseded: (student, what was left out, as there is a newer one).
        strangers: students who are not on the roster.
        strays: what could not be understood.
    """

    sources: tuple[Source | Packed, ...]
    strays: tuple[Note, ...] = ()
    clashes: tuple[Note, ...] = ()
    platform: str = "folder"
    people: Mapping[str, Person] = field(default_factory=dict)
    missing: Mapping[str, Person] = field(default_factory=dict)
    superseded: tuple[tuple[str, str], ...] = ()
    strangers: tuple[str, ...] = ()
