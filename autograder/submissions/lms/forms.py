"""How each platform names what it hands over, an entry at a time.

A form that is unmistakable in itself counts for its entry, whatever lies beside it. Another form (Canvas's
numbers, a folder of clones) counts only if all entries that could be of it share it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from . import ilias
from .canvas import canvas
from .claims import Claim, Files, files_of
from .entries import Entry, Level, Shape
from .github import clones
from .people import Person
from .sakai import sakai
from .submitters import METADATA, read_metadata
from .times import TIMESTAMP, read_time, time_in

# Where this course's nbgrader_config.py keeps notebooks, so that nothing else lies beside them.
NOTEBOOK_FOLDER = "notebook"
_TEXT_BYTES = 1 << 14

# A team that has no group has no number. What stands first counts: the rest is what students called their files.
_MOODLE = re.compile(
    r"(?P<name>.+?)(?:_(?P<id>\d+))?_assignsubmission_(?P<kind>[a-z]+)(_(?P<rest>.*))?"
)
_ANYBODY = {
    "participant", "teilnehmer", "teilnehmerin", "teilnehmer/in", "participante", "参加者", "参与者",
}  # fmt: skip
_BLACKBOARD = re.compile(
    r"(?P<start>(?P<title>.+)_(?P<login>[^_]+))_attempt_(?P<time>\d{4}(?:-\d\d){5})"
    r"(?:_(?P<rest>.+)|\.txt)"
)
_BLACKBOARD_NAME = re.compile(r"^Name:\s*(?P<name>.*?)\s*\((?P<login>[^()]+)\)\s*$", re.MULTILINE)
_BRIGHTSPACE = re.compile(
    r"(?P<user>\d+)-\d+ - (?P<name>.+?) - "
    r"(?P<time>[^\W\d]+\.? \d{1,2}, \d{4} \d{1,2}:?\d{2} ?[AP]M)(?: - (?P<rest>.+))?"
)
_INBOUND = re.compile(r"(?P<login>.+)\+(?P<assignment>[^+]+)\+(?P<time>[^+]+)")
# What platforms put beside the hand-ins.
_THEIR_OWN = {METADATA, "index.html", "grades.csv", "grades.xls", "grades.xlsx", TIMESTAMP}


Form = Callable[[Level, Sequence[Entry], str], list[Claim]]


def _each(
    read: Callable[[Level, Entry, str], Claim | None],
    level: Level,
    entries: Sequence[Entry],
    assignment: str,
) -> list[Claim]:
    """Recognises entries one by one."""
    found = (read(level, entry, assignment) for entry in entries)
    return [claim for claim in found if claim is not None]


def _moodle(level: Level, entry: Entry, assignment: str) -> Claim | None:
    match = _MOODLE.fullmatch(entry.name)
    if match is None:
        return None
    # Where students are anonymous, all of them are called this, behind their group's name.
    is_anonymous = match["name"].rpartition("-")[2].casefold() in _ANYBODY
    name = "" if is_anonymous else match["name"]
    person = Person(name=name, ids={"moodle": match["id"]} if match["id"] else {})
    files: Files = ()
    if match["kind"] == "file":
        rest = match["rest"] or ""
        files = files_of(entry, rest)
        if rest and entry.shape is Shape.FOLDER:
            files = tuple((member, f"{rest}/{name}") for member, name in files)
    return Claim("moodle", entry, match["id"] or match["name"], (person,), files)


def _blackboard(level: Level, entry: Entry, assignment: str) -> Claim | None:
    match = _BLACKBOARD.fullmatch(entry.name)
    if match is None or entry.shape is Shape.FOLDER or not read_time(_iso(match["time"])):
        return None
    person = Person(ids={"login": match["login"]}, submitted=read_time(_iso(match["time"])))
    files = files_of(entry, match["rest"]) if match["rest"] else ()
    if not files and entry.items:
        text = level.tree.read(entry.items[0].member, _TEXT_BYTES).decode(errors="replace")
        if named := _BLACKBOARD_NAME.search(text):
            person = replace_person(person, named["name"], named["login"])
    return Claim("blackboard", entry, match["start"], (person,), files, match["time"])


def _iso(stamp: str) -> str:
    day, time = stamp[:10], stamp[11:]
    return f"{day}T{time.replace('-', ':')}"


def replace_person(person: Person, name: str, login: str) -> Person:
    """Returns a person with what a platform's own text says."""
    return Person(
        name=name, ids={**person.ids, "login": login}, submitted=person.submitted, late=person.late
    )


