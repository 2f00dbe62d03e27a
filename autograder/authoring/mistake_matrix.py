"""Known mistakes against checks: which check catches which mistake, and whether it is named."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from ..checks.check import Check
from ..checks.run import CheckRun
from ..course.assignment import Assignment
from ..course.expected import Expected, graded_inputs
from ..course.mistakes import Mistake, apply_mistake, load_mistakes, with_forms
from ..course.sources import GradedSources
from ..diagnosis.diagnose import Diagnoser
from ..diagnosis.observed import FAILED, ObservedOutputs, observed_outputs, same_outputs
from ..diagnosis.replay import ReferenceReplay
from ..grading.attempt import Attempt, open_sandbox
from ..grading.opened import OpenedOwn
from ..grading.runner import run_check
from .remembered import RememberedReplay
from .unproven import why_not_loaded

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
        form: its number, 0 for the mistake's own edits.
        unloaded: why its files do not load, "" where they do.
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
    form: int = 0
    unloaded: str = ""


class Matrix(msgspec.Struct, frozen=True):
    """All mistakes of an assignment against all its checks.

    Attributes:
        forms: further forms of the mistakes.
    """

    assignment: str
    checks: tuple[str, ...]
    rows: tuple[MistakeRow, ...]
    forms: tuple[MistakeRow, ...] = ()

    @property
    def caught(self) -> int:
        """How many mistakes are caught."""
        return sum(row.caught for row in self.rows)

    @property
    def named(self) -> int:
        """How many mistakes are named."""
        return sum(row.named for row in self.rows)

    @property
    def without_form(self) -> list[str]:
        """The ids of mistakes that are known in one form only."""
        several = {row.id for row in self.forms}
        return [row.id for row in self.rows if row.id not in several]


def mistake_matrix(assignment: Assignment) -> Matrix:
    """Makes every known mistake and grades it.

    Raises:
        CourseError: mistakes.toml is malformed.
    """
    mistakes = with_forms(load_mistakes(assignment.bundle))
    expected = graded_inputs(assignment, SECRET)
    endless = set(_endless(assignment, mistakes, expected))
    sound = [mistake for mistake in mistakes if mistake.key not in endless]
    replay = ReferenceReplay(assignment, sound, expected.seed)
    runs, unloaded = _run_all(assignment, replay, expected)
    graded = {
        variant: {key: of_one[variant] for key, of_one in runs.items()}
        for variant in range(VARIANTS)
    }
    diagnoser = Diagnoser(RememberedReplay(replay, graded, {}), assignment.checks, expected.outputs)
    rows = []
    for mistake in mistakes:
        if mistake.key in endless:
            rows.append(_endless_row(mistake))
            continue
        row = _row(mistake, runs[mistake.key], diagnoser, _twin(mistake, sound, runs))
        rows.append(msgspec.structs.replace(row, unloaded=unloaded[mistake.key]))
    return Matrix(
        assignment.name,
        tuple(check.id for check in assignment.checks),
        tuple(row for row in rows if not row.form),
        tuple(row for row in rows if row.form),
    )


def _made(assignment: Assignment, mistake: Mistake) -> GradedSources:
    return GradedSources(apply_mistake(assignment.reference, mistake, assignment.bundle.solution))


def _run_all(
    assignment: Assignment, replay: ReferenceReplay, expected: Expected
) -> tuple[dict[str, list[list[CheckRun]]], dict[str, str]]:
    """Returns what the checks see of each mistake, for each variant, and why those do not load that do not.

    A mistake in files that a check does not use changes nothing there.
    """
    reference = OpenedOwn(assignment, GradedSources(assignment.reference))
    right, usual = _run(reference, assignment, expected), why_not_loaded(reference)
    runs, unloaded = {}, {}
    for mistake in replay.mistakes:
        opened = OpenedOwn(assignment, _made(assignment, mistake))
        why = why_not_loaded(opened)
        unloaded[mistake.key] = why if why != usual else ""
        touched = [replay.touches(mistake, check) for check in assignment.checks]
        runs[mistake.key] = [
            [
                run_check(opened, run.check, expected, variant) if may_change else run
                for run, may_change in zip(of_reference, touched, strict=True)
            ]
            for variant, of_reference in enumerate(right)
        ]
    return runs, unloaded


def _run(opened: OpenedOwn, assignment: Assignment, expected: Expected) -> list[list[CheckRun]]:
    return [
        [run_check(opened, check, expected, variant) for check in assignment.checks]
        for variant in range(VARIANTS)
    ]


def _endless(assignment: Assignment, mistakes: Sequence[Mistake], expected: Expected) -> list[str]:
    """Returns the ids of mistakes that overrun the time or end their process, found in the sandbox."""
    touches = ReferenceReplay(assignment, mistakes, expected.seed).touches
    found = []
    with open_sandbox(assignment) as sandbox:
        for mistake in mistakes:
            with Attempt(sandbox, assignment, _made(assignment, mistake)) as attempt:
                for check in assignment.checks:
                    if not touches(mistake, check):
                        continue
                    failure = run_check(attempt, check, expected, 0).outcome.failure
                    if failure is not None and failure.kind in ("timeout", "died"):
                        found.append(mistake.key)
                        break
    return found


def _endless_row(mistake: Mistake) -> MistakeRow:
    return MistakeRow(
        mistake.id,
        mistake.title.in_("en"),
        mistake.line,
        {},
        caught=True,
        named=False,
        ends=False,
        form=mistake.number,
    )


def _row(
    mistake: Mistake, runs: list[list[CheckRun]], diagnoser: Diagnoser, twin: str
) -> MistakeRow:
    diagnosed: set[str] = set()
    named = True
    for variant, checks in enumerate(runs):
        found = diagnoser.diagnose(checks, variant)
        ids = {"+".join(one.id for one in item.mistakes) for item in found.values()} - {""}
        named = named and ids == {mistake.id}
        diagnosed |= ids - {mistake.id}
    status = {
        item.check.id: "passed"
        if item.passed
        else item.outcome.failure.kind
        if item.outcome.failure
        else "failed"
        for item in runs[0]
    }
    return MistakeRow(
        id=mistake.id,
        title=mistake.title.in_("en"),
        line=mistake.line,
        status=status,
        caught=all(any(not item.passed for item in checks) for checks in runs),
        named=named,
        diagnosed=tuple(sorted(diagnosed)),
        equals=twin,
        form=mistake.number,
    )


def _twin(
    mistake: Mistake, mistakes: Sequence[Mistake], runs: dict[str, list[list[CheckRun]]]
) -> str:
    """Returns an earlier mistake that returns the same on every check and input, else ""."""
    for other in mistakes:
        if other.key == mistake.key:
            return ""
        if other.id != mistake.id and all(
            _same(left.check, observed_outputs(left.outcome), observed_outputs(right.outcome))
            for one, two in zip(runs[mistake.key], runs[other.key], strict=True)
            for left, right in zip(one, two, strict=True)
        ):
            return other.key
    return ""


def _same(check: Check, left: ObservedOutputs, right: ObservedOutputs) -> bool:
    names = {FAILED} if left.failure or right.failure else left.values.keys() | right.values.keys()
    return same_outputs(check, left, right) == names
