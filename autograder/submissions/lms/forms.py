"""How each platform names what it hands over, an entry at a time.

A form that is unmistakable in itself counts for its entry, whatever lies beside it. Another form (Canvas's
numbers, a folder of clones) counts only if all entries that could be of it share it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from . import ilias
from .clones import commit_time
from .entries import Entry, Level, Shape
from .people import Person
from .submitters import METADATA, read_metadata
from .times import read_time

# Where this course's nbgrader_config.py keeps notebooks, so that nothing else lies beside them.
NOTEBOOK_FOLDER = "notebook"
TIMESTAMP = "timestamp.txt"
_TIME_BYTES = 100
_TEXT_BYTES = 1 << 14

_MOODLE = re.compile(r"(?P<name>.+)_(?P<id>\d+)_assignsubmission_(?P<kind>[a-z]+)(_(?P<rest>.*))?")
_ANYBODY = {
    "participant", "teilnehmer", "teilnehmerin", "teilnehmer/in", "participante", "参加者", "参与者",
}  # fmt: skip
_CANVAS = re.compile(r"(?P<name>.+?)_(?P<late>LATE_)?(?P<user>\d+)_(?P<file>\d+)_(?P<rest>.+)")
_CANVAS_TEXT = re.compile(r"(?P<name>.+?)_(?P<late>LATE_)?(?P<user>\d+)_text\.html")
_CANVAS_ANONYMOUS = re.compile(
    r"(?P<late>LATE_)?(?P<name>anon_(?P<user>[A-Za-z0-9]{5}))_(?P<file>\d+)_(?P<rest>.+)"
)
# Canvas numbers what is handed in again: loss-1.py replaces loss.py.
_AGAIN = re.compile(r"(?P<stem>.+?)(-(?P<number>\d+))?(?P<suffix>\.[^.]+)")
_BLACKBOARD = re.compile(
    r"(?P<start>(?P<title>.+)_(?P<login>[^_]+))_attempt_(?P<time>\d{4}(?:-\d\d){5})"
    r"(?:_(?P<rest>.+)|\.txt)"
)
_BLACKBOARD_NAME = re.compile(r"^Name:\s*(?P<name>.*?)\s*\((?P<login>[^()]+)\)\s*$", re.MULTILINE)
_BRIGHTSPACE = re.compile(
    r"(?P<user>\d+)-\d+ - (?P<name>.+?) - "
    r"(?P<time>[^\W\d]+\.? \d{1,2}, \d{4} \d{1,2}:?\d{2} ?[AP]M)(?: - (?P<rest>.+))?"
)
_SAKAI = re.compile(r"(?P<name>.+?)\s*\((?P<login>[^()]+)\)")
_SAKAI_FILES = "Submission attachment(s)/"
_INBOUND = re.compile(r"(?P<login>.+)\+(?P<assignment>[^+]+)\+(?P<time>[^+]+)")
# What platforms put beside the hand-ins.
_THEIR_OWN = {METADATA, "index.html", "grades.csv", "grades.xls", "grades.xlsx", TIMESTAMP}

_FILES = (Shape.ARCHIVE, Shape.NOTEBOOK, Shape.SOURCE)

Files = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Claim:
    """Whose an entry is, as a platform's name for it says.

    Attributes:
        key: of the person or the group, on this platform; claims with one key are one hand-in's.
        people: who handed it in; more than one of a group.
        files: (how the tree reads it, the name as it was handed in); empty where none was handed in.
        attempt: the newest of one key's counts; "" where all of them belong together.
        is_older: a newer one of the same name counts.
        aside: files below the entry that are no part of this hand-in.
    """

    platform: str
    entry: Entry
    key: str
    people: tuple[Person, ...]
    files: Files = ()
    attempt: str = ""
    is_older: bool = False
    aside: frozenset[str] = frozenset()


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


def _files(entry: Entry, name: str = "") -> Files:
    """Returns a folder's files under their names in it, or a file under another name."""
    if entry.shape is Shape.FOLDER:
        return tuple((item.member, item.rest) for item in entry.items)
    return tuple((item.member, name or entry.name) for item in entry.items)


