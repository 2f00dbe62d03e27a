"""Whether a path holds one hand-in or a class of them, and at which level the class lies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from ...course.assignment import Assignment
from ...errors import UsageError
from ...results.records import dataclass
from ..file_names import ARCHIVES, Kind, suffix_kind
from ..near_names import is_near
from .download import Downloads
from .entries import Entry, Level, Shape, inside, top_level
from .forms import has_form
from .loose import held_by, may_be_a_name, owners

# Folders within folders that a class may be wrapped in.
_MOST_WRAPPINGS = 4


@dataclass(frozen=True)
class Wanted:
    """What an assignment's hand-ins are recognised by, in small letters.

    Attributes:
        files: the files that are graded.
        notebooks: the assignment's notebook, and notebooks that were handed out.
    """

    files: frozenset[str]
    notebooks: frozenset[str]

    @classmethod
    def of(cls, assignment: Assignment) -> Wanted:
        """Returns what is wanted for an assignment."""
        given = (name.rpartition("/")[2] for name in assignment.config.workspace)
        notebooks = {name.casefold() for name in given if name.endswith(".ipynb")}
        return cls(
            frozenset(name.casefold() for name in assignment.wanted),
            frozenset(notebooks | {f"{assignment.name}.ipynb".casefold()}),
        )


def find_level(downloads: Downloads, level: Level, wanted: Wanted, assignment: str) -> Level | None:
    """Returns the level at which a class lies in a folder; None where the folder is one hand-in."""
    entries = level.entries
    if has_form(level, assignment):
        return level
    if _is_one(entries, wanted):
        return None
    return _within(downloads, level, wanted, assignment) or level


def find_packed_class(level: Level, wanted: Wanted, assignment: str) -> Level | None:
    """Returns the level at which a class lies in an archive; None where the archive is one hand-in."""
    return _deeper(level, wanted, assignment, of_one=False)


def _deeper(level: Level, wanted: Wanted, assignment: str, *, of_one: bool) -> Level | None:
    """Looks through folders around a class; an archive that lies alone may be a class of one."""
    for _ in range(_MOST_WRAPPINGS):
        if has_form(level, assignment) or _is_class(level.entries, wanted):
            return level
        alone = any(entry.shape is Shape.ARCHIVE for entry in level.entries)
        if of_one and alone and not _is_one(level.entries, wanted):
            return level
        folders = [entry for entry in level.entries if entry.shape is Shape.FOLDER]
        if len(folders) != 1 or _is_one(level.entries, wanted):
            return None
        level = inside(level, folders[0])
    return None


def _within(downloads: Downloads, level: Level, wanted: Wanted, assignment: str) -> Level | None:
    """Returns a class that is wrapped in the only folder or the only archive here."""
    students = level.students
    if len(students) != 1:
        return None
    (only,) = students
    if only.shape is Shape.FOLDER:
        return _deeper(inside(level, only), wanted, assignment, of_one=True)
    if only.shape is Shape.ARCHIVE and only.name.lower().endswith(ARCHIVES):
        path = level.tree.path.joinpath(*level.folder, only.member)
        try:
            top = top_level(downloads.tree(path))
        except UsageError:  # one hand-in that is damaged has a result too
            return None
        found = find_packed_class(top, wanted, assignment)
        others = tuple(entry for entry in level.entries if entry is not only)
        return found and Level(found.tree, found.folder, found.entries, (*found.beside, *others))
    return None


def _is_one(entries: Sequence[Entry], wanted: Wanted) -> bool:
    """Tells whether a folder with these entries is itself one hand-in."""
    names = {entry.name.casefold() for entry in entries if entry.shape is not Shape.FOLDER}
    if names & (wanted.files | wanted.notebooks):
        return not _is_stray(entries, names, wanted)
    if owners(names, wanted.files):
        return False
    shapes = Counter(entry.shape for entry in entries)
    if shapes[Shape.ARCHIVE] or shapes[Shape.FOLDER] > 1:
        return _is_archive_and_report(entries)
    if shapes[Shape.FOLDER] == 1:
        folder = next(entry for entry in entries if entry.shape is Shape.FOLDER)
        is_own = not _of_several(entries, wanted) and not _is_beside_work(entries, folder, wanted)
        return is_own and _has_document(entries) and bool(folder.code_names)
    # Notebooks of several names are several people's, whatever lies beside them.
    return bool(shapes[Shape.SOURCE]) and shapes[Shape.NOTEBOOK] < 2


def _is_stray(entries: Sequence[Entry], names: Iterable[str], wanted: Wanted) -> bool:
    """Tells whether work lies beside whole hand-ins of several people, and so makes none of them its part."""
    files = {file.rpartition("/")[2] for file in wanted.files}
    whole = {
        entry.name
        for entry in entries
        if entry.shape is Shape.FOLDER
        and may_be_a_name(entry.name)
        and (files <= entry.code_names or any(name.endswith(".ipynb") for name in entry.code_names))
    }
    loose = held_by(owners(list(names), wanted.files).values())
    return len(whole | {owner for owner, held in loose.items() if held >= files}) > 1


def _of_several(entries: Iterable[Entry], wanted: Wanted) -> bool:
    """Tells whether loose sources are one wanted file several times, so that they are several people's."""
    sources = [entry.name for entry in entries if entry.shape is Shape.SOURCE]
    return any(sum(is_near(name, file) for name in sources) > 1 for file in wanted.files)


