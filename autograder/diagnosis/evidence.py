"""One failing submission beside the known mistakes: what each returned on the same inputs."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from ..checks.check import Check, Outputs
from ..checks.run import CheckRun, Outcome
from ..course.mistakes import Mistake
from ..results.records import dataclass
from .different import count_different
from .observed import (
    ObservedOutputs,
    are_identical,
    observed_outputs,
    same_failure,
    same_outputs,
    same_value,
    wrong_outputs,
)
from .relations import is_share
from .replay import USUAL, Replay

# Smaller than this, beside the numbers expected, is as good as 0.
TINY = 1e-9
# What combinations of mistakes return, kept for the submission at hand: each is asked for several times.
KEPT_OF_COMBINATIONS = 256
# Kinds of failure that say nothing about what the code computes.
INCONCLUSIVE = ("todo", "load", "timeout", "died")


@dataclass(frozen=True)
class Made:
    """What a check sees of several mistakes, and which outputs these get wrong."""

    observed: ObservedOutputs | None
    wrong: frozenset[str]


class MistakeOutputs:
    """What mistakes return, kept once it has been asked for."""

    def __init__(self, replay: Replay, expected: Callable[[Check, int], Outputs]) -> None:
        self.replay = replay
        self.expected = expected
        self._right: dict[tuple[str, int], ObservedOutputs] = {}
        self._observed: dict[tuple[str, str, int], ObservedOutputs | None] = {}
        self._combined: OrderedDict[tuple[tuple[str, ...], str, int], Made] = OrderedDict()
        self._wrong: dict[tuple[str, str, int], frozenset[str]] = {}
        self._usually_wrong: dict[tuple[str, str], frozenset[str]] = {}
        self._usually_inert: dict[tuple[tuple[str, ...], str], bool] = {}
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
            return self._of_combination(mistakes, check, variant).observed
        key = (mistakes[0].key, check.id, variant)
        if key not in self._observed:
            acting = self.replay.acting(mistakes, check, variant)
            self._observed[key] = self.replay.observed(acting, check, variant)
        return self._observed[key]

    def _of_combination(self, mistakes: Sequence[Mistake], check: Check, variant: int) -> Made:
        key = (tuple(mistake.key for mistake in mistakes), check.id, variant)
        if key not in self._combined:
            self._combined[key] = self._make(mistakes, check, variant)
            if len(self._combined) > KEPT_OF_COMBINATIONS:
                self._combined.popitem(last=False)
        self._combined.move_to_end(key)
        return self._combined[key]

    def _make(self, mistakes: Sequence[Mistake], check: Check, variant: int) -> Made:
        acting = self.replay.acting(mistakes, check, variant)
        observed = self.replay.observed(acting, check, variant)
        return Made(observed, self._find_wrong(observed, check, variant) if acting else frozenset())

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

    def usually_inert(self, mistakes: Sequence[Mistake], check: Check) -> bool:
        """Tells whether mistakes usually change nothing that a check sees, of several whether none is even looked at.

        Found on one variant, as `usually_wrong`. It spares the replays of what came out right.
        """
        key = (tuple(mistake.key for mistake in mistakes), check.id)
        if key not in self._usually_inert:
            self._usually_inert[key] = self._is_inert(mistakes, check)
        return self._usually_inert[key]

    def _is_inert(self, mistakes: Sequence[Mistake], check: Check) -> bool:
        if not self.replay.is_costly:
            return False
        if not self.replay.acting(mistakes, check, USUAL):
            return True
        if len(mistakes) > 1 or mistakes[0].number or self.usually_wrong(mistakes[0], check):
            return False
        made, right = (self.observed(some, check, USUAL) for some in (mistakes, ()))
        return made is not None and right is not None and are_identical(made, right)

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
            return self._of_combination(mistakes, check, variant).wrong
        key = (mistakes[0].key, check.id, variant)
        if key not in self._wrong:
            self._wrong[key] = self._wrong_of_one(mistakes[0], check, variant)
        return self._wrong[key]

    def _wrong_of_one(self, mistake: Mistake, check: Check, variant: int) -> frozenset[str]:
        """Returns what is known of a mistake; else compares, which takes longer than all else."""
        known = self.replay.known_wrong(mistake, check, variant)
        if known is not None:
            return known
        acts = bool(self.replay.acting([mistake], check, variant))
        observed = self.observed([mistake], check, variant) if acts else None
        found = self._find_wrong(observed, check, variant)
        # For want of memory, this process failed rather than the mistake.
        if observed is None or observed.failure is None or observed.failure.type != "MemoryError":
            self.replay.keep_wrong(mistake, check, variant, found)
        return found

    def _find_wrong(
        self, observed: ObservedOutputs | None, check: Check, variant: int
    ) -> frozenset[str]:
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
        self._same: dict[tuple[str, str, bool] | None, frozenset[str]] = {}
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

    def is_coarse(self, check: Check) -> bool:
        """Tells whether whole numbers and shares are asked for in all wrong outputs, as labels and accuracies are."""
        right = self.known.right(check, self.variant).values
        return all(
            isinstance(value := right.get(name), np.ndarray)
            and np.isfinite(value).all()
            and all(is_share(number) for number in value.ravel()[:100])
            for name in self.wrong(check)
        )

    def same(
        self, mistakes: Sequence[Mistake], check: Check, *, exact: bool = False
    ) -> frozenset[str]:
        """Returns the outputs in which the submission agrees with mistakes; of single ones it is kept."""
        key = (mistakes[0].key, check.id, exact) if len(mistakes) == 1 else None
        if key in self._same:
            return self._same[key]
        found = self._find_same(mistakes, check, exact=exact)
        if key is not None:
            self._same[key] = found
        return found

    def _find_same(
        self, mistakes: Sequence[Mistake], check: Check, *, exact: bool
    ) -> frozenset[str]:
        observed = self.known.observed(mistakes, check, self.variant)
        if observed is None:
            return frozenset()
        return same_outputs(check, observed, self._observed[check.id], exact=exact)

    def explained(self, mistakes: Sequence[Mistake], check: Check, *, exact: bool = False) -> bool:
        """Tells whether mistakes return what the submission did, right or wrong; a check that was not run fits all."""
        if self.inconclusive(check):
            return True
        known = self.known
        if self.passed(check):
            return known.usually_inert(mistakes, check) or not known.wrong(
                mistakes, check, self.variant
            )
        return self._agrees(mistakes, check, exact=exact) and bool(
            known.wrong(mistakes, check, self.variant)
        )

    def _agrees(self, mistakes: Sequence[Mistake], check: Check, *, exact: bool) -> bool:
        """Tells whether the submission agrees with mistakes in all outputs that are expected."""
        made = self.known.observed(mistakes, check, self.variant)
        if made is None:
            return False
        seen = self._observed[check.id]
        if made.failure is not None or seen.failure is not None:
            return same_failure(made.failure, seen.failure)
        return all(
            same_value(
                made.values.get(name), seen.values.get(name), check.tolerance(name), exact=exact
            )
            for name in self.known.right(check, self.variant).values
        )

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
            if count_different(numbers) >= least:
                return True
        return False


def _says_something(value: Any) -> bool:
    """Tells whether what is observed where no number is expected is a value, too, and not nothing."""
    return isinstance(value, str) or (isinstance(value, np.ndarray) and bool(value.any()))
