"""Tar archives, read forward in bounded memory.

The standard library's tarfile keeps whatever extended headers and sparse maps an archive
contains, up to gigabytes from a small file. Here only names, kinds and sizes are taken from the
headers, and the headers of one member are bounded. Format: POSIX.1-2008 pax interchange format,
and the GNU tar manual, "Basic Tar Format".
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from .container import Entry, Unread, listed
from .file_names import UnsafeNameError, decode_name, shown
from .inflate import DamagedError, Inflated, TooLongError
from .limits import IntakeLimits
from .submission import Facts, Refused

_BLOCK = 512
_REGULAR = (b"0", b"\0", b"7")
_FOLDER = b"5"
_LINKS = {b"1": "hard", b"2": "symbolic"}
_SPECIAL = {b"3": "device", b"4": "device", b"6": "fifo"}
_GNU_NAME, _GNU_LINK, _GNU_SPARSE = b"L", b"K", b"S"
_PAX, _PAX_SOLARIS, _PAX_GLOBAL = b"x", b"X", b"g"
_ABOUT_NEXT = (_GNU_NAME, _GNU_LINK, _PAX, _PAX_SOLARIS, _PAX_GLOBAL)


class _HeaderTooLargeError(Exception):
    """The headers of one member exceed their limit."""


@dataclass(frozen=True, slots=True)
class _Header:
    name: bytes
    type: bytes
    size: int
    extended_sparse: bool


@dataclass(slots=True)
class _Extras:
    """What the members before a member say about it."""

    used: int = 0
    name: bytes | None = None
    size: int | None = None
    sparse: bool = False


@dataclass(frozen=True, slots=True)
class _Member:
    name: bytes
    type: bytes
    size: int
    offset: int
    sparse: bool

    @property
    def is_folder(self) -> bool:
        return self.type == _FOLDER or (self.type in _REGULAR and self.name.endswith(b"/"))

    @property
    def problem(self) -> tuple[str, Facts]:
        if self.type in _LINKS:
            return "link", {"kind": _LINKS[self.type]}
        if self.sparse:
            return "special", {"kind": "sparse"}
        if self.type not in _REGULAR:
            return "special", {"kind": _SPECIAL.get(self.type, "other")}
        return "", {}


def looks_like_tar(block: bytes) -> bool:
    """Whether these 512 bytes are a member's header, or the end of an archive without members."""
    if len(block) < _BLOCK:
        return False
    return not any(block) or _checksum_fits(block)


def _number(raw: bytes) -> int:
    """A size: octal digits, or base 256 when the first bit is set. Raises DamagedError."""
    if raw[0] & 0x80:
        value = int.from_bytes(raw, "big", signed=False) & ~(0x80 << 8 * (len(raw) - 1))
        if raw[0] == 0xFF:
            raise DamagedError
        return value
    digits = raw.split(b"\0")[0].strip()
    if not digits:
        return 0
    if not digits.isdigit():
        raise DamagedError
    try:
        return int(digits, 8)
    except ValueError as error:
        raise DamagedError from error


def _checksum_fits(block: bytes) -> bool:
    try:
        stated = _number(block[148:156])
    except DamagedError:
        return False
    # The sum counts its own field as eight spaces. Old writers summed signed bytes.
    others = block[:148] + b" " * 8 + block[156:]
    unsigned = sum(others)
    return stated in (unsigned, unsigned - 256 * sum(byte > 127 for byte in others))


def _parse(block: bytes) -> _Header:
    if not _checksum_fits(block):
        raise DamagedError
    name = block[:100].split(b"\0")[0]
    if block[257:263] == b"ustar\0" and (prefix := block[345:500].split(b"\0")[0]):
        name = prefix + b"/" + name
    return _Header(name, block[156:157], _number(block[124:136]), block[482] != 0)


