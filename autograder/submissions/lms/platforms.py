"""How each platform names what it hands over. Each reader takes a listing and says whose a file is.

Moodle      Full Name_1234_assignsubmission_file/loss.py   (or ..._file_/..., or ..._file_loss.py)
Canvas      lastfirst_LATE_1234_5678_loss-1.py             (LATE and -1 where they apply)
Gradescope  submission_1234/loss.py, and submission_metadata.yml
nbgrader    STUDENT/ASSIGNMENT/..., with timestamp.txt
GitHub Classroom   ASSIGNMENT-LOGIN/..., each a clone
"""

from __future__ import annotations

import contextlib
import importlib
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ...errors import UsageError
from .clones import commit_time
from .download import Item, Tree
from .people import HandIn, Packed, Person

METADATA = "submission_metadata.yml"
METADATA_BYTES = 64 << 20
# Where this course's nbgrader_config.py keeps notebooks, so that nothing else lies beside them.
NOTEBOOK_FOLDER = "notebook"
TIMESTAMP = "timestamp.txt"

_MOODLE = re.compile(r"(?P<name>.+)_(?P<id>\d+)_assignsubmission_(?P<kind>[a-z]+)(_(?P<rest>.*))?")
_CANVAS = re.compile(
    r"(?P<name>[^_/]+)_(?P<late>LATE_)?(?P<user>\d+)_(?P<file>\d+)_(?P<rest>[^/]+)"
)
# Canvas numbers what is handed in again: loss-1.py replaces loss.py.
_AGAIN = re.compile(r"(?P<stem>.+?)(-(?P<number>\d+))?(?P<suffix>\.[^.]+)")


@dataclass
class Reading:
    """What a reader made of a listing: files by student, and the files that it does not understand."""

    people: dict[str, Person] = field(default_factory=dict)
    files: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)

    def add(self, student: str, person: Person, item: Item, name: str) -> None:
        """Notes a file of a student's."""
        self.people.setdefault(student, person)
        self.files.setdefault(student, []).append((item.member, name))

    def left_over(self) -> list[str]:
        """Returns what belongs to no submission: files, and students without any."""
        return [*self.unknown, *(key for key in self.people if key not in self.files)]

    def hand_ins(self, path: Path) -> list[HandIn]:
        """Returns the submissions, each under its own name."""
        count = Counter(self.people[key].name for key in self.files)
        found = []
        for key, files in self.files.items():
            name = self.people[key].name
            student = name if name and count[name] == 1 else f"{name} ({key})".strip()
            found.append(HandIn(self.people[key], Packed(student, path, tuple(files))))
        return found


Reader = Callable[[Path, Sequence[Item], str, Tree], Reading | None]


def read_moodle(path: Path, items: Sequence[Item], assignment: str, tree: Tree) -> Reading | None:
    """Reads Moodle's "Download all submissions"; None for anything else."""
    if not any(_MOODLE.fullmatch(item.top) for item in items):
        return None
    reading = Reading()
    for item in items:
        match = _MOODLE.fullmatch(item.top)
        if match is None or match["kind"] != "file":
            reading.unknown.append(item.path)
            continue
        name = "/".join(filter(None, (match["rest"], item.rest)))
        person = Person(name=match["name"], ids={"moodle": match["id"]})
        reading.add(match["id"], person, item, name)
    return reading


def read_canvas(path: Path, items: Sequence[Item], assignment: str, tree: Tree) -> Reading | None:
    """Reads Canvas's "Download Submissions"; None for anything else."""
    if not any(_CANVAS.fullmatch(item.path) for item in items):
        return None
    reading = Reading()
    newest: dict[tuple[str, str], tuple[int, str]] = {}
    for item in items:
        match = _CANVAS.fullmatch(item.path)
        if match is None:
            reading.unknown.append(item.path)
            continue
        again = _AGAIN.fullmatch(match["rest"])
        name, number = match["rest"], 0
        if again is not None and again["number"]:
            name, number = again["stem"] + again["suffix"], int(again["number"])
        key = (match["user"], name)
        if key in newest and newest[key][0] >= number:
            continue
        newest[key] = (number, item.member)
        person = Person(
            name=match["name"], ids={"canvas": match["user"]}, late=match["late"] is not None
        )
        reading.people.setdefault(match["user"], person)
    for (user, name), (_, member) in newest.items():
        reading.files.setdefault(user, []).append((member, name))
    return reading


