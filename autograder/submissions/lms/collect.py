"""A class from wherever it comes: which platform it is, whose a submission is, and what is left over."""

from __future__ import annotations

from collections import Counter
from functools import partial
from pathlib import Path

from ...course.assignment import Assignment
from ...errors import UsageError
from ...execution.parsing import Parsers
from .. import Note, Refused, SubmissionPath, read_submission
from ..file_names import ARCHIVES, archive_suffix, escaped, is_code, shown
from ..folder import reason_of, text_of
from ..notebook import choose_sources, is_stub
from .download import Downloads
from .entries import Level, top_level
from .groups import Groups
from .listing import PLAIN, Listing, list_level
from .people import ClassFound, Corrections, Person, RawSubmission, Row
from .roster import Roster
from .shape import Wanted, find_level, find_packed_class
from .students import assign

# Notes on files that were not taken.
_OF_COPIES = ("copies", "several-files")
# Names in one sentence.
_MOST_NAMED = 10


def gather(
    path: Path,
    assignment: Assignment,
    roster: Roster | None = None,
    *,
    parsers: Parsers,
    platform: str | None = None,
    corrections: Corrections | None = None,
    groups: Groups | None = None,
    attempts: int = 0,
) -> ClassFound:
    """Returns the class at a path.

    Args:
        parsers: for what a platform or a student wrote.
        platform: whose names these are; recognised by itself where it is None.
        corrections: what somebody says of entries.
        attempts: so many of a person count where a platform keeps several; 0 for all.
        groups: who works with whom; their people are the roster's.

    Raises:
        UsageError: there is nothing there that could be graded.
    """
    real = _resolved(path)
    try:
        with Downloads(parsers) as downloads:
            listing = _listing(
                real, assignment, parsers, downloads, platform, corrections or {}, attempts
            )
    except OSError as error:
        where = error.filename if isinstance(error.filename, str) else str(path)
        raise UsageError(
            f"{shown(where)} could not be read: {reason_of(error)}. Make it readable and try again."
        ) from None
    if not any(hand_in.source for hand_in in listing.hand_ins):
        there = ", ".join(note.path for note in listing.unrecognised[:_MOST_NAMED]) or "nothing"
        raise UsageError(
            f"{path} holds no submissions, but {there}: give one folder or archive per student, a "
            "platform's download, or a single submission."
        )
    return assign(listing, roster, _platform(listing), corrections or {}, groups)


def _resolved(path: Path) -> Path:
    try:
        return path.resolve(strict=True)
    except FileNotFoundError:
        raise UsageError(
            f"{shown(str(path))} does not exist: give a submission, or a folder of them."
        ) from None
    except (OSError, RuntimeError) as error:  # links in a circle, which Python names by itself
        reason = reason_of(error) if isinstance(error, OSError) else "its links lead in a circle"
        raise UsageError(f"{shown(str(path))} cannot be read: {reason}.") from None


def _listing(
    path: Path,
    assignment: Assignment,
    parsers: Parsers,
    downloads: Downloads,
    platform: str | None,
    corrections: Corrections,
    attempts: int,
) -> Listing:
    level = _level(path, assignment, downloads)
    if level is not None:
        return list_level(
            level, assignment.name, assignment.wanted, platform, corrections, attempts
        )
    name = escaped(text_of(path.name))
    if path.is_file() and not archive_suffix(name) and not is_code(name):
        return Listing((), (), (Note("stray", shown(name)),), ())
    stem = name[: -len(archive_suffix(name)) or None]
    if path.is_file() and not archive_suffix(name):
        stem = name.rpartition(".")[0]
    student = stem or "submission"
    person = Person(name=student, ids={"folder": student})
    only = RawSubmission(
        (person,), student, SubmissionPath(student, str(path)), PLAIN, name, (name,)
    )
    rows, notes = _copies(path, only, assignment, parsers) if path.is_dir() else ((), ())
    return Listing((only,), rows, (), notes)


def _copies(
    path: Path, only: RawSubmission, assignment: Assignment, parsers: Parsers
) -> tuple[tuple[Row, ...], tuple[Note, ...]]:
    """Says which files of a folder are not graded that could be by their names: it may be a class of people without names."""
    stubs = partial(is_stub, assignment)
    try:
        submission = read_submission(
            path, only.student, assignment.wanted, parsers=parsers, is_stub=stubs
        )
    except Refused:  # which its result says
        return (), ()
    choice, _ = choose_sources(submission, assignment)
    rows = tuple(Row(name, only.student, PLAIN, "beside", "copy") for name in choice.left)
    return rows, tuple(note for note in choice.notes if note.code in _OF_COPIES)


def _level(path: Path, assignment: Assignment, downloads: Downloads) -> Level | None:
    """Returns where a class lies; None where the path is a single submission."""
    wanted = Wanted.of(assignment)
    if path.is_dir():
        return find_level(downloads, top_level(downloads.tree(path)), wanted, assignment.name)
    if not path.name.lower().endswith(ARCHIVES):
        return None
    try:
        top = top_level(downloads.tree(path))
    except UsageError:  # a single submission that is damaged has a result too
        return None
    return find_packed_class(top, wanted, assignment.name)


def _platform(listing: Listing) -> str:
    """Returns where most of a class comes from."""
    count = Counter(hand_in.platform for hand_in in listing.hand_ins)
    del count[PLAIN]
    return max(count, key=lambda name: count[name], default=PLAIN)
