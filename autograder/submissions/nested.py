"""Archives inside a hand-in: one level of them is opened where the wanted files are not beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import replace
from typing import BinaryIO

from ..execution.closing import Closing
from .container import Container, Entry, Unread
from .file_names import ARCHIVES, Kind, archive_suffix, kind_of
from .limits import IntakeLimits
from .memory import in_memory
from .select_files import choose_root
from .submission import Refused

# More archives than this are no hand-in's packing.
_MOST_ARCHIVES = 10

Opener = Callable[[BinaryIO, str], AbstractContextManager[Container]]
# Tells whether a wanted file's content is as it was released.
IsStub = Callable[[str, bytes], bool]


class WithArchives(Closing):
    """A container whose archives are opened, as if their files lay beside them.

    Args:
        container: what was handed in.
        wanted: the files that the assignment is about; where all are there, no archive is opened.
        opener: opens an archive by its file and name.
        is_stub: of wanted files; such ones outside give way to those of an archive.
    """

    def __init__(
        self,
        container: Container,
        wanted: Sequence[str],
        limits: IntakeLimits,
        opener: Opener,
        is_stub: IsStub,
    ) -> None:
        self._container = container
        self._wanted = wanted
        self._limits = limits
        self._opener = opener
        self._is_stub = is_stub
        self._opened = ExitStack()
        self._places: list[tuple[Container, Entry]] = []

    def close(self) -> None:
        """Closes the archives."""
        self._opened.close()

    def scan(self) -> list[Entry]:
        """Every file outside, and those of the archives. Raises Refused."""
        outer = self._container.scan()
        archives = _archives(outer, self._limits)
        stubs = self._stubs(outer) if archives else set()
        if self._has_all(outer) and not stubs:
            archives = []
        opened = {id(entry) for entry in archives}
        found = [self._placed(self._container, e, e.path) for e in outer if id(e) not in opened]
        taken = {entry.path for entry in found} - stubs
        for entry, content in self._container.read(archives):
            for inner in self._inside(entry, content, taken):
                taken.add(inner.path)
                if inner.path in stubs:
                    found = [_given_way(one, inner.path, entry.path) for one in found]
                found.append(inner)
        return found

    def _stubs(self, entries: Sequence[Entry]) -> set[str]:
        """The paths of wanted files that are as they were released."""
        names = {name.rpartition("/")[2]: name for name in self._wanted}
        asked = [
            entry
            for entry in entries
            if entry.path.rpartition("/")[2] in names
            and not entry.problem
            and entry.size <= self._limits.code_bytes
        ]
        return {
            entry.path
            for entry, content in self._container.read(asked)
            if isinstance(content, bytes)
            and self._is_stub(names[entry.path.rpartition("/")[2]], content)
        }

    def read(self, entries: Sequence[Entry]) -> Iterator[tuple[Entry, bytes | Unread]]:
        """The files' contents."""
        asked: dict[int, list[Entry]] = {}
        containers: dict[int, Container] = {}
        for entry in entries:
            container, _ = self._places[entry.ref]
            containers[id(container)] = container
            asked.setdefault(id(container), []).append(entry)
        for number, group in asked.items():
            own = [self._places[entry.ref][1] for entry in group]
            back = {own_entry.ref: entry for own_entry, entry in zip(own, group, strict=True)}
            for entry, content in containers[number].read(own):
                yield back[entry.ref], content

    def _has_all(self, entries: Sequence[Entry]) -> bool:
        names = {entry.path.rpartition("/")[2].casefold() for entry in entries if not entry.problem}
        wanted = (name.rpartition("/")[2].casefold() for name in self._wanted)
        return all(name in names for name in wanted if name.endswith(".py"))

    def _placed(self, container: Container, entry: Entry, path: str) -> Entry:
        self._places.append((container, entry))
        return replace(entry, path=path, ref=len(self._places) - 1)

    def _inside(self, entry: Entry, content: bytes | Unread, taken: set[str]) -> list[Entry]:
        """The files of an archive; the archive itself with the reason where it cannot be opened."""
        if isinstance(content, Unread):
            problem = replace(entry, problem=content.problem, detail=content.detail)
            return [self._placed(self._container, problem, entry.path)]
        try:
            file = self._opened.enter_context(in_memory(content))
            container = self._opened.enter_context(self._opener(file, entry.path))
            inner = container.scan()
        except Refused as refusal:
            problem = replace(entry, problem="archive-refused", detail={"reason": refusal.code})
            return [self._placed(self._container, problem, entry.path)]
        root = choose_root([one.path for one in inner if kind_of(one.path) in _CODE], self._wanted)
        folder = entry.path.rpartition("/")[0]
        own = entry.path[: -len(archive_suffix(entry.path))]
        return [
            self._placed(container, one, _free(one.path, root, folder, own, taken)) for one in inner
        ]


_CODE = (Kind.CODE, Kind.NOTEBOOK)


def _given_way(entry: Entry, path: str, archive: str) -> Entry:
    """The entry with the remark that an archive's file of its name counts, if it has that path."""
    if entry.path != path or entry.problem:
        return entry
    return replace(entry, problem="stub-unused", detail={"notebook": archive})


def _archives(entries: Sequence[Entry], limits: IntakeLimits) -> list[Entry]:
    found = [
        entry
        for entry in entries
        if kind_of(entry.path) is Kind.ARCHIVE
        and entry.path.lower().endswith(ARCHIVES)
        and not entry.problem
        and entry.size <= limits.archive_bytes
    ]
    return found[:_MOST_ARCHIVES]


def _free(path: str, root: str, folder: str, own: str, taken: set[str]) -> str:
    """Where a file of an archive is put: beside the archive, or in a folder of the archive's name."""
    inside = path[len(root) + 1 :] if root and path.startswith(f"{root}/") else path
    beside = f"{folder}/{inside}" if folder else inside
    return beside if beside not in taken else f"{own}/{path}"
