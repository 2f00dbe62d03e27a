"""Mistakes named check by check, where no few of them explain all that the checks of a module saw.

Real work has a known mistake and something else. A mistake is named for the outputs that it explains:
all that it gets wrong in a check are the submission's, no other known mistake gives the same there, and
no passing check contradicts it. What stays unexplained is said to be so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..checks.check import Check
from ..course.mistakes import Mistake
from .against import Weighing, contradicted, deciding_checks, fits_mostly
from .doubts import without_doubtful
from .evidence import SubmissionEvidence
from .explained import Explained, is_exact, is_telling

# Of the outputs of a check that a mistake gets wrong, this share must be the submission's.
LEAST_SHARE = 0.5


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
    return without_doubtful(case, _without_rivals(case, _best_forms(found)), open_checks)


def _best_forms(found: Sequence[Explained]) -> list[Explained]:
    """Returns of each mistake the form that explains most."""
    best: dict[str, Explained] = {}
    for item in found:
        known = best.get(item.mistake.id)
        if known is None or len(item.pairs) > len(known.pairs):
            best[item.mistake.id] = item
    return list(best.values())


def _explain(
    case: SubmissionEvidence, mistake: Mistake, open_checks: Sequence[Check]
) -> Explained | None:
    open_ids = {check.id for check in open_checks}
    deciding = [check for check in deciding_checks(case, mistake) if check.id in open_ids]
    if not deciding:
        return None
    outputs: dict[str, frozenset[str]] = {}
    weighing = Weighing(hits=len(deciding))
    # These first, until too many have missed: each costs a replay.
    for check in deciding:
        outputs[check.id] = _explained_outputs(case, mistake, check)
        if not outputs[check.id]:
            weighing.hits -= 1
            weighing.add_unexplained(case, mistake, check)
        if not weighing.are_most:
            return None
    if contradicted(case, mistake) or not fits_mostly(case, Explained(mistake, _some(outputs))):
        return None
    # Those of several modules last: a training takes longest.
    for check in open_checks:
        if check.id not in outputs:
            outputs[check.id] = _explained_outputs(case, mistake, check)
    found = Explained(mistake, _some({check.id: outputs[check.id] for check in open_checks}))
    return found if is_telling(case, found) else None


def _some(outputs: Mapping[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    return {id_: names for id_, names in outputs.items() if names}


def _explained_outputs(case: SubmissionEvidence, mistake: Mistake, check: Check) -> frozenset[str]:
    """Returns the outputs that the mistake gets wrong as the submission does.

    None where the submission got an output right that the mistake gets wrong, or where most of those are
    wrong in another way: a step that moves nothing is the first step of a velocity that comes late, too.
    """
    known = case.known
    if not known.replay.touches(mistake, check):
        return frozenset()
    seen = case.wrong(check)
    if not known.usually_wrong(mistake, check) & seen:
        return frozenset()
    wrong = known.wrong([mistake], check, case.variant)
    if not wrong <= seen:
        return frozenset()
    alike = wrong & case.same([mistake], check)
    return alike if len(alike) >= LEAST_SHARE * len(wrong) else frozenset()


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
        if is_telling(case, alone):
            kept.append(alone)
    return kept


def _beats(case: SubmissionEvidence, item: Explained, other: Explained) -> bool:
    """Tells whether a mistake explains all that another one does, and more, or the same exactly."""
    if other.pairs < item.pairs:
        return True
    if other.pairs != item.pairs:
        return False
    return is_exact(case, item) and not is_exact(case, other)
