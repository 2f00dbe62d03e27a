"""How GitHub Classroom names what it hands over: ASSIGNMENT-LOGIN/, each a clone."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .claims import Claim, files_of
from .clones import commit_time
from .entries import Entry, Level
from .people import Person


def clones(level: Level, entries: Sequence[Entry], assignment: str) -> list[Claim]:
    """ASSIGNMENT-LOGIN/, each a clone: by the assignment's name, or if all entries are clones."""
    found = [entry for entry in entries if entry.has_repository]
    own = f"{assignment.replace('_', '-')}-".casefold()
    named = [entry for entry in found if entry.name.replace("_", "-").casefold().startswith(own)]
    if len(named) == len(found):
        prefix = len(own)
    elif found and all(entry in found for entry in entries if entry.is_student):
        prefix = len(_common_start([entry.name for entry in found], level.name))
        named = found
    else:
        prefix = len(own)
    claims = []
    for entry in named:
        login = entry.name[prefix:]
        submitted = commit_time(
            level.tree.path.joinpath(*level.folder, entry.member), level.tree.parsers
        )
        person = Person(ids={"github": login}, submitted=submitted)
        claims.append(Claim("github", entry, login, (person,), files_of(entry)))
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
