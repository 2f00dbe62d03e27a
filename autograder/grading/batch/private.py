"""Files that nobody but their owner may read: results are about people."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from ...results.replacing import replacing

FILE_MODE = 0o600
FOLDER_MODE = 0o700


def write_private(path: Path, content: bytes) -> None:
    """Writes a file at once that its owner alone can read, whatever it was before; one that is so already stays."""
    if _is_so(path, content):
        return
    with replacing(path) as draft, open_draft(draft) as file:
        file.write(content)


def _is_so(path: Path, content: bytes) -> bool:
    """Tells whether a file has this content and these permissions; nothing is made of what is not a file of one's own."""
    try:
        descriptor = os.open(
            path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        )
    except OSError:
        return False
    with open(descriptor, "rb") as file:
        known = os.fstat(descriptor)
        return (
            stat.S_ISREG(known.st_mode)
            and stat.S_IMODE(known.st_mode) == FILE_MODE
            and known.st_uid == os.geteuid()
            and known.st_size == len(content)
            and file.read() == content
        )


def write_in_pieces(path: Path, pieces: Iterable[str]) -> None:
    """Writes a text as `write_private` does, without all of it in memory; anew, whatever was there."""
    with replacing(path) as draft, open_draft(draft) as file:
        file.writelines(map(str.encode, pieces))


def open_draft(path: Path) -> BinaryIO:
    """Opens a new file for writing that its owner alone can read."""
    return open(open_private(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), "wb")


def open_private(path: Path, flags: int) -> int:
    """Returns a descriptor of a file that its owner alone can read."""
    descriptor = os.open(path, flags, FILE_MODE)
    if hasattr(os, "fchmod"):
        os.fchmod(descriptor, FILE_MODE)
    return descriptor
