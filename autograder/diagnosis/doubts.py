"""Labels, counts and shares that come out alike by chance, where something else is wrong that nothing explains.

A vote in which near neighbours count more often has the winner that the nearest neighbour alone would be; which of
them was meant is seen where the two differ. As long as that is not explained, nothing is named on a check that
uses all of the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..checks.check import Check
from .evidence import SubmissionEvidence
from .explained import Explained, is_telling
from .observed import FAILED
from .relations import is_share

Array = np.ndarray[Any, Any]


def without_doubtful(
    case: SubmissionEvidence, found: Sequence[Explained], open_checks: Sequence[Check]
) -> list[Explained]:
    """Drops the coarse outputs that a mistake explains where a check of the same stays unexplained.

    Args:
        open_checks: failed ones for which nothing was named before.
    """
    known = {id_ for item in found for id_ in item.outputs}
    dark = [
        check
        for check in open_checks
        if check.id not in known and case.failed(check) and FAILED not in case.wrong(check)
    ]
    if not dark:
        return list(found)
    checks = {check.id: check for check in case.checks()}
    kept = []
    for item in found:
        sure = {
            id_: names
            for id_, names in item.outputs.items()
            if not _is_coarse(case, item, checks[id_])
            or not any(_is_within(case, other, checks[id_]) for other in dark)
        }
        if len(sure) == len(item.outputs):
            kept.append(item)
        elif is_telling(case, rest := Explained(item.mistake, sure)):
            kept.append(rest)
    return kept


def _is_within(case: SubmissionEvidence, narrow: Check, wide: Check) -> bool:
    """Tells whether a check uses nothing that another one does not use."""
    shown = _shown_by(case, narrow)
    return bool(shown) and shown <= _shown_by(case, wide)


def _shown_by(case: SubmissionEvidence, check: Check) -> frozenset[str]:
    """Returns the mistakes that a check shows, which tells what it uses."""
    known = case.known
    return frozenset(
        mistake.id
        for mistake in known.replay.mistakes
        if not mistake.number and known.usually_wrong(mistake, check)
    )


def _is_coarse(case: SubmissionEvidence, item: Explained, check: Check) -> bool:
    """Tells whether all that a mistake explains of a check are whole numbers and shares."""
    observed = case.known.observed([item.mistake], check, case.variant)
    if observed is None or observed.failure is not None:
        return False
    values = [observed.values.get(name) for name in item.outputs[check.id]]
    return all(
        isinstance(value, np.ndarray)
        and np.isfinite(value).all()
        and all(is_share(number) for number in value.ravel()[:100])
        for value in values
    )