def _moodle(level: Level, entry: Entry, assignment: str) -> Claim | None:
    match = _MOODLE.fullmatch(entry.name)
    if match is None:
        return None
    # Where students are anonymous, all of them are called this, behind their group's name.
    is_anonymous = match["name"].rpartition("-")[2].casefold() in _ANYBODY
    name = "" if is_anonymous else match["name"]
    person = Person(name=name, ids={"moodle": match["id"]})
    files: Files = ()
    if match["kind"] == "file":
        rest = match["rest"] or ""
        files = _files(entry, rest)
        if rest and entry.shape is Shape.FOLDER:
            files = tuple((member, f"{rest}/{name}") for member, name in files)
    return Claim("moodle", entry, match["id"], (person,), files)


def _blackboard(level: Level, entry: Entry, assignment: str) -> Claim | None:
    match = _BLACKBOARD.fullmatch(entry.name)
    if match is None or entry.shape is Shape.FOLDER or not read_time(_iso(match["time"])):
        return None
    person = Person(ids={"login": match["login"]}, submitted=read_time(_iso(match["time"])))
    files = _files(entry, match["rest"]) if match["rest"] else ()
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
    files = _files(entry, match["rest"] or "")
    return Claim("brightspace", entry, match["user"], (person,), files, submitted)


def _sakai(level: Level, entry: Entry, assignment: str) -> Claim | None:
    match = _SAKAI.fullmatch(entry.name)
    if match is None or not any(item.rest.startswith(_SAKAI_FILES) for item in entry.items):
        return None
    files = tuple(
        (item.member, item.rest.removeprefix(_SAKAI_FILES))
        for item in entry.items
        if item.rest.startswith(_SAKAI_FILES)
    )
    person = Person(
        name=match["name"], ids={"login": match["login"]}, submitted=_stamp(level, entry, "")
    )
    return Claim("sakai", entry, match["login"], (person,), files)


def _stamp(level: Level, entry: Entry, folder: str) -> str:
    """Returns the time in an entry's timestamp.txt; "" where there is none."""
    for item in entry.items:
        if item.rest in (f"{folder}{TIMESTAMP}", f"{folder}{NOTEBOOK_FOLDER}/{TIMESTAMP}"):
            text = level.tree.read(item.member, _TIME_BYTES).decode(errors="replace")
            return read_time(text)
    return ""


def _inbound(level: Level, entry: Entry, assignment: str) -> Claim | None:
    match = _INBOUND.fullmatch(entry.name)
    if match is None or entry.shape is not Shape.FOLDER or match["assignment"] != assignment:
        return None
    submitted = read_time(match["time"])
    if not submitted:
        return None
    person = Person(ids={"login": match["login"]}, submitted=submitted)
    files = tuple(pair for pair in _files(entry) if pair[1] != TIMESTAMP)
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
    times = {name: _stamp(level, entry, inside) for name, entry in with_it.items()}
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
        Claim("gradescope", entry, entry.name, listed[entry.name], _files(entry))
        for entry in entries
        if entry.shape is Shape.FOLDER and entry.name in listed
    ]


def _canvas(level: Level, entries: Sequence[Entry], assignment: str) -> list[Claim]:
    """name_USER_FILE_..., if all files share it and each number has one name."""
    matches = _canvas_matches(entries)
    files = [entry for entry in entries if entry.shape in _FILES]
    shared = bool(files) and all(entry.name in matches for entry in files)
    if not shared or any(len(names) > 1 for names in _names_of(matches).values()):
        return []
    return _newest([_canvas_claim(e, matches[e.name]) for e in entries if e.name in matches])


def loose_canvas(entries: Sequence[Entry]) -> list[Claim]:
    """Reads sources of Canvas's form where other entries do not share it: else they would be nobody's."""
    matches = _canvas_matches([entry for entry in entries if entry.shape is Shape.SOURCE])
    names = _names_of(matches)
    return _newest(
        [
            _canvas_claim(entry, match)
            for entry in entries
            if (match := matches.get(entry.name)) and len(names[match["user"]]) == 1
        ]
    )


def _canvas_matches(entries: Sequence[Entry]) -> dict[str, re.Match[str]]:
    found = ((entry.name, _canvas_match(entry)) for entry in entries)
    return {name: match for name, match in found if match is not None}


def _names_of(matches: Mapping[str, re.Match[str]]) -> dict[str, set[str]]:
    names: dict[str, set[str]] = defaultdict(set)
    for match in matches.values():
        names[match["user"]].add(match["name"])
    return names


