"""Zip archives. Only members that are kept are unpacked, each up to the size it states."""

import io
import stat
import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from .container import Entry, Unread, listed
from .file_names import UnsafeNameError, decode_name, shown
from .limits import IntakeLimits
from .submission import Facts, Refused

_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    IndexError,
    KeyError,
    NotImplementedError,
    OverflowError,
    RuntimeError,
    UserWarning,
    ValueError,
)
# zipfile unpacks these two piece by piece; the others come out whole, gigabytes from a few bytes.
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1
_UTF8 = 0x800


class _TooLargeError(Exception):
    """One read would be larger than anything in a table of contents of the allowed size."""


class _Guarded(io.RawIOBase):
    """A file of which at most `limit` bytes are read at once.

    zipfile reads a whole table of contents in one call, and believes the archive about its size.
    """

    def __init__(self, raw: BinaryIO, limit: int) -> None:
        self._raw = raw
        self._limit = limit

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0, /) -> int:
        return self._raw.seek(offset, whence)

    def tell(self) -> int:
        return self._raw.tell()

    def read(self, size: int | None = -1, /) -> bytes:
        wanted = self._limit + 1 if size is None or size < 0 else size
        if size is not None and size > self._limit:
            raise _TooLargeError
        data = self._raw.read(wanted)
        if len(data) > self._limit:
            raise _TooLargeError
        return data


def _name(info: zipfile.ZipInfo) -> str:
    if info.flag_bits & _UTF8:
        return info.orig_filename
    # zipfile took the bytes for code page 437, in which every byte is a character.
    return decode_name(info.orig_filename.encode("cp437"))


def _problem(info: zipfile.ZipInfo) -> tuple[str, Facts]:
    mode = info.external_attr >> 16
    if stat.S_ISLNK(mode):
        return "link", {"kind": "symbolic"}
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        return "special", {"kind": "other"}
    if info.compress_type not in _METHODS:
        return "unsupported", {"method": info.compress_type}
    return "", {}


def _content(archive: zipfile.ZipFile, info: zipfile.ZipInfo, size: int) -> bytes:
    """At most `size` bytes of a member. Raises one of _BROKEN."""
    with warnings.catch_warnings():
        # Some versions of zipfile only warn when members share their bytes.
        warnings.simplefilter("error", UserWarning)
        with archive.open(info) as member:
            return member.read(size)


class ZipArchive:
    """A zip archive as a container."""

    def __init__(self, raw: BinaryIO, name: str, limits: IntakeLimits) -> None:
        self._name = name
        self._limits = limits
        self._file = _Guarded(raw, limits.directory_bytes)
        self._infos: list[zipfile.ZipInfo] = []
        self._zip: zipfile.ZipFile | None = None

    def scan(self) -> list[Entry]:
        """Every member that is not a folder. Raises Refused."""
        try:
            self._zip = zipfile.ZipFile(self._file)
        except _TooLargeError as error:
            limit = self._limits.directory_bytes
            raise Refused("header-too-large", {"name": self._name, "limit": limit}) from error
        except _BROKEN as error:
            raise Refused("damaged", {"name": self._name}) from error
        self._infos = self._zip.infolist()
        if len(self._infos) > self._limits.max_members:
            facts: Facts = {"name": self._name, "limit": self._limits.max_members}
            raise Refused("too-many", facts)
        entries = (self._entry(index, info) for index, info in enumerate(self._infos))
        return [entry for entry in entries if entry is not None]

    def _entry(self, index: int, info: zipfile.ZipInfo) -> Entry | None:
        name = _name(info)
        if info.flag_bits & _ENCRYPTED:
            raise Refused("encrypted", {"name": self._name})
        problem, detail = _problem(info)
        try:
            entry = listed(name, info.file_size, index, self._limits, problem, detail)
        except UnsafeNameError as error:
            raise Refused("unsafe-name", {"name": self._name, "path": shown(name)}) from error
        return None if name.endswith(("/", "\\")) else entry

    def read(self, entries: Sequence[Entry]) -> Iterator[tuple[Entry, bytes | Unread]]:
        """The members' contents. Another size or checksum than stated means damaged."""
        assert self._zip is not None, "scan first"
        for entry in entries:
            try:
                data = _content(self._zip, self._infos[entry.ref], entry.size + 1)
            except (_TooLargeError, *_BROKEN):
                yield entry, Unread("damaged")
                continue
            yield entry, data if len(data) == entry.size else Unread("damaged")
