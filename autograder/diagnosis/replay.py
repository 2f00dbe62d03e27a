"""What known mistakes return on the same inputs as a submission: the side that a diagnosis compares with.

Two sources: the reference with the mistakes made, when grading, and expected.npz, on a student's
machine, which has no reference (`published_replay`).
"""

from __future__ import annotations

import ast
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from ..checks.asking import Asked
from ..checks.check import Check
from ..course.assignment import Assignment
from ..course.mistakes import Mistake, apply_mistakes, with_forms
from ..course.trusted import trusted
from ..execution.bounded import EndlessError, bounded
from ..execution.failure import Failure
from ..execution.transport import DirectTransport
from ..results.convert import convert, to_plain
from .observed import ObservedOutputs, observed_outputs
from .reach import Function, called, changed
from .stand_ins import Ingredients, StandIns

if TYPE_CHECKING:
    from ..course.kept import KeptAnswers

# The variant that shows what a mistake usually gets wrong: of the inputs of grading, and of the published ones.
USUAL = 0
# The table of what mistakes change.
CHANGES = "changes"
# Combinations of mistakes that are kept ready; each holds some 30 KB of compiled modules.
KEPT_COMBINATIONS = 512
# A block of so many bytes is freed once; glibc then keeps twice as many.
KEPT_MEMORY = 16 << 20


class Replay(Protocol):
    """A source of what mistakes return.

    Attributes:
        mistakes: the known ones.
        ingredients: what outputs are made of; None where that is not known.
        is_costly: what mistakes return has to be computed.
    """

    is_costly: bool
    mistakes: tuple[Mistake, ...]
    ingredients: Ingredients | None

    def touches(self, mistake: Mistake, check: Check) -> bool:
        """Tells whether a mistake can change what a check sees."""

    def observed(
        self, mistakes: Sequence[Mistake], check: Check, variant: int
    ) -> ObservedOutputs | None:
        """Returns what a check sees of these mistakes together, None where that is not known."""

    def acting(
        self, mistakes: Sequence[Mistake], check: Check, variant: int
    ) -> tuple[Mistake, ...]:
        """Returns those of some mistakes that can change what a check sees: without the others it sees the same."""

    def calls(self, check: Check, variant: int) -> frozenset[Function] | None:
        """Returns the functions of the reference that a check calls; None where that is not known."""

    def changes(self, mistake: Mistake) -> frozenset[Function]:
        """Returns the functions of the reference that a mistake changes, as far as that is known."""

    def known_wrong(self, mistake: Mistake, check: Check, variant: int) -> frozenset[str] | None:
        """Returns which outputs a mistake gets wrong, None where that has to be found by comparing."""

    def keep_wrong(
        self, mistake: Mistake, check: Check, variant: int, wrong: frozenset[str]
    ) -> None:
        """Takes in what was found by comparing."""