def _pax_records(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    r"""The (key, value) records "LENGTH KEY=VALUE\n"; LENGTH counts the whole record."""
    at = 0
    while at < len(data) and data[at] != 0:
        space = data.find(b" ", at, at + 8)
        digits = data[at:space]
        if space < 0 or not digits.isdigit():
            raise DamagedError
        end = at + int(digits)
        key, equals, value = data[space + 1 : end - 1].partition(b"=")
        if end > len(data) or end <= space or data[end - 1 : end] != b"\n" or not equals:
            raise DamagedError
        yield key, value
        at = end


def _note_pax(extras: _Extras, data: bytes) -> None:
    real_name = None
    for key, value in _pax_records(data):
        if key == b"path":
            extras.name = value
        elif key == b"size":
            if not value.isdigit() or len(value) > 20:
                raise DamagedError
            extras.size = int(value)
        elif key.startswith(b"GNU.sparse."):
            extras.sparse = True
            if key == b"GNU.sparse.name":
                real_name = value
    extras.name = real_name or extras.name


def _padding(size: int) -> int:
    return -size % _BLOCK


def _need(there: bool) -> None:
    if not there:
        raise DamagedError


class _Headers:
    """The members of a tar stream. After each one the stream stands at the member's content."""

    def __init__(self, stream: Inflated, limit: int) -> None:
        self._stream = stream
        self._limit = limit

    def __iter__(self) -> Iterator[_Member]:
        extras = _Extras()
        while (block := self._stream.read(_BLOCK)) and any(block):
            _need(len(block) == _BLOCK)
            header = _parse(block)
            if header.type in _ABOUT_NEXT:
                self._take_extra(header, extras)
                continue
            if header.type == _GNU_SPARSE and header.extended_sparse:
                self._pass_sparse_map(extras)
            member = self._member(header, extras)
            yield member
            end = member.offset + member.size + _padding(member.size)
            _need(self._stream.skip(end - self._stream.position))
            extras = _Extras()

    def _member(self, header: _Header, extras: _Extras) -> _Member:
        name = header.name if extras.name is None else extras.name
        size = header.size if extras.size is None else extras.size
        if header.type in _LINKS or header.type in _SPECIAL or header.type == _FOLDER:
            size = 0  # such members have no content, whatever they state
        sparse = extras.sparse or header.type == _GNU_SPARSE
        return _Member(name, header.type, size, self._stream.position, sparse)

    def _count(self, extras: _Extras, size: int) -> None:
        extras.used += size
        if extras.used > self._limit:
            raise _HeaderTooLargeError

    def _take_extra(self, header: _Header, extras: _Extras) -> None:
        self._count(extras, _BLOCK + header.size)
        data = self._stream.read(header.size)
        _need(len(data) == header.size and self._stream.skip(_padding(header.size)))
        if header.type == _GNU_NAME:
            extras.name = data.split(b"\0")[0]
        elif header.type in (_PAX, _PAX_SOLARIS):
            _note_pax(extras, data)

    def _pass_sparse_map(self, extras: _Extras) -> None:
        more = True
        while more:
            self._count(extras, _BLOCK)
            block = self._stream.read(_BLOCK)
            _need(len(block) == _BLOCK)
            more = block[504] != 0


class Tarball:
    """A tar archive, plain or compressed with gzip, bzip2 or xz, as a container."""

    def __init__(self, raw: BinaryIO, name: str, limits: IntakeLimits) -> None:
        self._raw = raw
        self._name = name
        self._limits = limits

    def scan(self) -> list[Entry]:
        """Every member that is not a folder. Raises Refused."""
        try:
            return self._scan()
        except DamagedError as error:
            raise Refused("damaged", {"name": self._name}) from error
        except TooLongError as error:
            limit = self._limits.inflated_bytes
            raise Refused("inflated-too-large", {"name": self._name, "limit": limit}) from error
        except _HeaderTooLargeError as error:
            limit = self._limits.header_bytes
            raise Refused("header-too-large", {"name": self._name, "limit": limit}) from error

    def _open(self) -> Inflated:
        return Inflated(self._raw, self._limits.inflated_bytes)

    def _scan(self) -> list[Entry]:
        stream = self._open()
        entries: list[Entry] = []
        for count, member in enumerate(_Headers(stream, self._limits.header_bytes), start=1):
            if count > self._limits.max_members:
                facts: Facts = {"name": self._name, "limit": self._limits.max_members}
                raise Refused("too-many", facts)
            entry = self._entry(member)
            if not member.is_folder:
                entries.append(entry)
        stream.drain()
        return entries

    def _entry(self, member: _Member) -> Entry:
        name = decode_name(member.name)
        problem, detail = member.problem
        try:
            return listed(name, member.size, member.offset, self._limits, problem, detail)
        except UnsafeNameError as error:
            raise Refused("unsafe-name", {"name": self._name, "path": shown(name)}) from error

    def read(self, entries: Sequence[Entry]) -> Iterator[tuple[Entry, bytes | Unread]]:
        """The members' contents, in the archive's order, in one more pass over the archive."""
        stream = self._open()
        for entry in sorted(entries, key=lambda entry: entry.ref):
            try:
                there = stream.skip(entry.ref - stream.position)
                data = stream.read(entry.size) if there else b""
            except (DamagedError, TooLongError):
                data = b""
            yield entry, data if len(data) == entry.size else Unread("damaged")
