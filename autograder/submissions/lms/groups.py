"""Groups: one work, several people. Which people they are is said by a table, groups.csv."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path

from ...errors import UsageError, nearest
from ...execution.parsing import Parsers
from ...results.records import dataclass
from .identity import Identities
from .names import text_in_one_form
from .roster import TITLES, PeopleTable, Roster, read_table_of_people
from .tables import OWN, identifying_cell, read_table

GROUP_TITLES = (
    "group", "group name", "team", "team name", "组", "小组", "组别", "组名", "组号", "分组", "gruppe",
    "groupe", "grupo", "グループ",
)  # fmt: skip


@dataclass(frozen=True)
class Groups:
    """Who works with whom.

    Attributes:
        members: students of the roster, by the group's name.
        only_named: a member's work is not the others'; only what is named after the group is.
    """

    members: Mapping[str, tuple[str, ...]]
    only_named: bool = False

    @cached_property
    def _of(self) -> dict[str, str]:
        return {student: group for group, students in self.members.items() for student in students}

    @cached_property
    def _named(self) -> dict[str, str]:
        return {text_in_one_form(group): group for group in self.members}

    def named(self, name: str) -> str | None:
        """Returns the group that a hand-in is named after."""
        return self._named.get(text_in_one_form(name))

    def of(self, student: str | None) -> str | None:
        """Returns the group of a student whose work is everybody's."""
        return None if self.only_named else self._of.get(student or "")


def worksheet_groups(
    paths: Iterable[Path], roster: Roster, parsers: Parsers = OWN
) -> Groups | None:
    """Returns the teams that Moodle's grading worksheets name, None where they name none.

    A worksheet may name groups without any team's work, so that only what is called like a team is a team's.

    Args:
        roster: whose people they are.
        parsers: see `read_table`.

    Raises:
        UsageError: a table cannot be read.
    """
    identities = Identities(roster)
    members: dict[str, list[str]] = {}
    for path in paths:
        people = PeopleTable(read_table(path, (*TITLES, *GROUP_TITLES), parsers))
        title = people.table.column(GROUP_TITLES)
        if people.participants is None or title is None:
            continue
        for row in people.table.rows:
            group, student = row[title].strip(), identities.find(people.person(row)).student
            if group and student is not None:
                members.setdefault(group, []).append(student)
    everybody = {group: tuple(students) for group, students in members.items()}
    return Groups(everybody, only_named=True) if everybody else None


def read_groups(path: Path, roster: Roster | None, parsers: Parsers = OWN) -> tuple[Groups, Roster]:
    """Returns the groups of a table with a column "group" and one that names students, and the roster.

    Args:
        roster: whose people they are; None where the table itself is to be the roster.
        parsers: see `read_table`.

    Raises:
        UsageError: the table cannot be read, names nobody's group, somebody unknown, or somebody twice.
    """
    people = PeopleTable(read_table(path, (*TITLES, *GROUP_TITLES), parsers))
    title = people.table.column(GROUP_TITLES)
    if title is None:
        raise UsageError(f"{path} has no column of groups: give it one titled group.")
    if roster is None:
        roster = read_table_of_people(path, parsers)
    identities = Identities(roster)
    members: dict[str, list[str]] = {}
    seen: dict[str, str] = {}
    for line, row in people.table.numbered():
        group, person = identifying_cell(row[title]), people.person(row)
        called = person.name or next(iter(person.ids.values()), "")
        if not group or not called:
            continue
        student = identities.find(person).student
        if student is None:
            raise UsageError(
                f"{path}:{line}: {called!r} is not on the roster. {nearest(called, roster.people)}"
            )
        if seen.setdefault(student, group) != group:
            raise UsageError(
                f"{path}:{line}: {student!r} is in {seen[student]!r} and in {group!r}. Delete one of the "
                "lines."
            )
        if student not in members.setdefault(group, []):
            members[group].append(student)
    if not members:
        raise UsageError(f"{path} lists no group.")
    return Groups({group: tuple(students) for group, students in members.items()}), roster
