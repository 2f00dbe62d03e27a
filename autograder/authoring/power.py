"""The power of checks: whether a verdict depends on which random inputs a student happens to get.

Every mistake, every alternative solution and every one that does nothing is run on all inputs that there
are: 8 published variants of the visible checks, and the 16 by which the class is graded. A check that
fails a solution on one of them fails it on all, and a diagnosis names the same mistakes on all. Where
not, the check's random inputs can miss what it is for, and a grade would depend on a name's hash.
"""

from __future__ import annotations

import multiprocessing
import os
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Literal, TypeVar

import msgspec

from ..checks.check import Check
from ..checks.run import CheckRun
from ..checks.seeds import PUBLISHED, UNPUBLISHED, published_seed, unpublished_seed
from ..course.assignment import Assignment, load_assignment
from ..course.course import Bundle
from ..course.expected import ReferenceExpected
from ..course.mistakes import Mistake, apply_mistake, load_mistakes
from ..course.sources import GradedSources
from ..diagnosis.diagnose import Diagnoser
from ..diagnosis.observed import ObservedOutputs, observed_outputs
from ..diagnosis.replay import ReferenceReplay
from ..grading.opened import OpenedHere
from ..grading.runner import run_check
from .cache import keep_result, proof_key, read_result

Files = Mapping[str, bytes]
Value = TypeVar("Value", bound=Hashable)


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


class Dependence(msgspec.Struct, frozen=True):
    """A check whose verdict on a solution depends on its inputs.

    Attributes:
        solution: "mistake ID", "alternative/NAME", "trivial/NAME".
        usual: the verdict on most inputs of that kind.
        others: the inputs on which it is another, and which.
    """

    check: str
    solution: str
    usual: Verdict
    others: tuple[tuple[Inputs, Verdict], ...]

    def exceptions(self) -> str:
        """Returns the other verdicts in words, each with its inputs."""
        by_verdict: dict[str, list[str]] = {}
        for inputs, verdict in self.others:
            by_verdict.setdefault(str(verdict), []).append(str(inputs))
        return "; ".join(
            f"{verdict} with {', '.join(where)}" for verdict, where in by_verdict.items()
        )


class PowerReport(msgspec.Struct, frozen=True):
    """What was tried, what depends on the inputs, and what it cost.

    Attributes:
        seconds: of processor time, in all processes.
    """

    solutions: int
    inputs: int
    runs: int
    seconds: float
    dependences: tuple[Dependence, ...]


def power_report(
    assignment: Assignment,
    solutions: Mapping[str, Files],
    *,
    secret: bytes,
    cache: Path,
    endless: Sequence[str] = (),
) -> PowerReport:
    """Returns which verdicts of an assignment's checks depend on their inputs.

    Args:
        solutions: files by name, beside the known mistakes.
        secret: the course's, from which the inputs of grading follow.
        cache: folder of reports, by what they depend on.
        endless: ids of mistakes that do not end, and so are not run.
    """
    others = msgspec.json.encode([sorted(solutions), sorted(endless)])
    path = cache / f"power-{assignment.name}-{proof_key(assignment, secret, others)}.json"
    kept = read_result(path, PowerReport)
    if kept is not None:
        return kept
    sources = {name: dict(files) for name, files in solutions.items()}
    job = _Job(assignment.bundle, sources, secret, tuple(endless))
    started = _processor_seconds()
    with ProcessPoolExecutor(
        len(os.sched_getaffinity(0)),
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_begin,
        initargs=(job,),
    ) as pool:
        examined = list(pool.map(_examine, range(len(ALL_INPUTS))))
    report = PowerReport(
        solutions=len(examined[0].verdicts),
        inputs=len(ALL_INPUTS),
        runs=sum(item.runs for item in examined),
        seconds=_processor_seconds() - started,
        dependences=find_dependences({item.inputs: item.verdicts for item in examined}),
    )
    keep_result(path, report)
    return report


