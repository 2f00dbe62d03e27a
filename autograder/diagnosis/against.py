"""What speaks against a mistake: what came out right, or wrong in another way, where the mistake decides."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..checks.check import Check
from ..checks.numbers import close
from ..course.mistakes import Mistake
from ..results.records import dataclass
from .evidence import SubmissionEvidence
from .explained import Explained, overflowing
from .observed import FAILED

# A mistake must explain this many checks for each one that it should explain and does not.
HITS_A_MISS = 3
# So many numbers of an output that a mistake gets wrong are not right by chance.
LEAST_RIGHT = 2


def contradicted(
    case: SubmissionEvidence, mistake: Mistake, beside: Sequence[Mistake] = ()
) -> bool:
    """Tells whether something came out right that the mistake gets wrong.

    A check that ended in an exception or was not run says nothing.

    Args:
        beside: other mistakes that were made: what they act on says nothing of one alone.
    """
    known = case.known
    for check in case.checks():
        if case.inconclusive(check) or not known.replay.touches(mistake, check):
            continue
        if case.passed(check) and _may_be_undone(case, mistake, check):
            continue
        if any(known.usually_wrong(other, check) for other in beside):
            continue
        seen = case.wrong(check)
        usual = known.usually_wrong(mistake, check)
        if FAILED in seen:
            continue
        if usual - seen and known.wrong([mistake], check, case.variant) - seen:
            return True
        if usual & seen and _is_milder(case, mistake, check):
            return True
    return False


def _is_milder(case: SubmissionEvidence, mistake: Mistake, check: Check) -> bool:
    """Tells whether an output has numbers right that the mistake gets wrong, and no others wrong than those.

    A vote in which near ones count more is wrong only where one for the nearest alone is, but not everywhere there.
    """
    made = case.known.observed([mistake], check, case.variant)
    if made is None or made.failure is not None:
        return False
    yours, right = case.observed(check), case.known.right(check, case.variant)
    for name in case.wrong(check):
        values = [side.values.get(name) for side in (yours, made, right)]
        numbers = [value for value in values if isinstance(value, np.ndarray)]
        if len(numbers) < len(values) or len({array.shape for array in numbers}) > 1:
            continue
        expect = check.tolerance(name)
        wrong, others = (~close(array, numbers[2], expect) for array in numbers[:2])
        if not (wrong & ~others).any() and (others & ~wrong).sum() >= LEAST_RIGHT:
            return True
    return False


def _may_be_undone(case: SubmissionEvidence, mistake: Mistake, check: Check) -> bool:
    """Tells whether a check passes that uses another module, too, in which something else is wrong."""
    return any(
        case.failed(other)
        and set(other.needs) < set(check.needs)
        and not case.known.replay.touches(mistake, other)
        for other in case.checks()
    )


def fits_mostly(case: SubmissionEvidence, found: Explained) -> bool:
    """Tells whether a mistake explains most of the checks that decide on it.

    Where a rate is 1 - momentum by chance, a mistake seems to fit that the other checks do not show. One
    that overflows or raises, for another reason, does not speak against it.
    """
    weighing = Weighing()
    for check in deciding_checks(case, found.mistake):
        if check.id in found.outputs:
            weighing.hits += 1
        else:
            weighing.add_unexplained(case, found.mistake, check)
    return weighing.are_most


@dataclass
class Weighing:
    """The checks that decide on a mistake, counted.

    Attributes:
        hits: that it explains.
        missed: that speak against it.
        mixed: that it does not explain, and in which something is wrong that it gets right.
    """

    hits: int = 0
    missed: int = 0
    mixed: int = 0

    def add_unexplained(self, case: SubmissionEvidence, mistake: Mistake, check: Check) -> None:
        """Counts a check that a mistake does not explain."""
        if case.passed(check) or FAILED in case.wrong(check):
            return
        wrong = case.known.wrong([mistake], check, case.variant)
        if not wrong or wrong & overflowing(case.observed(check)):
            return
        if case.wrong(check) - wrong:
            self.mixed += 1
        else:
            self.missed += 1

    @property
    def are_most(self) -> bool:
        """Whether what is explained outweighs the rest.

        Where something else acts, too, a mistake need not show as it is alone; but if that were so nearly
        everywhere, what it explains would be chance.
        """
        return 0 < self.hits >= max(HITS_A_MISS * self.missed, self.mixed)


def deciding_checks(case: SubmissionEvidence, mistake: Mistake) -> list[Check]:
    """Returns the checks that a mistake touches and that need the fewest modules."""
    conclusive = [check for check in case.checks() if not case.inconclusive(check)]
    return case.known.deciding(mistake, conclusive)
