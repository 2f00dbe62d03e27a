"""Finds out which known mistakes a failing submission has made.

A mistake is named only where the submission returns what that mistake returns on the same inputs.
Checks that use one module alone decide; those that use several then have to agree. Where nothing
fits, nothing is named.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import combinations

from ..checks.check import Check, Outputs
from ..checks.run import CheckRun
from ..course.mistakes import Mistake
from ..results.records import dataclass
from .at_once import together, with_one_more
from .by_check import explain_by_check
from .equation import find_equations
from .evidence import MistakeOutputs, SubmissionEvidence
from .match import MistakeMatch, find_groups
from .pattern import Pattern
from .patterns import find_pattern
from .precision import find_precision, share_cause
from .replay import Replay
from .rules import find_rules


@dataclass(frozen=True)
class Diagnosis:
    """What is wrong behind a failed check.

    Attributes:
        mistakes: known ones that together return what the submission returned.
        cancelled_by: further mistakes of the submission that undo one of these in training.
        cancelled: the one that they undo.
        unexplained: wrong outputs of the check that these do not explain.
        pattern: how the numbers relate, where no known mistake fits.
    """

    mistakes: tuple[Mistake, ...] = ()
    cancelled_by: tuple[Mistake, ...] = ()
    cancelled: Mistake | None = None
    unexplained: tuple[str, ...] = ()
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
        self.known = MistakeOutputs(replay, expected)
        self._groups = find_groups(replay, checks)

    def diagnose(self, runs: Sequence[CheckRun], variant: int) -> dict[str, Diagnosis]:
        """Returns a diagnosis for each failed check of which anything can be said, by its id.

        Args:
            runs: of the checks, on one submission.
            variant: whose inputs the checks used.
        """
        if all(item.passed for item in runs):
            return {}
        with collected_later():
            return self._diagnose(runs, variant)

    def _diagnose(self, runs: Sequence[CheckRun], variant: int) -> dict[str, Diagnosis]:
        case = SubmissionEvidence(self.known, runs, variant)
        matches = [MistakeMatch(case, group) for group in self._groups]
        found = name_own_checks(case, matches)
        found |= name_joint_checks(case, matches)
        found |= name_by_check(case, found)
        found = note_cancelling(case, matches, found)
        left = [
            item
            for item in runs
            if not item.passed and item.outcome.failure is None and item.check.id not in found
        ]
        if self.known.replay.ingredients is not None:
            # Where the numbers are right, their equation is the right one: the shape is all that is to be told.
            ids = [item.check.id for item in left if not self._is_only_of_shape(item, variant)]
            equations = find_equations(runs, self.known.replay.ingredients, variant, ids)
            found |= {id_: Diagnosis(pattern=pattern) for id_, pattern in equations.items()}
            left = [item for item in left if item.check.id not in equations]
        patterns = find_patterns(left, lambda check: self.known.expected(check, variant))
        return found | {id_: Diagnosis(pattern=pattern) for id_, pattern in patterns.items()}

    def _is_only_of_shape(self, item: CheckRun, variant: int) -> bool:
        """Tells whether the wrong outputs of a check hold the right numbers in another shape."""
        if any(finding.stage not in ("", "shape") for finding in item.findings):
            return False
        expected = self.known.expected(item.check, variant)
        pattern = find_pattern(item.check, item.outcome.outputs, expected)
        return pattern is not None and pattern.kind == "boxed" and not pattern.output


@contextmanager
def collected_later() -> Iterator[None]:
    """Has garbage in cycles wait: replays make thousands of short-lived objects, and each look through all is for nothing."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def find_patterns(
    runs: Sequence[CheckRun], expected: Callable[[Check], Outputs]
) -> dict[str, Pattern]:
    """Returns how the numbers of failed checks relate to what is expected of them, by check."""
    found = find_rules(runs, expected)
    lost = {
        item.check.id: pattern
        for item in runs
        if item.check.id not in found
        and (pattern := find_precision(item.check, item.outcome.outputs, expected(item.check)))
    }
    found |= share_cause(lost)
    for item in runs:
        if item.check.id not in found:
            pattern = find_pattern(item.check, item.outcome.outputs, expected(item.check))
            if pattern is not None:
                found[item.check.id] = pattern
    return found


def name_own_checks(
    case: SubmissionEvidence, matches: Sequence[MistakeMatch]
) -> dict[str, Diagnosis]:
    """Returns diagnoses of the checks that belong to a group."""
    found = {}
    for part in matches:
        for check in part.failed:
            if part.mistakes:
                found[check.id] = Diagnosis(_acting(case, part.mistakes, check))
    return found


