"""Which student each hand-in is given to, by the roster where there is one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace
from datetime import UTC

import msgspec

from ...errors import UsageError
from ...results.records import dataclass
from .. import SubmissionPath
from ..file_names import shown
from .groups import Groups
from .identity import TEXT, Identities, Match
from .listing import PLAIN, Listing
from .people import ClassFound, Corrections, Packed, Person, RawSubmission, Row
from .roster import Roster

BY_HAND = "hand"
NOBODY = "-"
# Found by what is one person's only, as the platform itself or a person states it.
_SURE = {BY_HAND, "id", "login", "github", "email", "moodle", "canvas", "brightspace"}


@dataclass(frozen=True, slots=True)
class _Claimant:
    """One person of a hand-in, and who of the roster it is."""

    hand_in: RawSubmission
    person: Person
    name: str
    match: Match
    place: int = 0

    @property
    def entry(self) -> str:
        """One of the names under which it lies in the class."""
        return (*self.hand_in.entries, *(name for name, _ in self.hand_in.others))[0]

    @property
    def age(self) -> tuple[bool, float, str]:
        """Sorts from old to new; what holds no file is older than what does."""
        submitted = self.person.submitted_at
        if submitted is not None and submitted.tzinfo is None:
            submitted = submitted.replace(tzinfo=UTC)
        seconds = submitted.timestamp() if submitted is not None else 0.0
        return self.hand_in.source is not None, seconds, self.name


@dataclass
class _Given:
    """Who has which hand-in, so far."""

    by_student: dict[str, _Claimant] = field(default_factory=dict)
    superseded: list[tuple[str, str]] = field(default_factory=list)
    older: list[tuple[str, _Claimant]] = field(default_factory=list)
    contested: set[str] = field(default_factory=set)
    divided: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def give(self, student: str, claimant: _Claimant) -> None:
        """Gives a student a hand-in.

        Raises:
            UsageError: the student has another one, which is possible by hand alone.
        """
        other = self.by_student.setdefault(student, claimant)
        if other is not claimant:
            one, two = sorted((other, claimant), key=lambda found: found.match.why != BY_HAND)
            raise UsageError(
                f"people.csv gives {shown(one.entry)} to {student}, whose work is {shown(two.entry)} already: "
                "correct the student there, or write - as the student of the one that does not count."
            )

    def alone(self, claimant: _Claimant, student: str, why: str = "contested") -> None:
        """Keeps a hand-in under its own name, as others could be the student's just as well."""
        self.give(claimant.name, replace(claimant, match=Match(None, why, (student,))))
        self.contested.add(student)


def assign(
    listing: Listing,
    roster: Roster | None,
    platform: str,
    corrections: Corrections,
    groups: Groups | None = None,
) -> ClassFound:
    """Gives each hand-in to a student: to one on the roster where exactly one fits.

    Of several hand-ins of one student the newest counts where the platform itself calls them one
    person's; where they only look alike, none is given to the student.

    Args:
        corrections: what somebody says of entries, which goes before everything else.
        groups: of students of the roster; a member's work, or what is named after the group, is everybody's.

    Raises:
        UsageError: a correction would be lost, or a hand-in by it.
    """
    _refuse_lost_corrections(listing.rows, corrections)
    claimants = [
        _corrected(claimant, corrections) for claimant in _claimants(listing.hand_ins, roster)
    ]
    given = _Given()
    if roster is not None and groups is not None:
        claimants = _shared(claimants, roster, groups, corrections, given)
    for student, rivals in _by_student(claimants).items():
        _decide(given, student, rivals)
    for claimant in claimants:
        if claimant.match.student is None:
            given.give(claimant.name, claimant)
    return _class(given, roster, listing, platform)


def _refuse_lost_corrections(rows: Iterable[Row], corrections: Corrections) -> None:
    """Refuses to have what is no hand-in be somebody's."""
    for row in rows:
        said = corrections.get((row.entry, row.place))
        if said is not None and said.student not in ("", NOBODY, row.student):
            raise UsageError(
                f"people.csv gives {shown(row.entry)} to {said.student}, and it is no hand-in by itself: put it into a "
                "folder of the student's name, or empty that cell."
            )


