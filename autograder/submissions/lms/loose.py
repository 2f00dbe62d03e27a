"""Loose files of many people in one folder, told apart by what stands beside the wanted name: 2023001_张三_loss.py."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable

# A name in another script than Latin, or a number as long as students' numbers are, and no date.
_PERSON = re.compile(r"[^\W\d_a-zA-Z]{2,}|(?<!\d)(?!20\d\d[01]\d[0-3]\d(?!\d))\d{5,}")
# What may be somebody's in a class: a word, or a long number even if it could be a date.
_TELLING = re.compile(r"[^\W\d_]{2,}|\d{5,}")
# Short numbers are a platform's, a homework's or a copy's.
_SHORT = re.compile(r"(?<!\d)\d{1,4}(?!\d)")
# These stand beside files' names without being anybody's.
_NOBODY = frozenset({
    "test", "tests", "my", "the", "new", "old", "final", "latest", "copy", "backup", "bak", "draft", "tmp",
    "temp", "lab", "orig", "original", "solution", "solutions", "answer", "answers", "util", "utils", "helper",
    "helpers", "base", "main", "run", "check", "debug", "demo", "example", "sample", "stub", "reference",
    "first", "second", "third", "part", "version", "hw", "homework", "assignment", "submission", "code",
})  # fmt: skip
_BESIDE = "[-_ +]+"
# What browsers put behind the name of a file that is there already.
COPY = r"\s*[(（]\d{1,2}[)）]"
# Of words that are no names for certain, so many beside one file make a class.
_FEWEST_WORDS = 3


def owners(
    names: Collection[str], wanted: Collection[str], *, is_class: bool = False
) -> dict[str, tuple[str, str]]:
    """Returns (owner, wanted name) by file name, of files that are several people's; {} if they are not.

    What stands before or behind the wanted name is an owner if it reads like a person. Words are owners where
    it is known that this is a class, where several of them each have all of the wanted files, and where
    three have the same one and nothing else lies there.

    Args:
        wanted: the files that are graded, at the top of a hand-in.
        is_class: whether it is known that the files lie in a class, so that one owner is enough.
    """
    sources = sorted(name for name in wanted if name.endswith(".py") and "/" not in name)
    found = {name: split for name in names if (split := _split(name, sources)) is not None}
    by_owner = held_by(found.values())
    people = {owner for owner in by_owner if _PERSON.search(owner)}
    words = {owner for owner in by_owner if owner not in people and may_be_a_name(owner)}
    if is_class:
        people |= words
    elif len(people) < 2:
        everything = len(found) == len(names)
        people = _several(by_owner, people | words, sources, everything=everything)
    return {name: split for name, split in found.items() if split[0] in people}


def held_by(owned: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """Returns the wanted names that each owner has, of (owner, wanted name)."""
    found: dict[str, set[str]] = {}
    for owner, file in owned:
        found.setdefault(owner, set()).add(file)
    return found


def may_be_a_name(owner: str) -> bool:
    """Tells whether words could be somebody's name, or a student's number."""
    parts = re.split(r"[\W\d_]+", owner.casefold())
    is_telling = bool(_TELLING.search(owner)) and not _SHORT.search(owner)
    return is_telling and _NOBODY.isdisjoint(parts)


def _several(
    by_owner: dict[str, set[str]], named: set[str], sources: Collection[str], *, everything: bool
) -> set[str]:
    """Returns the owners where what they have shows that they are several people; else nobody."""
    complete = {owner for owner in by_owner if by_owner[owner] == set(sources)}
    if len(sources) > 1 and len(complete) > 1:
        return complete
    same = Counter(file for owner in named for file in by_owner[owner])
    return named if everything and max(same.values(), default=0) >= _FEWEST_WORDS else set()


def _split(name: str, wanted: Iterable[str]) -> tuple[str, str] | None:
    for file in wanted:
        stem = re.escape(file.removesuffix(".py"))
        match = re.fullmatch(
            rf"(?:(?P<before>.+?){_BESIDE}{stem}|{stem}{_BESIDE}(?P<behind>.+?))(?:{COPY})?\.py",
            name,
            re.IGNORECASE,
        )
        if match is not None:
            return match["before"] or match["behind"], file
    return None
