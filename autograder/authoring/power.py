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
from typing import TypeVar

import msgspec

from ..course.assignment import Assignment
from .cache import keep_result, proof_key, read_result
from .examiner import ALL_INPUTS, Inputs, Job, Verdict, begin, examine

Files = Mapping[str, bytes]
Value = TypeVar("Value", bound=Hashable)


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
    job = Job(assignment.bundle, sources, secret, tuple(endless))
    started = _processor_seconds()
    with ProcessPoolExecutor(
        len(os.sched_getaffinity(0)),
        mp_context=multiprocessing.get_context("spawn"),
        initializer=begin,
        initargs=(job,),
    ) as pool:
        examined = list(pool.map(examine, range(len(ALL_INPUTS))))
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
