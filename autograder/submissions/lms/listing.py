"""The hand-ins at one level of a class: joined where a platform says so, and what is left over."""

from __future__ import annotations

import itertools
import os
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ...results.records import dataclass
from .. import Note, SubmissionPath
from ..file_names import shown
from .canvas import loose_canvas
from .claims import Claim
from .entries import Entry, Level, Shape
from .forms import claims_at, is_their_own
from .loose import COPY, owners
from .people import Corrections, Packed, Person, RawSubmission, Row

PLAIN = "folder"


@dataclass(frozen=True)
class Listing:
    """What lies at a level: a hand-in or a row for each entry, none without.

    Attributes:
        rows: entries that belong to no hand-in.
        clashes: which hand-ins got a longer name, as another one has the same.
    """

    hand_ins: tuple[RawSubmission, ...]
    rows: tuple[Row, ...]
    unrecognised: tuple[Note, ...]
    clashes: tuple[Note, ...]


def list_level(
    level: Level,
    assignment: str,
    wanted: Sequence[str],
    platform: str | None,
    corrections: Corrections,
    attempts: int = 0,
) -> Listing:
    """Recognises all entries, one by one.

    Args:
        wanted: the files that are graded.
        platform: the only one whose names are considered; "folders" for none.
        corrections: of loose sources, whose they are.
        attempts: so many of a person count where a platform keeps several; 0 for all.
    """
    claims = claims_at(level, assignment, platform)
    rest = _without(level.entries, claims)
    if platform is None:
        claims += loose_canvas(rest)
        rest = _without(rest, claims)
    by_hand = [claim for entry in rest if (claim := _by_hand(entry, corrections))]
    claims += by_hand
    rest = _without(rest, by_hand)
    loose = _loose(rest, wanted)
    claims += loose
    rest = _without(rest, loose)
    hand_ins = _joined(claims, level, attempts)
    plain = [entry for entry in rest if entry.is_student]
    # Who has a folder of that name keeps it: anybody can give a file the form of a platform's.
    stems = {entry.stem for entry in plain}
    hand_ins = [
        _renamed(h, f"{h.student} ({h.key})") if h.student in stems else h for h in hand_ins
    ]
    taken = {hand_in.student for hand_in in hand_ins}
    others, clashes = _plain(plain, level, taken)
    left = [*level.beside, *(entry for entry in rest if not entry.is_student)]
    unrecognised = [entry for entry in left if not (claims and is_their_own(entry))]
    rows = [_left_over(entry) for entry in unrecognised]
    notes = [_stray(entry) for entry in unrecognised]
    notes += [Note("stray", shown(name)) for name in _unused(claims)]
    return Listing((*hand_ins, *others), tuple(rows), tuple(notes), clashes)


def _unused(claims: Sequence[Claim]) -> list[str]:
    """Returns the files in entries that are somebody's, and no part of the work."""
    return [item.path for claim in claims for item in claim.entry.items if item.rest in claim.aside]


def _by_hand(entry: Entry, corrections: Corrections) -> Claim | None:
    """Takes a loose source for the work of whom somebody says it is."""
    said = corrections.get((entry.name, 0))
    if entry.shape is not Shape.SOURCE or said is None or said.student in ("", "-"):
        return None
    files = tuple((item.member, entry.name) for item in entry.items)
    return Claim("by hand", entry, said.student, (Person(name=said.student),), files)


def _loose(entries: Iterable[Entry], wanted: Sequence[str]) -> list[Claim]:
    """Joins loose sources that have a person's name beside the wanted one."""
    sources = {entry.name: entry for entry in entries if entry.shape is Shape.SOURCE}
    claims = []
    for name, (owner, file) in owners(sources, wanted, is_class=True).items():
        # A copy stays one, as the other may lie there, too.
        copy = re.search(rf"(?:{COPY})?\.py$", name, re.IGNORECASE)
        called = file.removesuffix(".py") + copy[0] if copy is not None else file
        files = tuple((item.member, called) for item in sources[name].items)
        person = Person(name=owner, ids={"folder": owner})
        claims.append(Claim(PLAIN, sources[name], owner, (person,), files))
    return claims


def _without(entries: Iterable[Entry], claims: Iterable[Claim]) -> list[Entry]:
    taken = {id(claim.entry) for claim in claims}
    return [entry for entry in entries if id(entry) not in taken]


