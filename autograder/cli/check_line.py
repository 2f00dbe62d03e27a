"""The command line of `softmark check`: what it asks for, read without click where it is as plain as most are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from ..checks.seeds import PUBLISHED
from ..results.records import dataclass

# As click is told them, which speaks of all that is wrong, too: option -> field of Asked.
VALUES = {"--path": "path", "--only": "only", "--seed": "seeds", "--lang": "lang"}
FLAGS = {"--hint": "more", "--watch": "watch", "--json": "as_json"}
# click puts files or the environment in the place of these on Windows.
_EXPANDED = frozenset("*?[~$%")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is to be checked, and how it is told.

    Attributes:
        assignment: its name; the course's only one, or the one that the folder is of, where it is None.
        path: of the work, where it is given.
        only: checks, or groups of checks; all where it is empty.
        seeds: which published inputs.
        more: whether more is told of likely mistakes.
        watch: whether what is shown is for a screen that is drawn again and again.
        as_json: whether the result is printed as data.
        lang: the language that is asked for.
    """

    assignment: str | None = None
    path: Path | None = None
    only: tuple[str, ...] = ()
    seeds: Sequence[int] = (0,)
    more: bool = False
    watch: bool = False
    as_json: bool = False
    lang: str | None = None


def read_line(words: Iterable[str]) -> Asked | None:
    """Returns what a command line asks for; None where click has to read it, to help or to say what is wrong."""
    given: dict[str, Any] = {}
    remaining = iter(words)
    for word in remaining:
        name, equals, value = word.partition("=")
        if word in FLAGS:
            given[FLAGS[word]] = True
        elif name in VALUES:
            value = value if equals else next(remaining, "")
            if not _is_plain(value) or not _take(given, VALUES[name], value):
                return None
        elif _is_plain(word) and "assignment" not in given:
            given["assignment"] = word
        else:
            return None
    return Asked(**given)


def seeds_of(word: str) -> Sequence[int]:
    """Returns the published inputs that a word names.

    Raises:
        ValueError: none.
    """
    return range(PUBLISHED) if word == "all" else [int(word)]


def _take(given: dict[str, Any], field: str, value: str) -> bool:
    """Takes an option's value; tells whether it is one."""
    if field == "only":
        given[field] = (*given.get(field, ()), value)
    elif field == "path":
        given[field] = Path(value)
    elif field == "seeds":
        try:
            given[field] = seeds_of(value)
        except ValueError:
            return False
    else:
        given[field] = value
    return True


def _is_plain(word: str) -> bool:
    return bool(word) and not word.startswith("-") and _EXPANDED.isdisjoint(word)
