"""Finds out which known mistakes a failing submission has made.

A mistake is named only where the submission returns what that mistake returns on the same inputs.
Checks that use one module alone decide; those that use several then have to agree. Where nothing
fits, nothing is named.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations

import msgspec

from ..checks.check import Check, Outputs
from ..checks.run import CheckRun
from ..course.mistakes import Mistake
from .evidence import Case, Known
from .match import Culprits, find_groups
from .patterns import Pattern, find_pattern
from .replay import Replay


class Diagnosis(msgspec.Struct, frozen=True):
    """What is wrong behind a failed check.

    Attributes:
        mistakes: known ones that together return what the submission returned.
        cancelled_by: further mistakes of the submission that undo these in training.
        pattern: how the numbers relate, where no known mistake fits.
    """

    mistakes: tuple[Mistake, ...] = ()
    cancelled_by: tuple[Mistake, ...] = ()
    pattern: Pattern | None = None


class Diagnoser:
    """Diagnoses submissions of one assignment; what mistakes return is kept for the next one.

    Args:
        replay: what mistakes return.
        checks: of the assignment.
        expected: what a check expects of a variant.
    """

    def __init__(
        self,
        replay: Replay,
        checks: Sequence[Check],
        expected: Callable[[Check, int], Outputs],
    ) -> None:
        self.known = Known(replay, expected)
        self._groups = find_groups(replay, checks)

    def diagnose(self, runs: Sequence[CheckRun], variant: int) -> dict[str, Diagnosis]:
        """Returns a diagnosis for each failed check of which anything can be said, by its id.

        Args:
            runs: of the checks, on one submission.
            variant: whose inputs the checks used.
        """
        if all(item.passed for item in runs):
            return {}
        case = Case(self.known, runs, variant)
        culprits = [Culprits(case, group) for group in self._groups]
        found = name_own_checks(case, culprits)
        found |= name_joint_checks(case, culprits)
        found = note_cancelling(case, culprits, found)
        for item in runs:
            if not item.passed and item.outcome.failure is None and item.check.id not in found:
                expected = self.known.expected(item.check, variant)
                pattern = find_pattern(item.check, item.outcome.outputs, expected)
                if pattern is not None:
                    found[item.check.id] = Diagnosis(pattern=pattern)
        return found


def name_own_checks(case: Case, culprits: Sequence[Culprits]) -> dict[str, Diagnosis]:
    """Returns diagnoses of the checks that belong to a group."""
    found = {}
    for part in culprits:
        for check in part.failed:
            if part.mistakes:
                known = case.known
                acting = tuple(
                    mistake
                    for mistake in part.mistakes
                    if len(part.mistakes) == 1 or known.usually_wrong(mistake, check, case.variant)
                )
                found[check.id] = Diagnosis(acting or part.mistakes)
            elif check.id in part.partial:
                found[check.id] = Diagnosis((part.partial[check.id],))
    return found


def name_joint_checks(case: Case, culprits: Sequence[Culprits]) -> dict[str, Diagnosis]:
    """Returns diagnoses of the checks that use the modules of several groups.

    The first failed one of those that need the same modules is replayed, with the mistakes of all
    groups made at once. Where it agrees, the others have the same cause.
    """
    own = {check.id for part in culprits for check in part.group.checks}
    joint = [check for check in case.checks() if check.id not in own and case.failed(check)]
    found: dict[str, Diagnosis] = {}
    decided: dict[frozenset[str], tuple[Mistake, ...]] = {}
    for check in joint:
        needs = frozenset(check.needs)
        if needs not in decided:
            decided[needs] = _joint_mistakes(case, culprits, check)
        if decided[needs]:
            found[check.id] = Diagnosis(decided[needs])
    return found


def _joint_mistakes(case: Case, culprits: Sequence[Culprits], check: Check) -> tuple[Mistake, ...]:
    touches = case.known.replay.touches
    involved = [
        part for part in culprits if any(touches(mistake, check) for mistake in part.group.mistakes)
    ]
    if not all(part.resolved for part in involved):
        return ()
    mistakes = tuple(mistake for part in involved for mistake in part.mistakes)
    if mistakes:
        return mistakes if case.explained(mistakes, check) else ()
    # Only mistakes that no check of one module sees are left.
    unseen = [
        mistake
        for part in involved
        for mistake in part.group.mistakes
        if touches(mistake, check)
        and not any(
            case.known.usually_wrong(mistake, own, case.variant) for own in part.group.checks
        )
    ]
    fitting = [
        mistake
        for mistake in unseen
        if case.explained([mistake], check) and case.telling([mistake], check)
    ]
    return tuple(fitting) if len(fitting) == 1 else ()


def note_cancelling(
    case: Case, culprits: Sequence[Culprits], found: dict[str, Diagnosis]
) -> dict[str, Diagnosis]:
    """Adds to each diagnosis the mistakes of other groups that undo it.

    Two mistakes cancel out where the checks of both modules pass, and each alone would fail them.
    """
    own = {check.id for part in culprits for check in part.group.checks}
    joint = [check for check in case.checks() if check.id not in own]
    if not joint or not all(case.passed(check) for check in joint):
        return found
    noted = dict(found)
    for one, other in combinations([part for part in culprits if part.mistakes], 2):
        if not all(
            case.known.wrong(part.mistakes, joint[0], case.variant) for part in (one, other)
        ):
            continue
        for this, that in ((one, other), (other, one)):
            for check in this.failed:
                noted[check.id] = msgspec.structs.replace(
                    noted[check.id], cancelled_by=that.mistakes
                )
    return noted
