"""Folders and single files. No link is followed, and nothing but regular files is opened.

Where the system allows it every folder is opened from its parent's descriptor with O_NOFOLLOW, so
that a folder that is exchanged for a link after it was listed cannot lead outside. Elsewhere
(Windows) names are looked at before they are opened.
"""

import itertools
import os
import stat
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path

from ..results.records import dataclass
from .container import Entry, Unread, listed_in_folder
from .file_names import decode_name, is_hidden, shown
from .limits import IntakeLimits
from .submission import NoteDetail, Refused

_BY_DESCRIPTOR = os.open in os.supports_dir_fd and os.scandir in os.supports_fd
_NO_FOLLOW: int = getattr(os, "O_NOFOLLOW", 0)
_FOLDER_FLAGS: int = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | _NO_FOLLOW
# Without O_NONBLOCK, opening a FIFO waits for a writer.
_FILE_FLAGS: int = (
    os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | _NO_FOLLOW
)

_Parts = Sequence[str]


def text_of(name: str) -> str:
    """A file name as Unicode text in composed form, also when its bytes are GBK."""
    try:
        name.encode()
    except UnicodeEncodeError:
        name = decode_name(os.fsencode(name))
    return unicodedata.normalize("NFC", name)


def file_kind(mode: int) -> str:
    """The "kind" fact of a file that is not a regular one."""
    if stat.S_ISFIFO(mode):
        return "fifo"
    if stat.S_ISSOCK(mode):
        return "socket"
    return "device" if stat.S_ISCHR(mode) or stat.S_ISBLK(mode) else "other"


def problem_of(status: os.stat_result) -> tuple[str, NoteDetail]:
    """Why a file of this kind is not read: a note's code and facts, or an empty code.

    A second name of a regular file counts as a link: it may be a file outside that an archive's
    hard link pointed to when somebody unpacked the archive.
    """
    if stat.S_ISLNK(status.st_mode):
        return "link", {"kind": "symbolic"}
    if not stat.S_ISREG(status.st_mode):
        return "special", {"kind": file_kind(status.st_mode)}
    return ("link", {"kind": "hard"}) if status.st_nlink > 1 else ("", {})


def open_regular(path: Path | str, parent: int | None = None) -> tuple[int, os.stat_result]:
    """A descriptor of a regular file, and its status. Raises OSError for anything else."""
    descriptor = os.open(path, _FILE_FLAGS, dir_fd=parent)
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        os.close(descriptor)
        raise OSError(0, "not a regular file")
    return descriptor, status


def _open_folder(root: Path, parts: _Parts) -> int | str:
    """A descriptor, or the checked path where folders have none."""
    if not _BY_DESCRIPTOR:
        return _checked(root, parts)
    descriptor = os.open(root, _FOLDER_FLAGS)
    for part in parts:
        try:
            inner = os.open(part, _FOLDER_FLAGS, dir_fd=descriptor)
        finally:
            os.close(descriptor)
        descriptor = inner
    return descriptor


def _checked(root: Path, parts: _Parts) -> str:
    path = os.fspath(root)
    for part in (*parts, ""):
        if not stat.S_ISDIR(os.lstat(path).st_mode):
            raise OSError(0, "not a folder")
        path = os.path.join(path, part)
    return path


def open_below(root: Path, parts: _Parts) -> int:
    """A descriptor of a regular file below a folder, reached over no link. Raises OSError."""
    where = _open_folder(root, parts[:-1])
    if isinstance(where, str):
        return open_regular(os.path.join(where, parts[-1]))[0]
    try:
        return open_regular(parts[-1], where)[0]
    finally:
        os.close(where)


def list_names(root: Path, parts: _Parts) -> list[str]:
    """The sorted names in a folder below a folder, reached over no link. Raises OSError."""
    where = _open_folder(root, parts)
    try:
        return sorted(os.listdir(where))
    finally:
        if isinstance(where, int):
            os.close(where)


def status_below(root: Path, parts: _Parts) -> os.stat_result:
    """What lies below a folder, reached over no link. Raises OSError."""
    where = _open_folder(root, parts[:-1])
    if isinstance(where, str):
        return os.lstat(os.path.join(where, parts[-1]))
    try:
        return os.stat(parts[-1], dir_fd=where, follow_symlinks=False)
    finally:
        os.close(where)


@dataclass(frozen=True)
class Found:
    """Something that lies below a folder.

    Attributes:
        parts: of the path, as the file system has them.
        status: of itself, not of what a link leads to; None where `error` says why nobody knows.
    """

    parts: _Parts
    status: os.stat_result | None
    error: str = ""

    @property
    def is_folder(self) -> bool:
        """Whether this is known to be a folder."""
        return self.status is not None and stat.S_ISDIR(self.status.st_mode)


