"""What known mistakes return on the same inputs as a submission: the side that a diagnosis compares with.

Two sources: the reference with the mistakes made, when grading, and expected.npz, on a student's
machine, which has no reference (`published_replay`).
"""

from __future__ import annotations

import ast
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from ..checks.check import Check
from ..checks.run import run_probe
from ..course.assignment import Assignment
from ..course.mistakes import Mistake, apply_mistakes, with_forms
from ..course.trusted import trusted
from ..execution.failure import Failure
from ..execution.transport import DirectTransport
from ..results.convert import convert, to_plain
from .observed import ObservedOutputs, observed_outputs
from .stand_ins import Ingredients, StandIns

if TYPE_CHECKING:
    from ..course.kept import KeptAnswers

# Combinations of mistakes that are kept ready; each holds some 30 KB of compiled modules.
KEPT_COMBINATIONS = 512


class Replay(Protocol):
    """A source of what mistakes return.

    Attributes:
        mistakes: the known ones.
        ingredients: what outputs are made of; None where that is not known.
    """

    mistakes: tuple[Mistake, ...]
    ingredients: Ingredients | None

    def touches(self, mistake: Mistake, check: Check) -> bool:
        """Tells whether a mistake can change what a check sees."""

    def observed(
        self, mistakes: Sequence[Mistake], check: Check, variant: int
    ) -> ObservedOutputs | None:
        """Returns what a check sees of these mistakes together, None where that is not known."""

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
    """

    def __init__(
        self,
        assignment: Assignment,
        mistakes: Sequence[Mistake],
        seed: Callable[[Check, int], int],
        kept: KeptAnswers | None = None,
    ) -> None:
        self.mistakes = with_forms(mistakes)
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

    def touches(self, mistake: Mistake, check: Check) -> bool:
        """Tells whether a file that the mistake edits is used by the check."""
        return any(edit.file in self._reach[check.id] for edit in mistake.edits)

    def observed(
        self, mistakes: Sequence[Mistake], check: Check, variant: int
    ) -> ObservedOutputs | None:
        """Returns what the check sees; None where the mistakes edit the same text."""
        if self._kept is None or len(mistakes) != 1:
            return self._run(mistakes, check, variant)
        name = f"{mistakes[0].key} {check.id}"
        found = _unpacked(self._kept.find(variant, name))
        if found is not None:
            return found
        found = self._run(mistakes, check, variant)
        # For want of memory, this process failed rather than the mistake.
        if found is not None and (found.failure is None or found.failure.type != "MemoryError"):
            self._kept.add(variant, name, _packed(found))
        return found

    def known_wrong(self, mistake: Mistake, check: Check, variant: int) -> frozenset[str] | None:
        """See Replay."""
        if self._kept is None:
            return None
        found = self._kept.find(variant, f"wrong {mistake.key} {check.id}")
        return frozenset(found) if isinstance(found, list) else None

    def keep_wrong(
        self, mistake: Mistake, check: Check, variant: int, wrong: frozenset[str]
    ) -> None:
        """See Replay."""
        if self._kept is not None:
            self._kept.add(variant, f"wrong {mistake.key} {check.id}", sorted(wrong))

    def _run(
        self, mistakes: Sequence[Mistake], check: Check, variant: int
    ) -> ObservedOutputs | None:
        transport = self._transport(mistakes)
        if transport is None:
            return None
        observed = observed_outputs(run_probe(check.probe, transport, self._seed(check, variant)))
        # Hundreds of transports are kept, and a training leaves all its batches behind.
        transport.drop_objects()
        return observed

    def _transport(self, mistakes: Sequence[Mistake]) -> DirectTransport | None:
        key = tuple(mistake.key for mistake in mistakes)
        if key not in self._transports:
            solution = self._assignment.bundle.solution
            files = apply_mistakes(self._assignment.reference, mistakes, solution)
            self._transports[key] = None if files is None else self._load(files)
            self._forget()
        self._transports.move_to_end(key)
        return self._transports[key]

    def _load(self, files: Mapping[str, bytes]) -> DirectTransport:
        return trusted(self._assignment, files)

    def _forget(self) -> None:
        """Drops the combinations not used for longest; single mistakes are kept."""
        combined = [key for key in self._transports if len(key) > 1]
        for key in combined[: max(0, len(combined) - KEPT_COMBINATIONS)]:
            del self._transports[key]


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
