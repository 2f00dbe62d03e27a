"""The data that intake hands on: plain, so that it can be sent to another process."""

from collections.abc import Mapping
from dataclasses import field
from pathlib import Path

from ..results.records import dataclass
from ..results.text import say

NoteDetail = Mapping[str, str | int]


@dataclass(frozen=True)
class Note:
    """Something that was left out, and why; no prose, as whoever shows it picks the language.

    Codes and their facts, where `path` is the file that the note is about:
        link              kind: "symbolic" or "hard"
        special           kind: "fifo", "socket", "device", "sparse" or "other"
        unreadable        error: why a member of an archive cannot be read
        bad-name          a name with control characters, or one that means another folder
        long-path         limit: characters or folders
        damaged           its bytes do not fit what the archive says about them
        unsupported       method: how a zip compresses it, the format's number
        too-large         size, limit
        total-too-large   size, limit: all kept files together would be over the limit
        duplicate         copies: members of this name in the archive; the last one counts
        outside-root      root: the folder that the submission is read from
        data-set          size
        pycache           files: how many compiled files lie there
        nested-archive    size
        archive-refused   reason: code of the refusal
        more-notes        count: notes left out of this list (path is empty)
    and, of a class:
        stray             neither a folder nor an archive nor a file that can be graded
        same-student      student: the name it would have had; named: the name it got
    and, where files are taken from notebooks:
        notebook-unused   files: what was graded instead
        notebook-partly   files: what was graded from .py files
        notebook-first    count: how many notebooks there are
        stub-unused       notebook: what was graded instead
    and, where files have other names or another form than is wanted:
        near-name         wanted: what the file was taken for
        defining-file     wanted: what the file was taken for
        several-files     files: which could be `path`
        copies            files: which could be `path` by their names, and were not taken
        old-package       (no path) made with another version of the assignment
        several-notebooks  (path names them)
        encoding          encoding: as which it was read
        notebook-line     lines: which were left out
    """

    code: str
    path: str
    detail: NoteDetail = field(default_factory=dict)


@dataclass(frozen=True)
class Submission:
    """One student's files. Paths are relative to the submission's root, with "/" between folders.

    The root is the folder that holds most of the wanted files. Notebooks and reports that lie
    beside the root are in `files` too, under their path from the top of the submission.
    """

    student: str
    files: Mapping[str, bytes]
    """The .py, .ipynb and .pdf files, as bytes."""
    listing: tuple[tuple[str, int], ...]
    """(path from the top, bytes) of everything visible, sorted; at most `max_listing` rows."""
    notes: tuple[Note, ...]
    digest: str
    """SHA-256 in hex over the sorted paths and contents of `files`, however they were packed."""


# What another account, another moment or another download would read.
_OF_SURROUNDINGS = ("not-found", "unreadable", "changed", "download-damaged")


class Refused(Exception):  # noqa: N818  (what happened to the submission, not an error of ours)
    """A submission that cannot be taken. str() is the reason in English.

    `code` names a sentence "refused.CODE" of the catalogue, and `facts` are what it needs.
    `notes` says what was left out of a submission in which nothing gradable remained.
    """

    def __init__(self, code: str, facts: NoteDetail, notes: tuple[Note, ...] = ()) -> None:
        super().__init__(code, facts, notes)
        self.code = code
        self.facts = facts
        self.notes = notes

    @property
    def is_fault(self) -> bool:
        """Whether this is the doing of where the submission lies, and no fault of it."""
        return self.code in _OF_SURROUNDINGS

    def __str__(self) -> str:
        return say(f"refused.{self.code}", "en", **self.facts)


@dataclass(frozen=True, slots=True)
class SubmissionPath:
    """Where one student's submission is.

    Attributes:
        where: its path as text: a Path takes twice as much memory, and a large class has many.
    """

    student: str
    where: str

    @property
    def path(self) -> Path:
        """The path."""
        return Path(self.where)
