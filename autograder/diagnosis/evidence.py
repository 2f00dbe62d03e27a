"""One failing submission beside the known mistakes: what each returned on the same inputs."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from ..checks.check import Check, Outputs
from ..checks.run import CheckRun, Outcome
from ..course.mistakes import Mistake
from .observed import FAILED, ObservedOutputs, observed_outputs, same_outputs, wrong_outputs
from .replay import Replay

# Smaller than this, beside the numbers expected, is as good as 0.
TINY = 1e-9
# What combinations of mistakes return, kept for the submission at hand: each is asked for several times.
KEPT_OF_COMBINATIONS = 256
# The variant that shows what a mistake usually gets wrong: of the inputs of grading, and of the published ones.
USUAL = 0
# Kinds of failure that say nothing about what the code computes.
INCONCLUSIVE = ("todo", "load", "timeout", "died")


class MistakeOutputs:
    """What mistakes return, kept once it has been asked for."""

    def __init__(self, replay: Replay, expected: Callable[[Check, int], Outputs]) -> None:
        self.replay = replay
        self.expected = expected
        self._right: dict[tuple[str, int], ObservedOutputs] = {}
        self._observed: dict[tuple[str, str, int], ObservedOutputs | None] = {}
        self._combined: OrderedDict[tuple[tuple[str, ...], str, int], ObservedOutputs | None] = (
            OrderedDict()
        )
        self._wrong: dict[tuple[str, str, int], frozenset[str]] = {}
        self._usually_wrong: dict[tuple[str, str], frozenset[str]] = {}
        self._deciding: dict[tuple[str, tuple[str, ...]], list[Check]] = {}

    def right(self, check: Check, variant: int) -> ObservedOutputs:
        """Returns what is expected, as it would be observed."""
        key = (check.id, variant)
        if key not in self._right:
            self._right[key] = observed_outputs(Outcome(self.expected(check, variant)))
        return self._right[key]

    def observed(
        self, mistakes: Sequence[Mistake], check: Check, variant: int
    ) -> ObservedOutputs | None:
        """Returns what a check sees of mistakes; single ones are kept, and the last combinations."""
        if len(mistakes) != 1:
            return self._of_combination(mistakes, check, variant)
        key = (mistakes[0].key, check.id, variant)
        if key not in self._observed:
            self._observed[key] = self.replay.observed(mistakes, check, variant)
        return self._observed[key]

    def _of_combination(
        self, mistakes: Sequence[Mistake], check: Check, variant: int
    ) -> ObservedOutputs | None:
        key = (tuple(mistake.key for mistake in mistakes), check.id, variant)
        if key not in self._combined:
            self._combined[key] = self.replay.observed(mistakes, check, variant)
            if len(self._combined) > KEPT_OF_COMBINATIONS:
                self._combined.popitem(last=False)
        return self._combined[key]

    def usually_wrong(self, mistake: Mistake, check: Check) -> frozenset[str]:
        """Returns which outputs a mistake gets wrong.

        Found on one variant for all submissions, in whatever order they come: which outputs are wrong hardly
        depends on the inputs, and serves to choose what is worth a replay, not to name anything.
        """
        key = (mistake.key, check.id)
        if key not in self._usually_wrong:
            touched = self.replay.touches(mistake, check)
            self._usually_wrong[key] = (
                self.wrong([mistake], check, USUAL) if touched else frozenset()
            )
        return self._usually_wrong[key]

    def deciding(self, mistake: Mistake, checks: Sequence[Check]) -> list[Check]:
        """Returns those of some checks that a mistake touches and that need the fewest modules."""
        key = (mistake.key, tuple(check.id for check in checks))
        if key not in self._deciding:
            found: list[Check] = []
            for check in sorted(checks, key=lambda check: len(set(check.needs))):
                if any(set(other.needs) < set(check.needs) for other in found):
                    continue
                if self.usually_wrong(mistake, check):
                    found.append(check)
            self._deciding[key] = found
        return self._deciding[key]

    def wrong(self, mistakes: Sequence[Mistake], check: Check, variant: int) -> frozenset[str]:
        """Returns which outputs mistakes get wrong in a variant; of single ones it is kept."""
        if len(mistakes) != 1:
            return self._find_wrong(mistakes, check, variant)
        key = (mistakes[0].key, check.id, variant)
        if key not in self._wrong:
            self._wrong[key] = self._wrong_of_one(mistakes[0], check, variant)
        return self._wrong[key]

    def _wrong_of_one(self, mistake: Mistake, check: Check, variant: int) -> frozenset[str]:
        """Returns what is known of a mistake; else compares, which takes longer than all else."""
        known = self.replay.known_wrong(mistake, check, variant)
        if known is not None:
            return known
        found = self._find_wrong([mistake], check, variant)
        observed = self.observed([mistake], check, variant)
        # For want of memory, this process failed rather than the mistake.
        if observed is None or observed.failure is None or observed.failure.type != "MemoryError":
            self.replay.keep_wrong(mistake, check, variant, found)
        return found

    def _find_wrong(
        self, mistakes: Sequence[Mistake], check: Check, variant: int
    ) -> frozenset[str]:
        observed = self.observed(mistakes, check, variant)
        if observed is None:
            return frozenset()
        return wrong_outputs(check, observed, self.right(check, variant))


class SubmissionEvidence:
    """One submission: what it returned, and how that compares with mistakes."""

    def __init__(self, known: MistakeOutputs, runs: Iterable[CheckRun], variant: int) -> None:
        self.known = known
        self.variant = variant
        self._evidence = {item.check.id: item for item in runs}
        self._observed = {id: observed_outputs(item.outcome) for id, item in self._evidence.items()}
        self._wrong: dict[str, frozenset[str]] = {}
        self._passed = {id for id, item in self._evidence.items() if item.passed}

    def checks(self) -> list[Check]:
        """Returns the checks that were run."""
        return [item.check for item in self._evidence.values()]

    def observed(self, check: Check) -> ObservedOutputs:
        """Returns what a check that was run saw."""
        return self._observed[check.id]

    def outputs(self, check: Check) -> list[str]:
        """Returns the outputs that are expected, in the order of the probe."""
        return list(self.known.right(check, self.variant).values)

    def inconclusive(self, check: Check) -> bool:
        """Tells whether a check was not run, or ended in a way that says nothing."""
        item = self._evidence.get(check.id)
        failure = None if item is None else item.outcome.failure
        return item is None or (failure is not None and failure.kind in INCONCLUSIVE)

    def passed(self, check: Check) -> bool:
        """Tells whether a check passed."""
        return check.id in self._passed

    def failed(self, check: Check) -> bool:
        """Tells whether a check failed in a way that can be compared."""
        return not self.inconclusive(check) and not self.passed(check)

    def wrong(self, check: Check) -> frozenset[str]:
        """Returns the wrong outputs of the submission."""
        if self.passed(check):
            return frozenset()
        if check.id not in self._wrong:
            right = self.known.right(check, self.variant)
            self._wrong[check.id] = wrong_outputs(check, self._observed[check.id], right)
        return self._wrong[check.id]

    def same(
        self, mistakes: Sequence[Mistake], check: Check, *, exact: bool = False
    ) -> frozenset[str]:
        """Returns the outputs in which the submission agrees with mistakes."""
        observed = self.known.observed(mistakes, check, self.variant)
        if observed is None:
            return frozenset()
        return same_outputs(check, observed, self._observed[check.id], exact=exact)

    def explained(self, mistakes: Sequence[Mistake], check: Check, *, exact: bool = False) -> bool:
        """Tells whether mistakes return what the submission did, right or wrong; a check that was not run fits all."""
        if self.inconclusive(check):
            return True
        wrong = self.known.wrong(mistakes, check, self.variant)
        if self.passed(check) or not wrong:
            return self.passed(check) and not wrong
        same = self.same(mistakes, check, exact=exact)
        outputs = self.known.right(check, self.variant).values
        return FAILED in same or all(name in same for name in outputs)

    def discriminating(self, mistakes: Sequence[Mistake], check: Check, least: int = 1) -> bool:
        """Tells whether the wrong outputs of mistakes are more than what anybody might return.

        Zeros of the right shape are not, where zero is not nearly right. A wrong yes or no is, where
        all else has to be right: it is the very thing that the output asks.
        """
        observed = self.known.observed(mistakes, check, self.variant)
        if observed is None:
            return False
        if observed.failure is not None:
            return bool(observed.failure.text) and least == 1
        expected = self.known.expected(check, self.variant)
        right = self.known.right(check, self.variant).values
        for name in wrong_outputs(check, observed, self.known.right(check, self.variant)):
            value, target = observed.values.get(name), right[name]
            if isinstance(target, str) and least == 1 and _says_something(value):
                return True
            if not isinstance(value, np.ndarray) or not isinstance(target, np.ndarray):
                continue
            if least == 1 and (
                np.squeeze(value).shape != np.squeeze(target).shape
                or np.asarray(expected[name]).dtype.kind == "b"
            ):
                return True
            size = float(np.abs(target[np.isfinite(target)]).max(initial=0.0))
            if least == 1 and (size < TINY or not np.isfinite(value).all()):
                return True
            numbers = value[np.isfinite(value) & (np.abs(value) > TINY * size)]
            if len(np.unique(numbers)) >= least:
                return True
        return False


def _says_something(value: Any) -> bool:
    """Tells whether what is observed where no number is expected is a value, too, and not nothing."""
    return isinstance(value, str) or (isinstance(value, np.ndarray) and bool(value.any()))
