"""Which check catches which known mistake, which mistakes look alike, and which are named wrongly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

import msgspec

from .assignment import Assignment
from .case import Evidence
from .checks import Check, Outputs
from .diagnose import Diagnoser
from .mistakes import Mistake, apply_mistake
from .probing import expected_outputs, passes, run_probe
from .replay import ReferenceReplay
from .student import Transport
from .traces import same_outputs, trace_of
from .transport import DirectTransport
from .variants import unpublished_seed


class Examination(msgspec.Struct, frozen=True):
    """What was found out about the known mistakes of an assignment.

    Attributes:
        caught: by mistake, then by check: whether the check fails in any of the variants.
        uncaught: mistakes that pass every check in some variant.
        twins: pairs with the same outputs on every check in every variant.
        named: by mistake, the ids that its own submission was given, over all variants.
        misnamed: mistakes that were not named, or not alone, in some variant.
    """

    caught: dict[str, dict[str, bool]]
    uncaught: list[str]
    twins: list[tuple[str, str]]
    named: dict[str, list[str]]
    misnamed: list[str]


class Bench:
    """An assignment's probes, run in this process on trusted code.

    Args:
        secret: decides the inputs, as a course's does.
    """

    def __init__(
        self, assignment: Assignment, mistakes: Sequence[Mistake], secret: bytes = b"verify"
    ) -> None:
        self.assignment = assignment
        self._secret = secret
        self._reference = self.transport(assignment.reference)
        self._expected: dict[tuple[str, int], Outputs] = {}
        replay = ReferenceReplay(assignment, mistakes, self.seed)
        self.diagnoser = Diagnoser(replay, assignment.checks, self.expected)

    def transport(self, files: Mapping[str, bytes]) -> DirectTransport:
        """Returns a transport to trusted files."""
        assignment = self.assignment
        return DirectTransport(files, assignment.config.modules, fixtures=assignment.fixtures)

    def seed(self, check: Check, variant: int) -> int:
        """Returns the seed of a check's inputs."""
        return unpublished_seed(self._secret, self.assignment.name, check.id, variant)

    def expected(self, check: Check, variant: int) -> Outputs:
        """Returns what a check expects of a variant."""
        key = (check.id, variant)
        if key not in self._expected:
            self._expected[key] = expected_outputs(
                check, self._reference, self.seed(check, variant)
            )
        return self._expected[key]

    def evidence(self, transport: Transport, variant: int) -> list[Evidence]:
        """Returns what every check sees of a submission."""
        found = []
        for check in self.assignment.checks:
            outcome = run_probe(check.probe, transport, self.seed(check, variant))
            passed = passes(check, outcome, self.expected(check, variant))
            found.append(Evidence(check, outcome, passed))
        return found

    def named(self, evidence: Sequence[Evidence], variant: int) -> set[str]:
        """Returns the ids of all mistakes that a diagnosis names."""
        diagnoses = self.diagnoser.diagnose(evidence, variant)
        return {item.id for diagnosis in diagnoses.values() for item in diagnosis.mistakes}


def examine_mistakes(
    assignment: Assignment, mistakes: Sequence[Mistake], variants: Sequence[int] = range(3)
) -> Examination:
    """Makes every mistake in turn, and returns what the checks and the diagnosis make of it.

    The mistakes run in this process: whoever calls this has seen to it that each of them ends.
    """
    bench = Bench(assignment, mistakes)
    seen = {
        mistake.id: [
            bench.evidence(transport, variant)
            for transport in [bench.transport(apply_mistake(assignment.reference, mistake))]
            for variant in variants
        ]
        for mistake in mistakes
    }
    caught: dict[str, dict[str, bool]] = {}
    named: dict[str, list[str]] = {}
    uncaught: list[str] = []
    misnamed: list[str] = []
    for id, runs in seen.items():
        caught[id] = {
            items[0].check.id: not all(item.passed for item in items)
            for items in zip(*runs, strict=True)
        }
        if any(all(item.passed for item in evidence) for evidence in runs):
            uncaught.append(id)
        names = [bench.named(run, variant) for run, variant in zip(runs, variants, strict=True)]
        named[id] = sorted(set().union(*names))
        if any(ids != {id} for ids in names):
            misnamed.append(id)
    twins = [
        (one, other)
        for one, other in combinations(seen, 2)
        if caught[one] == caught[other] and _alike(seen[one], seen[other])
    ]
    return Examination(caught, uncaught, twins, named, misnamed)


def _alike(left: Sequence[Sequence[Evidence]], right: Sequence[Sequence[Evidence]]) -> bool:
    """Tells whether two mistakes return the same everywhere."""
    for runs in zip(left, right, strict=True):
        for one, other in zip(*runs, strict=True):
            traces = trace_of(one.outcome), trace_of(other.outcome)
            if traces[0].failure is None and traces[1].failure is None:
                if len(same_outputs(one.check, *traces)) < len(traces[0].values):
                    return False
            elif not same_outputs(one.check, *traces):
                return False
    return True