def walk(root: Path, limits: IntakeLimits) -> Iterator[Found]:
    """Yields what is visible below a folder, folders included, and a folder that cannot be listed once more.

    Hidden folders are not entered, nor those that are too deep. Of one folder no more is listed than the limits
    allow, and one thing more.

    Raises:
        OSError: the folder itself cannot be opened.
    """
    folders: list[_Parts] = [()]
    while folders:
        parts = folders.pop()
        try:
            listing = _listing(root, parts, limits.max_members + 1)
        except OSError as error:
            if not parts:
                raise
            yield Found(parts, None, reason_of(error))
            continue
        yield from listing
        inner = (found.parts for found in listing if found.is_folder)
        folders += (path for path in inner if not limits.is_too_deep(path))


def _listing(root: Path, parts: _Parts, most: int) -> list[Found]:
    """The visible things in one folder, sorted. Raises OSError."""
    where = _open_folder(root, parts)
    try:
        with os.scandir(where) as scan:
            visible = (item for item in scan if not is_hidden(item.name))
            found = [_looked_at(item, parts) for item in itertools.islice(visible, most)]
    finally:
        if isinstance(where, int):
            os.close(where)
    return sorted(found, key=lambda one: one.parts[-1])


def _looked_at(item: os.DirEntry[str], folder: _Parts) -> Found:
    parts = (*folder, item.name)
    try:
        return Found(parts, item.stat(follow_symlinks=False))
    except OSError as error:
        return Found(parts, None, reason_of(error))


def reason_of(error: OSError) -> str:
    """What the operating system says, or this module where it finds no regular file."""
    return error.strerror or "unknown error"


def _read(descriptor: int, size: int) -> bytes | None:
    """The content of a file that was listed with `size` bytes, None if it has others now; closes the descriptor."""
    with open(descriptor, "rb", buffering=0) as file:
        data = bytearray()
        while len(data) <= size and (piece := file.read(size + 1 - len(data))):
            data += piece
    return bytes(data) if len(data) == size else None


class Folder:
    """A folder as a container. Hidden folders are not entered."""

    def __init__(self, path: Path, name: str, limits: IntakeLimits) -> None:
        self._path = path
        self._name = name
        self._limits = limits
        self._parts: list[_Parts] = []

    def scan(self) -> list[Entry]:
        """Every visible file. Raises Refused, or OSError when the folder cannot be opened."""
        entries: list[Entry] = []
        for count, found in enumerate(walk(self._path, self._limits), start=1):
            if count > self._limits.max_members:
                facts: NoteDetail = {"name": self._name, "limit": self._limits.max_members}
                raise Refused("too-many", facts)
            if found.status is None:
                raise Refused("unreadable", self._facts(found.parts, found.error))
            if not found.is_folder or self._limits.is_too_deep(found.parts):
                entries.append(self._entry(found, found.status))
        return entries

    def _entry(self, found: Found, status: os.stat_result) -> Entry:
        problem, detail = problem_of(status)
        if found.is_folder:
            problem, detail = "long-path", {"limit": self._limits.max_depth}
        self._parts.append(found.parts)
        name, ref = _text(found.parts), len(self._parts) - 1
        return listed_in_folder(name, status.st_size, ref, self._limits, problem, detail)

    def _facts(self, parts: _Parts, error: str) -> NoteDetail:
        return {"name": shown(f"{self._name}/{_text(parts)}"), "error": error}

    def read(self, entries: Sequence[Entry]) -> Iterator[tuple[Entry, bytes | Unread]]:
        """The files' contents. Raises Refused where one cannot be read, or is another than was listed."""
        for entry in entries:
            parts = self._parts[entry.ref]
            try:
                content = _read(open_below(self._path, parts), entry.size)
            except OSError as error:
                raise Refused("unreadable", self._facts(parts, reason_of(error))) from error
            if content is None:
                raise Refused("changed", {"name": shown(f"{self._name}/{_text(parts)}")})
            yield entry, content


def _text(parts: _Parts) -> str:
    return "/".join(map(text_of, parts))


class SingleFile:
    """One .py or .ipynb file as a container."""

    def __init__(self, descriptor: int, name: str, limits: IntakeLimits) -> None:
        self._descriptor = descriptor
        self._name = name
        self._limits = limits

    def scan(self) -> list[Entry]:
        """The file itself."""
        size = os.fstat(self._descriptor).st_size
        return [listed_in_folder(text_of(self._name), size, 0, self._limits)]

    def read(self, entries: Sequence[Entry]) -> Iterator[tuple[Entry, bytes | Unread]]:
        """Its content. Raises Refused where it is another than was listed."""
        for entry in entries:
            content = _read(os.dup(self._descriptor), entry.size)
            if content is None:
                raise Refused("changed", {"name": shown(self._name)})
            yield entry, content
