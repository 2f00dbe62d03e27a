"""Requests to parsers, answered, whatever the bytes do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from . import git, notebook
from .archive import Opened
from .errors import Unparsed

PARSERS: Mapping[str, Callable[..., Any]] = {
    "git.head": git.head,
    "git.commit_of": git.commit_of,
    "git.packed_at": git.packed_at,
    "git.commit_time": git.commit_time,
    "git.packed_commit_time": git.packed_commit_time,
    "notebook.cells": notebook.cells,
    "notebook.code_cells": notebook.code_cells,
}


class Answers:
    """The parsers, for the bytes of one student.

    Args:
        file: descriptor of the file that archives are read from.
    """

    def __init__(self, file: int) -> None:
        self._file = file
        self._archive = Opened()

    def parse(self, name: str, arguments: list[Any]) -> dict[str, Any]:
        """Returns {"parsed": value} or {"refused": [code, facts]}."""
        try:
            return {"parsed": self._parser(name)(*arguments)}
        except Unparsed as refusal:
            return {"refused": [refusal.code, dict(refusal.facts)]}

    def _parser(self, name: str) -> Callable[..., Any]:
        if name == "archive.scan":
            return self._scan
        if name.startswith("rendering."):
            return _renderer(name)
        if name == "archive.read":
            return self._archive.read
        return PARSERS[name] if name in PARSERS else seldom()[name]

    def _scan(self, limits: dict[str, int]) -> dict[str, Any]:
        # Kept open: what is chosen of it is read later.
        file = open(self._file, "rb", closefd=False)  # noqa: SIM115
        return self._archive.scan(file, limits)


def seldom() -> Mapping[str, Callable[..., Any]]:
    """Returns the parsers that most students need none of: every child pays for the pages of its parent."""
    from . import code, metadata, pdf, table

    return {
        "metadata.submissions": metadata.submissions,
        "pdf.facts": pdf.facts,
        "code.reduced": code.reduced,
        "table.cells": table.cells,
    }


def _renderer(name: str) -> Callable[..., Any]:
    # Not at the top: they need packages that only processes for them have.
    from .rendering.body import page_body
    from .rendering.safe_notebook import safe_cells

    renderers: Mapping[str, Callable[..., Any]] = {
        "rendering.body": page_body,
        "rendering.cells": safe_cells,
    }
    return renderers[name]
