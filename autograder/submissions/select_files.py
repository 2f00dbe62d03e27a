"""Which of a container's files a submission consists of."""

import hashlib
import posixpath
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from ..results.records import dataclass
from .container import Container, Entry, Unread
from .file_names import Kind, kind_of, shown
from .limits import IntakeLimits
from .submission import Note, Refused, Submission

_CODE = (Kind.CODE, Kind.NOTEBOOK)
_DOCUMENTS = (Kind.NOTEBOOK, Kind.REPORT)
_KEPT = (Kind.CODE, Kind.NOTEBOOK, Kind.REPORT)


@dataclass(frozen=True)
class _File:
    entry: Entry
    kind: Kind

    def note(self, code: str, **detail: str | int) -> Note:
        return Note(code, shown(self.entry.path), detail)


def _depth(path: str) -> int:
    return path.count("/") + 1 if path else 0


def _common_folder(paths: Iterable[str]) -> str:
    folders = [posixpath.dirname(path) for path in paths]
    return posixpath.commonpath(folders) if folders else ""


def _inside(path: str, folder: str) -> str | None:
    """The path seen from the folder; None when it does not lie in it."""
    if not folder:
        return path
    return path[len(folder) + 1 :] if path.startswith(folder + "/") else None


def _compiled_folder(path: str) -> str:
    """The __pycache__ folder that a compiled file lies in, or else the file itself."""
    parts = path.split("/")
    return "/".join(parts[: parts.index("__pycache__") + 1]) if "__pycache__" in parts else path


def _folder_with(path: str, name: str) -> str | None:
    """The folder in which a path has a wanted name, whatever its case; None where it has another one."""
    parts, count = path.split("/"), name.count("/") + 1
    if "/".join(parts[-count:]).casefold() != name.casefold():
        return None
    return "/".join(parts[:-count])


def choose_root(paths: Sequence[str], wanted: Sequence[str]) -> str:
    """The folder that holds most of the wanted names; of several the shallowest, then by name.

    Names that differ in case alone count where no exact one does. Without any wanted name it is
    the innermost folder that holds all the paths.
    """
    exact: Counter[str] = Counter()
    similar: Counter[str] = Counter()
    for path in paths:
        for name in wanted:
            if (folder := _folder_with(path, name)) is not None:
                similar[folder] += 1
                exact[folder] += f"/{path}".endswith(f"/{name}")
    if not similar:
        return _common_folder(paths)
    return min(similar, key=lambda f: (-exact[f], -similar[f], _depth(f), f))


def digest_of(files: Mapping[str, bytes]) -> str:
    """SHA-256 in hex over the sorted paths and contents, each preceded by its length in 8 bytes."""
    sha = hashlib.sha256()
    for path in sorted(files):
        for part in (path.encode(), files[path]):
            sha.update(len(part).to_bytes(8, "big"))
            sha.update(part)
    return sha.hexdigest()


