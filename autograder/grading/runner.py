"""The one way in which a check is run: probed, judged, explained, and known mistakes named.

Its users differ in where the submission's code runs (`Opened`) and in who says what is expected
(`Expected`): grading, the student's own run, the card in a notebook, and pytest.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from ..checks.check import Check
from ..checks.run import CheckRun, judge
from ..course.assignment import Assignment
from ..course.expected import Expected
from ..course.levels import DERIVE
from ..course.rules import SourceFacts
from ..execution.worker.static_analysis import inspect_files
from ..results.convert import convert
from ..results.records import dataclass
from ..results.result import CheckResult
from .explain import Explanation, SourceFiles
from .missing_names import Interface
from .opened import Opened
from .written_sizes import (
    GUESSED,
    Reopen,
    SizeTrials,
    is_open,
    numbers_of_cells,
    with_size,
    written_numbers,
)

if TYPE_CHECKING:
    from ..diagnosis.diagnose import Diagnoser
    from ..diagnosis.pattern import Pattern
    from ..diagnosis.replay import Replay

# The name under which a notebook's own kernel has the cells.
LIVE = ("this notebook",)
# Patterns to which a look at the submission's own loss adds nothing.
COMPLETE = ("precision", "rounded", "digits")
Timer = Callable[[Check, int], tuple[float, float]]


@dataclass(frozen=True)
class _Told:
    """A check that has been run, with what the student reads of it so far."""

    run: CheckRun
    explain: Explanation
    result: CheckResult


def run_check(opened: Opened, check: Check, expected: Expected, variant: int) -> CheckRun:
    """Runs a check's probe on a submission and judges what comes out."""
    seed = expected.seed(check, variant)
    outcome = opened.run(check, check.probe, seed)
    return judge(check, seed, outcome, lambda: expected.outputs(check, variant))