def read_gradescope(
    path: Path, items: Sequence[Item], assignment: str, tree: Tree
) -> Reading | None:
    """Reads Gradescope's "Export Submissions"; None for anything else.

    A group's submission counts for each of its members.
    """
    metadata = next((item for item in items if item.path == METADATA), None)
    if metadata is None:
        return None
    entries = _read_yaml(tree, metadata.member)
    reading = Reading()
    for item in items:
        entry = entries.get(item.top)
        if item is metadata:
            continue
        if not isinstance(entry, dict) or not item.rest:
            reading.unknown.append(item.path)
            continue
        submitters = entry.get(":submitters") or [{}]
        for number, submitter in enumerate(submitters):
            key = item.top if len(submitters) == 1 else f"{item.top}/{number}"
            reading.add(key, _gradescope_person(submitter, entry), item, item.rest)
    return reading


def _gradescope_person(submitter: dict[str, Any], entry: dict[str, Any]) -> Person:
    wanted = {"id": submitter.get(":sid"), "email": submitter.get(":email")}
    submitted = entry.get(":created_at")
    if isinstance(submitted, str):
        with contextlib.suppress(ValueError):
            submitted = datetime.fromisoformat(submitted)
    if isinstance(submitted, datetime) and submitted.tzinfo is None:
        submitted = submitted.replace(tzinfo=UTC)
    return Person(
        name=str(submitter.get(":name") or ""),
        ids={kind: str(value) for kind, value in wanted.items() if value},
        submitted=submitted.isoformat() if isinstance(submitted, datetime) else "",
    )


def _read_yaml(tree: Tree, member: str) -> dict[str, Any]:
    yaml = importlib.import_module("yaml")
    content = tree.read(member, METADATA_BYTES)
    try:
        found = yaml.load(content, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError as error:
        line = getattr(getattr(error, "problem_mark", None), "line", -1) + 1
        raise UsageError(f"{tree.path}: {METADATA}:{line} is damaged: export it again.") from None
    return found if isinstance(found, dict) else {}


def read_nbgrader(path: Path, items: Sequence[Item], assignment: str, tree: Tree) -> Reading | None:
    """Reads nbgrader's submitted/ tree; None for anything else."""
    parts = {item: item.path.split("/") for item in items}
    if not any(len(p) > 2 and p[1] == assignment for p in parts.values()):
        return None
    reading = Reading()
    for item, (student, *rest) in parts.items():
        if len(rest) < 2 or rest[0] != assignment:
            reading.unknown.append(item.path)
            continue
        if rest[1:] in ([TIMESTAMP], [NOTEBOOK_FOLDER, TIMESTAMP]):
            text = tree.read(item.member, 100).decode(errors="replace")
            person = Person(name=student, ids={"login": student}, submitted=_timestamp(text))
            reading.people[student] = person
            continue
        person = Person(name=student, ids={"login": student})
        reading.add(student, person, item, "/".join(rest[1:]))
    return reading


def _timestamp(text: str) -> str:
    """Returns nbgrader's "2026-03-01 12:00:00.000000 UTC" in ISO 8601, "" for anything else."""
    stamp, _, zone = text.strip().rpartition(" ")
    try:
        found = datetime.fromisoformat(stamp)
    except ValueError:
        return ""
    return found.replace(tzinfo=UTC).isoformat() if zone in ("UTC", "GMT") else ""


def read_clones(path: Path, items: Sequence[Item], assignment: str, tree: Tree) -> Reading | None:
    """Reads a folder of clones, as `gh classroom clone` makes it; None for anything else.

    The time of a submission is that of its last commit, which a student can set at will; unknown where
    it cannot be read from the repository's files.
    """
    clones = sorted({item.top for item in items if (path / item.top / ".git").is_dir()})
    if not path.is_dir() or not clones:
        return None
    prefix = _common_prefix(clones)
    reading = Reading()
    times = {clone: commit_time(path / clone, tree.parsers) for clone in clones}
    for item in items:
        if item.top not in times or not item.rest:
            reading.unknown.append(item.path)
            continue
        login = item.top.removeprefix(prefix)
        person = Person(name=login, ids={"login": login}, submitted=times[item.top])
        reading.add(login, person, item, item.rest)
    return reading


def _common_prefix(names: Sequence[str]) -> str:
    """Returns what all clones' names begin with, up to a hyphen: the assignment's name."""
    if len(names) < 2:
        return ""
    first, last = names[0], names[-1]
    same = 0
    while same < min(len(first), len(last)) and first[same] == last[same]:
        same += 1
    return first[: first.rfind("-", 0, same) + 1]


READERS: dict[str, Reader] = {
    "gradescope": read_gradescope,
    "moodle": read_moodle,
    "canvas": read_canvas,
    "github": read_clones,
    "nbgrader": read_nbgrader,
}
