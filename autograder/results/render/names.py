"""File names of the students' pages: readable, safe on every system, and unique."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator

# 255 bytes is the limit of the usual file systems; this leaves room for the ending, a mark that
# makes the name unique, and what a writer adds to a temporary file.
MAX_BYTES = 180
_FORBIDDEN = re.compile(r'[<>:"/\\|?*]')
_RESERVED = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])\s*(\.|$)", re.I)


def feedback_names(students: Iterable[str]) -> dict[str, str]:
    """Returns the file name of each student's page, such as "ann.html".

    Names keep Chinese characters and spaces. A name that no file can have everywhere is cleaned and
    gets a mark made from the original; so do names that differ only in case, but for the first.
    """
    names: dict[str, str] = {}
    taken: set[str] = set()
    # Names that need no change go first, so that a made-up name never takes the place of a real one.
    stems = {student: _stem(student) for student in students}
    for student, stem in sorted(stems.items(), key=lambda item: (item[1] != item[0], item[0])):
        chosen = next(name for name in _candidates(student, stem) if _folded(name) not in taken)
        taken.add(_folded(chosen))
        names[student] = f"{chosen}.html"
    return names


def _candidates(student: str, stem: str) -> Iterator[str]:
    """Yields names for a student's page, the plainest first."""
    if stem == student:
        yield stem
    digest = hashlib.sha256(student.encode("utf-8", "surrogatepass")).hexdigest()
    for length in range(8, len(digest) + 1):
        yield f"{stem}-{digest[:length]}"


def _stem(name: str) -> str:
    """The name with everything replaced that some system refuses, in at most MAX_BYTES bytes."""
    stem = unicodedata.normalize("NFC", _FORBIDDEN.sub("_", name))
    if not (stem.isascii() and stem.isprintable()):
        stem = "".join(map(_plain, stem))
    stem = stem.strip(" ")
    stem = re.sub(r"^\.+|^-|\.+$", "_", stem) or "_"
    if _RESERVED.match(stem):
        stem = f"_{stem}"
    return stem.encode()[:MAX_BYTES].decode(errors="ignore").rstrip(" .")


def _plain(character: str) -> str:
    """The character, or "_" for one that is invisible, splits lines or turns the reading direction."""
    return "_" if unicodedata.category(character) in _UNPRINTABLE else character


_UNPRINTABLE = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name.casefold())
