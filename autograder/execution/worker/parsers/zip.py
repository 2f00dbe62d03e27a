"""Zip archives. Only members that are asked for are unpacked, each up to the size it states."""

from __future__ import annotations

import io
import stat
import struct
import warnings
import zipfile
import zlib
from collections.abc import Sequence
from typing import IO, BinaryIO

from .contents import Limits, Member
from .errors import Unparsed

_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    IndexError,
    KeyError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    UserWarning,
    ValueError,
)
# zipfile unpacks these two piece by piece; the others come out whole, gigabytes from a few bytes.
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1
_PIECE = 1 << 20
_UTF8 = 0x800


class _TooLargeError(Exception):
    """One read would be larger than anything in a table of contents of the allowed size."""


def _pieces(member: IO[bytes], most: int) -> bytes:
    """Returns a member's bytes, read a piece at a time: one that is stored would be read at once."""
    data = bytearray()
    while len(data) < most and (piece := member.read(min(_PIECE, most - len(data)))):
        data += piece
    return bytes(data)


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


class ZipArchive:
    """A zip archive; see `Archive`."""

    def __init__(self, raw: BinaryIO, limits: Limits) -> None:
        try:
            self._zip = zipfile.ZipFile(_Guarded(raw, limits.directory_bytes))
        except _TooLargeError:
            raise Unparsed("header-too-large", limit=limits.directory_bytes) from None
        except _BROKEN:
            raise Unparsed("damaged") from None
        self._infos = self._zip.infolist()
        if len(self._infos) > limits.max_members:
            raise Unparsed("too-many", limit=limits.max_members)

    def members(self) -> list[Member]:
        """See `Archive`."""
        files = [info for info in self._infos if not _is_folder(info)]
        if files and all(map(_is_encrypted, files)):
            raise Unparsed("encrypted")
        return [_member(info) for info in self._infos]

    def read(self, numbers: Sequence[int], most: int) -> list[bytes | None]:
        """See `Archive`. Another size or checksum than stated means damaged."""
        with warnings.catch_warnings():
            # Some versions of zipfile only warn when members share their bytes.
            warnings.simplefilter("error", UserWarning)
            return [self._content(self._infos[number], most) for number in numbers]

    def _content(self, info: zipfile.ZipInfo, most: int) -> bytes | None:
        try:
            with self._zip.open(info) as member:
                data = _pieces(member, min(info.file_size + 1, most))
        except (_TooLargeError, *_BROKEN):
            return None
        return data if len(data) == min(info.file_size, most) else None


def _is_folder(info: zipfile.ZipInfo) -> bool:
    return info.orig_filename.endswith(("/", "\\"))


def _is_encrypted(info: zipfile.ZipInfo) -> bool:
    return bool(info.flag_bits & _ENCRYPTED)


def _member(info: zipfile.ZipInfo) -> Member:
    # Without that flag zipfile takes the bytes for code page 437, in which every byte is a character.
    encoding = "utf-8" if info.flag_bits & _UTF8 else "cp437"
    name = info.orig_filename.encode(encoding)
    mode = info.external_attr >> 16
    if _is_folder(info):
        return Member(name, info.file_size, "folder")
    if _is_encrypted(info):
        return Member(name, info.file_size, "unreadable", {"error": "encrypted"})
    if stat.S_ISLNK(mode):
        return Member(name, info.file_size, "link", {"kind": "symbolic"})
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        return Member(name, info.file_size, "special", {"kind": "other"})
    if info.compress_type not in _METHODS:
        return Member(name, info.file_size, "unsupported", {"method": info.compress_type})
    return Member(name, info.file_size)
