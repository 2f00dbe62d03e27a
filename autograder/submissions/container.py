"""What the chooser of files needs from a folder, an archive or a single file."""

from collections.abc import Iterator, Sequence
from dataclasses import field
from typing import Protocol

from ..results.records import dataclass
from .file_names import UnsafeNameError, clean_path, is_plain
from .limits import IntakeLimits
from .submission import NoteDetail


@dataclass(frozen=True)
class Entry:
    """One listed file. `ref` is how its container finds it; `problem` is a note's code, or ""."""

    path: str
    size: int
    ref: int
    problem: str = ""
    detail: NoteDetail = field(default_factory=dict)


@dataclass(frozen=True)
class Unread:
    """Why a listed file could not be read: a note's code and facts."""

    problem: str
    detail: NoteDetail = field(default_factory=dict)


class Container(Protocol):
    """Lists files first and reads the chosen ones afterwards, so that nothing is read in vain."""

    def scan(self) -> list[Entry]:
        """Every file, in the container's order. Raises Refused."""

    def read(self, entries: Sequence[Entry]) -> Iterator[tuple[Entry, bytes | Unread]]:
        """The contents of scanned entries, in any order, each of its listed size."""


def listed(
    name: str,
    size: int,
    ref: int,
    limits: IntakeLimits,
    problem: str = "",
    detail: NoteDetail | None = None,
) -> Entry:
    """The entry for a member called `name`. Raises UnsafeNameError.

    A problem with the name itself goes before any other, since no note should repeat such a name
    unescaped.
    """
    path = clean_path(name)
    if len(path) > limits.max_path or path.count("/") >= limits.max_depth:
        return Entry(path, size, ref, "long-path", {"limit": limits.max_path})
    if not path or not is_plain(path):
        return Entry(path, size, ref, "bad-name")
    return Entry(path, size, ref, problem, detail or {})


def listed_in_folder(
    name: str,
    size: int,
    ref: int,
    limits: IntakeLimits,
    problem: str = "",
    detail: NoteDetail | None = None,
) -> Entry:
    r"""As `listed`, for names in a file system, where "C:x" or "a\b" is odd, not an attack."""
    try:
        if "\\" in name:
            raise UnsafeNameError(name)
        return listed(name, size, ref, limits, problem, detail)
    except UnsafeNameError:
        return Entry(name, size, ref, "bad-name")
