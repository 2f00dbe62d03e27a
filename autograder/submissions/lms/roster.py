"""The roster: who is in the class, from any CSV with recognisable columns."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ...errors import UsageError
from .people import Person

# Column titles as platforms write them, by what they mean. The first kind that a table has names its
# students.
KINDS = {
    "student": ("student", "student id", "学号", "identifier"),
    "id": ("id", "sid", "sis user id", "id number", "id", "user id"),
    "login": (
        "login",
        "username",
        "user name",
        "sis login id",
        "github_username",
        "github username",
    ),
    "roster": ("roster_identifier",),
    "email": ("email", "email address", "e-mail", "邮箱"),
    "name": ("name", "full name", "student name", "姓名"),
    "first": ("first name", "firstname", "名"),
    "last": ("last name", "lastname", "surname", "姓"),
}


@dataclass(frozen=True)
class Roster:
    """Everybody in the class, by the name that their results get."""

    people: Mapping[str, Person]

    def find(self, person: Person) -> str | None:
        """Returns who a submission's person is, None where nobody or several people fit."""
        known = person.known_as()
        fits = [student for student, listed in self.people.items() if known & listed.known_as()]
        return fits[0] if len(fits) == 1 else None


def read_roster(path: Path) -> Roster:
    """Reads a roster.

    Raises:
        UsageError: the file is missing, is no table, names nobody, or names somebody twice.
    """
    rows = read_table(path)
    columns = {kind: _column(rows[0], titles) for kind, titles in KINDS.items()} if rows else {}
    key = next((columns[kind] for kind in KINDS if columns.get(kind)), None)
    if key is None:
        raise UsageError(
            f"{path} has no column that names students: give it one titled student, id, login, email or "
            "name."
        )
    people: dict[str, Person] = {}
    for line, row in enumerate(rows, start=2):
        student = row[key].strip()
        if not student:
            continue
        if student in people:
            raise UsageError(
                f"{path}:{line}: {student!r} is listed twice. Delete one of the lines."
            )
        people[student] = _person(row, columns, student)
    if not people:
        raise UsageError(f"{path} lists nobody.")
    return Roster(people)


def read_table(path: Path) -> list[dict[str, str]]:
    """Returns the rows of a CSV file by column title, whatever its separator and encoding.

    Raises:
        UsageError: it cannot be read.
    """
    text = decode_table(path)
    try:
        dialect: type[csv.Dialect] = csv.Sniffer().sniff(text[:4096], ",;\t")
    except csv.Error:
        dialect = csv.excel
    try:
        reader = csv.DictReader(io.StringIO(text), dialect=dialect)
        return [{k: v or "" for k, v in row.items() if k is not None} for row in reader]
    except csv.Error as error:
        raise UsageError(f"{path} is no table: {error}.") from None


def decode_table(path: Path) -> str:
    """Returns a table's text: UTF-8, with or without a mark, or as Chinese Excel writes it."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from None
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UsageError(f"{path} is neither UTF-8 nor GB18030: save it as CSV in UTF-8.")


def _column(row: Mapping[str, str], titles: Iterable[str]) -> str | None:
    by_title = {title.strip().casefold(): title for title in row}
    return next((by_title[title] for title in titles if title in by_title), None)


def _person(row: Mapping[str, str], columns: Mapping[str, str | None], student: str) -> Person:
    def cell(kind: str) -> str:
        title = columns.get(kind)
        return row[title].strip() if title else ""

    name = cell("name") or " ".join(filter(None, (cell("first"), cell("last"))))
    found = {kind: cell(kind) for kind in ("id", "login", "email")}
    ids = {"student": student, **{kind: value for kind, value in found.items() if value}}
    return Person(name=name, ids=ids)
