"""Tar archives, plain or compressed with gzip, bzip2 or xz, read forward by the standard library.

Headers come from `tarfile.TarInfo.fromtarfile`, one by one: TarFile takes whatever follows the first member
and is no header for the end of the archive.
"""

from __future__ import annotations

import bz2
import lzma
import tarfile
import zlib
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

from .contents import Limits, Member
from .errors import Unparsed

_CHUNK = 1 << 16
_BROKEN = (
    tarfile.TarError,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    IndexError,
    KeyError,
    OSError,
    OverflowError,
    RecursionError,
    ValueError,
)
_GZIP = b"\x1f\x8b"
# Block-wise writers make one gzip member for every 64 KiB; more than this are there to waste time.
_MOST_MEMBERS = 10_000
_SPECIAL = {tarfile.CHRTYPE: "device", tarfile.BLKTYPE: "device", tarfile.FIFOTYPE: "fifo"}
_REGULAR = (tarfile.REGTYPE, tarfile.AREGTYPE, tarfile.CONTTYPE)


class _Gunzip:
    """A gzip file, read forward; gzip.GzipFile reads a long header byte by byte, and refuses padding."""

    def __init__(self, raw: BinaryIO) -> None:
        self._raw = raw
        self._rest = b""
        self._members = 0
        self._begin_member()

    def read(self, size: int) -> bytes:
        """Returns some of the next bytes, none at the end."""
        while not self._decoder.eof or self._is_followed():
            data = self._decoder.unconsumed_tail or self._rest or self._raw.read(_CHUNK)
            self._rest = b""
            if not data:
                raise EOFError
            if out := self._decoder.decompress(data, size):
                return out
        return b""

    def _begin_member(self) -> None:
        self._members += 1
        if self._members > _MOST_MEMBERS:
            raise EOFError
        self._decoder = zlib.decompressobj(wbits=31)

    def _is_followed(self) -> bool:
        """Begins with the member after a finished one, where there is one."""
        rest = self._decoder.unused_data
        if len(rest) < len(_GZIP):
            rest += self._raw.read(_CHUNK)
        if not rest.startswith(_GZIP):
            return False
        self._begin_member()
        self._rest = rest
        return True


_COMPRESSED: dict[bytes, Any] = {
    _GZIP: _Gunzip,
    b"BZh": bz2.BZ2File,
    b"\xfd7zXZ\x00": lzma.LZMAFile,
}


class _Forward:
    """What comes out of a file, read forward only, with a bound on all of it and on headers.

    Attributes:
        allowed: bytes that the headers of the next member may still have.
    """

    def __init__(self, raw: BinaryIO, limits: Limits) -> None:
        raw.seek(0)
        start = raw.read(8)
        raw.seek(0)
        opener = next((it for magic, it in _COMPRESSED.items() if start.startswith(magic)), None)
        self._file = raw if opener is None else opener(raw)
        self._limit = limits.inflated_bytes
        self._header_limit = limits.header_bytes
        self._position = 0
        self.begin_member()

    def begin_member(self) -> None:
        """Allows the headers of one more member."""
        self.allowed = self._header_limit + tarfile.BLOCKSIZE

    def tell(self) -> int:
        return self._position

    def read(self, size: int) -> bytes:
        """Returns a header's bytes, fewer at the end."""
        self.allowed -= size
        if self.allowed < 0:
            raise Unparsed("header-too-large", limit=self._header_limit)
        return self.take(size)

    def take(self, size: int) -> bytes:
        """Returns the next bytes, fewer at the end."""
        pieces = []
        while size > 0 and (piece := self._file.read(min(size, _CHUNK))):
            pieces.append(piece)
            size -= len(piece)
            self._position += len(piece)
            if self._position > self._limit:
                raise Unparsed("inflated-too-large", limit=self._limit)
        return b"".join(pieces)

    def seek(self, position: int) -> None:
        """Passes over what lies before a position. Raises EOFError."""
        while (missing := position - self._position) > 0:
            if not self.take(min(missing, _CHUNK)):
                raise EOFError
        if missing < 0:
            raise EOFError

    def drain(self) -> None:
        """Reads to the end, so that the last checksum of a compressed stream is compared too."""
        while self.take(_CHUNK):
            pass