def _processor_seconds() -> float:
    """Returns what this process and all that it has waited for have used so far."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


# By solution and check.
Verdicts = Mapping[str, Mapping[str, Verdict]]


def find_dependences(verdicts: Mapping[Inputs, Verdicts]) -> tuple[Dependence, ...]:
    """Returns the checks and solutions whose verdict is not the same on all inputs.

    A check passes or fails on all inputs alike. What is named is compared within a kind: a diagnosis
    sees all checks when grading, but only the visible ones at home.
    """
    collected: dict[tuple[str, str], dict[Inputs, Verdict]] = {}
    for inputs, table in verdicts.items():
        for solution, row in table.items():
            for check, verdict in row.items():
                collected.setdefault((check, solution), {})[inputs] = verdict
    found = []
    for (check, solution), given in collected.items():
        passed = _most([item.passed for item in given.values()])
        others = _unusual(given, passed)
        if others:
            usual = _most([item for item in given.values() if item.passed == passed])
            found.append(Dependence(check, solution, usual, others))
    return tuple(found)


def _unusual(given: Mapping[Inputs, Verdict], passed: bool) -> tuple[tuple[Inputs, Verdict], ...]:
    """Returns the inputs on which the verdict is not the one that is usual for their kind."""
    unusual: list[tuple[Inputs, Verdict]] = []
    for kind in ("published", "unpublished"):
        of_kind = [(inputs, item) for inputs, item in given.items() if inputs.kind == kind]
        expected = [item for _, item in of_kind if item.passed == passed]
        usual = _most(expected) if expected else None
        unusual += [(inputs, item) for inputs, item in of_kind if item != usual]
    return tuple(unusual)


def _most(values: Sequence[Value]) -> Value:
    return Counter(values).most_common(1)[0][0]


class _Job(msgspec.Struct, frozen=True):
    bundle: Bundle
    solutions: dict[str, dict[str, bytes]]
    secret: bytes
    endless: tuple[str, ...]


class _Examined(msgspec.Struct, frozen=True):
    inputs: Inputs
    verdicts: dict[str, dict[str, Verdict]]
    runs: int


class _Examiner:
    """Runs everything on one set of inputs after the other, in one process."""

    def __init__(self, job: _Job) -> None:
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
        self.runs = 0

    def opened(self, files: Files) -> OpenedHere:
        """Returns a solution in this process."""
        return OpenedHere(self.assignment, GradedSources(files))

    def seed(self, check: Check, number: int) -> int:
        """Returns the seed of a check in ALL_INPUTS[number]."""
        inputs = ALL_INPUTS[number]
        if inputs.kind == "published":
            return published_seed(self.assignment.name, check.id, inputs.number)
        return unpublished_seed(self.secret, self.assignment.name, check.id, inputs.number)

    def examine(self, number: int) -> _Examined:
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
        diagnoser = Diagnoser(
            _Remembered(self.replay, graded, number), checks, self.expected.outputs
        )
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
        return _Examined(ALL_INPUTS[number], verdicts, self.runs - before)

    def run(self, opened: OpenedHere, check: Check, number: int) -> CheckRun:
        """Runs a check on a solution."""
        self.runs += 1
        return run_check(opened, check, self.expected, number)


class _Remembered:
    """A replay that has run every single mistake already, on the inputs of one number."""

    def __init__(
        self, replay: ReferenceReplay, graded: Mapping[str, Sequence[CheckRun]], number: int
    ) -> None:
        self._number = number
        self.mistakes = replay.mistakes
        self.ingredients = replay.ingredients
        self.touches = replay.touches
        self._replay = replay
        self._outcomes = {
            id: {run.check.id: run.outcome for run in runs} for id, runs in graded.items()
        }

    def observed(
        self, mistakes: Sequence[Mistake], check: Check, variant: int
    ) -> ObservedOutputs | None:
        """Returns what the check sees of these mistakes together."""
        if len(mistakes) == 1 and variant == self._number:
            return observed_outputs(self._outcomes[mistakes[0].key][check.id])
        return self._replay.observed(mistakes, check, variant)


_EXAMINER: list[_Examiner] = []


def _begin(job: _Job) -> None:
    """Prepares a process of the pool."""
    _EXAMINER[:] = [_Examiner(job)]


def _examine(number: int) -> _Examined:
    [examiner] = _EXAMINER
    return examiner.examine(number)