def _is_beside_work(entries: Iterable[Entry], folder: Entry, wanted: Wanted) -> bool:
    """Tells whether a wanted file lies beside a folder with the same one, under a name that reads like a person's."""
    sources = [entry.name for entry in entries if entry.shape is Shape.SOURCE]
    beside = owners(sources, wanted.files, is_class=True)
    return any(file in folder.code_names for _, file in beside.values())


def _is_archive_and_report(entries: Sequence[Entry]) -> bool:
    files = [entry for entry in entries if entry.shape is not Shape.OTHER]
    reports = [entry for entry in entries if suffix_kind(entry.name) is Kind.REPORT]
    return len(files) == 1 and files[0].shape is Shape.ARCHIVE and bool(reports)


def _has_document(entries: Sequence[Entry]) -> bool:
    """Tells whether a report lies beside a folder, or a source that is not beside a notebook, too.

    A folder, a notebook and a loose source are two people and a stray file just as well.
    """
    shapes = Counter(entry.shape for entry in entries)
    if shapes[Shape.SOURCE] and not shapes[Shape.NOTEBOOK]:
        return True
    return any(
        entry.shape is not Shape.FOLDER and suffix_kind(entry.name) is Kind.REPORT
        for entry in entries
    )


def _is_class(entries: Sequence[Entry], wanted: Wanted) -> bool:
    """Tells whether entries that lie in one folder or archive are several hand-ins.

    A person's own folders and archives do not repeat each other: of a class's, several hold the same.
    """
    if _is_one(entries, wanted):
        return False
    if owners([entry.name for entry in entries if entry.shape is Shape.SOURCE], wanted.files):
        return True
    shapes = Counter(entry.shape for entry in entries)
    if shapes[Shape.ARCHIVE] > 1 or shapes[Shape.NOTEBOOK] > 1:
        return not shapes[Shape.SOURCE]
    held = Counter(
        name
        for entry in entries
        if entry.shape is Shape.FOLDER
        for name in (entry.code_names & wanted.files) | _kinds_of_work(entry)
    )
    folders = sum(bool(entry.code_names) for entry in entries if entry.shape is Shape.FOLDER)
    if max(held.values(), default=0) > 1:
        return True
    return folders + shapes[Shape.ARCHIVE] + shapes[Shape.NOTEBOOK] > 2


def _kinds_of_work(entry: Entry) -> set[str]:
    """Returns what a folder holds instead of the wanted files."""
    return {
        kind
        for name in entry.code_names
        if (
            kind := ".ipynb"
            if name.endswith(".ipynb")
            else ""
            if name.endswith(".py")
            else "archive"
        )
    }
