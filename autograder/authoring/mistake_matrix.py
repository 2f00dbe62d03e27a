"""Known mistakes against checks: which check catches which mistake, and whether it is named."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from ..checks.check import Check, Outputs
from ..checks.run import Outcome, expected_outputs, passes, run_probe
from ..checks.seeds import unpublished_seed
from ..course.assignment import Assignment
from ..course.mistakes import Mistake, apply_mistake, load_mistakes
from ..course.trusted import trusted
from ..diagnosis.diagnose import Diagnoser
from ..diagnosis.evidence import Evidence
from ..diagnosis.observed import FAILED, Trace, same_outputs, trace_of
from ..diagnosis.replay import ReferenceReplay
from ..execution.proxy import StudentError
from ..execution.transport import PipeTransport, load_message
from ..grading.attempt import open_sandbox

SECRET = b"matrix"
# Inputs on which every mistake is made, caught and named.
VARIANTS = 2


class MistakeRow(msgspec.Struct, frozen=True):
    """What became of one mistake.

    Attributes:
        line: of its table in mistakes.toml.
        status: by check: passed, failed, or the kind of failure that ended it.
        caught: some check fails, on all inputs tried.
        named: it is diagnosed as itself, on all inputs tried, and as nothing else.
        diagnosed: the ids that were named instead.
        ends: it ends by itself, so that it may be replayed while grading.
        equals: another mistake that no check can tell from it.
    """

    id: str
    title: str
    line: int
    status: dict[str, str]
    caught: bool
    named: bool
    diagnosed: tuple[str, ...] = ()
    ends: bool = True
    equals: str = ""


class Matrix(msgspec.Struct, frozen=True):
    """All mistakes of an assignment against all its checks."""

    assignment: str
    checks: tuple[str, ...]
    rows: tuple[MistakeRow, ...]

    @property
    def caught(self) -> int:
        """How many mistakes are caught."""
        return sum(row.caught for row in self.rows)

    @property
    def named(self) -> int:
        """How many mistakes are named."""
        return sum(row.named for row in self.rows)


def mistake_matrix(assignment: Assignment) -> Matrix:
    """Makes every known mistake and grades it.

    Raises:
        CourseError: mistakes.toml is malformed.
    """
    mistakes = load_mistakes(assignment.bundle)
    endless = set(_endless(assignment, mistakes))
    sound = [mistake for mistake in mistakes if mistake.id not in endless]
    replay = ReferenceReplay(assignment, sound, lambda check, n: _seed(assignment, check, n))
    reference = trusted(assignment, assignment.reference)
    expected: dict[tuple[str, int], Outputs] = {
        (check.id, variant): expected_outputs(check, reference, _seed(assignment, check, variant))
        for check in assignment.checks
        for variant in range(VARIANTS)
    }
    diagnoser = Diagnoser(
        replay, assignment.checks, lambda check, variant: expected[check.id, variant]
    )
    runs = {
        mistake.id: [_run(assignment, mistake, variant) for variant in range(VARIANTS)]
        for mistake in sound
    }
    rows = []
    for mistake in mistakes:
        if mistake.id in endless:
            rows.append(_endless_row(mistake))
            continue
        graded = [
            [
                Evidence(check, outcome, passes(check, outcome, expected[check.id, variant]))
                for check, outcome in zip(assignment.checks, outcomes, strict=True)
            ]
            for variant, outcomes in enumerate(runs[mistake.id])
        ]
        rows.append(_row(mistake, graded, diagnoser, _twin(assignment, mistake, sound, runs)))
    return Matrix(assignment.name, tuple(check.id for check in assignment.checks), tuple(rows))


def _seed(assignment: Assignment, check: Check, variant: int) -> int:
    return unpublished_seed(SECRET, assignment.name, check.id, variant)


def _run(assignment: Assignment, mistake: Mistake, variant: int) -> list[Outcome]:
    files = apply_mistake(assignment.reference, mistake)
    transport = trusted(assignment, files)
    return [
        run_probe(check.probe, transport, _seed(assignment, check, variant))
        for check in assignment.checks
    ]


def _endless(assignment: Assignment, mistakes: Sequence[Mistake]) -> list[str]:
    """Returns the ids of mistakes that overrun the time or end their process, found in the sandbox."""
    found = []
    with open_sandbox(assignment) as sandbox:
        for mistake in mistakes:
            files = apply_mistake(assignment.reference, mistake)
            with sandbox.spawn() as child:
                pipe = PipeTransport(child)
                pipe.allow(assignment.config.limits.seconds)
                try:
                    pipe.exchange(load_message(files, assignment.config.modules))
                except StudentError:
                    found.append(mistake.id)
                    continue
                for check in assignment.checks:
                    pipe.allow(assignment.config.limits.seconds)
                    outcome = run_probe(check.probe, pipe, _seed(assignment, check, 0))
                    if outcome.failure is not None and outcome.failure.kind in ("timeout", "died"):
                        found.append(mistake.id)
                        break
    return found


def _endless_row(mistake: Mistake) -> MistakeRow:
    return MistakeRow(
        mistake.id, mistake.title, mistake.line, {}, caught=True, named=False, ends=False
    )


def _row(
    mistake: Mistake, graded: list[list[Evidence]], diagnoser: Diagnoser, twin: str
) -> MistakeRow:
    diagnosed: set[str] = set()
    named = True
    for variant, evidence in enumerate(graded):
        found = diagnoser.diagnose(evidence, variant)
        ids = {"+".join(one.id for one in item.mistakes) for item in found.values()} - {""}
        named = named and ids == {mistake.id}
        diagnosed |= ids - {mistake.id}
    status = {
        item.check.id: "passed"
        if item.passed
        else item.outcome.failure.kind
        if item.outcome.failure
        else "failed"
        for item in graded[0]
    }
    return MistakeRow(
        id=mistake.id,
        title=mistake.title,
        line=mistake.line,
        status=status,
        caught=all(any(not item.passed for item in evidence) for evidence in graded),
        named=named,
        diagnosed=tuple(sorted(diagnosed)),
        equals=twin,
    )


def _twin(
    assignment: Assignment,
    mistake: Mistake,
    mistakes: Sequence[Mistake],
    runs: dict[str, list[list[Outcome]]],
) -> str:
    """Returns an earlier mistake that returns the same on every check and input, else ""."""
    for other in mistakes:
        if other.id == mistake.id:
            return ""
        if all(
            _same(check, trace_of(left), trace_of(right))
            for one, two in zip(runs[mistake.id], runs[other.id], strict=True)
            for check, left, right in zip(assignment.checks, one, two, strict=True)
        ):
            return other.id
    return ""


def _same(check: Check, left: Trace, right: Trace) -> bool:
    names = {FAILED} if left.failure or right.failure else left.values.keys() | right.values.keys()
    return same_outputs(check, left, right) == names
