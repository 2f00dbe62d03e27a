"""A submission as one text: its graded files and the code of its notebooks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ...execution.parsing import Parsers, Unparsed

# Longer submissions are cut: comparing takes time in their length.
MOST_CHARACTERS = 400_000


# Where the text cannot be taken apart it is compared as it is.
NO_OFFSETS: np.ndarray[Any, Any] = np.zeros((0, 2), dtype=np.int64)


@dataclass(frozen=True)
class Document:
    """What a student wrote, as far as it is code.

    Attributes:
        text: as it was written.
        reduced: without what a copier changes first; see `parsers.code`.
        offsets: how places in it become places in the text.
    """

    student: str
    text: str
    reduced: str
    offsets: np.ndarray[Any, Any] = field(default_factory=lambda: NO_OFFSETS, compare=False)


def document_of(
    student: str, files: Mapping[str, bytes], wanted: Sequence[str], parsers: Parsers
) -> Document:
    """Returns a submission's text, each file under its name.

    Args:
        wanted: the files that the assignment is about; of other .py files everything counts too, as a
            copy may have been renamed.
        parsers: for notebooks, and for taking the code apart.
    """
    parts = []
    for path in sorted(files, key=lambda path: (path not in wanted, path)):
        if path.endswith(".py"):
            parts.append(f"# {path}\n{files[path].decode('utf-8', 'replace')}")
        elif path.endswith(".ipynb"):
            parts.append(f"# {path}\n{notebook_code(files[path], parsers)}")
    return document_from(student, "\n\n".join(parts), parsers)


def document_from(student: str, text: str, parsers: Parsers) -> Document:
    """Returns a text with its reduced form; the text itself where it cannot be reduced."""
    # As the parser reads it, so that places in it are the same.
    text = text.replace("\r\n", "\n").replace("\r", "\n")[:MOST_CHARACTERS]
    try:
        with parsers.open() as parse:
            told = parse("code.reduced", text.encode("utf-8", "replace"))
        reduced = _decoded(told["text"])
        offsets = np.frombuffer(told["offsets"], dtype=np.int64).reshape(-1, 2)
    except (Unparsed, KeyError, TypeError, ValueError):
        return Document(student, text, text)
    return Document(student, text, reduced, np.clip(offsets, 0, len(text)))


def notebook_code(content: bytes, parsers: Parsers) -> str:
    """Returns the code cells of a notebook; nothing of a damaged one."""
    try:
        with parsers.open() as parse:
            cells = parse("notebook.code_cells", content)
        return "\n\n".join(map(_decoded, cells))
    except (Unparsed, TypeError, ValueError):
        return ""


def _decoded(told: Any) -> str:
    """Returns what a parser told as bytes. Raises TypeError where it is anything else."""
    if type(told) is not bytes:
        raise TypeError
    return told.decode("utf-8", "replace")