class _Headers(tarfile.TarFile):
    """What `fromtarfile` needs of a TarFile, without members that pile up."""

    def next(self) -> None:
        """Reads nothing: TarFile would when it is made."""


class TarArchive:
    """A tar archive; see `Archive`."""

    def __init__(self, raw: BinaryIO, limits: Limits) -> None:
        self._raw = raw
        self._limits = limits
        self._places: list[tuple[int, int]] = []
        self._check_first_block()

    def members(self) -> list[Member]:
        """See `Archive`."""
        stream = _Forward(self._raw, self._limits)
        found: list[Member] = []
        try:
            for info in _infos(stream):
                if len(found) == self._limits.max_members:
                    raise Unparsed("too-many", limit=self._limits.max_members)
                found.append(_member(info))
                self._places.append((info.offset_data, found[-1].size))
            stream.drain()
        except _BROKEN:
            raise Unparsed("damaged") from None
        return found

    def read(self, numbers: Sequence[int], most: int) -> list[bytes | None]:
        """See `Archive`; in one more pass."""
        stream = _Forward(self._raw, self._limits)
        contents: dict[int, bytes | None] = {}
        for number in sorted(numbers, key=lambda number: self._places[number]):
            offset, size = self._places[number]
            size = min(size, most)
            try:
                stream.seek(offset)
                data = stream.take(size)
            except (Unparsed, *_BROKEN):
                data = b""
            contents[number] = data if len(data) == size else None
        return [contents[number] for number in numbers]

    def _check_first_block(self) -> None:
        """Raises Unparsed where this is no tar archive at all."""
        try:
            block = _Forward(self._raw, self._limits).take(tarfile.BLOCKSIZE)
        except _BROKEN:
            raise Unparsed("damaged") from None
        if len(block) < tarfile.BLOCKSIZE:
            raise Unparsed("not-archive")
        if any(block) and not _checksum_fits(block):
            raise Unparsed("not-archive")


def _checksum_fits(block: bytes) -> bool:
    try:
        stated = int(block[148:156].partition(b"\0")[0].strip() or b"0", 8)
    except ValueError:
        return False
    # The sum counts its own field as eight spaces. Old writers summed signed bytes.
    others = block[:148] + b" " * 8 + block[156:]
    unsigned = sum(others)
    return stated in (unsigned, unsigned - 256 * sum(byte > 127 for byte in others))


def _infos(stream: _Forward) -> Iterator[tarfile.TarInfo]:
    archive = _Headers(fileobj=stream, encoding="utf-8", errors="surrogateescape")  # type: ignore[arg-type]
    while True:
        stream.begin_member()
        # What an archive says about all its members would give them one name.
        archive.pax_headers = {}
        try:
            info = tarfile.TarInfo.fromtarfile(archive)
        except (tarfile.EOFHeaderError, tarfile.EmptyHeaderError):  # type: ignore[attr-defined]
            return
        if info.size < 0:
            raise EOFError
        yield info
        stream.seek(archive.offset)


def _member(info: tarfile.TarInfo) -> Member:
    name = info.name.encode("utf-8", "surrogateescape")
    regular = info.type in _REGULAR
    if info.isdir() or (regular and name.endswith(b"/")):
        return Member(name, 0, "folder")
    if info.islnk() or info.issym():
        return Member(name, 0, "link", {"kind": "hard" if info.islnk() else "symbolic"})
    if info.issparse():
        return Member(name, info.size, "special", {"kind": "sparse"})
    if not regular:
        kind = _SPECIAL.get(info.type, "other")
        return Member(name, 0 if info.type in _SPECIAL else info.size, "special", {"kind": kind})
    return Member(name, info.size)
