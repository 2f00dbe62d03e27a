"""ILIAS: Lastname_Firstname_LOGIN_NUMBER/..., for teams within "Team NUMBER"; late files begin with that remark.

The form counts only if all folders share it and each login and number is one person's: the same could be
anybody's way of naming folders.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from .entries import Entry, Shape
from .people import Person

# Numbers of ILIAS's own are shorter than students'.
_PERSON = re.compile(r"(?P<last>[^_]+)_(?P<first>[^_]+)_(?P<login>[^_\s]+)_(?P<number>\d{1,6})")
_TEAM = re.compile(r"\S.* \d+")
_LATE = re.compile(r"(?:Late Submission|Versp(?:ä|ae|a)tete Abgabe) - ", re.IGNORECASE)

Files = tuple[tuple[str, str], ...]
Found = tuple[Entry, tuple[Person, ...], Files]


def people_of(entries: Sequence[Entry]) -> list[Found]:
    """Returns each folder's people and files, if all folders are ILIAS's; else nothing."""
    folders = [entry for entry in entries if entry.shape is Shape.FOLDER and entry.items]
    if len(folders) < 2:
        return []
    found = [read for folder in folders if (read := _person(folder) or _team(folder))]
    logins = [person.ids["login"] for _, people, _ in found for person in people]
    numbers = [person.ids["ilias"] for _, people, _ in found for person in people]
    unique = len(set(logins)) == len(logins) and len(set(numbers)) == len(numbers)
    return found if unique and len(found) == len(folders) else []


def _person(entry: Entry) -> Found | None:
    person = _read(entry.name)
    if person is None:
        return None
    return _found(entry, (person,), [(item.member, item.rest) for item in entry.items])


def _team(entry: Entry) -> Found | None:
    if not _TEAM.fullmatch(entry.name):
        return None
    inside = {item.rest.partition("/")[0] for item in entry.items}
    people = [_read(name) for name in sorted(inside)]
    if None in people:
        return None
    files = [(item.member, item.rest) for item in entry.items]
    if len(people) == 1:
        files = [(member, name.partition("/")[2]) for member, name in files]
    return _found(entry, tuple(filter(None, people)), files)


def _found(entry: Entry, people: tuple[Person, ...], files: list[tuple[str, str]]) -> Found:
    plain = tuple((member, _without_remark(name)) for member, name in files)
    late = any(name != before for (_, name), (_, before) in zip(plain, files, strict=True))
    marked = tuple(Person(name=one.name, ids=one.ids, late=late) for one in people)
    return entry, marked, plain


def _without_remark(path: str) -> str:
    folder, slash, name = path.rpartition("/")
    return folder + slash + _LATE.sub("", name, count=1)


def _read(name: str) -> Person | None:
    match = _PERSON.fullmatch(name)
    if match is None:
        return None
    ids = {"login": match["login"], "ilias": match["number"]}
    return Person(name=f"{match['first']} {match['last']}", ids=ids)
