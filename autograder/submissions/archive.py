"""Archives as a container. They are opened by a parser, in another process; here is only what it says."""

from array import array
from collections.abc import Iterator, Sequence
from typing import Any

from ..execution.parsing import Parser, Unparsed
from .container import Entry, Unread, listed
from .file_names import UnsafeNameError, decode_name, shown
from .limits import IntakeLimits
from .submission import NoteDetail, Refused

FOLDER = "folder"
_REFUSALS = {
    "costly": ("seconds", "mib"),
    "damaged": (),
    "encrypted": (),
    "header-too-large": ("limit",),
    "inflated-too-large": ("limit",),
    "not-archive": (),
    "too-many": ("limit",),
    "unsupported": ("format",),
}
_PROBLEMS = {"link": "kind", "special": "kind", "unsupported": "method", "unreadable": "error"}


class Archive:
    """A zip or tar archive.

    Args:
        parse: in a process that was given the archive as an open file.
        name: of the archive, for messages.
    """

    def __init__(self, parse: Parser, name: str, limits: IntakeLimits) -> None:
        self._parse = parse
        self._name = name
        self._limits = limits
        # What came with the table already, by the members' numbers.
        self._contents: list[Any] = []

    def scan(self) -> list[Entry]:
        """Every member that is not a folder. Raises Refused."""
        rows, self._contents = _table(self._parse, self._name, self._limits)
        entries = (self._entry(number, *row) for number, row in enumerate(rows))
        return [entry for entry in entries if entry is not None]

    def _entry(
        self, number: int, raw: bytes, size: int, problem: str, detail: NoteDetail
    ) -> Entry | None:
        name = decode_name(raw)
        try:
            entry = listed(name, size, number, self._limits, problem, detail)
        except UnsafeNameError as error:
            raise Refused("unsafe-name", {"name": self._name, "path": shown(name)}) from error
        return None if problem == FOLDER else entry

    def read(self, entries: Sequence[Entry]) -> Iterator[tuple[Entry, bytes | Unread]]:
        """The members' contents. Another size or checksum than stated means damaged."""
        if not entries:
            return
        numbers, most = [entry.ref for entry in entries], self._limits.kept_bytes + 1
        if self._contents:
            contents = [self._contents[number] for number in numbers]
        else:
            contents = _asked(self._parse, self._name, "archive.read", numbers, most)
        if not isinstance(contents, list) or len(contents) != len(entries):
            contents = [None] * len(entries)
        for entry, data in zip(entries, contents, strict=True):
            whole = isinstance(data, bytes) and len(data) == entry.size
            yield entry, data if whole else Unread("damaged")


# Bytes of a number in a table.
_NUMBER = array("q").itemsize
_Row = tuple[bytes, int, str, NoteDetail]


def table_of(parse: Parser, name: str, limits: IntakeLimits) -> list[_Row]:
    """The (name, size, problem, its facts) of each member of an archive. Raises Refused."""
    return _table(parse, name, limits)[0]


def _table(parse: Parser, name: str, limits: IntakeLimits) -> tuple[list[_Row], list[Any]]:
    """That, and the contents of a small archive's members, which nobody has looked at.

    A parser that a hostile archive has taken over may return anything.
    """
    counts = {
        "max_members": limits.max_members,
        "directory_bytes": limits.directory_bytes,
        "header_bytes": limits.header_bytes,
        "inflated_bytes": limits.inflated_bytes,
    }
    table = _asked(parse, name, "archive.scan", counts)
    try:
        names, ends, sizes = (_bytes(table[key]) for key in ("names", "ends", "sizes"))
        if len(ends) > _NUMBER * limits.max_members or len(sizes) != len(ends):
            raise ValueError
        problems = {number: _problem(code, detail) for number, code, detail in table["problems"]}
        rows = [
            (names[start:end], size, *problems.get(number, ("", {})))
            for number, (start, end, size) in enumerate(_places(ends, sizes))
        ]
        contents = table["contents"]
        if contents and (type(contents) is not list or len(contents) != len(rows)):
            raise ValueError
        return rows, contents
    except (AttributeError, KeyError, TypeError, ValueError):
        raise Refused("damaged", {"name": name}) from None


def _bytes(value: Any) -> bytes:
    """What has to be bytes; a number would become as many of them. Raises TypeError."""
    if type(value) is not bytes:
        raise TypeError
    return value


def _places(ends: bytes, sizes: bytes) -> Iterator[tuple[int, int, int]]:
    """Where each member's name begins and ends, and its size. Raises ValueError."""
    start = 0
    for end, size in zip(array("q", ends), array("q", sizes), strict=True):
        # One place in many names would make them many times what the parser told.
        if end < start or size < 0:
            raise ValueError
        yield start, end, size
        start = end


def _problem(code: Any, detail: Any) -> tuple[str, NoteDetail]:
    if code == FOLDER:
        return FOLDER, {}
    fact = _PROBLEMS[code]
    value = detail[fact]
    if type(value) not in (str, int):
        raise TypeError
    return str(code), {fact: value}


def _asked(parse: Parser, name: str, question: str, *arguments: Any) -> Any:
    """What a parser answers. Raises Refused."""
    try:
        return parse(question, *arguments)
    except Unparsed as refusal:
        code = refusal.code if refusal.code in _REFUSALS else "damaged"
        facts = {key: refusal.facts.get(key, 0) for key in _REFUSALS[code]}
        raise Refused(code, {"name": name, **facts}) from None
