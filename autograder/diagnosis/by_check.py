"""Mistakes named check by check, where no few of them explain all that the checks of a module saw.

Real work has a known mistake and something else. A mistake is named for the outputs that it explains:
all that it gets wrong in a check are the submission's, no other known mistake gives the same there, and
no passing check contradicts it. What stays unexplained is said to be so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from ..checks.check import Check
from ..course.mistakes import Mistake
from .evidence import TINY, SubmissionEvidence
from .observed import FAILED, ObservedOutputs, wrong_numbers

# A mistake must explain this many wrong numbers, and outputs of as many different ones.
LEAST_NUMBERS = 3
# A mistake must explain this many checks for each one that it should explain and does not.
HITS_A_MISS = 3
# Named mistakes that are tried together on a check that none of them explains alone.
MOST_TOGETHER = 3
# Further ones that are tried beside them: each costs a replay.
MOST_FURTHER = 16


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


def explain_by_check(case: SubmissionEvidence, open_checks: Sequence[Check]) -> list[Explained]:
    """Returns the mistakes that explain outputs of some checks, tellingly and alone.

    Args:
        open_checks: failed ones for which nothing is named yet.
    """
    found = [
        explained
        for mistake in case.known.replay.mistakes
        if (explained := _explain(case, mistake, open_checks)) is not None
    ]
    return _without_rivals(case, _best_forms(found))


def _best_forms(found: Sequence[Explained]) -> list[Explained]:
    """Returns of each mistake the form that explains most."""
    best: dict[str, Explained] = {}
    for item in found:
        known = best.get(item.mistake.id)
        if known is None or len(item.pairs) > len(known.pairs):
            best[item.mistake.id] = item
    return list(best.values())


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
        and any(other.id == check.id for other in _deciding(case, mistake))
        and not contradicted(case, mistake)
    ]
    fitting = [
        (*acting, mistake)
        for mistake in further[:MOST_FURTHER]
        if case.explained([*acting, mistake], check)
        and case.discriminating([*acting, mistake], check)
    ]
    return fitting[0] if len(fitting) == 1 else ()


def contradicted(case: SubmissionEvidence, mistake: Mistake) -> bool:
    """Tells whether something came out right that the mistake gets wrong.

    A check that ended in an exception or was not run says nothing.
    """
    known = case.known
    for check in case.checks():
        if case.inconclusive(check) or not known.replay.touches(mistake, check):
            continue
        if case.passed(check) and _may_be_undone(case, mistake, check):
            continue
        seen = case.wrong(check)
        usual = known.usually_wrong(mistake, check)
        if FAILED in seen or not usual - seen:
            continue
        if known.wrong([mistake], check, case.variant) - seen:
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


def _explain(
    case: SubmissionEvidence, mistake: Mistake, open_checks: Sequence[Check]
) -> Explained | None:
    open_ids = {check.id for check in open_checks}
    deciding = [check for check in _deciding(case, mistake) if check.id in open_ids]
    if not deciding:
        return None
    outputs: dict[str, frozenset[str]] = {}
    hits, misses = len(deciding), 0
    # These first, until too many have missed: each costs a replay.
    for check in deciding:
        outputs[check.id] = _explained_outputs(case, mistake, check)
        if not outputs[check.id]:
            hits -= 1
            misses += _misses(case, mistake, check)
        if not _are_most(hits, misses):
            return None
    if contradicted(case, mistake) or not _fits_mostly(case, Explained(mistake, _some(outputs))):
        return None
    # Those of several modules last: a training takes longest.
    for check in open_checks:
        if check.id not in outputs:
            outputs[check.id] = _explained_outputs(case, mistake, check)
    found = Explained(mistake, _some({check.id: outputs[check.id] for check in open_checks}))
    return found if _is_telling(case, found) else None


def _some(outputs: Mapping[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    return {id_: names for id_, names in outputs.items() if names}


def _explained_outputs(case: SubmissionEvidence, mistake: Mistake, check: Check) -> frozenset[str]:
    """Returns the outputs that the mistake gets wrong as the submission does.

    None where the submission got an output right that the mistake gets wrong.
    """
    known = case.known
    if not known.replay.touches(mistake, check):
        return frozenset()
    seen = case.wrong(check)
    if not known.usually_wrong(mistake, check) & seen:
        return frozenset()
    wrong = known.wrong([mistake], check, case.variant)
    return wrong & case.same([mistake], check) if wrong <= seen else frozenset()


def _fits_mostly(case: SubmissionEvidence, found: Explained) -> bool:
    """Tells whether a mistake explains most of the checks that decide on it.

    Where a rate is 1 - momentum by chance, a mistake seems to fit that the other checks do not show. One
    that overflows or raises, for another reason, does not speak against it.
    """
    hits, misses = 0, 0
    for check in _deciding(case, found.mistake):
        if check.id in found.outputs:
            hits += 1
        else:
            misses += _misses(case, found.mistake, check)
    return _are_most(hits, misses)


def _are_most(hits: int, misses: int) -> bool:
    return hits >= HITS_A_MISS * misses and hits > 0


def _misses(case: SubmissionEvidence, mistake: Mistake, check: Check) -> bool:
    """Tells whether a check that a mistake does not explain speaks against it."""
    if case.passed(check) or FAILED in case.wrong(check):
        return False
    wrong = case.known.wrong([mistake], check, case.variant)
    # What the mistake gets right and is wrong shows that something else acts there, too.
    if case.wrong(check) - wrong:
        return False
    return bool(wrong) and not wrong & _overflowing(case.observed(check))


def _deciding(case: SubmissionEvidence, mistake: Mistake) -> list[Check]:
    """Returns the checks that a mistake touches and that need the fewest modules."""
    conclusive = [check for check in case.checks() if not case.inconclusive(check)]
    return case.known.deciding(mistake, conclusive)


def _is_telling(case: SubmissionEvidence, found: Explained) -> bool:
    """Tells whether what a mistake explains is more than anybody might return."""
    count = 0
    numbers: set[float] = set()
    overflows = False
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
            overflows = overflows or not np.isfinite(value).all()
            count += wrong_numbers(value, right, check.tolerance(name))
            size = float(np.abs(right[np.isfinite(right)]).max(initial=0.0))
            kept = value[np.isfinite(value) & (np.abs(value) > TINY * size)]
            numbers.update(float(f"{abs(number):.9g}") for number in kept.ravel()[:1000])
    if count >= LEAST_NUMBERS and len(numbers) >= LEAST_NUMBERS:
        return not overflows or _overflows_alike(case, found)
    return overflows and _overflows_alike(case, found)


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
        if _overflowing(case.observed(check)) - _overflowing(observed):
            return False
    return True


def _overflowing(observed: ObservedOutputs) -> set[str]:
    return {
        name
        for name, value in observed.values.items()
        if isinstance(value, np.ndarray) and not np.isfinite(value).all()
    }


def _without_rivals(case: SubmissionEvidence, found: Sequence[Explained]) -> list[Explained]:
    """Drops the outputs that another mistake explains as well, unless this one explains more."""
    kept = []
    for item in found:
        contested: set[tuple[str, str]] = set()
        for other in found:
            if other.mistake.id != item.mistake.id and not _beats(case, item, other):
                contested |= other.pairs & item.pairs
        if not contested:
            kept.append(item)
            continue
        left = {
            id_: rest
            for id_, names in item.outputs.items()
            if (rest := frozenset(name for name in names if (id_, name) not in contested))
        }
        alone = Explained(item.mistake, left)
        if _is_telling(case, alone):
            kept.append(alone)
    return kept


def _beats(case: SubmissionEvidence, item: Explained, other: Explained) -> bool:
    """Tells whether a mistake explains all that another one does, and more, or the same exactly."""
    if other.pairs < item.pairs:
        return True
    if other.pairs != item.pairs:
        return False
    return _is_exact(case, item) and not _is_exact(case, other)


def _is_exact(case: SubmissionEvidence, found: Explained) -> bool:
    """Tells whether a mistake overflows to infinity and to NaN where the submission does."""
    return all(
        names <= case.same([found.mistake], check, exact=True)
        for check in case.checks()
        if (names := found.outputs.get(check.id, frozenset()))
    )
