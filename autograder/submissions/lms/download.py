"""The files of a platform's download, as an archive or already unpacked, listed without reading them."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Protocol

from ...errors import UsageError
from ...execution.closing import Closing
from ...execution.parsing import Parser, Parsers, Unparsed
from ...results.records import dataclass
from .. import Refused, Submission, read_submission
from ..archive import table_of
from ..container import Entry, Unread, listed_in_folder
from ..file_names import archive_suffix, decode_name, is_hidden, is_plain, shown
from ..folder import open_below, text_of
from ..limits import DEFAULT_LIMITS, IntakeLimits
from ..nested import IsStub
from ..read import choose_all
from .people import Packed

# A table of contents longer than this is no class.
_CLASS_LIMITS = IntakeLimits(max_members=200_000)


@dataclass(frozen=True, slots=True)
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


class Tree(Protocol):
    """The files of a download."""

    @property
    def path(self) -> Path:
        """The archive or folder."""

    @property
    def parsers(self) -> Parsers:
        """What reads the files that have a format."""

    def items(self) -> list[Item]:
        """Returns all visible files; links are left out.

        Raises:
            UsageError: the archive is damaged, or holds too much.
        """

    def size(self, member: str) -> int:
        """Returns a file's bytes as they are listed. Raises UsageError where it is not there."""

    def read(self, member: str, limit: int) -> bytes:
        """Returns a file's content, at most `limit` bytes of it.

        Raises:
            UsageError: it cannot be read.
        """


class Downloads(Closing):
    """Opens platforms' downloads, each of them once.

    Args:
        parsers: open the archives. They are not the students', so that one process may serve them all.
    """

    def __init__(self, parsers: Parsers) -> None:
        self._parsers = parsers
        self._opened = ExitStack()
        self._trees: dict[Path, Tree] = {}

    def tree(self, path: Path) -> Tree:
        """Returns the files of an archive or a folder."""
        if path not in self._trees:
            self._trees[path] = (
                self._archive(path) if path.is_file() else _FolderTree(path, self._parsers)
            )
        return self._trees[path]

    def close(self) -> None:
        """Closes all of them; may be called again."""
        self._opened.close()
        self._trees.clear()

    def _archive(self, path: Path) -> Tree:
        file = self._opened.enter_context(path.open("rb"))
        return _ArchiveTree(
            path, self._parsers, self._opened.enter_context(self._parsers.open(file.fileno()))
        )


def read_packed(
    source: Packed,
    wanted: Sequence[str],
    parsers: Parsers,
    downloads: Downloads,
    is_stub: IsStub = lambda name, content: False,
) -> Submission:
    """Returns a submission from the middle of a platform's download.

    Args:
        is_stub: as for `read_submission`.

    Raises:
        Refused: as `read_submission`, and where the download itself is damaged.
    """
    limits = DEFAULT_LIMITS
    name = source.student
    try:
        tree = downloads.tree(source.path)
        if len(source.members) == 1 and archive_suffix(source.members[0][1]):
            content = tree.read(source.members[0][0], limits.archive_bytes + 1)
            return read_submission(content, name, wanted, limits, parsers=parsers, is_stub=is_stub)
        members = _Members(source, tree, limits)
        return choose_all(members, name, name, wanted, limits, parsers, is_stub)
    except UsageError:
        raise Refused("damaged", {"name": name}) from None


class _Members:
    """What a platform's download holds of one student, as a container."""

    def __init__(self, source: Packed, tree: Tree, limits: IntakeLimits) -> None:
        self._members = source.members
        self._name = source.student
        self._tree = tree
        self._limits = limits

    def scan(self) -> list[Entry]:
        """Every file. Raises Refused."""
        if len(self._members) > self._limits.max_members:
            raise Refused("too-many", {"name": self._name, "limit": self._limits.max_members})
        return [
            listed_in_folder(name, self._tree.size(member), number, self._limits)
            for number, (member, name) in enumerate(self._members)
        ]

    def read(self, entries: Sequence[Entry]) -> Iterator[tuple[Entry, bytes | Unread]]:
        """The files' contents."""
        for entry in entries:
            try:
                data = self._tree.read(self._members[entry.ref][0], entry.size + 1)
            except UsageError:
                data = b""
            yield entry, data if len(data) == entry.size else Unread("damaged")


class _ArchiveTree:
    """An archive; its members go by their numbers."""

    def __init__(self, path: Path, parsers: Parsers, parse: Parser) -> None:
        self.path = path
        self.parsers = parsers
        self._parse = parse
        self._sizes: dict[str, int] = {}
        self._items: list[Item] | None = None

    def items(self) -> list[Item]:
        """See Tree."""
        if self._items is None:
            self._items = self._scan()
        return self._items

    def size(self, member: str) -> int:
        """See Tree."""
        self.items()
        return self._sizes[member]

    def read(self, member: str, limit: int) -> bytes:
        """See Tree."""
        self.items()
        try:
            (content,) = self._parse("archive.read", [int(member)], limit)
        except (Unparsed, TypeError, ValueError):
            content = None
        if not isinstance(content, bytes):
            raise UsageError(f"{self.path}: a file in it is damaged: download it again.")
        return content[:limit]

    def _scan(self) -> list[Item]:
        try:
            rows = table_of(self._parse, shown(self.path.name), _CLASS_LIMITS)
        except Refused as refusal:
            raise UsageError(f"{refusal} Download it again.") from None
        items = []
        for number, (raw, size, problem, _) in enumerate(rows):
            name = decode_name(raw)
            if problem not in ("folder", "link", "special") and _is_shown(name):
                self._sizes[str(number)] = size
                items.append(Item(str(number), name.replace("\\", "/")))
        return sorted(items, key=lambda item: item.path)


@dataclass(frozen=True)
class _FolderTree:
    """A folder; its files go by their paths."""

    path: Path
    parsers: Parsers

    def items(self) -> list[Item]:
        """See Tree."""
        return sorted(self._found(), key=lambda item: item.path)

    def size(self, member: str) -> int:
        """See Tree."""
        try:
            return (self.path / member).lstat().st_size
        except OSError as error:
            raise UsageError(
                f"{self.path}: {shown(member)} cannot be read ({error.strerror})."
            ) from None

    def read(self, member: str, limit: int) -> bytes:
        """See Tree."""
        try:
            with open(open_below(self.path, member.split("/")), "rb") as file:
                return file.read(limit)
        except OSError as error:
            raise UsageError(
                f"{self.path}: {shown(member)} cannot be read ({error.strerror})."
            ) from None

    def _found(self) -> Iterator[Item]:
        top = os.fspath(self.path)
        for folder, folders, files in os.walk(top):
            folders[:] = sorted(name for name in folders if not is_hidden(name))
            here = folder[len(top) :].replace(os.sep, "/").strip("/")
            for name in sorted(files):
                inside = f"{here}/{name}" if here else name
                mode = os.lstat(os.path.join(folder, name)).st_mode
                if stat.S_ISREG(mode) and _is_shown(text_of(inside)):
                    yield Item(inside, text_of(inside))


def _is_shown(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return ".." not in parts and not any(map(is_hidden, parts)) and is_plain(name)
