"""Loose files of many people in one folder, told apart by what stands beside the wanted name: 2023001_张三_loss.py."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

# A name in another script than Latin, or a number as long as students' numbers are, and no date.
_PERSON = re.compile(r"[^\W\d_a-zA-Z]{2,}|(?<!\d)(?!20\d\d[01]\d[0-3]\d(?!\d))\d{5,}")
_BESIDE = "[-_ +]+"


def owners(
    names: Iterable[str], wanted: Collection[str], *, is_class: bool = False
) -> dict[str, tuple[str, str]]:
    """Returns (owner, wanted name) by file name, of files that are several people's; {} if they are not.

    What stands before or behind the wanted name is an owner if it reads like a person; also if it is a word,
    where several words each have all of the wanted files.

    Args:
        wanted: the files that are graded, at the top of a hand-in.
        is_class: whether it is known that the files lie in a class, so that one owner is enough.
    """
    sources = sorted(name for name in wanted if name.endswith(".py") and "/" not in name)
    found = {name: split for name in names if (split := _split(name, sources)) is not None}
    by_owner: dict[str, set[str]] = {}
    for owner, file in found.values():
        by_owner.setdefault(owner, set()).add(file)
    people = {owner for owner in by_owner if _PERSON.search(owner)}
    if len(people) < (1 if is_class else 2):
        complete = {owner for owner, files in by_owner.items() if files == set(sources)}
        people = complete if len(sources) > 1 and len(complete) > 1 else set()
    return {name: split for name, split in found.items() if split[0] in people}


def _split(name: str, wanted: Iterable[str]) -> tuple[str, str] | None:
    for file in wanted:
        stem = re.escape(file.removesuffix(".py"))
        match = re.fullmatch(
            rf"(?:(?P<before>.+?){_BESIDE}{stem}|{stem}{_BESIDE}(?P<behind>.+))\.py",
            name,
            re.IGNORECASE,
        )
        if match is not None:
            return match["before"] or match["behind"], file
    return None
