"""What lies at the top of a class: its entries, by name and kind, and the files below each."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from enum import Enum
from functools import cached_property
from pathlib import Path

from ...results.records import dataclass
from ..file_names import Kind, archive_suffix, escaped, is_code, is_hidden, suffix_kind
from ..folder import text_of
from .download import Item, Tree

# What systems put into folders by themselves.
_JUNK = {"thumbs.db", "desktop.ini", "ehthumbs.db", "icon\r"}
# What `softmark grade` puts into a folder, together.
_OF_RESULTS = ("results.jsonl", "class.json", "people.csv")


class Shape(Enum):
    """What an entry is."""

    FOLDER = "folder"
    ARCHIVE = "archive"
    NOTEBOOK = "notebook"
    SOURCE = "source"
    OTHER = "other"
    LINK = "link"


@dataclass(frozen=True)
class Entry:
    """One name at the top of a class.

    Attributes:
        name: as it is shown.
        member: as the file system or the archive has it; of a folder in an archive it is "".
        items: the files in it; of a file, itself.
        has_repository: whether it holds a folder .git.
    """

    name: str
    member: str
    shape: Shape
    items: tuple[Item, ...] = ()
    has_repository: bool = False

    @property
    def stem(self) -> str:
        """The name without the ending that makes it an archive or a notebook."""
        if self.shape is Shape.ARCHIVE:
            return self.name[: -len(archive_suffix(self.name))]
        if self.shape in (Shape.NOTEBOOK, Shape.SOURCE):
            return self.name.rpartition(".")[0]
        return self.name

    @property
    def is_student(self) -> bool:
        """Whether this is somebody's hand-in if nothing else is known of it."""
        return self.shape in (Shape.FOLDER, Shape.ARCHIVE, Shape.NOTEBOOK)

    @cached_property
    def code_names(self) -> frozenset[str]:
        """The names of its files of code and archives, in small letters."""
        return frozenset(
            name
            for item in self.items
            if is_code(name := item.path.rpartition("/")[2].casefold()) or archive_suffix(name)
        )


@dataclass(frozen=True)
class Level:
    """A class's entries, in a folder or an archive.

    Attributes:
        folder: the parts of the path from the tree's top to here, as the file system has them.
        beside: entries that lay around the folder that is looked through.
    """

    tree: Tree
    folder: tuple[str, ...]
    entries: tuple[Entry, ...]
    beside: tuple[Entry, ...] = ()

    @property
    def name(self) -> str:
        """What the folder or the archive around the entries is called, without an ending."""
        if self.folder:
            return text_of(self.folder[-1])
        name = text_of(self.tree.path.name)
        return name[: -len(archive_suffix(name)) or None]

    @property
    def students(self) -> list[Entry]:
        """The entries that are hand-ins if nothing else is known of them."""
        return [entry for entry in self.entries if entry.is_student]


def top_level(tree: Tree) -> Level:
    """Returns the entries at the top of a folder or a .zip.

    Raises:
        UsageError: it cannot be read.
    """
    return Level(tree, (), tuple(_entries(tree, (), tree.items())))


def inside(level: Level, entry: Entry) -> Level:
    """Returns the level within one of its folders."""
    items = [Item(item.member, item.rest) for item in entry.items]
    folder = (*level.folder, entry.member or entry.name)
    beside = (*level.beside, *(other for other in level.entries if other is not entry))
    return Level(level.tree, folder, tuple(_entries(level.tree, folder, items)), beside)


def _entries(tree: Tree, folder: Sequence[str], items: Iterable[Item]) -> Iterator[Entry]:
    below: dict[str, list[Item]] = {}
    for item in items:
        if item.path.partition("/")[0].casefold() not in _JUNK:
            below.setdefault(item.top, []).append(item)
    if tree.path.is_dir():
        yield from _on_disk(tree, folder, below)
        return
    for name, found in sorted(below.items()):
        is_folder = bool(found[0].rest)
        member = "" if is_folder else found[0].member
        yield Entry(escaped(name), member, _shape(name, is_folder=is_folder), tuple(found))


def _on_disk(tree: Tree, folder: Sequence[str], below: dict[str, list[Item]]) -> Iterator[Entry]:
    """Yields entries of a folder, with those that hold no file."""
    here = tree.path.joinpath(*folder)
    with os.scandir(here) as scan:
        found = sorted(((text_of(item.name), item) for item in scan), key=lambda pair: pair[0])
    twice = (
        {name for name, _ in found if sum(other == name for other, _ in found) > 1}
        if len({name for name, _ in found}) < len(found)
        else set()
    )
    for name, item in found:
        if is_hidden(name) or name.casefold() in _JUNK:
            continue
        mode = item.stat(follow_symlinks=False).st_mode
        if stat.S_ISLNK(mode):
            yield Entry(escaped(name), item.name, Shape.LINK)
            continue
        is_folder = stat.S_ISDIR(mode)
        items = below.get(name, [])
        if name in twice:
            prefix = "/".join((*folder, item.name))
            items = [i for i in items if (i.member + "/").startswith(prefix + "/")]
        shape = _shape(name, is_folder=is_folder)
        if not (is_folder or stat.S_ISREG(mode)) or _holds_results(here / item.name):
            shape = Shape.OTHER
        has_repository = is_folder and os.path.isdir(os.path.join(here, item.name, ".git"))
        yield Entry(escaped(name), item.name, shape, tuple(items), has_repository)


def _holds_results(path: Path) -> bool:
    """Tells whether a folder is what `softmark grade` wrote, and nobody's hand-in."""
    # Unlike those of a Path, this question has no error for a folder that cannot be read, which is told later.
    return all(os.path.isfile(os.path.join(path, name)) for name in _OF_RESULTS)


def _shape(name: str, *, is_folder: bool) -> Shape:
    if is_folder:
        return Shape.FOLDER
    if archive_suffix(name):
        return Shape.ARCHIVE
    kinds = {Kind.CODE: Shape.SOURCE, Kind.NOTEBOOK: Shape.NOTEBOOK}
    return kinds.get(suffix_kind(name), Shape.OTHER)
