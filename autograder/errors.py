"""Mistakes of the people who use Softmark: one sentence each, shown without a traceback."""

from __future__ import annotations

import difflib
import importlib.util
from collections.abc import Iterable

# What a student's install does not have, and the extra that brings it.
EXTRAS = {
    "IPython": "instructor",
    "copydetect": "plagiarism",
    "distributed": "cluster",
    "ipykernel": "instructor",
    "jinja2": "instructor",
    "jupyter_client": "instructor",
    "latex2mathml": "instructor",
    "nbconvert": "instructor",
    "nbformat": "instructor",
    "nbgrader": "instructor",
    "nh3": "instructor",
    "pypdf": "instructor",
    "pyseccomp": "instructor",
    "sqlalchemy": "instructor",
    "traitlets": "instructor",
    "yaml": "instructor",
    "zmq": "instructor",
}


class UsageError(Exception):
    """What was asked for cannot be done; str() says what, where, and what to do."""


class CourseError(UsageError):
    """An assignment is malformed; str() begins with the file, and the line where there is one."""


def nearest(word: str, known: Iterable[str]) -> str:
    """Returns "Did you mean X?" for the closest known word, else the list of known words."""
    names = sorted(known)
    text, _, language = word.rpartition("_")
    if text in names and len(language) == 2:
        # As 0.1 had it.
        return f"A text in another language is a key below it: write {text}.{language}."
    close = difflib.get_close_matches(word, names, n=1, cutoff=0.5)
    if close:
        return f"Did you mean {close[0]}?"
    return f"There are: {', '.join(names)}." if names else "There are none."


def missing_package(error: ImportError) -> str:
    """Returns what to install for an import that failed; "" where no extra of ours has it."""
    package = (error.name or "").partition(".")[0]
    if package not in EXTRAS:
        return ""
    return _install(package)


def require(*packages: str) -> None:
    """Refuses a command before it begins, rather than in the middle of its work.

    Raises:
        UsageError: one of these packages of EXTRAS is not installed; the text says what to install.
    """
    for package in packages:
        try:
            found = importlib.util.find_spec(package) is not None
        except ModuleNotFoundError:
            found = False
        if not found:
            raise UsageError(_install(package))


def _install(package: str) -> str:
    command = f"python -m pip install 'softmark[{EXTRAS[package]}]'"
    return f"This needs {package}, which is not installed: run {command}."
