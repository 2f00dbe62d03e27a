"""What one mistake explains of a submission, and whether that is more than anybody might return."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ..checks.check import Check
from ..course.mistakes import Mistake
from ..results.records import dataclass
from .different import count_different
from .evidence import TINY, SubmissionEvidence
from .observed import FAILED, ObservedOutputs, wrong_numbers

# A mistake must explain this many wrong numbers, and outputs of as many different ones.
LEAST_NUMBERS = 3
# Or so many whole numbers, such as outputs of 0 and 1, of which there are no three different ones.
MANY_WHOLE = 16


@dataclass(frozen=True)
class Explained:
    """What one mistake explains of a submission.

    Attributes:
        outputs: by check, the outputs that it gets wrong, all of them as the submission does.
    """

    mistake: Mistake
    outputs: Mapping[str, frozenset[str]]

    @property
    def pairs(self) -> frozenset[tuple[str, str]]:
        """The same as (check, output)."""
        return frozenset((id_, name) for id_, names in self.outputs.items() for name in names)


def is_telling(case: SubmissionEvidence, found: Explained) -> bool:
    """Tells whether what a mistake explains is more than anybody might return."""
    count = whole = 0
    few: list[tuple[Check, str, int]] = []
    numbers: set[float] = set()
    overflows, shows_where = False, False
    for check in case.checks():
        for name in found.outputs.get(check.id, ()):
            observed = case.known.observed([found.mistake], check, case.variant)
            if observed is None:
                continue
            if name == FAILED:
                return bool(observed.failure and observed.failure.text)
            value, right = (
                observed.values.get(name),
                case.known.right(check, case.variant).values[name],
            )
            if not isinstance(value, np.ndarray) or not isinstance(right, np.ndarray):
                continue
            if _is_asked(case, check, name):
                return True
            finite = np.isfinite(value)
            overflows = overflows or not bool(finite.all())
            # Whatever fails makes NaN of all numbers; of a single one, or of some, it says more.
            some = value.size == 1 or bool(finite.any())
            shows_where = shows_where or (some and not bool(finite.all()))
            wrong = wrong_numbers(value, right, check.tolerance(name))
            count += wrong
            few.append((check, name, wrong))
            whole += wrong if _are_whole(value) and count_different(value) > 1 else 0
            size = float(np.abs(right[np.isfinite(right)]).max(initial=0.0))
            kept = value[np.isfinite(value) & (np.abs(value) > TINY * size)]
            numbers.update(float(f"{abs(number):.9g}") for number in kept.ravel()[:1000])
    if count >= LEAST_NUMBERS and len(numbers) >= LEAST_NUMBERS:
        return not overflows or _overflows_alike(case, found)
    if whole >= MANY_WHOLE:
        return True
    # Last, as it looks at what all other mistakes get wrong.
    own = (wrong for check, name, wrong in few if _is_of_it_alone(case, found.mistake, check, name))
    if count >= LEAST_NUMBERS and sum(own) >= LEAST_NUMBERS:
        return True
    return shows_where and _overflows_alike(case, found)


def _is_of_it_alone(case: SubmissionEvidence, mistake: Mistake, check: Check, output: str) -> bool:
    """Tells whether no other known mistake gets an output wrong: such as whether what is given stays as it is."""
    return not any(
        output in case.known.usually_wrong(other, check)
        for other in case.known.replay.mistakes
        if other.id != mistake.id and not other.number
    )


def _are_whole(value: np.ndarray[Any, Any]) -> bool:
    return bool(np.isfinite(value).all() and (value == np.round(value)).all())


def _is_asked(case: SubmissionEvidence, check: Check, output: str) -> bool:
    """Tells whether an output is a yes or no, and the only one that is wrong: the very thing that it asks."""
    value = case.known.expected(check, case.variant)[output]
    return np.asarray(value).dtype.kind == "b" and case.wrong(check) == {output}


def _overflows_alike(case: SubmissionEvidence, found: Explained) -> bool:
    """Tells whether the submission overflows in no output in which the mistake does not."""
    known = case.known
    for check in case.checks():
        if case.inconclusive(check) or case.passed(check) or FAILED in case.wrong(check):
            continue
        observed = known.observed([found.mistake], check, case.variant)
        if not known.replay.touches(found.mistake, check) or observed is None or observed.failure:
            continue
        if overflowing(case.observed(check)) - overflowing(observed):
            return False
    return True


def overflowing(observed: ObservedOutputs) -> set[str]:
    """Returns the outputs that hold NaN or infinity."""
    return {
        name
        for name, value in observed.values.items()
        if isinstance(value, np.ndarray) and not np.isfinite(value).all()
    }


def is_exact(case: SubmissionEvidence, found: Explained) -> bool:
    """Tells whether a mistake overflows to infinity and to NaN where the submission does."""
    return all(
        names <= case.same([found.mistake], check, exact=True)
        for check in case.checks()
        if (names := found.outputs.get(check.id, frozenset()))
    )
