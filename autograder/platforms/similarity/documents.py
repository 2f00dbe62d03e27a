"""A submission as one text: its graded files and the code of its notebooks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec

from ...submissions.notebook_model import decode_cells

# Longer submissions are cut: comparing takes time in their length.
MOST_CHARACTERS = 400_000


@dataclass(frozen=True)
class Document:
    """What a student wrote, as far as it is code."""

    student: str
    text: str


def document_of(student: str, files: Mapping[str, bytes], wanted: Sequence[str]) -> Document:
    """Returns a submission's text, each file under its name.

    Args:
        wanted: the files that the assignment is about; of other .py files everything counts too, as a
            copy may have been renamed.
    """
    parts = []
    for path in sorted(files, key=lambda path: (path not in wanted, path)):
        if path.endswith(".py"):
            parts.append(f"# {path}\n{files[path].decode('utf-8', 'replace')}")
        elif path.endswith(".ipynb"):
            parts.append(f"# {path}\n{notebook_code(files[path])}")
    return Document(student, "\n\n".join(parts)[:MOST_CHARACTERS])


def notebook_code(content: bytes) -> str:
    """Returns the code cells of a notebook; nothing of a damaged one."""
    try:
        cells = decode_cells(content)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return ""
    return "\n\n".join(cell.text for cell in cells if cell.cell_type == "code")