def _brightspace(level: Level, entry: Entry, assignment: str) -> Claim | None:
    match = _BRIGHTSPACE.fullmatch(entry.name)
    if match is None or (entry.shape is Shape.FOLDER) == bool(match["rest"]):
        return None
    submitted = read_time(match["time"])
    person = Person(name=match["name"], ids={"brightspace": match["user"]}, submitted=submitted)
    files = files_of(entry, match["rest"] or "")
    return Claim("brightspace", entry, match["user"], (person,), files, submitted)


def _inbound(level: Level, entry: Entry, assignment: str) -> Claim | None:
    match = _INBOUND.fullmatch(entry.name)
    if match is None or entry.shape is not Shape.FOLDER or match["assignment"] != assignment:
        return None
    submitted = read_time(match["time"])
    if not submitted:
        return None
    person = Person(ids={"login": match["login"]}, submitted=submitted)
    files = tuple(pair for pair in files_of(entry) if pair[1] != TIMESTAMP)
    return Claim("nbgrader", entry, match["login"], (person,), files, submitted)


def _nbgrader(level: Level, entries: Sequence[Entry], assignment: str) -> list[Claim]:
    """STUDENT/ASSIGNMENT/..., where at least one has nbgrader's timestamp."""
    inside = f"{assignment}/"
    folders = {entry.name: entry for entry in entries if entry.shape is Shape.FOLDER}
    with_it = {
        name: entry
        for name, entry in folders.items()
        if entry.items and any(item.rest.startswith(inside) for item in entry.items)
    }
    times = {
        name: time_in(
            level, entry, (f"{inside}{TIMESTAMP}", f"{inside}{NOTEBOOK_FOLDER}/{TIMESTAMP}")
        )
        for name, entry in with_it.items()
    }
    if not any(times.values()):
        return []
    claims = []
    for name, entry in with_it.items():
        if not times[name] and any("/" not in item.rest for item in entry.items):
            continue
        person = Person(ids={"login": name}, submitted=times[name])
        files = tuple(
            (item.member, item.rest.removeprefix(inside))
            for item in entry.items
            if item.rest.startswith(inside) and not item.rest.endswith(f"/{TIMESTAMP}")
        )
        aside = {item.rest for item in entry.items if not item.rest.startswith(inside)}
        claims.append(Claim("nbgrader", entry, name, (person,), files, aside=frozenset(aside)))
    return claims


def _gradescope(level: Level, entries: Sequence[Entry], assignment: str) -> list[Claim]:
    """submission_N/..., where submission_metadata.yml beside them names its submitters."""
    metadata = next((entry for entry in level.entries if entry.name == METADATA), None)
    if metadata is None or not metadata.items:
        return []
    listed = read_metadata(level.tree, metadata.items[0].member)
    return [
        Claim("gradescope", entry, entry.name, listed[entry.name], files_of(entry))
        for entry in entries
        if entry.shape is Shape.FOLDER and entry.name in listed
    ]


CERTAIN: Mapping[str, Form] = {
    "gradescope": _gradescope,
    "moodle": partial(_each, _moodle),
    "blackboard": partial(_each, _blackboard),
    "brightspace": partial(_each, _brightspace),
    "sakai": partial(_each, sakai),
    "nbgrader": lambda level, entries, name: [
        *_each(_inbound, level, entries, name),
        *_nbgrader(level, entries, name),
    ],
}


def _ilias(level: Level, entries: Sequence[Entry], assignment: str) -> list[Claim]:
    return [
        Claim("ilias", entry, entry.name, people, files)
        for entry, people, files in ilias.people_of(entries)
    ]


# Canvas's name stands before what the person called the file, so that it is looked at first.
FORMS: Mapping[str, Form] = {"canvas": canvas, **CERTAIN, "ilias": _ilias, "github": clones}
PLATFORMS = (*FORMS, "folders")


def has_form(level: Level, assignment: str) -> bool:
    """Tells whether entries have a platform's form, so that this is the level of a class."""
    return bool(claims_at(level, assignment))


def claims_at(level: Level, assignment: str, platform: str | None = None) -> list[Claim]:
    """Returns what platforms' names say of the entries.

    Args:
        platform: the only one to be considered, "folders" for none.
    """
    rest = [entry for entry in level.entries if entry.shape is not Shape.LINK]
    claims: list[Claim] = []
    for name, form in FORMS.items():
        if platform not in (None, name):
            continue
        found = form(level, rest, assignment)
        taken = {id(claim.entry) for claim in found}
        rest = [entry for entry in rest if id(entry) not in taken]
        claims += found
    return claims


def is_their_own(entry: Entry) -> bool:
    """Tells whether a platform put this beside the hand-ins."""
    return entry.name.casefold() in _THEIR_OWN