class Runner:
    """Runs checks of one assignment on one submission after the other.

    Args:
        expected: says what the checks expect.
        replay: returns what is known of mistakes; called where something fails.
        interface: of the reference.
        language: of the messages.
        reveal: whether numbers of the inputs, and of what came out, may be shown.
    """

    def __init__(
        self,
        assignment: Assignment,
        expected: Expected,
        replay: Callable[[], Replay],
        interface: Interface,
        language: str,
        *,
        reveal: bool = True,
    ) -> None:
        self._reveal = reveal
        self._checks = assignment.checks
        self._stub, self._wanted = assignment.stub, assignment.wanted
        # Where a derivation is asked for, nothing is said of what is right.
        self._derive = assignment.config.level == DERIVE
        self._expected = expected
        self._interface = interface
        self._language = language
        self._replay = replay
        self._diagnoser: Diagnoser | None = None

    def run(
        self,
        opened: Opened,
        checks: Sequence[Check],
        variant: int,
        timer: Timer | None = None,
        reopen: Reopen | None = None,
    ) -> list[CheckResult]:
        """Returns the results of checks on a submission, with the known mistakes that explain them.

        Args:
            timer: returns the seconds that the submission and the reference take for a check on the
                inputs of a seed; None where time is not looked at.
            reopen: opens changed sources of the submission; None where that is not possible.
        """
        told = self._tell_all(opened, checks, variant, timer)
        if all(item.run.passed for item in told):
            return [item.result for item in told]
        results = self._diagnosed(opened, told, variant)
        if reopen is None:
            return results
        return self._with_sizes(opened, told, results, variant, reopen)

    def run_undiagnosed(
        self,
        opened: Opened,
        checks: Sequence[Check],
        variant: int,
        timer: Timer | None,
        *,
        with_patterns: bool,
    ) -> dict[str, tuple[CheckResult, Pattern | None]]:
        """Returns the results of the checks that fail.

        Args:
            with_patterns: with each, how its numbers relate to what is expected.
        """
        told = self._tell_all(opened, checks, variant, timer)
        patterns = self._patterns(told, variant) if with_patterns else {}
        return {
            item.result.id: (item.result, patterns.get(item.result.id))
            for item in told
            if item.result.status != "passed"
        }

    def _patterns(self, told: Sequence[_Told], variant: int) -> dict[str, Pattern]:
        from ..diagnosis.diagnose import find_patterns
        from ..diagnosis.rules import without_right

        wrong = [
            item.run for item in told if not item.run.passed and item.run.outcome.failure is None
        ]
        patterns = find_patterns(wrong, lambda check: self._expected.outputs(check, variant))
        if self._derive:
            return {id_: without_right(pattern) for id_, pattern in patterns.items()}
        return patterns

    def _tell_all(
        self, opened: Opened, checks: Sequence[Check], variant: int, timer: Timer | None
    ) -> list[_Told]:
        live = opened.sources.cells == LIVE
        source = SourceFiles(opened.sources.files, opened.facts, self._interface, live)
        return [self._tell(opened, source, check, variant, timer) for check in checks]

    def _diagnosed(self, opened: Opened, told: Sequence[_Told], variant: int) -> list[CheckResult]:
        # Not at the top: a student's own run starts without them where all is well.
        from ..diagnosis.diagnose import Diagnoser
        from ..diagnosis.hints import add_diagnoses
        from ..diagnosis.rules import without_right

        if self._diagnoser is None:
            self._diagnoser = Diagnoser(self._replay(), self._checks, self._expected.outputs)
        diagnoses = self._diagnoser.diagnose([item.run for item in told], variant)
        if self._derive:
            diagnoses = {
                id_: replace(item, pattern=item.pattern and without_right(item.pattern))
                for id_, item in diagnoses.items()
            }
        named = {
            id_
            for id_, diagnosis in diagnoses.items()
            if diagnosis.mistakes or (diagnosis.pattern and diagnosis.pattern.kind in COMPLETE)
        }
        results = [
            item.result if item.result.id in named else self._with_self_consistency(opened, item)
            for item in told
        ]
        return add_diagnoses(results, diagnoses, self._language, reveal=self._reveal)

    def _with_sizes(
        self,
        opened: Opened,
        told: Sequence[_Told],
        results: Sequence[CheckResult],
        variant: int,
        reopen: Reopen,
    ) -> list[CheckResult]:
        """Says where a number is written in place of a size, in results of which nothing else is known."""
        facts = opened.facts
        if opened.sources.cells == LIVE:
            facts = numbers_of_cells(facts, opened.sources.files)
        numbers = written_numbers(facts, self._usual_numbers)
        if not numbers:
            return list(results)

        def run(changed: Opened, check: Check) -> CheckRun:
            return run_check(changed, check, self._expected, variant)

        trials = SizeTrials(opened.sources, numbers, reopen, run)
        found = {}
        for item, result in zip(told, results, strict=True):
            written = trials.find(item.run.check) if is_open(result) else None
            if written is not None:
                found[result.id] = item.explain.size_hint(written)
        # What an exception's words let guess of the same numbers, in checks that show nothing of their own.
        known = {
            item.explain.size_hint((written, other)): item.explain.size_hint((written, kind))
            for item in told
            for written, kind in trials.proven.items()
            for other in GUESSED
        }
        return [
            with_size(result, hint) if hint else result
            for result in results
            for hint in [found.get(result.id) or known.get(result.hint)]
        ]

    @cached_property
    def _usual_numbers(self) -> frozenset[int]:
        """The whole numbers in the code that students are given."""
        stubs = {name: self._stub(name) for name in self._wanted}
        facts = convert(inspect_files(stubs, ()), dict[str, SourceFacts])
        return frozenset(number for known in facts.values() for _, number, _ in known.numbers)

    def _tell(
        self, opened: Opened, source: SourceFiles, check: Check, variant: int, timer: Timer | None
    ) -> _Told:
        started = opened.seconds
        run = run_check(opened, check, self._expected, variant)
        failure = run.outcome.failure
        # What was not run, as its module does not load, says nothing of the check.
        if not run.passed and not opened.lacks(check):
            self._expected.confirm(check, variant)
        explain = Explanation(
            check,
            source,
            self._language,
            before_inputs=opened.before_inputs(failure),
            reveal=self._reveal,
        )
        result = explain.result(failure, run.findings, "", opened.seconds - started)
        if timer is not None and check.slower_than and run.passed:
            result = explain.efficiency(result, *timer(check, run.seed))
        return _Told(run, explain, result)

    def _with_self_consistency(self, opened: Opened, told: _Told) -> CheckResult:
        """Adds whether a wrong gradient fits the submission's own loss: only where asked, as it takes long."""
        check = told.run.check
        if check.implied is None or not told.run.wrong_values:
            return told.result
        implied = opened.run(check, check.implied, told.run.seed)
        hint = told.explain.self_consistency(told.run.outcome, implied)
        return replace(told.result, hint=hint)
