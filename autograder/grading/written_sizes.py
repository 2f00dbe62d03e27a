"""Numbers that are written where a size of the data belongs: 10 for num_output, 100 for the batch.

Where a check passes once another number stands in their place, which is a size of its inputs, they do. Nothing else
is needed for it: the sources are run again, changed.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace

from ..checks.check import Check
from ..checks.run import CheckRun
from ..course.rules import Facts
from ..course.sources import GradedSources
from ..results.records import dataclass
from ..results.result import CheckResult, Diagnosis
from .opened import Opened

Reopen = Callable[[GradedSources], AbstractContextManager[Opened]]
# Smaller numbers stand in formulas.
SMALLEST = 3
# Changed sources of one submission that are run.
MOST_TRIED = 8
# What an exception's words may let guess, and the names of sizes that checks give as facts.
GUESSED = ("classes", "samples", "inputs", "size")
KINDS = {"classes": "classes", "outputs": "classes", "batch": "samples", "inputs": "inputs"}


@dataclass(frozen=True)
class Written:
    """A whole number in a file of the submission, with the line where it first stands."""

    file: str
    number: int
    line: int


def written_numbers(facts: Facts, usual: frozenset[int]) -> list[Written]:
    """Returns the whole numbers that may stand for a size.

    Args:
        usual: those that the assignment's own files have in them.
    """
    found: dict[tuple[str, int], Written] = {}
    for file, known in facts.items():
        for _, number, line in known.numbers:
            if number >= SMALLEST and number not in usual:
                found.setdefault((file, number), Written(file, number, line))
    return list(found.values())


def numbers_of_cells(facts: Facts, cells: Mapping[str, bytes]) -> Facts:
    """Returns the facts of a live notebook, in which experiments have numbers of their own.

    Numbers stand for a size in cells that define functions or classes, and in constants that these use.
    """
    # Iterated over, and not asked for a name: who asks there means the file names of its frames.
    texts = dict(cells.items())
    defining = {cell: known for cell, known in facts.items() if known.signatures}
    text = b"\n".join(texts.get(cell, b"") for cell in defining)
    used = {}
    for cell, known in facts.items():
        if cell not in defining:
            numbers = {
                number
                for name, number in constants(texts.get(cell, b"")).items()
                if re.search(rb"\b%s\b" % name.encode(), text)
            }
            own = [item for item in known.numbers if item[1] in numbers]
            used[cell] = replace(known, numbers=own)
    return defining | used


def constants(source: bytes) -> dict[str, int]:
    """Returns the whole numbers that stand at the top of a file or cell under a name, "K = 10"."""
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError):
        return {}
    return {
        node.targets[0].id: node.value.value
        for node in body
        if isinstance(node, ast.Assign)
        and len(node.targets) == 1
        and isinstance(node.targets[0], ast.Name)
        and isinstance(node.value, ast.Constant)
        and type(node.value.value) is int
    }


class SizeTrials:
    """Tries sizes in the place of written numbers on one submission.

    Args:
        reopen: opens changed sources where they can be run.
        run: runs a check on what is opened.

    Attributes:
        proven: which size a number stands for.
    """

    def __init__(
        self,
        sources: GradedSources,
        written: Sequence[Written],
        reopen: Reopen,
        run: Callable[[Opened, Check], CheckRun],
    ) -> None:
        self._sources = sources
        self._written = written
        self._reopen = reopen
        self._run = run
        self._left = MOST_TRIED
        self.proven: dict[Written, str] = {}

    def find(self, check: Check) -> tuple[Written, str] | None:
        """Returns the number that stands for a size in a failed check, and which size; None where none does."""
        for written in self._used_by(check):
            for size, kind in self._candidates(check, written):
                if size != written.number and self._passes(check, written, size):
                    self.proven[written] = kind
                    return written, kind
        return None

    def _candidates(self, check: Check, written: Written) -> list[tuple[int, str]]:
        """Returns the named sizes of a check, or what another check has shown that a number stands for."""
        kind = self.proven.get(written)
        sizes = [(int(value), KINDS[name]) for name, value in check.facts.items() if name in KINDS]
        if kind is not None:
            return [item for item in sizes if item[1] == kind]
        # Of two sizes of one value, none can be told to be meant.
        return [item for item in sizes if sum(size == item[0] for size, _ in sizes) == 1]

    def _used_by(self, check: Check) -> Iterator[Written]:
        for written in self._written:
            if not written.file.endswith(".py") or written.file.removesuffix(".py") in check.needs:
                yield written

    def _passes(self, check: Check, written: Written, size: int) -> bool:
        if self._left == 0:
            return False
        self._left -= 1
        files = dict(self._sources.files)
        files[written.file] = with_number(files[written.file], written.number, size)
        with self._reopen(replace(self._sources, files=files)) as opened:
            return self._run(opened, check).passed


def with_number(source: bytes, number: int, size: int) -> bytes:
    """Returns a source with a whole number in place of another wherever that stands by itself."""
    return re.sub(rb"(?<![\w.])%d(?![\w.])" % number, b"%d" % size, source)


def is_open(result: CheckResult) -> bool:
    """Tells whether nothing is known yet of a failed check, beside how its numbers relate to what is expected."""
    if result.status == "error":
        return True
    named = result.diagnosis is not None and bool(result.diagnosis.mistake)
    return result.status == "failed" and not named


def with_size(result: CheckResult, hint: str) -> CheckResult:
    """Returns a result that says which number stands for a size."""
    return replace(result, hint=hint, diagnosis=Diagnosis(pattern=hint, general=hint))
