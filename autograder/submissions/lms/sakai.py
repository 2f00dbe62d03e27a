"""How Sakai names what it hands over: a folder for each person or group, or flat files that begin with the person's name."""

from __future__ import annotations

import re

from .claims import Claim, Files, files_of
from .entries import Entry, Level, Shape
from .people import Person
from .times import TIMESTAMP, time_in

_FOLDER = re.compile(r"(?P<name>.+?)\s*\((?P<login>[^()]+)\)")
_PERSON = re.compile(r"(?P<last>[^,;()]+),\s*(?P<first>[^,;()]*)\((?P<login>[^()]+)\)")
# Persons are sorted by their last names, so that there is always a comma.
_FLAT = re.compile(rf"(?P<person>{_PERSON.pattern})_(?:(?P<title>[^_]+)_)?(?P<rest>.+)")
_FILES = "Submission attachment(s)"
_FEEDBACK = "feedback"
_MEMBERS = "members.txt"
_MEMBERS_BYTES = 1 << 14


def sakai(level: Level, entry: Entry, assignment: str) -> Claim | None:
    """Last, First(LOGIN)/TITLE/..., GROUP (ID)/TITLE/... with members.txt, or Last, First(LOGIN)_TITLE_FILE.

    TITLE is "Submission attachment(s)" in the site's language.
    """
    return _flat(entry) if entry.shape is not Shape.FOLDER else _folder(level, entry)


def _folder(level: Level, entry: Entry) -> Claim | None:
    match = _FOLDER.fullmatch(entry.name)
    title = _title(entry) if match is not None else ""
    if match is None or not (title or _is_text_alone(entry)):
        return None
    files = (
        ()
        if not title
        else tuple(
            (item.member, item.rest.removeprefix(title))
            for item in entry.items
            if item.rest.startswith(title)
        )
    )
    submitted = time_in(level, entry, (TIMESTAMP,))
    people = _members(level, entry, submitted) or (
        Person(name=match["name"], ids={"login": match["login"]}, submitted=submitted),
    )
    return Claim("sakai", entry, match["login"], people, files)


def _title(entry: Entry) -> str:
    """Returns the folder of what was handed in, with its slash; "" where this is not Sakai's."""
    folders = {item.rest.partition("/")[0] for item in entry.items if "/" in item.rest}
    if _FILES in folders:
        return f"{_FILES}/"
    has_time = any(item.rest == TIMESTAMP for item in entry.items)
    if _PERSON.fullmatch(entry.name) and has_time and len(folders) == 1:
        return f"{folders.pop()}/"
    return ""


def _is_text_alone(entry: Entry) -> bool:
    """Tells whether this is what Sakai makes of a text without a file."""
    names = {item.rest for item in entry.items}
    return (
        bool(_PERSON.fullmatch(entry.name))
        and TIMESTAMP in names
        and not entry.code_names
        and not any("/" in name for name in names)
    )


def _members(level: Level, entry: Entry, submitted: str) -> tuple[Person, ...]:
    """Returns the people of a group, as its own list names them."""
    listed = next((item for item in entry.items if item.rest == _MEMBERS), None)
    if listed is None:
        return ()
    text = level.tree.read(listed.member, _MEMBERS_BYTES).decode(errors="replace")
    return tuple(_person(match, submitted) for match in _PERSON.finditer(text))


def _flat(entry: Entry) -> Claim | None:
    match = _FLAT.fullmatch(entry.name)
    if match is None:
        return None
    files: Files = ()
    if match["title"] and not match["title"].casefold().startswith(_FEEDBACK):
        files = files_of(entry, match["rest"])
    return Claim("sakai", entry, match["login"], (_person(match, ""),), files)


def _person(match: re.Match[str], submitted: str) -> Person:
    name = f"{match['last'].strip()}, {match['first'].strip()}".removesuffix(", ")
    return Person(name=name, ids={"login": match["login"]}, submitted=submitted)
