"""Which known mistakes explain what the checks of one module saw of a submission."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations

import numpy as np

from ..checks.check import Check
from ..course.mistakes import Mistake
from ..results.records import dataclass
from .evidence import SubmissionEvidence
from .observed import FAILED
from .replay import Replay

# Pairs of mistakes that are tried on one submission; each costs some milliseconds.
TRIED_PAIRS = 64
# The same of pairs in which a mistake has another form than its first.
TRIED_FORMS = 16
# The share of checks that a mistake may pass or fail otherwise than on other inputs.
NEAR = 0.5


@dataclass(frozen=True)
class Group:
    """Mistakes of the same module, and the checks that use nothing else."""

    checks: tuple[Check, ...]
    mistakes: tuple[Mistake, ...]


def find_groups(replay: Replay, checks: Sequence[Check]) -> list[Group]:
    """Returns the groups of an assignment.

    The checks that decide on a mistake are those it can change, without those that need still more
    modules than another of them.
    """
    members: list[tuple[set[str], list[Mistake]]] = []
    for mistake in replay.mistakes:
        touched = [check for check in checks if replay.touches(mistake, check)]
        own = {
            check.id
            for check in touched
            if not any(set(other.needs) < set(check.needs) for other in touched)
        }
        joined = [member for member in members if member[0] & own]
        # In the order of their first mistakes.
        place = members.index(joined[0]) if joined else len(members)
        members = [member for member in members if not member[0] & own]
        members.insert(
            place,
            (
                own.union(*(member[0] for member in joined)),
                [*(item for member in joined for item in member[1]), mistake],
            ),
        )
    return [
        Group(tuple(check for check in checks if check.id in own), tuple(mistakes))
        for own, mistakes in members
    ]


class MistakeMatch:
    """The mistakes found in one group, and how sure they are.

    Attributes:
        mistakes: that explain every check of the group.
        failed: checks of the group that failed.
    """

    def __init__(self, case: SubmissionEvidence, group: Group) -> None:
        self._case = case
        self.group = group
        self.failed = [check for check in group.checks if case.failed(check)]
        self.mistakes: tuple[Mistake, ...] = ()
        if not self.failed:
            return
        order = [*self.failed, *(check for check in group.checks if case.passed(check))]
        self._seen = [(check, case.wrong(check)) for check in order]
        # Further forms are looked at only where the mistakes themselves do not fit: each costs a replay.
        own = [mistake for mistake in group.mistakes if not mistake.number]
        forms = [mistake for mistake in group.mistakes if mistake.number]
        fitting = self._fitting_single(own) or self._fitting_single(forms)
        if not fitting:
            fitting = self._fitting_pairs(own, TRIED_PAIRS)
        if not fitting and forms:
            fitting = self._fitting_pairs(group.mistakes, TRIED_FORMS)
        fitting = first_forms(fitting)
        if len(fitting) > 1:
            fitting = first_forms(self._fitting_exactly(fitting))
        if len(fitting) == 1:
            self.mistakes = tuple(fitting[0])

    def _fitting_single(self, mistakes: Sequence[Mistake]) -> list[Sequence[Mistake]]:
        """Returns the single mistakes that explain all checks."""
        alike = [[mistake] for mistake in mistakes if self._usually_alike(mistake)]
        fitting = self._fitting(alike, self.failed[0])
        if not fitting:
            near = [[mistake] for mistake in mistakes if self._usually_near(mistake)]
            fitting = self._fitting(near, self.failed[0])
        return fitting

    @property
    def resolved(self) -> bool:
        """Whether nothing in the group stays unexplained."""
        return not self.failed or bool(self.mistakes)

    def _usually_alike(self, mistake: Mistake) -> bool:
        """Tells whether a mistake usually gets those outputs wrong that the submission did."""
        usually_wrong = self._case.known.usually_wrong
        return all(usually_wrong(mistake, check) == wrong for check, wrong in self._seen)

    def _usually_near(self, mistake: Mistake) -> bool:
        """Tells whether a mistake usually fails most of those checks, and few others.

        An accuracy, for one, can come out right by chance.
        """
        case = self._case
        differing, either = 0, len(self.failed)
        for check, _ in self._seen:
            usual = bool(case.known.usually_wrong(mistake, check))
            differing += usual != case.failed(check)
            either += usual and not case.failed(check)
            # More checks, each of which may cost a replay, bring these no nearer.
            if differing > NEAR * either:
                return False
        return True

    def _fitting(
        self, candidates: Iterable[Sequence[Mistake]], screen: Check
    ) -> list[Sequence[Mistake]]:
        """Returns the candidates that explain all checks; `screen` is tried first."""
        order = [screen, *(check for check in self.group.checks if check is not screen)]
        return [
            candidate
            for candidate in candidates
            if all(self._case.explained(candidate, check) for check in order)
            and any(self._case.discriminating(candidate, check) for check in self.failed)
        ]

    def _fitting_exactly(self, fitting: list[Sequence[Mistake]]) -> list[Sequence[Mistake]]:
        """Returns those of several candidates that overflow as the submission does; else all."""
        exact = [
            candidate
            for candidate in fitting
            if all(self._case.explained(candidate, check, exact=True) for check in self.failed)
        ]
        return exact or fitting

    def _fitting_pairs(self, mistakes: Sequence[Mistake], most: int) -> list[Sequence[Mistake]]:
        """Returns the pairs of some mistakes that explain all checks; so many are tried, the likeliest first."""
        by_doubts: dict[int, list[tuple[Mistake, Mistake]]] = {}
        for pair in plausible_pairs(self._case, self.group, mistakes):
            by_doubts.setdefault(self._doubts(pair), []).append(pair)
        left = most
        for doubts in sorted(by_doubts):
            pairs = by_doubts[doubts][:left]
            left -= len(pairs)
            fitting = [
                found
                for pair in pairs
                for found in self._fitting([pair], self._meet(pair))
                if not self._is_chance(pair)
            ]
            if fitting:
                return fitting
        return []

    def _is_chance(self, pair: tuple[Mistake, Mistake]) -> bool:
        """Tells whether a check that needs both of a pair asks for no more than a few yes or no, or all for labels alone.

        Of the few ways in which a table of four of them can be wrong, most are those of some pair.
        """
        case = self._case
        for check in self.failed:
            expected = case.known.expected(check, case.variant)
            wrong = case.wrong(check) - {FAILED}
            asked = wrong and all(np.asarray(expected[name]).dtype.kind == "b" for name in wrong)
            if asked and not any(case.explained([mistake], check) for mistake in pair):
                return True
        one, other = (case.known.replay.changes(mistake) for mistake in pair)
        if not one & other or not all(case.is_coarse(check) for check in self.failed):
            return False
        # Labels and counts of one function are told of both where each alone makes some of them, and the other does not.
        alone = [
            {check.id for check in self.failed if case.explained([mistake], check)}
            for mistake in pair
        ]
        return alone[0] <= alone[1] or alone[1] <= alone[0]

    def _meet(self, pair: tuple[Mistake, Mistake]) -> Check:
        """Returns the first failed check that both get wrong, else the first one."""
        case = self._case
        both = (
            check
            for check in self.failed
            if all(case.known.usually_wrong(item, check) for item in pair)
        )
        return next(both, self.failed[0])

    def _doubts(self, pair: tuple[Mistake, Mistake]) -> int:
        """Returns how many of a pair do not explain what they get wrong and the other does not.

        Looks at such outputs of each, which a replay of the single mistake shows.
        """
        return sum(not self._alone(one, other) for one, other in (pair, pair[::-1]))

    def _alone(self, one: Mistake, other: Mistake) -> bool:
        """Tells whether one of a pair explains the outputs that the other has no part in."""
        case = self._case
        for check, wrong in self._seen:
            mine = case.known.usually_wrong(one, check)
            if not mine or FAILED in wrong or FAILED in mine:
                continue
            others = case.known.usually_wrong(other, check)
            if FAILED in others:
                continue
            if mine - others and not mine - others <= case.same([one], check):
                return False
        return True


def first_forms(several: Iterable[Sequence[Mistake]]) -> list[Sequence[Mistake]]:
    """Returns each combination of mistakes once, whatever forms of them fit."""
    found: dict[tuple[str, ...], Sequence[Mistake]] = {}
    for mistakes in several:
        found.setdefault(tuple(mistake.id for mistake in mistakes), mistakes)
    return list(found.values())


def plausible_pairs(
    case: SubmissionEvidence, group: Group, mistakes: Sequence[Mistake]
) -> list[tuple[Mistake, Mistake]]:
    """Returns the pairs of some mistakes of a group that together usually get wrong what the submission got wrong.

    An output that only one of the two gets wrong is wrong; one that neither does is right.
    """
    conclusive = [check for check in group.checks if not case.inconclusive(check)]
    usually_wrong = case.known.usually_wrong
    wrong = {check.id: seen for check in conclusive if (seen := case.wrong(check))}
    # Who gets nothing wrong that is wrong has no part in it.
    acting = [
        mistake
        for mistake in mistakes
        if any(
            wrong[check.id] & usually_wrong(mistake, check)
            for check in conclusive
            if check.id in wrong
        )
    ]
    pairs = [
        (one, other)
        for one, other in combinations(range(len(acting)), 2)
        if acting[one].id != acting[other].id
    ]
    # What failed leaves few, so that of most mistakes nobody has to know how they do in what passed.
    for check in sorted(conclusive, key=lambda check: check.id not in wrong):
        seen = wrong.get(check.id, frozenset())
        left = {one for pair in pairs for one in pair}
        usual = {one: usually_wrong(acting[one], check) for one in left}
        # Hundreds of pairs get few different outputs wrong.
        kinds = set(usual.values())
        fitting = {
            kind: {other for other in kinds if _fits_both(seen, kind, other)} for kind in kinds
        }
        pairs = [(one, other) for one, other in pairs if usual[other] in fitting[usual[one]]]
    return [(acting[one], acting[other]) for one, other in pairs]


def _fits_both(seen: frozenset[str], first: frozenset[str], second: frozenset[str]) -> bool:
    if FAILED in first or FAILED in second or FAILED in seen:
        return FAILED in seen and (FAILED in first or FAILED in second)
    return seen <= first | second and first ^ second <= seen
