"""Writing a file so that nobody, whenever they look, sees half of it."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Gives the path of a draft, which takes the place of `path` at once when the block ends well.

    The draft's name does not depend on the file's, which may be as long as a name can be.
    """
    draft = path.with_name(f".{os.getpid()}-{threading.get_ident()}.draft")
    draft.unlink(missing_ok=True)
    try:
        yield draft
        os.replace(draft, path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def write_whole(path: Path, content: bytes | str) -> None:
    """Writes a file at once; text as UTF-8."""
    with replacing(path) as draft:
        draft.write_bytes(content.encode() if isinstance(content, str) else content)
