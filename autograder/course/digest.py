"""Which version of an assignment's checks something was made with."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

from .course import Bundle

# What decides what a student's checks say.
_FILES = ("assignment.toml", "checks.py", "expected.npz")


def assignment_digest(bundle: Bundle) -> str:
    """Returns a digest of what students get to check their work with: 16 hexadecimal digits."""
    digest = hashlib.sha256()
    for name in _FILES:
        content = bundle.assignment.get(name, b"")
        digest.update(f"{name} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()[:16]


def marker_name(digest: str) -> str:
    """Returns the name of the file by which an archive says which version it was made with."""
    return f"softmark-{digest}.json"


def digests_of(listing: Iterable[str], sources: Iterable[bytes]) -> list[str]:
    """Returns the digests that a hand-in was made with: by its archive's marker, or its notebook's first cell.

    Args:
        listing: paths of all that was handed in.
        sources: texts of a notebook's cells.
    """
    named = filter(None, (_MARKER.search(path) for path in listing))
    noted = filter(None, (_CELL.search(text[:1000]) for text in sources))
    return [*(match[1] for match in named), *(match[1].decode() for match in noted)]


_MARKER = re.compile(r"(?:^|/)softmark-([0-9a-f]{16})\.json$")
_CELL = re.compile(rb"^# softmark: \w+ ([0-9a-f]{16})$", re.MULTILINE)
