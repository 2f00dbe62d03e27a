"""Edits of a course's own files: what stands there once, and what stands in its place then."""

from __future__ import annotations

from collections.abc import Mapping

from ..errors import CourseError, nearest
from ..results.records import dataclass


@dataclass(frozen=True)
class Edit:
    """One replacement in a file of solutions/NAME.

    Attributes:
        file: such as "loss.py".
        old: exact text that stands in it once.
        new: what stands there when the edit is made.
    """

    file: str
    old: str
    new: str


def examine_edit(edit: Edit, files: Mapping[str, bytes], where: str, whose: str) -> None:
    """Asks whether an edit can be made.

    Args:
        files: by path; an edit is of one of these.
        where: the edit's place, with which the message begins.
        whose: what the files are.

    Raises:
        CourseError: its file is missing, its text is not there exactly once, or it changes nothing.
    """
    if edit.file not in files:
        raise CourseError(
            f"{where}: {whose} has no file {edit.file!r}. {nearest(edit.file, files)}"
        )
    text = files[edit.file].decode("utf-8", "replace")
    count = text.count(edit.old) if edit.old else 0
    if count != 1:
        found = "is not found" if count == 0 else f"is found {count} times"
        raise CourseError(
            f"{where}: in {edit.file}, old = {_shorten(edit.old)} {found}: it must stand there "
            "exactly once."
        )
    if edit.old == edit.new:
        raise CourseError(f"{where}: in {edit.file}, old and new are the same.")


def _shorten(text: str) -> str:
    return repr(text if len(text) <= 60 else text[:57] + "...")
