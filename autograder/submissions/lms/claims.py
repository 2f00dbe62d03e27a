"""Whose an entry is, as a platform's name for it says."""

from __future__ import annotations

from ...results.records import dataclass
from .entries import Entry, Shape
from .people import Person

Files = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Claim:
    """Whose an entry is, as a platform's name for it says.

    Attributes:
        key: of the person or the group, on this platform; claims with one key are one hand-in's.
        people: who handed it in; more than one of a group.
        files: (how the tree reads it, the name as it was handed in); empty where none was handed in.
        attempt: the newest of one key's counts; "" where all of them belong together.
        is_older: a newer one of the same name counts.
        aside: files below the entry that are no part of this hand-in.
    """

    platform: str
    entry: Entry
    key: str
    people: tuple[Person, ...]
    files: Files = ()
    attempt: str = ""
    is_older: bool = False
    aside: frozenset[str] = frozenset()


def files_of(entry: Entry, name: str = "") -> Files:
    """Returns a folder's files under their names in it, or a file under another name."""
    if entry.shape is Shape.FOLDER:
        return tuple((item.member, item.rest) for item in entry.items)
    return tuple((item.member, name or entry.name) for item in entry.items)
