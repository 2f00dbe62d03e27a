"""What may be another mistake's consequence, or come out alike by chance: something is wrong that nothing explains.

Where the gradient has the wrong sign for a reason that nobody knows, each step is the one of a sign that is wrong in
the step. A vote in which near neighbours count more often has the winner that the nearest neighbour alone would be; which of
them was meant is seen where the two differ. As long as that is not explained, nothing is named on a check that
uses all of the same.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any

import numpy as np

from ..checks.check import Check
from .evidence import SubmissionEvidence
from .explained import Explained, is_telling
from .observed import FAILED, same_failure
from .relations import is_share
from .replay import USUAL

Array = np.ndarray[Any, Any]
# The share of the mistakes shown by a check that another one shows, too, where it uses what that one uses, and where
# it would show whatever is wrong there.
MOSTLY = 0.8
NEARLY_ALL = 0.9


def without_doubtful(
    case: SubmissionEvidence, found: Sequence[Explained], open_checks: Sequence[Check]
) -> list[Explained]:
    """Drops what a mistake explains where another check shows that something else acts there.

    Args:
        open_checks: failed ones for which nothing was named before.
    """
    dark = [
        check
        for check in open_checks
        if case.failed(check)
        and case.wrong(check).difference(*(item.outputs.get(check.id, ()) for item in found))
    ]
    known = {id_ for item in found for id_ in item.outputs}
    unknown = [check for check in dark if check.id not in known]
    kept = []
    for item in found:
        overflowing = [check for check in dark if _is_of_no_number(case, item, check)]
        rest = _without(case, item, [*unknown, *overflowing], _is_alike_by_chance)
        rest = _without(case, rest, _denying(case, rest, found, dark), _is_beyond)
        if not is_telling(case, rest):
            continue
        # What is sure of one check acts on the others, too; what comes out alike by chance says nothing.
        if is_telling(case, _without(case, rest, dark, _may_follow)):
            kept.append(rest)
    return kept


def _denying(
    case: SubmissionEvidence, item: Explained, found: Sequence[Explained], dark: Sequence[Check]
) -> list[Check]:
    """Returns the checks in which a mistake shows, alone of those found, and another thing is wrong."""
    others = [other.mistake for other in found if other.mistake.id != item.mistake.id]
    return [
        check
        for check in dark
        if check.id not in item.outputs
        and FAILED not in case.wrong(check)
        and case.known.usually_wrong(item.mistake, check)
        and not any(case.known.usually_wrong(other, check) for other in others)
    ]


def _is_beyond(case: SubmissionEvidence, dark: Check, item: Explained, check: Check) -> bool:
    """Tells whether a check uses all that a narrower one uses, which denies the mistake."""
    called, all_called = (case.known.replay.calls(each, USUAL) for each in (dark, check))
    return bool(called and all_called and called < all_called)


def _without(
    case: SubmissionEvidence,
    item: Explained,
    dark: Sequence[Check],
    is_doubtful: Callable[[SubmissionEvidence, Check, Explained, Check], bool],
) -> Explained:
    """Returns what a mistake explains without what is doubtful because of something that is not explained."""
    checks = {check.id: check for check in case.checks()}
    sure = {
        id_: names
        for id_, names in item.outputs.items()
        if not any(is_doubtful(case, other, item, checks[id_]) for other in dark)
    }
    return item if len(sure) == len(item.outputs) else Explained(item.mistake, sure)


def _is_alike_by_chance(
    case: SubmissionEvidence, dark: Check, item: Explained, check: Check
) -> bool:
    """Tells whether what a mistake explains of a check is coarse, and something else acts on it."""
    return (
        FAILED not in case.wrong(dark)
        and _is_coarse(case, item, check)
        and (dark.id == check.id or _is_within(case, dark, check))
    )


def _may_follow(case: SubmissionEvidence, dark: Check, item: Explained, check: Check) -> bool:
    """Tells whether what a mistake explains of a check may follow from what is wrong in a narrower one.

    Not where that is so on the narrower one's inputs alone: another check of the same passes then.
    """
    if dark.id == check.id or item.mistake.id in _shown_by(case, dark):
        return False
    replay = case.known.replay
    if (replay.calls(dark, USUAL) or frozenset()) & replay.changes(item.mistake):
        return False
    if FAILED in case.wrong(dark):
        return same_failure(case.observed(dark).failure, case.observed(check).failure)
    if _share_seen(case, dark, check, item.outputs[check.id]) < MOSTLY:
        return False
    shows_more = (
        case.passed(other) and _share_seen(case, dark, other) >= NEARLY_ALL
        for other in case.checks()
    )
    return not any(shows_more) and not _is_of_one(case, dark)


def _is_of_one(case: SubmissionEvidence, check: Check) -> bool:
    """Tells whether a known mistake returns the same in a check, whatever speaks against it elsewhere."""
    known = case.known
    return any(
        case.wrong(check) <= known.usually_wrong(mistake, check)
        and case.explained([mistake], check)
        for mistake in known.replay.mistakes
        if not mistake.number
    )


def _share_seen(
    case: SubmissionEvidence, narrow: Check, wide: Check, outputs: Collection[str] = ()
) -> float:
    """Returns how many of the mistakes that a check shows are seen in another one, too.

    Args:
        outputs: of the other one, in which they are looked for; all of them where there are none.
    """
    known, shown = case.known, _shown_by(case, narrow)
    seen = {
        mistake.id
        for mistake in known.replay.mistakes
        if not mistake.number
        and mistake.id in shown
        and (wrong := known.usually_wrong(mistake, wide))
        and (not outputs or not wrong.isdisjoint(outputs) or FAILED in wrong)
    }
    return len(seen) / len(shown) if shown else 0.0


def _is_within(case: SubmissionEvidence, narrow: Check, wide: Check) -> bool:
    """Tells whether a check uses nothing that another one does not use."""
    shown = _shown_by(case, narrow)
    if shown and shown <= _shown_by(case, wide):
        return True
    called, all_called = (case.known.replay.calls(check, USUAL) for check in (narrow, wide))
    return bool(called and all_called and called <= all_called)


def _shown_by(case: SubmissionEvidence, check: Check) -> frozenset[str]:
    """Returns the mistakes that a check shows, which tells what it uses."""
    known = case.known
    return frozenset(
        mistake.id
        for mistake in known.replay.mistakes
        if not mistake.number and known.usually_wrong(mistake, check)
    )


def _is_coarse(case: SubmissionEvidence, item: Explained, check: Check) -> bool:
    """Tells whether all that a mistake explains of a check are whole numbers and shares, or NaN and infinity."""
    observed = case.known.observed([item.mistake], check, case.variant)
    if observed is None or observed.failure is not None:
        return False
    values = [observed.values.get(name) for name in item.outputs[check.id]]
    return all(isinstance(value, np.ndarray) and _says_little(value) for value in values)


def _is_of_no_number(case: SubmissionEvidence, item: Explained, check: Check) -> bool:
    """Tells whether NaN and infinity are all that a mistake explains of a check: whatever overflows makes them."""
    observed = case.known.observed([item.mistake], check, case.variant)
    if check.id not in item.outputs or observed is None or observed.failure is not None:
        return False
    values = [observed.values.get(name) for name in item.outputs[check.id]]
    return all(isinstance(value, np.ndarray) and not np.isfinite(value).any() for value in values)


def _says_little(value: Array) -> bool:
    """Tells whether numbers are labels or shares, which come out alike by chance, or nothing but NaN and infinity."""
    finite = np.isfinite(value)
    if not finite.any():
        return True
    return bool(finite.all()) and all(is_share(number) for number in value.ravel()[:100])
