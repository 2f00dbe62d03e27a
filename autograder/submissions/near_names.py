"""Which file is meant where none has the wanted name: loss (1).py, LOSS.PY, loss.py.txt, 20230001_loss.py."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from ..results.records import dataclass
from .submission import Note

# What systems and people put behind and before a name.
_BEHIND = re.compile(
    r"(\s*\(\d+\)|[-_ ]\d{1,2}|\s*[-_ ]\s*(copy|copie|copia|kopie|副本|コピー)\s*\d{0,2}|[-_ ]?v\d+"
    r"|[-_ ](final|new|latest)|\s+)$"
)
_BEFORE = re.compile(r"^(copy of|kopie von|copie de|copia de)\s+|^\s+")
# A number or a name in Chinese, as classes have it: "test_" and "my_" are no person's.
_PERSON = re.compile(r"\d|[^\x00-\x7f]")
_DEFINED = re.compile(
    rb"^(?:async[ \t]+def|def|class)[ \t]+(\w+)|^(\w+)[ \t]*(?::[^=\n]+)?=(?!=)", re.MULTILINE
)
_TEXT = ".txt"


def is_near(name: str, wanted: str) -> bool:
    """Tells whether a file's name is the wanted one but for what systems and people add to it."""
    plain, ending = _split(name.casefold())
    stem, wanted_ending = _split(wanted.casefold())
    if ending != wanted_ending:
        return False
    while True:
        if plain == stem:
            return True
        shorter = _BEFORE.sub("", _BEHIND.sub("", plain))
        if shorter == plain:
            break
        plain = shorter
    before = re.fullmatch(rf"(.+?)[-_ ]+{re.escape(stem)}", plain)
    return before is not None and bool(_PERSON.search(before[1]))


def _split(name: str) -> tuple[str, str]:
    plain = name.strip().removesuffix(_TEXT)
    stem, dot, ending = plain.rpartition(".")
    return stem, dot + ending.strip()


def defined_in(source: bytes) -> set[bytes]:
    """Returns the names that a source defines at its top."""
    return {found for match in _DEFINED.finditer(source) for found in match.groups() if found}


@dataclass(frozen=True)
class Choice:
    """The files under the names that are wanted, and what was taken for what.

    Attributes:
        left: paths of files that were not taken, and by their names could have been.
    """

    files: dict[str, bytes]
    notes: tuple[Note, ...]
    left: tuple[str, ...] = ()


def choose_files(
    files: Mapping[str, bytes],
    wanted: Mapping[str, bytes],
    given: Iterable[str],
    is_stub: Callable[[str, bytes], bool],
) -> Choice:
    """Takes other files for wanted ones that are missing or as they were released.

    The rightly named file wins unless it is a stub. Else it is the only file with a near name, or the only
    other file that defines the same names; where several could be meant, none is taken.

    Args:
        files: sources by path.
        wanted: the stubs of the wanted files, by name.
        given: names of other files of the workspace.
        is_stub: tells whether a wanted file's content is as it was released.
    """
    chosen = dict(files)
    notes: list[Note] = []
    left: list[str] = []
    fixed = {*wanted, *given}
    for name, stub in wanted.items():
        others = {path: text for path, text in chosen.items() if path not in fixed}
        if name in chosen and not is_stub(name, chosen[name]):
            near = _near(others, name, is_stub)
            if copies := sorted(p for p in near if _is_beside(p, name) and near[p] != chosen[name]):
                notes.append(Note("copies", name, {"files": " and ".join(copies)}))
                left += copies
            continue
        fits, code = _near(others, name, is_stub), "near-name"
        if not fits:
            fits, code = _defining(others, name, wanted, stub), "defining-file"
        if len(set(fits.values())) > 1:
            listed = " and ".join(sorted(fits))
            notes.append(Note("several-files", name, {"files": listed}))
            left += sorted(fits)
        elif fits:
            path = min(fits, key=lambda found: (found.count("/"), found))
            chosen[name] = chosen.pop(path)
            notes.append(Note(code, path, {"wanted": name}))
    return Choice(chosen, tuple(notes), tuple(left))


def _is_beside(path: str, other: str) -> bool:
    return path.rpartition("/")[0] == other.rpartition("/")[0]


def _near(
    others: Mapping[str, bytes], name: str, is_stub: Callable[[str, bytes], bool]
) -> dict[str, bytes]:
    return {
        path: text
        for path, text in others.items()
        if is_near(path.rpartition("/")[2], name) and not is_stub(name, text)
    }


def _defining(
    others: Mapping[str, bytes], name: str, wanted: Mapping[str, bytes], stub: bytes
) -> dict[str, bytes]:
    needed = defined_in(stub)
    return {
        path: text
        for path, text in others.items()
        if needed
        and needed <= defined_in(text)
        and not any(is_near(path.rpartition("/")[2], other) for other in wanted if other != name)
    }
