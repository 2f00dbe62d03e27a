"""The roster: who is in the class, from any CSV with recognisable columns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path

from ...errors import UsageError
from ...execution.parsing import Parsers
from ...results.records import dataclass
from .people import Person
from .tables import OWN, Table, identifying_cell, read_table
from .times import read_time

# Column titles as platforms and registries write them, by what they mean. The first kind that a table has
# names its students.
KINDS = {
    "student": ("student",),
    "id": (
        "student id", "student number", "id number", "id", "sid", "sis user id", "user id", "orgdefinedid",
        "identifier", "matriculation number", "学号", "工号", "学籍号", "學號", "学生证号",
        "matrikelnummer", "matrikel-nr.", "matr.-nr.", "id-nummer", "numéro d'étudiant", "numéro d’identification",
        "numéro d'identification", "número de id", "número de matrícula", "学籍番号", "学生番号",
        "idナンバー", "id号码", "编号",
    ),
    "login": ("login", "username", "user name", "sis login id", "用户名", "账号", "anmeldename",
              "nom d'utilisateur", "nombre de usuario", "ユーザ名", "ユーザー名"),
    "github": ("github_username", "github username", "github"),
    "roster": ("roster_identifier",),
    "email": ("email", "email address", "e-mail", "e-mail address", "mail", "邮箱", "电子邮件", "email地址", "电子邮件地址",
              "e-mail-adresse", "adresse de courriel", "dirección de correo", "メールアドレス"),
    "name": ("name", "full name", "student name", "姓名", "全名", "vollständiger name", "nom complet",
             "nombre completo", "フルネーム", "氏名"),
    "first": ("first name", "firstname", "given name", "名", "vorname", "prénom", "nombre"),
    "last": ("last name", "lastname", "surname", "family name", "姓", "nachname", "nom", "nom de famille",
             "apellido(s)", "apellidos"),
    "submitted": ("last modified (submission)", "zuletzt geändert (abgabe)", "上次修改（作业）",
                  "最后修改（作业）", "最后修改(提交)", "dernière modification (travail remis)",
                  "dernière modification (remise)", "última modificación (entrega)",
                  "最終更新日時 (提出)", "最終更新日時（提出）"),
    "status": ("status", "状态", "statut", "estado", "estatus", "ステータス"),
}  # fmt: skip
TITLES = tuple(title for titles in KINDS.values() for title in titles)
# Canvas's rows that are nobody.
_NOBODY = {"points possible", "student, test", "test student"}
# "Participant 101" in whatever language: something that is no digit, and a number.
# "Teilnehmer/in7" and "参与者7", too; but s2023001 is a number that a university gives.
_PARTICIPANT = re.compile(r".*(?:[\s/]|[^\x00-\x7f])\D*(?P<number>\d+)")
_PARTICIPANT_TITLES = (
    "identifier", "id", "标识符", "識別子", "识别符", "编号", "identifiant", "identificador",
)  # fmt: skip
# How Moodle's worksheets end the status of what came too late: "Submitted for grading - 2 days late".
_LATE = re.compile(r"\blate\b|später|verspätet|retard|después|retraso|遅|迟|晚|逾期", re.IGNORECASE)
_ORDER = ("student", "id", "login", "github", "roster", "email", "name")


@dataclass(frozen=True)
class Roster:
    """Everybody in the class, by the name that their results get.

    Attributes:
        is_moodles: the names are those that Moodle itself writes, in its downloads as well.
    """

    people: Mapping[str, Person]
    is_moodles: bool = False

    @cached_property
    def kinds(self) -> frozenset[str]:
        """The kinds of numbers and names that it has."""
        return frozenset(kind for person in self.people.values() for kind in person.ids)


def read_table_of_people(path: Path, parsers: Parsers = OWN) -> Roster:
    """Reads the people of one table.

    Args:
        parsers: see `read_table`.

    Raises:
        UsageError: the file is missing, is no table, names nobody, or names somebody twice.
    """
    table = PeopleTable(read_table(path, TITLES, parsers))
    keys = table.keys
    if not keys:
        raise UsageError(
            f"{path} has no column that names students: give it one titled student, id, login, email or "
            "name."
        )
    people: dict[str, Person] = {}
    for line, row in table.table.numbered():
        person = table.person(row)
        student = _key(person, keys)
        if not student or is_nobody(person):
            continue
        if student in people:
            raise UsageError(
                f"{path}:{line}: {student!r} is listed twice. Delete one of the lines."
            )
        people[student] = person
    first = table.columns.get(keys[0])
    rows = table.table.rows
    if not people or (first is not None and not any(row[first].strip() for row in rows)):
        raise UsageError(f"{path} lists nobody.")
    return Roster(people, is_moodles=table.participants is not None)


def is_nobody(person: Person) -> bool:
    """Tells whether this is a row that Canvas adds: points, or its test student."""
    return person.name.casefold() in _NOBODY or not (person.name or person.ids)


class PeopleTable:
    """A table of people: a roster, a gradebook or a grading worksheet.

    Attributes:
        table: as it was read with `TITLES`.
        columns: the titles by what they mean.
    """

    def __init__(self, table: Table) -> None:
        self.table = table
        found = {kind: table.column(names) for kind, names in KINDS.items()}
        self.columns = {kind: title for kind, title in found.items() if title is not None}
        self.is_gradebook = _is_gradebook(table)
        self.participants = _participants(table)
        if "student" in self.columns and self.is_gradebook:
            self.columns["name"] = self.columns.pop("student")
        if self.columns.get("id") == self.participants:
            self.columns.pop("id", None)

    @property
    def keys(self) -> list[str]:
        """The kinds that can name students, the best first."""
        keys = [kind for kind in _ORDER if kind in self.columns]
        if ("first" in self.columns or "last" in self.columns) and "name" not in keys:
            keys.append("name")
        return keys

    def person(self, row: Mapping[str, str]) -> Person:
        """Returns who a row is about."""

        def cell(kind: str) -> str:
            title = self.columns.get(kind)
            return identifying_cell(row[title]) if title else ""

        name = cell("name") or " ".join(filter(None, (cell("first"), cell("last"))))
        kinds = ("student", "id", "login", "github", "roster", "email")
        ids = {kind: cell(kind) for kind in kinds}
        if self.is_gradebook:
            ids["canvas"] = _cell(row, "id")
            ids["id"], ids["login"] = _cell(row, "sis user id"), _cell(row, "sis login id")
            ids["email"] = ids["login"] if "@" in ids["login"] else ids["email"]
        if self.participants is not None:
            match = _PARTICIPANT.fullmatch(row[self.participants].strip())
            ids["moodle"] = match["number"] if match is not None else ""
        submitted = read_time(row[self.columns["submitted"]]) if "submitted" in self.columns else ""
        filled = {kind: value for kind, value in ids.items() if value}
        late = (
            not submitted and bool(_LATE.search(row[self.columns["status"]]))
            if "status" in self.columns
            else False
        )
        return Person(name=name, ids=filled, submitted=submitted, late=late)


def _is_gradebook(table: Table) -> bool:
    """Tells whether this is Canvas's gradebook, whose ID is Canvas's own number."""
    has = {title.strip().casefold() for title in table.titles}
    return "id" in has and bool(has & {"sis user id", "sis login id", "section"})


def _participants(table: Table) -> str | None:
    """Returns the column of Moodle's own numbers in a grading worksheet, None where there is none."""
    title = table.column(_PARTICIPANT_TITLES)
    if title is None or not table.rows:
        return None
    filled = [row[title].strip() for row in table.rows if row[title].strip()]
    return title if filled and all(map(_PARTICIPANT.fullmatch, filled)) else None


def _cell(row: Mapping[str, str], title: str) -> str:
    return next((identifying_cell(v) for k, v in row.items() if k.strip().casefold() == title), "")


def _key(person: Person, keys: Iterable[str]) -> str:
    """Returns what names a student in all results: the first of the table's kinds that the row has."""
    found = (person.name if kind == "name" else person.ids.get(kind, "") for kind in keys)
    return next(filter(None, found), "")
