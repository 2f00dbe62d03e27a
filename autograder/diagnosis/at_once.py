"""Several mistakes at once: those that are named elsewhere, and one more, on a check that none explains alone."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from ..checks.check import Check
from ..course.mistakes import Mistake
from .against import contradicted, deciding_checks
from .evidence import SubmissionEvidence

# Named mistakes that are tried together on a check that none of them explains alone.
MOST_TOGETHER = 3
# Further ones that are tried beside them: each costs a replay.
MOST_FURTHER = 16


def together(
    case: SubmissionEvidence, check: Check, named: Sequence[Mistake]
) -> tuple[Mistake, ...]:
    """Returns several of the mistakes that are named elsewhere and together explain a check fully."""
    touching = [mistake for mistake in named if case.known.usually_wrong(mistake, check)]
    for count in range(2, min(len(touching), MOST_TOGETHER) + 1):
        for several in combinations(touching, count):
            if case.explained(several, check) and case.discriminating(several, check):
                return several
    return ()


def with_one_more(
    case: SubmissionEvidence, check: Check, named: Sequence[Mistake]
) -> tuple[Mistake, ...]:
    """Returns the mistakes that are named elsewhere and act on a check, with the one more that explains it fully.

    It is one that no narrower check shows. None where several would do.
    """
    acting = [mistake for mistake in named if case.known.usually_wrong(mistake, check)]
    if not acting or len(acting) > MOST_TOGETHER:
        return ()
    ids = {mistake.id for mistake in named}
    further = [
        mistake
        for mistake in case.known.replay.mistakes
        if mistake.id not in ids
        and not mistake.number
        and case.known.usually_wrong(mistake, check)
        and any(other.id == check.id for other in deciding_checks(case, mistake))
        and not contradicted(case, mistake, acting)
    ]
    fitting = [
        (*acting, mistake)
        for mistake in further[:MOST_FURTHER]
        if case.explained([*acting, mistake], check)
        and case.discriminating([*acting, mistake], check)
    ]
    return fitting[0] if len(fitting) == 1 else ()
