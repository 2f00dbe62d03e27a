"""The files of a platform's download, as an archive or already unpacked, listed without reading them."""

from __future__ import annotations

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
from ..folder import Found, list_names, open_below, reason_of, status_below, text_of, walk
from ..limits import DEFAULT_LIMITS, IntakeLimits
from ..nested import IsStub
from ..read import choose_all
from ..submission import NoteDetail
from .people import Packed

# A table of contents longer than this is no class, and no hand-in lies deeper in one than in so many folders.
_MOST_AROUND = 8
_CLASS_LIMITS = IntakeLimits(max_members=200_000, max_depth=DEFAULT_LIMITS.max_depth + _MOST_AROUND)


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
        """Returns a file's bytes as they are listed. Raises UnreadableError."""

    def read(self, member: str, limit: int) -> bytes:
        """Returns a file's content, at most `limit` bytes of it. Raises UnreadableError."""


class UnreadableError(UsageError):
    """A file of a download cannot be read; `refusal` says why, of the submission that it is part of."""

    def __init__(self, path: Path, refusal: Refused) -> None:
        super().__init__(f"{path}: {refusal}")
        self.refusal = refusal


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
        Refused: as `read_submission`, and where the download itself is damaged or cannot be read.
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
    except UnreadableError as error:
        raise error.refusal from None
    except (UsageError, OSError):
        facts: NoteDetail = {"name": shown(name), "archive": shown(source.path.name)}
        raise Refused("download-damaged", facts) from None


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
        """The files' contents. Raises UnreadableError, or Refused where a file is another than was listed."""
        for entry in entries:
            member, name = self._members[entry.ref]
            data = self._tree.read(member, entry.size + 1)
            if len(data) != entry.size:
                raise Refused("changed", {"name": shown(name)})
            yield entry, data


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
            raise self._damaged(member)
        return content[:limit]

    def _damaged(self, member: str) -> UnreadableError:
        name = next((item.path for item in self.items() if item.member == member), member)
        facts: NoteDetail = {"name": shown(name), "archive": shown(self.path.name)}
        return UnreadableError(self.path, Refused("download-damaged", facts))

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
        parts = member.split("/")
        try:
            status = status_below(self.path, parts)
            if stat.S_ISDIR(status.st_mode) and not _CLASS_LIMITS.is_too_deep(parts):
                # It was listed because it could not be looked through: this says why.
                list_names(self.path, parts)
        except OSError as error:
            raise self._unreadable(member, error) from None
        return status.st_size

    def read(self, member: str, limit: int) -> bytes:
        """See Tree."""
        try:
            with open(open_below(self.path, member.split("/")), "rb") as file:
                return file.read(limit)
        except OSError as error:
            raise self._unreadable(member, error) from None

    def _unreadable(self, member: str, error: OSError) -> UnreadableError:
        facts: NoteDetail = {"name": shown(text_of(member)), "error": reason_of(error)}
        return UnreadableError(self.path, Refused("unreadable", facts))

    def _found(self) -> Iterator[Item]:
        """Yields regular files, and in place of what is in them folders that are too deep or cannot be listed."""
        for found in walk(self.path, _CLASS_LIMITS):
            path = "/".join(map(text_of, found.parts))
            if _is_listed(found) and _is_shown(path):
                yield Item("/".join(found.parts), path)


def _is_listed(found: Found) -> bool:
    if found.status is None or stat.S_ISREG(found.status.st_mode):
        return True
    return found.is_folder and _CLASS_LIMITS.is_too_deep(found.parts)


def _is_shown(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return ".." not in parts and not any(map(is_hidden, parts)) and is_plain(name)