def _joined(claims: Sequence[Claim], level: Level, attempts: int) -> list[RawSubmission]:
    """Joins what a platform calls one person's; of several attempts the newest that has files counts."""
    groups: dict[tuple[str, str], list[Claim]] = {}
    for claim in claims:
        groups.setdefault((claim.platform, claim.key), []).append(claim)
    hand_ins = []
    for (platform, key), found in groups.items():
        tried = sorted({c.attempt for c in found if c.files}) or [max(c.attempt for c in found)]
        newest, *beyond = tried[(attempts or len(tried)) - 1 :] or tried[-1:]
        counts = [c for c in found if c.attempt == newest and not c.is_older]
        others = tuple(
            (c.entry.name, _why_not(c, newest, beyond)) for c in found if c not in counts
        )
        people = _told_most(counts or found)
        student = " and ".join(_called(person, platform, key) for person in people)
        files = tuple(pair for claim in counts for pair in claim.files)
        source = Packed(student, level.tree.path, files) if files else None
        names = tuple(claim.entry.name for claim in counts)
        hand_ins.append(RawSubmission(people, student, source, platform, key, names, others))
    return _told_apart(hand_ins)


def _why_not(claim: Claim, newest: str, beyond: Sequence[str]) -> str:
    """Returns why a claim does not count beside the newest attempt that does."""
    if claim.attempt <= newest:
        return "older"
    return "attempts" if claim.attempt in beyond else "no-file"


def _told_most(claims: Sequence[Claim]) -> tuple[Person, ...]:
    """Returns the people as the entry that says most of them does, late if any of their files is."""
    people = max((claim.people for claim in claims), key=lambda found: bool(found[0].name))
    if any(person.late for claim in claims for person in claim.people):
        return tuple(
            Person(name=p.name, ids=p.ids, submitted=p.submitted, late=True) for p in people
        )
    return people


def _called(person: Person, platform: str, key: str) -> str:
    """Returns what a result is called where no roster says otherwise."""
    login = person.ids.get("login", "") if platform == "blackboard" else ""
    participant = f"Participant {key}" if platform == "moodle" else key
    return person.name or login or participant


def _told_apart(hand_ins: Sequence[RawSubmission]) -> list[RawSubmission]:
    """Adds the platform's key to names that several have."""
    count = Counter(hand_in.student for hand_in in hand_ins)
    return [h if count[h.student] == 1 else _renamed(h, f"{h.student} ({h.key})") for h in hand_ins]


def _renamed(hand_in: RawSubmission, student: str) -> RawSubmission:
    source = hand_in.source
    if source is not None:
        source = replace(source, student=student)
    return replace(hand_in, student=student, source=source)


def _plain(
    entries: Sequence[Entry], level: Level, taken: set[str]
) -> tuple[list[RawSubmission], tuple[Note, ...]]:
    """Takes each folder, archive and notebook for a student."""
    names = _different([(entry.stem, entry.name) for entry in entries], taken)
    hand_ins, clashes = [], []
    for entry, student in zip(entries, names, strict=True):
        person = Person(name=student, ids={"folder": entry.stem})
        source = _source(entry, student, level)
        hand_ins.append(RawSubmission((person,), student, source, PLAIN, entry.name, (entry.name,)))
        if student != entry.stem:
            facts = {"student": shown(entry.stem), "named": shown(student)}
            clashes.append(Note("same-student", shown(entry.name), facts))
    return hand_ins, tuple(clashes)


def _source(entry: Entry, student: str, level: Level) -> SubmissionPath | Packed:
    if level.tree.path.is_dir():
        where = os.path.join(level.tree.path, *level.folder, entry.member)
        return SubmissionPath(student, where)
    files = tuple((item.member, item.rest or entry.name) for item in entry.items)
    return Packed(student, level.tree.path, files)


def _different(names: Sequence[tuple[str, str]], others: set[str]) -> list[str]:
    """Returns a name for each of (name, name with its ending), all different.

    Of several with one name, archives keep their ending; if that is not enough, a number is added.
    """
    found = [short for short, _ in names]
    while True:
        count = Counter(found)
        longer = [
            full if count[name] > 1 or name in others else name
            for name, (_, full) in zip(found, names, strict=True)
        ]
        if longer == found:
            break
        found = longer
    taken, given = set(found) | others, set(others)
    unique = []
    for name in found:
        numbered = (f"{name} ({number})" for number in itertools.count(2))
        free = name if name not in given else next(n for n in numbered if n not in taken | given)
        given.add(free)
        unique.append(free)
    return unique


def _left_over(entry: Entry) -> Row:
    """Says that an entry is nobody's; it is lost if it could have been graded."""
    lost = entry.shape is Shape.SOURCE or (entry.is_student and bool(entry.code_names))
    outcome = "lost" if lost else "beside"
    return Row(entry.name, "", PLAIN, outcome, outcome)


def _stray(entry: Entry) -> Note:
    if entry.shape is Shape.LINK:
        return Note("link", shown(entry.name), {"kind": "symbolic"})
    return Note("stray", shown(entry.name))
