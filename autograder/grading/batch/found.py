"""The submissions at a path, before any of them is graded."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ...course.assignment import Assignment
from ...execution.parsing import ConfinedParsers
from ...execution.sandbox import Isolation
from ...submissions.lms import ClassFound, gather, read_roster
from ...submissions.lms.groups import read_groups, worksheet_groups
from ...submissions.lms.people import Corrections


def find_class(
    path: Path,
    assignment: Assignment,
    roster: Sequence[Path] = (),
    isolation: Isolation = "full",
    platform: str | None = None,
    corrections: Corrections | None = None,
    groups: Path | None = None,
    attempts: int = 0,
) -> ClassFound:
    """Returns the submissions at a path, in whatever form a platform gave them.

    Args:
        roster: tables of the class, as `read_roster` reads them.
        attempts: so many of a person count where a platform keeps several; 0 for all.
        groups: a table of groups; it is the roster where there is none.
        isolation: of what parses archives and the like.
        platform: whose names the submissions have; recognised by itself where it is None.
        corrections: what somebody says of entries, as `read_corrections` reads it.

    Raises:
        UsageError: there is nothing there that could be graded, or the roster is no roster.
    """
    with ConfinedParsers(isolation=isolation) as parsers:
        people = read_roster(roster, parsers) if roster else None
        teams = worksheet_groups(roster, people, parsers) if people is not None else None
        if groups is not None:
            teams, people = read_groups(groups, people, parsers)
        return gather(
            path,
            assignment,
            people,
            parsers=parsers,
            platform=platform,
            corrections=corrections,
            groups=teams,
            attempts=attempts,
        )
