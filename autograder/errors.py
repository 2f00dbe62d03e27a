"""Mistakes of the people who use Softmark: one sentence each, shown without a traceback."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class UsageError(Exception):
    """What was asked for cannot be done; str() says what, where, and what to do."""


class CourseError(UsageError):
    """An assignment is malformed; str() begins with the file, and the line where there is one."""


def nearest(word: str, known: Iterable[str]) -> str:
    """Returns " Did you mean X?" for the closest known word, else the list of known words."""
    names = sorted(known)
    close = difflib.get_close_matches(word, names, n=1, cutoff=0.5)
    if close:
        return f"Did you mean {close[0]}?"
    return f"There are: {', '.join(names)}." if names else "There are none."
