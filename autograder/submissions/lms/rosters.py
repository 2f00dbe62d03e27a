"""A class's roster from one table, or from several that know different things of the same people."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ...execution.parsing import Parsers
from .identity import Identities
from .people import Person
from .roster import TITLES, PeopleTable, Roster, read_table_of_people
from .tables import OWN, read_table


def read_roster(paths: Sequence[Path], parsers: Parsers = OWN) -> Roster:
    """Reads a roster.

    Args:
        paths: the table that names the class; others only add what they know of the same people, as a
            worksheet of Moodle's adds its numbers and times.
        parsers: see `read_table`.

    Raises:
        UsageError: the file is missing, is no table, names nobody, or names somebody twice.
    """
    roster = read_table_of_people(paths[0], parsers)
    for path in paths[1:]:
        identities = Identities(roster)
        people = dict(roster.people)
        table = PeopleTable(read_table(path, TITLES, parsers))
        for row in table.table.rows:
            more = table.person(row)
            student = identities.find(more).student
            if student is not None:
                people[student] = _with_more(people[student], more)
        roster = Roster(people, roster.is_moodles)
    return roster


def _with_more(person: Person, more: Person) -> Person:
    return Person(
        name=person.name or more.name,
        ids={**more.ids, **person.ids},
        submitted=person.submitted or more.submitted,
        late=person.late or more.late,
    )
