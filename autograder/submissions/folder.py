"""Folders and single files. No link is followed, and nothing but regular files is opened.

Where the system allows it every folder is opened from its parent's descriptor with O_NOFOLLOW, so
that a folder that is exchanged for a link after it was listed cannot lead outside. Elsewhere
(Windows) names are looked at before they are opened.
"""

import os
import stat
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path

from .container import Entry, Unread, listed_in_folder
from .file_names import decode_name, is_hidden
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


def _error(error: OSError) -> NoteDetail:
    return {"error": error.strerror or "unknown error"}


def _read(descriptor: int, size: int) -> bytes | Unread:
    """The content of a file that was listed with `size` bytes; closes the descriptor."""
    with open(descriptor, "rb", buffering=0) as file:
        data = bytearray()
        while len(data) <= size and (piece := file.read(size + 1 - len(data))):
            data += piece
    return bytes(data) if len(data) == size else Unread("damaged")


class Folder:
    """A folder as a container. Hidden folders are not entered."""

    def __init__(self, path: Path, name: str, limits: IntakeLimits) -> None:
        self._path = path
        self._name = name
        self._limits = limits
        self._parts: list[_Parts] = []
        self._count = 0

    def scan(self) -> list[Entry]:
        """Every visible file. Raises Refused, or OSError when the folder cannot be opened."""
        entries: list[Entry] = []
        folders: list[_Parts] = [()]
        while folders:
            parts = folders.pop()
            try:
                self._scan_folder(parts, folders, entries)
            except OSError as error:
                if not parts:
                    raise
                entries.append(self._entry(parts, 0, "unreadable", _error(error)))
        return entries

    def _scan_folder(self, parts: _Parts, folders: list[_Parts], entries: list[Entry]) -> None:
        for name, status in self._listing(parts):
            inner = (*parts, name)
            if not stat.S_ISDIR(status.st_mode):
                problem, detail = problem_of(status)
                entries.append(self._entry(inner, status.st_size, problem, detail))
            elif len(inner) > self._limits.max_depth:
                detail = {"limit": self._limits.max_depth}
                entries.append(self._entry(inner, 0, "long-path", detail))
            else:
                folders.append(inner)

    def _entry(self, parts: _Parts, size: int, problem: str, detail: NoteDetail) -> Entry:
        self._parts.append(parts)
        name = "/".join(text_of(part) for part in parts)
        return listed_in_folder(name, size, len(self._parts) - 1, self._limits, problem, detail)

    def _listing(self, parts: _Parts) -> list[tuple[str, os.stat_result]]:
        """The visible names in one folder with their own status, sorted."""
        rows: list[tuple[str, os.stat_result]] = []
        where = _open_folder(self._path, parts)
        try:
            with os.scandir(where) as scan:
                for item in scan:
                    if is_hidden(item.name):
                        continue
                    self._count += 1
                    if self._count > self._limits.max_members:
                        facts: NoteDetail = {"name": self._name, "limit": self._limits.max_members}
                        raise Refused("too-many", facts)
                    rows.append((item.name, item.stat(follow_symlinks=False)))
        finally:
            if isinstance(where, int):
                os.close(where)
        return sorted(rows, key=lambda row: row[0])

    def read(self, entries: Sequence[Entry]) -> Iterator[tuple[Entry, bytes | Unread]]:
        """The files' contents. Another size than listed means damaged: it was changed meanwhile."""
        for entry in entries:
            try:
                yield entry, _read(open_below(self._path, self._parts[entry.ref]), entry.size)
            except OSError as error:
                yield entry, Unread("unreadable", _error(error))


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
        """Its content."""
        for entry in entries:
            yield entry, _read(os.dup(self._descriptor), entry.size)