def _claimants(hand_ins: Iterable[RawSubmission], roster: Roster | None) -> list[_Claimant]:
    identities = Identities(roster) if roster is not None else None
    # A hand-in that keeps its own name must not get the name of somebody on the roster.
    names = set(roster.people) if roster is not None else set()
    found = []
    for hand_in in hand_ins:
        for place, person in enumerate(hand_in.people):
            match = identities.find(person) if identities is not None else Match(None, PLAIN)
            is_group = len(hand_in.people) > 1
            name = person.name or hand_in.student if is_group else hand_in.student
            if match.student != name:
                while name in names:
                    name = f"{name} ({hand_in.key})"
            names.add(name)
            found.append(_Claimant(hand_in, person, name, match, place))
    return found


def _corrected(claimant: _Claimant, corrections: Corrections) -> _Claimant:
    """Returns whose a hand-in is by what somebody says of any of its entries.

    Whose another entry of the same person is tells it, too: it was the only one when somebody said so.
    """
    said, of_others = (
        [found for entry in entries if (found := corrections.get((entry, claimant.place)))]
        for entries in (claimant.hand_in.entries, dict(claimant.hand_in.others))
    )
    students = [one.student for one in said]
    students += [one.student for one in of_others if one.student != NOBODY]
    student = next(filter(None, students), "")
    submitted = next((one.submitted for one in said if one.submitted), "")
    person = claimant.person
    if submitted:
        person = msgspec.structs.replace(person, submitted=submitted)
    if not student:
        return replace(claimant, person=person)
    return replace(claimant, person=person, match=Match(student, BY_HAND))


def _shared(
    claimants: Sequence[_Claimant],
    roster: Roster,
    groups: Groups,
    corrections: Corrections,
    given: _Given,
) -> list[_Claimant]:
    """Gives what one of a group has handed in to the others, too.

    Where several have, the newest counts if each has a time; else each keeps the own, which is told.
    """
    alone: list[_Claimant] = []
    works: dict[str, list[_Claimant]] = {}
    for claimant in claimants:
        group, one = _in_a_group(claimant, groups)
        works.setdefault(group, []).append(one) if group else alone.append(one)
    for group, found in works.items():
        authors = {claimant.match.student or "" for claimant in found}
        timed = all(claimant.person.submitted for claimant in found)
        if len(authors) > 1 and not timed:
            given.divided[group] = tuple(claimant.name for claimant in found)
            alone += found
            continue
        *older, newest = sorted(found, key=lambda one: one.age)
        for claimant in older:
            student = claimant.match.student or claimant.name
            given.superseded.append((group, claimant.name))
            given.older.append((student, claimant))
        alone += _for_all(newest, groups.members[group], roster, corrections)
    return alone


def _in_a_group(claimant: _Claimant, groups: Groups) -> tuple[str | None, _Claimant]:
    """Returns whose group's a work is; what is named after one is no single person's, whatever its number."""
    if claimant.hand_in.source is None:
        return None, claimant
    named = groups.named(claimant.person.ids.get(TEXT) or claimant.person.name)
    if named is not None and claimant.match.why != BY_HAND:
        return named, replace(claimant, match=Match(None, "group"))
    return groups.of(claimant.match.student), claimant


def _for_all(
    claimant: _Claimant, members: Sequence[str], roster: Roster, corrections: Corrections
) -> list[_Claimant]:
    """Returns a hand-in's claimant, unless it is only the group's name, and those of the other members."""
    author = claimant.match.student
    found = [claimant] if author else []
    place = len(claimant.hand_in.people) if author else 0
    for mate in members:
        if mate != author:
            person = msgspec.structs.replace(
                roster.people[mate], submitted=claimant.person.submitted, late=claimant.person.late
            )
            one = _Claimant(claimant.hand_in, person, mate, Match(mate, "group"), place)
            found.append(_corrected(one, corrections))
            place += 1
    return found


