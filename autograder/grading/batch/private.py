"""Files that nobody but their owner may read: results are about people."""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO

from ...results.replacing import replacing

FILE_MODE = 0o600
FOLDER_MODE = 0o700


def write_private(path: Path, content: bytes) -> None:
    """Writes a file at once that its owner alone can read, whatever it was before."""
    with replacing(path) as draft, open_draft(draft) as file:
        file.write(content)


def open_draft(path: Path) -> BinaryIO:
    """Opens a new file for writing that its owner alone can read."""
    return open(open_private(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), "wb")


def open_private(path: Path, flags: int) -> int:
    """Returns a descriptor of a file that its owner alone can read."""
    descriptor = os.open(path, flags, FILE_MODE)
    if hasattr(os, "fchmod"):
        os.fchmod(descriptor, FILE_MODE)
    return descriptor
