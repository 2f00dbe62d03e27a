"""A submission as one text: its graded files and the code of its notebooks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ...execution.parsing import Parsers, Unparsed

# Longer submissions are cut: comparing takes time in their length.
MOST_CHARACTERS = 400_000


@dataclass(frozen=True)
class Document:
    """What a student wrote, as far as it is code."""

    student: str
    text: str


def document_of(
    student: str, files: Mapping[str, bytes], wanted: Sequence[str], parsers: Parsers
) -> Document:
    """Returns a submission's text, each file under its name.

    Args:
        wanted: the files that the assignment is about; of other .py files everything counts too, as a
            copy may have been renamed.
        parsers: for notebooks.
    """
    parts = []
    for path in sorted(files, key=lambda path: (path not in wanted, path)):
        if path.endswith(".py"):
            parts.append(f"# {path}\n{files[path].decode('utf-8', 'replace')}")
        elif path.endswith(".ipynb"):
            parts.append(f"# {path}\n{notebook_code(files[path], parsers)}")
    return Document(student, "\n\n".join(parts)[:MOST_CHARACTERS])


def notebook_code(content: bytes, parsers: Parsers) -> str:
    """Returns the code cells of a notebook; nothing of a damaged one."""
    try:
        with parsers.open() as parse:
            cells = parse("notebook.code_cells", content)
        return "\n\n".join(bytes(cell).decode("utf-8", "replace") for cell in cells)
    except (Unparsed, TypeError, ValueError):
        return ""
