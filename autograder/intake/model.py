"""The data that intake hands on: plain, so that it can be sent to another process."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

Facts = Mapping[str, str | int]


@dataclass(frozen=True)
class Note:
    """Something that was left out, and why; no prose, as whoever shows it picks the language.

    Codes and their facts, where `path` is the file that the note is about:
        link              kind: "symbolic" or "hard"
        special           kind: "fifo", "socket", "device", "sparse" or "other"
        unreadable        error: what the operating system says
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
        more-notes        count: notes left out of this list (path is empty)
    and, from find_submissions only:
        stray             neither a folder nor an archive nor a file that can be graded
        same-student      student: the name it would have had; named: the name it got
    """

    code: str
    path: str
    detail: Facts = field(default_factory=dict)


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


_REASONS = {
    "not-found": "{name} does not exist.",
    "link": "{name} is a link, and links are not followed.",
    "special": "{name} is neither a file nor a folder.",
    "unreadable": "{name} cannot be read: {error}.",
    "unsupported": "{name} is a {format} archive; .zip, .tar, .tar.gz and .tar.xz can be read.",
    "not-archive": "{name} is not an archive that can be read.",
    "damaged": "{name} is damaged or cut short.",
    "encrypted": "{name} is encrypted.",
    "archive-too-large": "{name} has {size} bytes, and at most {limit} are taken.",
    "inflated-too-large": "{name} unpacks to more than {limit} bytes.",
    "header-too-large": "{name} describes its members in more than {limit} bytes.",
    "too-many": "{name} holds more than {limit} files and folders.",
    "unsafe-name": "{name} holds a member whose name leads outside of it: {path}.",
    "notebook-damaged": "{name} is no notebook that can be read.",
    "notebook-deep": "{name} is nested far deeper than any notebook.",
    "notebook-duplicate": "{name} has two cells with the same id, {id}: run the cells and save it again.",
    "notebook-many": "{name} has more than {limit} cells.",
    "notebook-old": "{name} is in notebook format {format}: open it in Jupyter and save it again.",
    "nothing-gradable": "{name} holds no .py or .ipynb file that can be graded.",
}


class Refused(Exception):  # noqa: N818  (what happened to the submission, not an error of ours)
    """A submission that cannot be taken. str() is the reason in English.

    `code` is one of the keys above, and `facts` are what its sentence needs.
    `notes` says what was left out of a submission in which nothing gradable remained.
    """

    def __init__(self, code: str, facts: Facts, notes: tuple[Note, ...] = ()) -> None:
        super().__init__(code, facts, notes)
        self.code = code
        self.facts = facts
        self.notes = notes

    def __str__(self) -> str:
        return _REASONS[self.code].format(**self.facts)


@dataclass(frozen=True)
class Source:
    """Where one student's submission is."""

    student: str
    path: Path


@dataclass(frozen=True)
class Found:
    """The submissions in a folder, sorted by student, and what else lay there.

    `strays` are entries that are no submission, and `clashes` (code "same-student") tell which
    submissions got a longer name because another one has the same; they are in `sources` under
    that longer name.
    """

    sources: tuple[Source, ...]
    strays: tuple[Note, ...] = ()
    clashes: tuple[Note, ...] = ()
