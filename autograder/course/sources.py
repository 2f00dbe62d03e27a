"""What is graded of a submission, as sources: files, a notebook's cells, and what the course adds."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import field

from ..results.records import dataclass
from .assignment import Assignment
from .rules import Facts, read_facts


@dataclass(frozen=True)
class GradedSources:
    """What an executor is handed of a submission.

    Attributes:
        files: sources by path; those of cells have the cell's name, "work.ipynb cell 4".
        cells: names of the notebook's cells, in order; empty where no notebook is graded.
        given: the workspace's own files, which a submission may import without holding them.
    """

    files: Mapping[str, bytes]
    cells: tuple[str, ...] = ()
    given: Mapping[str, bytes] = field(default_factory=dict)


def facts_as_released(assignment: Assignment, files: Mapping[str, bytes]) -> Facts:
    """Returns the facts of those files that are the assignment's own, and as they were released.

    On a student's machine they stand in the published answers.

    Raises:
        UsageError: the published answers are damaged.
    """
    if assignment.reference:
        return {
            name: known
            for name, known in assignment.given_facts.items()
            if files.get(name) == assignment.given[name]
        }
    published = {} if assignment.answers is None else assignment.answers.text("given")
    same = {
        name: known["facts"]
        for name, known in published.items()
        if name in files and text_digest(files[name]) == known["digest"]
    }
    return read_facts({"values": same})


def text_digest(content: bytes) -> str:
    """Returns the SHA-256 of a text, whatever its lines end with."""
    return hashlib.sha256(b"\n".join(content.rstrip().splitlines())).hexdigest()