def name_by_check(case: SubmissionEvidence, found: Mapping[str, Diagnosis]) -> dict[str, Diagnosis]:
    """Returns diagnoses of checks for which no mistakes explain all that was seen of a module."""
    left = [check for check in case.checks() if check.id not in found and case.failed(check)]
    if not left:
        return {}
    explained = explain_by_check(case, left)
    several = [mistake for item in found.values() for mistake in item.mistakes]
    several += [item.mistake for item in explained]
    named = list({mistake.id: mistake for mistake in reversed(several)}.values())[::-1]
    added = {}
    for check in left:
        acting = sorted(
            (item for item in explained if check.id in item.outputs),
            key=lambda item: -len(item.outputs[check.id]),
        )
        seen = case.wrong(check)
        rest = seen.difference(*(item.outputs[check.id] for item in acting))
        if acting and not rest:
            added[check.id] = Diagnosis(tuple(item.mistake for item in acting))
            continue
        at_once = together(case, check, named) or with_one_more(case, check, named)
        if at_once:
            added[check.id] = Diagnosis(at_once)
        elif acting:
            unexplained = tuple(name for name in case.outputs(check) if name in rest)
            mistakes = tuple(item.mistake for item in acting)
            added[check.id] = Diagnosis(mistakes, unexplained=unexplained)
    return added


def name_joint_checks(
    case: SubmissionEvidence, matches: Sequence[MistakeMatch]
) -> dict[str, Diagnosis]:
    """Returns diagnoses of the checks that use the modules of several groups.

    Each is replayed with the mistakes of all groups made at once.
    """
    own = {check.id for part in matches for check in part.group.checks}
    joint = [check for check in case.checks() if check.id not in own and case.failed(check)]
    found: dict[str, Diagnosis] = {}
    decided: dict[frozenset[str], tuple[Mistake, ...]] = {}
    for check in joint:
        needs = frozenset(check.needs)
        if needs not in decided or not decided[needs]:
            decided[needs] = _joint_mistakes(case, matches, check)
        mistakes = decided[needs]
        if mistakes and case.explained(mistakes, check):
            found[check.id] = Diagnosis(_acting(case, mistakes, check))
    return found


def _acting(
    case: SubmissionEvidence, mistakes: Sequence[Mistake], check: Check
) -> tuple[Mistake, ...]:
    """Returns those of several mistakes that a check sees, the one that it sees most of first."""
    if len(mistakes) == 1:
        return tuple(mistakes)
    usual = {mistake.key: len(case.known.usually_wrong(mistake, check)) for mistake in mistakes}
    acting = sorted(
        (mistake for mistake in mistakes if usual[mistake.key]),
        key=lambda mistake: -usual[mistake.key],
    )
    return tuple(acting or mistakes)


def _joint_mistakes(
    case: SubmissionEvidence, matches: Sequence[MistakeMatch], check: Check
) -> tuple[Mistake, ...]:
    touches = case.known.replay.touches
    involved = [
        part for part in matches if any(touches(mistake, check) for mistake in part.group.mistakes)
    ]
    if not all(part.resolved for part in involved):
        return ()
    mistakes = tuple(mistake for part in involved for mistake in part.mistakes)
    if mistakes and case.explained(mistakes, check):
        return mistakes
    # Only mistakes that no check of one module sees are left, beside those.
    unseen = [
        mistake
        for part in involved
        for mistake in part.group.mistakes
        if touches(mistake, check)
        and not any(case.known.usually_wrong(mistake, own) for own in part.group.checks)
        and (not mistakes or case.known.usually_wrong(mistake, check))
    ]
    fitting = [
        several
        for mistake in unseen
        if case.explained(several := (*mistakes, mistake), check)
        and case.discriminating([mistake], check)
    ]
    return fitting[0] if len({several[-1].id for several in fitting}) == 1 else ()


def note_cancelling(
    case: SubmissionEvidence, matches: Sequence[MistakeMatch], found: dict[str, Diagnosis]
) -> dict[str, Diagnosis]:
    """Adds to each diagnosis the mistakes of other groups that undo it.

    Two mistakes cancel out where the checks of both modules pass, and each alone would fail them.
    """
    own = {check.id for part in matches for check in part.group.checks}
    joint = [check for check in case.checks() if check.id not in own]
    if not joint or not all(case.passed(check) for check in joint):
        return found
    noted = dict(found)
    for one, other in combinations([part for part in matches if part.failed], 2):
        for this, that in _cancelling(case, one, other, found, joint[0]):
            for mistake, undone_by in ((this, that), (that, this)):
                for id_, diagnosis in found.items():
                    if mistake in diagnosis.mistakes:
                        noted[id_] = replace(
                            diagnosis, cancelled_by=(undone_by,), cancelled=mistake
                        )
    return noted


def _cancelling(
    case: SubmissionEvidence,
    one: MistakeMatch,
    other: MistakeMatch,
    found: Mapping[str, Diagnosis],
    joint: Check,
) -> list[tuple[Mistake, Mistake]]:
    """Returns the pairs of mistakes of two groups that each fail a check which both together pass."""
    sides = []
    for part in (one, other):
        named = [found[check.id].mistakes for check in part.failed if check.id in found]
        each = {mistake.id: mistake for mistakes in named for mistake in mistakes}
        sides.append(
            [item for item in each.values() if case.known.wrong([item], joint, case.variant)]
        )
    pairs = [(this, that) for this in sides[0] for that in sides[1]]
    if len(pairs) == 1:
        return pairs
    return [pair for pair in pairs if case.explained(pair, joint)]
