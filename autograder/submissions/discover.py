"""Which submissions lie at a path."""

import itertools
import os
import stat
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from .file_names import Kind, archive_suffix, escaped, is_hidden, shown, suffix_kind
from .folder import text_of
from .submission import Found, Note, Refused, Source

# How far below a folder its wanted files are looked for: student/homework/code/loss.py.
_SEARCH_DEPTH = 3


@dataclass(frozen=True, slots=True)
class _Item:
    path: Path
    mode: int

    @property
    def name(self) -> str:
        return escaped(text_of(self.path.name))

    @property
    def is_folder(self) -> bool:
        return stat.S_ISDIR(self.mode)

    @property
    def is_file(self) -> bool:
        return stat.S_ISREG(self.mode)

    @property
    def is_archive(self) -> bool:
        return self.is_file and bool(archive_suffix(self.path.name))

    @property
    def is_code(self) -> bool:
        return self.is_file and suffix_kind(self.path.name) in (Kind.CODE, Kind.NOTEBOOK)

    @property
    def is_document(self) -> bool:
        return self.is_file and suffix_kind(self.path.name) is not Kind.OTHER

    @property
    def student(self) -> str:
        """The name without the ending that makes it an archive or a file of code."""
        name = self.name
        if self.is_archive:
            return name[: -len(archive_suffix(name))]
        return name.rpartition(".")[0] if self.is_code else name


def _items(folder: Path) -> list[_Item]:
    with os.scandir(folder) as scan:
        items = [
            _Item(folder / item.name, item.stat(follow_symlinks=False).st_mode)
            for item in scan
            if not is_hidden(item.name)
        ]
    return sorted(items, key=lambda item: item.name)


def _holds_wanted(items: Iterable[_Item], wanted: Sequence[str]) -> bool:
    """Whether a wanted file lies directly here."""
    names = {name.casefold() for name in wanted}
    return any(item.is_file and item.name.casefold() in names for item in items)


def _is_submission(item: _Item, wanted: Sequence[str], depth: int = _SEARCH_DEPTH) -> bool:
    if not item.is_folder:
        return item.is_archive
    try:
        items = _items(item.path)
    except OSError:
        return False
    if _holds_wanted(items, wanted):
        return True
    return depth > 1 and any(
        _is_submission(inner, wanted, depth - 1) for inner in items if inner.is_folder
    )


def _is_one(items: Sequence[_Item], wanted: Sequence[str]) -> bool:
    """Whether a folder with these items is itself one submission."""
    if _holds_wanted(items, wanted):
        return True
    folders = [item for item in items if item.is_folder]
    if any(item.is_archive for item in items) or len(folders) > 1:
        return False
    if not folders:
        return any(item.is_code for item in items)
    return any(item.is_document for item in items) and _is_submission(folders[0], wanted)


def _is_class(items: Sequence[_Item], wanted: Sequence[str]) -> bool:
    """Whether the only folder in a folder, with these items, is a wrapping around a class."""
    if _is_one(items, wanted):
        return False
    if any(item.is_archive for item in items):
        return True
    return sum(_is_submission(item, wanted) for item in items) > 1


def _look_through(items: list[_Item], wanted: Sequence[str]) -> tuple[list[_Item], list[_Item]]:
    """The class's items, and what lay beside the wrapping folder if there is one."""
    folders = [item for item in items if item.is_folder]
    if len(folders) == 1 and not any(item.is_archive for item in items):
        try:
            inner = _items(folders[0].path)
        except OSError:
            return items, []
        if _is_class(inner, wanted):
            return inner, [item for item in items if item is not folders[0]]
    return items, []


def _students(items: Sequence[_Item]) -> list[str]:
    """A name for each item, all different.

    Of several with one name, archives keep their ending; if that is not enough, a number is added.
    """
    names = [item.student for item in items]
    while True:
        count = Counter(names)
        longer = [
            item.name if count[name] > 1 else name for name, item in zip(names, items, strict=True)
        ]
        if longer == names:
            break
        names = longer
    taken, given = set(names), set[str]()
    unique = []
    for name in names:
        numbered = (f"{name} ({number})" for number in itertools.count(2))
        free = name if name not in given else next(n for n in numbered if n not in taken | given)
        given.add(free)
        unique.append(free)
    return unique


def _stray(item: _Item) -> Note:
    code = "link" if stat.S_ISLNK(item.mode) else "stray"
    return Note(code, shown(item.name), {"kind": "symbolic"} if code == "link" else {})


def _class(items: Sequence[_Item], beside: Sequence[_Item]) -> Found:
    chosen = [item for item in items if item.is_folder or item.is_archive]
    strays = [item for item in items if not (item.is_folder or item.is_archive)]
    sources, clashes = [], []
    for item, student in zip(chosen, _students(chosen), strict=True):
        sources.append(Source(student, item.path))
        if student != item.student:
            facts = {"student": shown(item.student), "named": shown(student)}
            clashes.append(Note("same-student", shown(item.name), facts))
    return Found(
        tuple(sorted(sources, key=lambda source: source.student)),
        tuple(_stray(item) for item in [*beside, *strays]),
        tuple(clashes),
    )


def find_submissions(path: Path, wanted: Sequence[str]) -> Found:
    """The submissions at `path`: one, or a folder with a folder or archive per student.

    One submission is an archive, a .py or .ipynb file, a folder that directly holds a wanted
    file, or a folder with one folder in it that does. A student is called as the folder or
    archive, without the archive's ending. One wrapping folder around a class is looked through.
    Hidden entries are ignored, links are strays. `path` itself may be a link, since the person
    who grades gave it.

    Raises Refused when there is nothing at `path` or it cannot be read.
    """
    try:
        real = path.resolve(strict=True)
        top = _Item(real, real.stat().st_mode)
        if not top.is_folder:
            if top.is_archive or top.is_code:
                return Found((Source(top.student, real),))
            return Found((), (_stray(top),))
        items = _items(real)
        if _is_one(items, wanted):
            return Found((Source(top.student or "submission", real),))
        return _class(*_look_through(items, wanted))
    except FileNotFoundError as error:
        raise Refused("not-found", {"name": shown(str(path))}) from error
    except (OSError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or "unknown error"
        raise Refused("unreadable", {"name": shown(str(path)), "error": reason}) from error
