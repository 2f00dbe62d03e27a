"""Everything that a check must tell apart, run on one set of inputs after the other: a process of `verify --power`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec

from ..checks.check import Check
from ..checks.run import CheckRun
from ..checks.seeds import PUBLISHED, UNPUBLISHED, published_seed, unpublished_seed
from ..course.assignment import load_assignment
from ..course.course import Bundle
from ..course.expected import ReferenceExpected
from ..course.mistakes import apply_mistake, load_mistakes
from ..course.sources import GradedSources
from ..diagnosis.diagnose import Diagnoser
from ..diagnosis.replay import ReferenceReplay
from ..grading.opened import OpenedOwn
from ..grading.runner import run_check
from .remembered import RememberedReplay

Files = Mapping[str, bytes]


class Inputs(msgspec.Struct, frozen=True):
    """One set of inputs of an assignment's checks: a published seed, or a variant of grading."""

    kind: Literal["published", "unpublished"]
    number: int

    def __str__(self) -> str:
        return f"--seed {self.number}" if self.kind == "published" else f"variant {self.number}"


ALL_INPUTS = (
    *(Inputs("published", number) for number in range(PUBLISHED)),
    *(Inputs("unpublished", number) for number in range(UNPUBLISHED)),
)


class Verdict(msgspec.Struct, frozen=True):
    """What one check says of one solution, and which known mistakes are named behind it."""

    passed: bool
    named: tuple[str, ...] = ()

    def __str__(self) -> str:
        if self.passed:
            return "passes"
        return f"fails as {' + '.join(self.named)}" if self.named else "fails without a name"


class Job(msgspec.Struct, frozen=True):
    """What a process needs.

    Attributes:
        solutions: all but the reference, by name.
        endless: mistakes that do not end, which are not run.
    """

    bundle: Bundle
    solutions: dict[str, dict[str, bytes]]
    secret: bytes
    endless: tuple[str, ...]


class Examined(msgspec.Struct, frozen=True):
    """What came out on one set of inputs: verdicts by solution and check, and how many checks ran."""

    inputs: Inputs
    verdicts: dict[str, dict[str, Verdict]]
    runs: int


class Examiner:
    """Runs everything on one set of inputs after the other, in one process."""

    def __init__(self, job: Job) -> None:
        self.assignment = load_assignment(job.bundle)
        self.secret = job.secret
        self.expected = ReferenceExpected(self.assignment, self.seed)
        mistakes = [item for item in load_mistakes(job.bundle) if item.id not in job.endless]
        self.replay = ReferenceReplay(self.assignment, mistakes, self.seed)
        reference = self.assignment.reference
        self.reference = self.opened(reference)
        self.mistaken = {
            item.key: self.opened(apply_mistake(reference, item, job.bundle.solution))
            for item in self.replay.mistakes
        }
        self.others = {name: self.opened(files) for name, files in job.solutions.items()}
        # Asked for with every set of inputs, and always the same.
        self.usually_wrong: dict[tuple[str, str], frozenset[str]] = {}
        self.runs = 0

    def opened(self, files: Files) -> OpenedOwn:
        """Returns a solution in this process."""
        return OpenedOwn(self.assignment, GradedSources(files))

    def seed(self, check: Check, number: int) -> int:
        """Returns the seed of a check in ALL_INPUTS[number]."""
        inputs = ALL_INPUTS[number]
        if inputs.kind == "published":
            return published_seed(self.assignment.name, check.id, inputs.number)
        return unpublished_seed(self.secret, self.assignment.name, check.id, inputs.number)

    def examine(self, number: int) -> Examined:
        """Returns the verdict of every check on every solution, on ALL_INPUTS[number]."""
        before = self.runs
        at_home = ALL_INPUTS[number].kind == "published"
        checks = [item for item in self.assignment.checks if not (at_home and item.hidden)]
        right = {item.id: self.run(self.reference, item, number) for item in checks}
        # A mistake in a file that a check does not use changes nothing there.
        graded = {
            mistake.key: [
                self.run(self.mistaken[mistake.key], item, number)
                if self.replay.touches(mistake, item)
                else right[item.id]
                for item in checks
            ]
            for mistake in self.replay.mistakes
        }
        remembered = RememberedReplay(self.replay, {number: graded}, self.usually_wrong)
        diagnoser = Diagnoser(remembered, checks, self.expected.outputs)
        verdicts: dict[str, dict[str, Verdict]] = {}
        for id, runs in graded.items():
            found = diagnoser.diagnose(runs, number)
            # A form is named where its mistake itself does not fit, which numbers of one input may.
            named = (
                {}
                if "/" in id
                else {
                    check: tuple(one.id for one in item.mistakes) for check, item in found.items()
                }
            )
            verdicts[f"mistake {id}"] = {
                run.check.id: Verdict(run.passed, named.get(run.check.id, ())) for run in runs
            }
        for name, opened in self.others.items():
            verdicts[name] = {
                item.id: Verdict(self.run(opened, item, number).passed) for item in checks
            }
        return Examined(ALL_INPUTS[number], verdicts, self.runs - before)

    def run(self, opened: OpenedOwn, check: Check, number: int) -> CheckRun:
        """Runs a check on a solution."""
        self.runs += 1
        return run_check(opened, check, self.expected, number)


_EXAMINER: list[Examiner] = []


def begin(job: Job) -> None:
    """Prepares a process of the pool."""
    _EXAMINER[:] = [Examiner(job)]


def examine(number: int) -> Examined:
    """Returns what comes out on one set of inputs, in a process that was prepared."""
    [examiner] = _EXAMINER
    return examiner.examine(number)
