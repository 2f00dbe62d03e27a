"""What a command writes may take the place of what it wrote before, and of nothing else that a user has."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

from ..errors import UsageError
from ..results.records import dataclass

# In a page's head: those of Softmark load nothing.
_POLICY = b'http-equiv="Content-Security-Policy" content="default-src'
_HEAD_BYTES = 1 << 14
# Of a class's results: a folder without one of the first two is not theirs, and what is called as the others is somebody's.
_OF_RESULTS = ("results.jsonl", "class.json")
_OF_A_CLASS = ("grades.csv", "summary.html", "missing.csv", "reports.csv")


@dataclass(frozen=True)
class Kind:
    """A kind of file that a command writes.

    Attributes:
        name: in a sentence.
        is_own: tells from a file's path whether it is one.
    """

    name: str
    is_own: Callable[[Path], bool]


def need_own(path: Path, kind: Kind, *, read: Sequence[Path] = ()) -> None:
    """Refuses to write where a file of another kind is, or one that the command reads.

    What is no file, such as /dev/stdout, may be written to, and so may an empty file.

    Args:
        read: files and folders that the command reads.

    Raises:
        UsageError: it is not to be written there.
    """
    if path.is_dir():
        raise UsageError(f"{path} is a folder: name a file, which will be {kind.name}.")
    if not path.is_file() or not path.stat().st_size:
        return
    there = path.resolve()
    for source in read:
        if there.is_relative_to(source.resolve()):
            raise UsageError(f"{path} is what is read here: name another file to write.")
    if not _can_be_read_as(kind, path):
        raise UsageError(
            f"{path} is there already, and is not {kind.name}: name another file to write, or move that one."
        )


def _can_be_read_as(kind: Kind, path: Path) -> bool:
    try:
        return kind.is_own(path)
    except (OSError, ValueError, zipfile.BadZipFile):
        return False


def need_results_folder(out: Path, submissions: Path) -> None:
    """Refuses to write a class's results among its submissions, or over tables and pages that are not its own.

    Raises:
        UsageError: it is not to be written there.
    """
    if submissions.is_dir() and out.resolve().is_relative_to(submissions.resolve()):
        raise UsageError(
            f"{out} is in {submissions}, where the next run would take results for a hand-in: name a folder "
            "outside of it."
        )
    if any((out / name).exists() for name in _OF_RESULTS):
        return
    there = next((name for name in _OF_A_CLASS if (out / name).exists()), None)
    if there is not None:
        raise UsageError(
            f"{out / there} is there already, and {out} holds no results of `softmark grade`: name another folder."
        )


def archive_with(name: str, pattern: str) -> Kind:
    """Returns archives of a kind, and those that hold nothing.

    Args:
        pattern: of the path of a member by which it is recognised.
    """

    def is_own(path: Path) -> bool:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
        return not names or any(re.fullmatch(pattern, name) for name in names)

    return Kind(name, is_own)


def starting_with(name: str, *marks: bytes) -> Kind:
    """Returns files of a kind that have one of these marks near their beginning."""

    def is_own(path: Path) -> bool:
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
        return any(mark in head for mark in marks)

    return Kind(name, is_own)


def table_titled(name: str, titles: str) -> Kind:
    """Returns tables of a kind.

    Args:
        titles: pattern of their first line.
    """

    def is_own(path: Path) -> bool:
        with path.open("rb") as file:
            line = file.readline(_HEAD_BYTES).decode("utf-8-sig").rstrip("\r\n")
        return re.fullmatch(titles, line) is not None

    return Kind(name, is_own)


def table_like(name: str, table: bytes) -> Kind:
    """Returns tables that begin with the same line as this one."""
    return table_titled(name, re.escape(table.decode("utf-8-sig").partition("\n")[0].rstrip("\r")))


def page_of(command: str) -> Kind:
    """Returns pages that a command wrote."""
    return starting_with(f"a page of `softmark {command}`", _POLICY)
