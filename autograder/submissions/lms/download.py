"""The files of a platform's download, as an archive or already unpacked, listed without reading them."""

from __future__ import annotations

import io
import os
import stat
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from ...errors import UsageError
from .. import Refused, Submission, read_submission
from ..file_names import archive_suffix, decode_name, is_hidden, is_plain
from ..folder import open_regular, text_of
from ..limits import DEFAULT_LIMITS
from .people import Packed

# A table of contents longer than this is no class.
MOST_FILES = 1_000_000
_UTF8 = 0x800


@dataclass(frozen=True)
class Item:
    """One file.

    Attributes:
        member: the name by which it is read again.
        path: its readable name, "/" between folders.
    """

    member: str
    path: str

    @property
    def top(self) -> str:
        """The first folder, or the file's own name."""
        return self.path.partition("/")[0]

    @property
    def rest(self) -> str:
        """The name below the first folder; "" for a file at the top."""
        return self.path.partition("/")[2]


def list_tree(path: Path) -> list[Item]:
    """Returns all visible files of a .zip or a folder; links are left out.

    Raises:
        UsageError: the archive is damaged, or holds too much.
    """
    items = list(_in_zip(path) if path.is_file() else _in_folder(path))
    return sorted(items, key=lambda item: item.path)


def without_wrapping(items: list[Item]) -> list[Item]:
    """Takes off one folder that everything lies in; [] where there is none."""
    if len({item.top for item in items}) == 1 and all(item.rest for item in items):
        return [Item(item.member, item.rest) for item in items]
    return []


def read_member(path: Path, member: str, limit: int) -> bytes:
    """Returns a file's content, at most `limit` bytes of it.

    Raises:
        UsageError: it cannot be read.
    """
    with _opened(path) as read:
        return read(member, limit)


def read_packed(source: Packed, wanted: Sequence[str]) -> Submission:
    """Returns a submission from the middle of a platform's download.

    Raises:
        Refused: as `read_submission`, and where the download itself is damaged.
    """
    limit = DEFAULT_LIMITS.archive_bytes
    with _opened(source.path) as read:
        try:
            if len(source.members) == 1 and archive_suffix(source.members[0][1]):
                content = read(source.members[0][0], limit + 1)
                return read_submission(io.BytesIO(content), source.student, wanted)
            packed = io.BytesIO()
            room = limit
            with zipfile.ZipFile(packed, "w") as archive:
                for member, name in source.members:
                    content = read(member, room + 1)
                    room -= len(content)
                    if room < 0:
                        raise Refused(
                            "archive-too-large",
                            {"name": source.student, "size": limit - room, "limit": limit},
                        )
                    archive.writestr(name, content)
        except UsageError:
            raise Refused("damaged", {"name": source.student}) from None
    return read_submission(packed, source.student, wanted)


def _in_zip(path: Path) -> Iterator[Item]:
    try:
        with zipfile.ZipFile(path) as archive:
            if len(archive.infolist()) > MOST_FILES:
                raise UsageError(f"{path} holds more than {MOST_FILES} files: this is no class.")
            for info in archive.infolist():
                mode = info.external_attr >> 16
                if info.is_dir() or stat.S_IFMT(mode) not in (0, stat.S_IFREG):
                    continue
                name = info.filename
                if not info.flag_bits & _UTF8:
                    name = decode_name(info.orig_filename.encode("cp437"))
                if _is_shown(name):
                    yield Item(info.filename, name.replace("\\", "/"))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise UsageError(f"{path} is damaged ({error}): download it again.") from None


def _in_folder(path: Path) -> Iterator[Item]:
    for folder, folders, files in os.walk(path):
        folders[:] = sorted(name for name in folders if not is_hidden(name))
        for name in sorted(files):
            full = Path(folder, name)
            inside = full.relative_to(path).as_posix()
            if stat.S_ISREG(full.lstat().st_mode) and _is_shown(text_of(inside)):
                yield Item(inside, text_of(inside))


def _is_shown(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return ".." not in parts and not any(map(is_hidden, parts)) and is_plain(name)


@contextmanager
def _opened(path: Path) -> Iterator[_Read]:
    if path.is_dir():
        yield _Read(path, None)
        return
    with zipfile.ZipFile(path) as archive:
        yield _Read(path, archive)


@dataclass(frozen=True)
class _Read:
    """Reads files of a tree."""

    path: Path
    archive: zipfile.ZipFile | None

    def __call__(self, member: str, limit: int) -> bytes:
        try:
            with self._open(member) as file:
                return file.read(limit)
        except (zipfile.BadZipFile, OSError, ValueError, KeyError, RuntimeError, EOFError) as error:
            raise UsageError(f"{self.path}: {member} cannot be read ({error}).") from None

    def _open(self, member: str) -> BinaryIO:
        if self.archive is not None:
            return self.archive.open(member)  # type: ignore[return-value]
        return open(open_regular(self.path / member)[0], "rb")