class ReferenceReplay:
    """Makes the mistakes in the reference and runs the probes on it, in this process.

    Args:
        mistakes: trusted code like the reference; `verify` shows that each of them, in each form, ends.
        seed: the seed of a check's inputs in a variant.
        kept: what single mistakes returned in earlier runs.
        asked: what the probes ask, as far as that is known.

    Attributes:
        endless: the keys of mistakes that were found not to end.
    """

    is_costly = True

    def __init__(
        self,
        assignment: Assignment,
        mistakes: Sequence[Mistake],
        seed: Callable[[Check, int], int],
        kept: KeptAnswers | None = None,
        asked: Asked | None = None,
    ) -> None:
        keep_freed_memory()
        self.mistakes = with_forms(mistakes)
        self.endless: set[str] = set()
        self._assignment = assignment
        self._seed = seed
        self._kept = kept
        self.ingredients: Ingredients | None = StandIns(assignment, seed, kept)
        reach = {
            needs: reachable(assignment.reference, needs)
            for needs in {check.needs for check in assignment.checks}
        }
        self._reach = {check.id: reach[check.needs] for check in assignment.checks}
        self._transports: OrderedDict[tuple[str, ...], DirectTransport | None] = OrderedDict()
        self._asked = asked or Asked()
        self._observed: dict[tuple[str, str, int], ObservedOutputs | None] = {}
        self._changed: dict[str, frozenset[Function]] = {}
        self._called: dict[tuple[str, int], frozenset[Function] | None] = {}

    def touches(self, mistake: Mistake, check: Check) -> bool:
        """Tells whether a file that the mistake edits is used by the check."""
        return any(edit.file in self._reach[check.id] for edit in mistake.edits)

    def observed(
        self, mistakes: Sequence[Mistake], check: Check, variant: int
    ) -> ObservedOutputs | None:
        """Returns what the check sees; None where the mistakes edit the same text."""
        if len(mistakes) > 1:
            return self._run(mistakes, check, variant)
        key = mistakes[0].key if mistakes else "", check.id, variant
        if key not in self._observed:
            self._observed[key] = self._find(mistakes, check, variant, f"{key[0]} {check.id}")
        return self._observed[key]

    def _find(
        self, mistakes: Sequence[Mistake], check: Check, variant: int, name: str
    ) -> ObservedOutputs | None:
        """Returns what is kept by a name; else runs the check, and keeps that."""
        found = None if self._kept is None else _unpacked(self._kept.find(variant, name))
        if found is not None:
            return found
        found = self._run(mistakes, check, variant)
        self._keep(found, variant, name)
        return found

    def _keep(self, found: ObservedOutputs | None, variant: int, name: str) -> None:
        # For want of memory, this process failed rather than the mistake.
        failed = found is None or (found.failure and found.failure.type == "MemoryError")
        if self._kept is not None and found is not None and not failed:
            self._kept.add(variant, name, _packed(found))

    def acting(
        self, mistakes: Sequence[Mistake], check: Check, variant: int
    ) -> tuple[Mistake, ...]:
        """See Replay: none where the check calls nothing that they change.

        Once one of them is called, it may call another.
        """
        # Those of one set of inputs tell nearly always that all are called, and none need be found of these.
        for inputs in (USUAL, variant):
            functions = self.calls(check, inputs)
            if functions is None or any(self.changes(item) & functions for item in mistakes):
                return tuple(mistakes)
        return ()

    def changes(self, mistake: Mistake) -> frozenset[Function]:
        """See Replay."""
        if mistake.key not in self._changed:
            kept = None if self._kept is None else self._kept.find_row(USUAL, CHANGES, mistake.key)
            found = _as_functions(kept)
            self._changed[mistake.key] = self._find_changes(mistake) if found is None else found
        return self._changed[mistake.key]

    def _find_changes(self, mistake: Mistake) -> frozenset[Function]:
        """Compares the functions, and keeps what is found."""
        found = changed(self._assignment.reference, self._files([mistake]) or {})
        if self._kept is not None:
            self._kept.add_row(USUAL, CHANGES, mistake.key, _as_lists(found))
        return found

    def calls(self, check: Check, variant: int) -> frozenset[Function] | None:
        """See Replay."""
        key = check.id, variant
        if key not in self._called:
            name = f"calls {check.id}"
            kept = None if self._kept is None else _as_functions(self._kept.find(variant, name))
            if kept is not None:
                self._called[key] = kept
                return kept
            found, functions = called(
                lambda: self._run((), check, variant), self._assignment.reference
            )
            self._observed["", check.id, variant] = found
            self._keep(found, variant, f" {check.id}")
            # Where it failed, for want of memory, not all was called.
            self._called[key] = None if found is None or found.failure else functions
            if self._kept is not None and self._called[key] and functions:
                self._kept.add(variant, name, _as_lists(functions))
        return self._called[key]

    def known_wrong(self, mistake: Mistake, check: Check, variant: int) -> frozenset[str] | None:
        """See Replay."""
        if self._kept is None:
            return None
        found = self._kept.find_row(variant, _wrong_in(check), mistake.key)
        return frozenset(found) if isinstance(found, list) else None

    def keep_wrong(
        self, mistake: Mistake, check: Check, variant: int, wrong: frozenset[str]
    ) -> None:
        """See Replay."""
        if self._kept is not None:
            self._kept.add_row(variant, _wrong_in(check), mistake.key, sorted(wrong))

    def _run(
        self, mistakes: Sequence[Mistake], check: Check, variant: int
    ) -> ObservedOutputs | None:
        transport = self._transport(mistakes)
        if transport is None:
            return None
        seed = self._seed(check, variant)
        with bounded():
            observed = observed_outputs(self._asked.outcome(check.probe, transport, seed))
        if observed.failure is not None and observed.failure.type == EndlessError.__name__:
            # Nobody waits for it again.
            key = tuple(mistake.key for mistake in mistakes)
            self._transports[key] = None
            self.endless.update(key)
            return None
        # Hundreds of transports are kept, and a training leaves all its batches behind.
        transport.drop_objects()
        return observed

    def _transport(self, mistakes: Sequence[Mistake]) -> DirectTransport | None:
        key = tuple(mistake.key for mistake in mistakes)
        if key not in self._transports:
            files = self._files(mistakes)
            self._transports[key] = None if files is None else self._load(files)
            self._forget()
        self._transports.move_to_end(key)
        return self._transports[key]

    def _files(self, mistakes: Sequence[Mistake]) -> dict[str, bytes] | None:
        """Returns the reference's files with some mistakes made; None where they cannot be made together."""
        solution = self._assignment.bundle.solution
        return apply_mistakes(self._assignment.reference, mistakes, solution)

    def _load(self, files: Mapping[str, bytes]) -> DirectTransport:
        return trusted(self._assignment, files)

    def _forget(self) -> None:
        """Drops the combinations not used for longest; single mistakes are kept."""
        combined = [key for key in self._transports if len(key) > 1]
        for key in combined[: max(0, len(combined) - KEPT_COMBINATIONS)]:
            del self._transports[key]


