"""A replay of mistakes that have been run already: proofs run each of them on each input, and then diagnose them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..checks.check import Check
from ..checks.run import CheckRun
from ..course.mistakes import Mistake
from ..diagnosis.observed import ObservedOutputs, observed_outputs
from ..diagnosis.replay import USUAL, ReferenceReplay


class RememberedReplay:
    """Says what single mistakes returned where they were run, and replays all else.

    Args:
        graded: the runs of all checks, by variant and mistake.
        usually_wrong: what a mistake gets wrong in the usual variant, by mistake and check; it is added to, and
            may be handed on to the next replay.
    """

    is_costly = False

    def __init__(
        self,
        replay: ReferenceReplay,
        graded: Mapping[int, Mapping[str, Sequence[CheckRun]]],
        usually_wrong: dict[tuple[str, str], frozenset[str]],
    ) -> None:
        self.mistakes = replay.mistakes
        self.ingredients = replay.ingredients
        self.touches = replay.touches
        self.calls, self.changes = replay.calls, replay.changes
        self._replay = replay
        self._usually_wrong = usually_wrong
        self._outcomes = {
            (variant, id, run.check.id): run.outcome
            for variant, runs_of in graded.items()
            for id, runs in runs_of.items()
            for run in runs
        }

    def observed(
        self, mistakes: Sequence[Mistake], check: Check, variant: int
    ) -> ObservedOutputs | None:
        """Returns what the check sees of these mistakes together."""
        if len(mistakes) == 1:
            outcome = self._outcomes.get((variant, mistakes[0].key, check.id))
            if outcome is not None:
                return observed_outputs(outcome)
        return self._replay.observed(mistakes, check, variant)

    def acting(
        self, mistakes: Sequence[Mistake], check: Check, variant: int
    ) -> tuple[Mistake, ...]:
        """See Replay: all of them, as each was run."""
        return tuple(mistakes)

    def known_wrong(self, mistake: Mistake, check: Check, variant: int) -> frozenset[str] | None:
        """Returns what was found of the usual variant, which every diagnosis asks for."""
        return self._usually_wrong.get((mistake.key, check.id)) if variant == USUAL else None

    def keep_wrong(
        self, mistake: Mistake, check: Check, variant: int, wrong: frozenset[str]
    ) -> None:
        """Keeps it."""
        if variant == USUAL:
            self._usually_wrong[mistake.key, check.id] = wrong