class _Selection:
    """The files of one container, sorted out step by step."""

    def __init__(self, wanted: Sequence[str], limits: IntakeLimits) -> None:
        self._wanted = wanted
        self._limits = limits
        self.notes: list[Note] = []
        self.listing: list[tuple[str, int]] = []
        self._compiled: Counter[str] = Counter()

    def candidates(self, entries: Iterable[Entry]) -> list[_File]:
        """The visible files of the kinds that are kept, without those that have a problem."""
        copies: Counter[str] = Counter()
        last: dict[str, _File] = {}
        for entry in entries:
            if (kind := kind_of(entry.path)) is not Kind.IGNORED:
                copies[entry.path] += 1
                last[entry.path] = _File(entry, kind)
        kept = [file for file in last.values() if self._sort_out(file, copies[file.entry.path])]
        for folder, count in self._compiled.items():
            self.notes.append(Note("pycache", shown(folder), {"files": count}))
        return kept

    def _sort_out(self, file: _File, copies: int) -> bool:
        entry = file.entry
        self.listing.append((shown(entry.path), entry.size))
        if copies > 1:
            self.notes.append(file.note("duplicate", copies=copies))
        if entry.problem:
            self.notes.append(file.note(entry.problem, **entry.detail))
            return False
        if file.kind is Kind.PYCACHE:
            self._compiled[_compiled_folder(entry.path)] += 1
        elif file.kind in (Kind.DATA_SET, Kind.ARCHIVE):
            self.notes.append(file.note(file.kind.value, size=entry.size))
        return file.kind in _KEPT

    def place(self, files: Sequence[_File]) -> dict[str, _File]:
        """The files by their path in the submission: the root's, and documents beside the root."""
        code = [file.entry.path for file in files if file.kind in _CODE]
        root = choose_root(code, self._wanted)
        top = _common_folder(file.entry.path for file in files)
        placed: dict[str, _File] = {}
        beside: list[_File] = []
        for file in files:
            path = _inside(file.entry.path, root)
            if path is None:
                beside.append(file)
            else:
                placed[path] = file
        alone = self._found_once(beside, placed)
        for file in beside:
            if (name := alone.get(file.entry.path)) is not None:
                self.notes.append(file.note("near-name", wanted=name))
                placed[name] = file
                continue
            path = _inside(file.entry.path, top)
            if path is None or path in placed or file.kind not in _DOCUMENTS:
                self.notes.append(file.note("outside-root", root=shown(root)))
            else:
                placed[path] = file
        return placed

    def _found_once(self, beside: Sequence[_File], placed: Mapping[str, _File]) -> dict[str, str]:
        """Returns, by path, the wanted names that the root has not and one file elsewhere has."""
        found: dict[str, str] = {}
        for name in self._wanted:
            everywhere = (file.entry.path for file in beside)
            paths = [path for path in everywhere if _folder_with(path, name) is not None]
            if len(paths) == 1 and name.casefold() not in map(str.casefold, placed):
                found[paths[0]] = name
        return found

    def within_limits(self, placed: Mapping[str, _File]) -> dict[str, _File]:
        """The files that fit: wanted ones first, then those nearest to the root."""
        limits = {
            Kind.CODE: self._limits.code_bytes,
            Kind.NOTEBOOK: self._limits.notebook_bytes,
            Kind.REPORT: self._limits.report_bytes,
        }
        total = 0
        fitting: dict[str, _File] = {}
        for path in sorted(placed, key=lambda p: (p not in self._wanted, _depth(p), p)):
            file = placed[path]
            size = file.entry.size
            if size > limits[file.kind]:
                self.notes.append(file.note("too-large", size=size, limit=limits[file.kind]))
            elif total + size > self._limits.kept_bytes:
                limit = self._limits.kept_bytes
                self.notes.append(file.note("total-too-large", size=size, limit=limit))
            else:
                total += size
                fitting[path] = file
        return fitting

    def sorted_notes(self) -> tuple[Note, ...]:
        """The notes by path, cut at the limit."""
        notes = sorted(self.notes, key=lambda note: (note.path, note.code))
        limit = self._limits.max_notes
        if len(notes) > limit:
            notes[limit:] = [Note("more-notes", "", {"count": len(notes) - limit})]
        return tuple(notes)


def choose(
    container: Container, name: str, student: str, wanted: Sequence[str], limits: IntakeLimits
) -> Submission:
    """The container's submission. Raises Refused when it holds no code and no notebook."""
    selection = _Selection(wanted, limits)
    files = selection.candidates(container.scan())
    chosen = selection.within_limits(selection.place(files))
    paths = {file.entry.ref: path for path, file in chosen.items()}
    contents: dict[str, bytes] = {}
    for entry, content in container.read([file.entry for file in chosen.values()]):
        if isinstance(content, Unread):
            selection.notes.append(Note(content.problem, shown(entry.path), content.detail))
        else:
            contents[paths[entry.ref]] = content
    notes = selection.sorted_notes()
    if not any(chosen[path].kind in _CODE for path in contents):
        raise Refused("nothing-gradable", {"name": name}, notes)
    ordered = {path: contents[path] for path in sorted(contents)}
    listing = tuple(sorted(selection.listing)[: limits.max_listing])
    return Submission(student, ordered, listing, notes, digest_of(ordered))