def _by_student(claimants: Iterable[_Claimant]) -> dict[str, list[_Claimant]]:
    found: dict[str, list[_Claimant]] = {}
    for claimant in claimants:
        if claimant.match.student is not None:
            found.setdefault(claimant.match.student, []).append(claimant)
    return found


def _decide(given: _Given, student: str, rivals: Sequence[_Claimant]) -> None:
    """Gives a student one of the hand-ins that could be the student's."""
    sure = [one for one in rivals if one.match.why in _SURE]
    winners = sure if sure else list(rivals)
    by_hand = [one for one in rivals if one.match.why == BY_HAND]
    winners = by_hand or winners
    is_one_person = (
        len(winners) == 1
        or bool(by_hand)
        or (bool(sure) and len({one.hand_in.platform for one in sure}) == 1)
    )
    if not is_one_person:
        for claimant in rivals:
            given.alone(claimant, student)
        return
    *older, newest = sorted(winners, key=lambda one: one.age)
    given.give(student, newest)
    for claimant in older:
        given.superseded.append((student, claimant.name))
        given.older.append((student, claimant))
    for claimant in rivals:
        if claimant not in winners:
            given.alone(claimant, student, "by-hand" if by_hand else "contested")


def _class(given: _Given, roster: Roster | None, listing: Listing, platform: str) -> ClassFound:
    listed: Mapping[str, Person] = roster.people if roster is not None else {}
    left_out = given.by_student.pop(NOBODY, None)
    with_files = {s: c for s, c in given.by_student.items() if c.hand_in.source is not None}
    people = {s: _merged(c.person, listed.get(s)) for s, c in sorted(with_files.items())}
    rows = list(listing.rows)
    for student, claimant in given.by_student.items():
        rows += _rows(claimant, student, people.get(student, claimant.person))
    if left_out is not None:
        given.older.append((NOBODY, left_out))
        given.superseded[:] = [pair for pair in given.superseded if pair[0] != NOBODY]
    for student, claimant in given.older:
        rows += [
            replace(row, outcome="older", why="left-out" if student == NOBODY else "older")
            for row in _rows(claimant, student, claimant.person)
        ]
    return ClassFound(
        sources=tuple(_source(c, s) for s, c in sorted(with_files.items())),
        unrecognised=listing.unrecognised,
        clashes=listing.clashes,
        platform=platform,
        people=people,
        missing={
            student: person
            for student, person in listed.items()
            if student not in with_files and student not in given.contested
        },
        superseded=tuple(given.superseded),
        divided=given.divided,
        not_on_roster=tuple(
            student for student in with_files if roster is not None and student not in listed
        ),
        rows=tuple(sorted(rows, key=lambda row: (row.entry, row.place))),
    )


def _rows(claimant: _Claimant, student: str, person: Person) -> list[Row]:
    hand_in, match = claimant.hand_in, claimant.match
    outcome = "graded" if hand_in.source is not None else "nothing"
    rows = [
        Row(
            entry, student, hand_in.platform, outcome, match.why, person.name, person.submitted,
            match.rivals, claimant.place,
        )
        for entry in hand_in.entries
    ]  # fmt: skip
    for entry, why in hand_in.others:
        outcome = "beside" if why == "no-file" else "older"
        place = claimant.place
        rows.append(Row(entry, student, hand_in.platform, outcome, why, person.name, place=place))
    return rows


def _source(claimant: _Claimant, student: str) -> SubmissionPath | Packed:
    source = claimant.hand_in.source
    assert source is not None, "only hand-ins with files have a student"
    return source if source.student == student else replace(source, student=student)


def _merged(person: Person, listed: Person | None) -> Person:
    """Returns what the platform and the roster know, the roster's names first."""
    if listed is None:
        return person
    return msgspec.structs.replace(
        person,
        name=listed.name or person.name,
        ids={**person.ids, **listed.ids},
        submitted=person.submitted or listed.submitted,
        late=person.late or listed.late,
    )