def _canvas_match(entry: Entry) -> re.Match[str] | None:
    if entry.shape in (Shape.FOLDER, Shape.LINK):
        return None
    return (
        _CANVAS_ANONYMOUS.fullmatch(entry.name)
        or _CANVAS_TEXT.fullmatch(entry.name)
        or _CANVAS.fullmatch(entry.name)
    )


def _canvas_claim(entry: Entry, match: re.Match[str]) -> Claim:
    kind = "canvas-anonymous" if match.re is _CANVAS_ANONYMOUS else "canvas"
    person = Person(name=match["name"], ids={kind: match["user"]}, late=match["late"] is not None)
    if match.re is _CANVAS_TEXT:
        return Claim("canvas", entry, match["user"], (person,))
    name, _ = _again(match["rest"])
    return Claim("canvas", entry, match["user"], (person,), _files(entry, name))


def _again(rest: str) -> tuple[str, int]:
    """Returns a file's name without Canvas's number, and the number."""
    again = _AGAIN.fullmatch(rest)
    if again is None or not again["number"]:
        return rest, 0
    return again["stem"] + again["suffix"], int(again["number"])


def _newest(claims: list[Claim]) -> list[Claim]:
    """Marks the files of which a person has handed in a newer one."""

    def number(claim: Claim) -> int:
        match = _CANVAS.fullmatch(claim.entry.name) or _CANVAS_ANONYMOUS.fullmatch(claim.entry.name)
        return _again(match["rest"])[1] if match is not None else 0

    last: dict[tuple[str, str], int] = {}
    for claim in claims:
        for _, name in claim.files:
            place = claim.key, name
            last[place] = max(last.get(place, 0), number(claim))
    return [
        replace(claim, files=(), is_older=True)
        if any(last[claim.key, name] > number(claim) for _, name in claim.files)
        else claim
        for claim in claims
    ]


def _clones(level: Level, entries: Sequence[Entry], assignment: str) -> list[Claim]:
    """ASSIGNMENT-LOGIN/, each a clone: by the assignment's name, or if all entries are clones."""
    clones = [entry for entry in entries if entry.has_repository]
    own = f"{assignment.replace('_', '-')}-".casefold()
    named = [entry for entry in clones if entry.name.replace("_", "-").casefold().startswith(own)]
    if len(named) == len(clones):
        prefix = len(own)
    elif clones and all(entry in clones for entry in entries if entry.is_student):
        prefix = len(_common_start([entry.name for entry in clones], level.name))
        named = clones
    else:
        prefix = len(own)
    claims = []
    for entry in named:
        login = entry.name[prefix:]
        submitted = commit_time(
            level.tree.path.joinpath(*level.folder, entry.member), level.tree.parsers
        )
        person = Person(ids={"github": login}, submitted=submitted)
        claims.append(Claim("github", entry, login, (person,), _files(entry)))
    return claims


def _common_start(names: Sequence[str], folder: str) -> str:
    """Returns what clones' names begin with, which is the assignment's name on GitHub.

    The folder around them is called ASSIGNMENT-submissions. Without that, what all of them share up to a
    hyphen is taken for it only where it cannot be a part of the logins: up to a number, or one word.
    """
    titled = f"{folder.removesuffix('-submissions')}-"
    if folder.endswith("-submissions") and all(name.startswith(titled) for name in names):
        return titled
    if len(names) < 2:
        return ""
    first, last = min(names), max(names)
    same = 0
    while same < min(len(first), len(last)) and first[same] == last[same]:
        same += 1
    start = first[: first.rfind("-", 0, same) + 1]
    numbered = re.match(r".*\d[^-]*-", start)
    if numbered is not None:
        return numbered[0]
    return start if start.count("-") == 1 else ""


CERTAIN: Mapping[str, Form] = {
    "gradescope": _gradescope,
    "moodle": partial(_each, _moodle),
    "blackboard": partial(_each, _blackboard),
    "brightspace": partial(_each, _brightspace),
    "sakai": partial(_each, _sakai),
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
FORMS: Mapping[str, Form] = {"canvas": _canvas, **CERTAIN, "ilias": _ilias, "github": _clones}
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