def _wrong_in(check: Check) -> str:
    """Names the table of which outputs of a check mistakes get wrong."""
    return f"wrong {check.id}"


def _as_lists(functions: Iterable[Function]) -> list[list[str]]:
    return [list(item) for item in sorted(functions)]


def _as_functions(kept: Any) -> frozenset[Function] | None:
    """Returns functions out of what was kept of them; None where that is nothing."""
    if not isinstance(kept, list):
        return None
    return frozenset((file, function) for file, function in kept)


@cache
def keep_freed_memory() -> None:
    """Has glibc keep what is freed, up to some MB, for the next replay.

    A training fills some MB with its batches. To be given them anew by the system, page by page, takes as long as
    the training; what glibc gives back follows from the largest block that was ever freed.
    """
    np.empty(KEPT_MEMORY, dtype=np.uint8)


def _packed(observed: ObservedOutputs) -> list[Any]:
    failure = None if observed.failure is None else to_plain(observed.failure)
    return [dict(observed.values), failure]


def _unpacked(kept: Any) -> ObservedOutputs | None:
    match kept:
        case [dict(values), None]:
            return ObservedOutputs(values)
        case [dict(values), dict(failure)]:
            return ObservedOutputs(values, convert(failure, Failure))
    return None


def reachable(files: Mapping[str, bytes], modules: Sequence[str]) -> frozenset[str]:
    """Returns the files that importing these modules executes, found by their import statements."""
    found: set[str] = set()
    waiting = list(modules)
    while waiting:
        path = f"{waiting.pop().replace('.', '/')}.py"
        if path in files and path not in found:
            found.add(path)
            waiting += _imports(files[path])
    return frozenset(found)


def _imports(source: bytes) -> list[str]:
    names: list[str] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.append(node.module)
    return names
