"""Who of the roster a hand-in's person is. Like is compared with like; nobody is guessed.

A student number, a login, an address and a platform's own number are different things: 101 of one kind says
nothing about 101 of another. What stands in a file's name as free text may be any of the first three, or a
name, as a whole token.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from ...results.records import dataclass
from .names import (
    contradict,
    is_telling,
    lookup_keys,
    name_keys,
    number_key,
    runs,
    same_name,
    text_in_one_form,
)
from .people import Person
from .roster import Roster

TEXT = "folder"
# Kinds that free text may hold.
_IN_TEXT = ("student", "id", "login", "github", "roster")
# Numbers shorter than this are a homework's or a group's, unless they are the whole name.
_SHORTEST_NUMBER = 4
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


@dataclass(frozen=True, slots=True)
class Match:
    """Who a person is.

    Attributes:
        student: of the roster; None where nobody or several people fit, or something contradicts it.
        why: the kind by which they were found; else "unknown", "several", "contradiction" or "other-name".
        rivals: of the roster, where several fit or one is contradicted.
    """

    student: str | None
    why: str
    rivals: tuple[str, ...] = ()


class Identities:
    """Finds people of a roster."""

    def __init__(self, roster: Roster) -> None:
        self._people = roster.people
        self._kinds = roster.kinds
        self._is_moodles = roster.is_moodles
        self._by_id: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._by_name: dict[str, set[str]] = defaultdict(set)
        for student, person in roster.people.items():
            for kind, value in person.ids.items():
                self._by_id[kind, number_key(value)].add(student)
            for key in name_keys(person.name):
                self._by_name[key].add(student)

    def find(self, person: Person) -> Match:
        """Returns who a hand-in's person is."""
        found = self._by_numbers(person)
        if found is not None:
            return found
        return self._in_text(person.ids[TEXT]) if TEXT in person.ids else self._named(person)

    def _by_numbers(self, person: Person) -> Match | None:
        """Looks for the person by what is unique; None where the roster has nothing like it."""
        hits: dict[str, set[str]] = {}
        for kind, value in person.ids.items():
            if fits := self._with(self._like(kind), value):
                hits[kind] = fits
        if not hits:
            return None
        both = set.intersection(*hits.values())
        if len(both) > 1:
            both = {s for s in both if same_name(person.name, self._people[s].name)} or both
        everybody = tuple(sorted(set.union(*hits.values())))
        if len(both) != 1:
            return Match(None, "several" if both else "contradiction", everybody)
        (student,) = both
        one_source = self._is_moodles and "moodle" in hits
        if contradict(person.name, self._people[student].name, one_source=one_source):
            return Match(None, "other-name", (student,))
        return Match(student, next(iter(hits)))

    def _like(self, kind: str) -> tuple[str, ...]:
        """Returns the roster's kinds that mean the same; a login of GitHub may stand among logins."""
        if kind == "github" and "github" not in self._kinds:
            return ("login", "roster")
        return ("id", "student") if kind == "id" else (kind,)

    def _with(self, kinds: Iterable[str], value: str) -> set[str]:
        fits: set[str] = set()
        for kind in kinds:
            fits |= self._by_id.get((kind, number_key(value)), set())
        exact = {
            student
            for student in fits
            if any(self._people[student].ids.get(kind, "") == value.strip() for kind in kinds)
        }
        return exact or fits

    def _named(self, person: Person) -> Match:
        """Looks for a person by the name, which may follow a group's."""
        parts = person.name.split("-")
        for start in range(len(parts)):
            fits = {
                student
                for key in lookup_keys("-".join(parts[start:]))
                for student in self._by_name.get(key, ())
                if not self._differs(person, self._people[student])
            }
            if fits:
                rivals = tuple(sorted(fits))
                return (
                    Match(rivals[0], "name") if len(fits) == 1 else Match(None, "several", rivals)
                )
        return Match(None, "unknown")

    def _differs(self, person: Person, listed: Person) -> bool:
        """Tells whether a number of one kind is another one in the roster."""
        return any(
            kind in listed.ids and number_key(listed.ids[kind]) != number_key(value)
            for kind, value in person.ids.items()
        )

    def _in_text(self, text: str) -> Match:
        """Looks for whole tokens of a file's name."""
        spans = _outermost(self._spans(text))
        if not spans:
            return Match(None, "unknown")
        everybody = set.union(*(fits for _, _, _, fits in spans))
        both = set.intersection(*(fits for _, _, _, fits in spans))
        rivals = tuple(sorted(everybody))
        if len(both) == 1:
            return Match(next(iter(both)), "token")
        return Match(None, "several" if both or _one_kind(spans) else "contradiction", rivals)

    def _spans(self, text: str) -> list[_Span]:
        spans: list[_Span] = []
        plain = text_in_one_form(text)
        for match in _EMAIL.finditer(plain):
            if fits := self._with(("email",), match[0]):
                spans.append((match.start(), match.end(), "email", fits))
        without = _EMAIL.sub(lambda match: " " * len(match[0]), plain)
        for start, end, inside in runs(without):
            token = without[start:end]
            is_all = token == plain
            may_be_number = is_all or not token.isdigit() or len(token) >= _SHORTEST_NUMBER
            if may_be_number and (fits := self._with(_IN_TEXT, token)):
                spans.append((start, end, "id", fits))
            names = lookup_keys(token) if is_all or is_telling(inside) else ()
            if fits := {student for key in names for student in self._by_name.get(key, ())}:
                spans.append((start, end, "name", fits))
        return spans


_Span = tuple[int, int, str, set[str]]


def _outermost(spans: Iterable[_Span]) -> list[_Span]:
    """Leaves out what stands within something longer that was found: "lee" in "ann-lee"."""
    found = list(spans)
    return [
        one
        for one in found
        if not any(
            other[0] <= one[0] and one[1] <= other[1] and other[1] - other[0] > one[1] - one[0]
            for other in found
        )
    ]


def _one_kind(spans: Iterable[_Span]) -> bool:
    return len({kind for _, _, kind, _ in spans}) == 1
