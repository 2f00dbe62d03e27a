"""Grades one submission: probes it in the sandbox, judges here, and says what was wrong."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Literal, Self

from .assignment import Assignment
from .checks import Check, Outputs, Probe
from .explain import Explanation
from .intake import Submission
from .judge import Finding, judge_outputs
from .messages import describe_note
from .probing import Outcome, expected_outputs, load_failure, run_probe
from .result import CheckResult, Result
from .sandbox import Sandbox, SandboxFault, SandboxLimits
from .student import Failure, StudentError
from .transport import DirectTransport, PipeTransport, load_message
from .variants import unpublished_seed, variant_of

Isolation = Literal["full", "reduced", "none"]
# Once a submission has overrun a limit, its other checks get no more than this: enough for any
# honest one, and short enough that a loop in every check does not hold up the class.
SECONDS_AFTER_TIMEOUT = 1.0


class Grader:
    """Grades submissions of one assignment, one after the other, with one warm sandbox.

    Args:
        assignment: with its solution.
        secret: the course's; it decides the inputs.
        isolation: what the sandbox must give.
        language: of the messages; the assignment's own where it is None.
    """

    def __init__(
        self,
        assignment: Assignment,
        secret: bytes,
        *,
        isolation: Isolation = "full",
        language: str | None = None,
    ) -> None:
        self.assignment = assignment
        self.language = language or assignment.config.language
        self.isolation = isolation
        self._secret = secret
        self._expected: dict[tuple[str, int], Outputs] = {}
        self._reference = DirectTransport(
            assignment.reference, assignment.config.modules, fixtures=assignment.fixtures
        )
        limits = SandboxLimits(memory_bytes=assignment.config.limits.memory_mb << 20)
        self._sandbox = Sandbox(limits, assignment.fixtures, isolation)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Ends the sandbox."""
        self._sandbox.close()

    def grade(self, submission: Submission) -> Result:
        """Returns the result of a submission, whatever it does; a fault of the sandbox is retried."""
        started = time.perf_counter()
        try:
            checks = self._grade_checks(submission)
        except SandboxFault:
            try:
                checks = self._grade_checks(submission)
            except SandboxFault as error:
                return self._result(submission, [], started, fault=str(error))
        return self._result(submission, checks, started)

    def expected(self, check: Check, variant: int) -> Outputs:
        """Returns what a check expects of a variant, computed once."""
        key = (check.id, variant)
        if key not in self._expected:
            seed = self.seed(check, variant)
            self._expected[key] = expected_outputs(check, self._reference, seed)
        return self._expected[key]

    def seed(self, check: Check, variant: int) -> int:
        """Returns the seed of a check's inputs."""
        return unpublished_seed(self._secret, self.assignment.name, check.id, variant)

    def _grade_checks(self, submission: Submission) -> list[CheckResult]:
        variant = variant_of(self._secret, self.assignment.name, submission.student)
        with _Attempt(self._sandbox, self.assignment, submission.files) as attempt:
            attempt.load_modules()
            return [self._grade_check(check, attempt, variant) for check in self.assignment.checks]

    def _grade_check(self, check: Check, attempt: _Attempt, variant: int) -> CheckResult:
        started = time.perf_counter()
        seed = self.seed(check, variant)
        outcome = attempt.run(check, check.probe, seed)
        findings: list[Finding] = []
        if outcome.failure is None:
            findings = judge_outputs(check, outcome.outputs, self.expected(check, variant))
        explain = Explanation(
            check,
            attempt.files,
            self.language,
            before_inputs=outcome.failure in attempt.problems.values(),
        )
        hint = ""
        if check.own is not None and any(finding.rung == "values" for finding in findings):
            own = attempt.run(check, check.own, seed)
            hint = explain.own_loss(outcome, own)
        return explain.result(outcome.failure, findings, hint, time.perf_counter() - started)

    def _result(
        self,
        submission: Submission,
        checks: list[CheckResult],
        started: float,
        fault: str = "",
    ) -> Result:
        return Result(
            student=submission.student,
            assignment=self.assignment.name,
            status="fault" if fault else "graded",
            score=round(sum(check.points for check in checks), 6),
            max_score=self.assignment.max_score,
            checks=checks,
            message=fault,
            notes=[describe_note(note, self.language) for note in submission.notes],
            variant=variant_of(self._secret, self.assignment.name, submission.student),
            isolation=self.isolation,
            language=self.language,
            digest=submission.digest,
            seconds=round(time.perf_counter() - started, 6),
        )


@dataclass
class _Attempt:
    """One submission in the sandbox: its child, replaced when it dies, and what time it has left."""

    sandbox: Sandbox
    assignment: Assignment
    files: Mapping[str, bytes]
    problems: dict[str, Failure] = field(default_factory=dict)
    _pipe: PipeTransport | None = None
    _overran: bool = False
    _started: float = field(default_factory=time.monotonic)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pipe is not None:
            self._pipe.close()

    def load_modules(self) -> None:
        """Imports every module once, before any input is given, and notes those that fail."""
        for module in self.assignment.config.modules:
            if f"{module}.py" not in self.files:
                self.problems[module] = Failure(kind="load", type="FileNotFoundError", name=module)
                continue
            try:
                failure = load_failure(module, self._transport())
            except StudentError as error:
                failure = error.failure
            if failure is not None:
                self._note(failure)
                self.problems[module] = failure

    def run(self, check: Check, probe: Probe, seed: int) -> Outcome:
        """Returns a probe's outcome; without running it where a module or the time is missing."""
        for module in check.needs:
            if module in self.problems:
                return Outcome({}, self.problems[module])
        if time.monotonic() - self._started > self.assignment.config.limits.total_seconds:
            seconds = self.assignment.config.limits.total_seconds
            return Outcome({}, Failure(kind="timeout", text="budget", seconds=seconds))
        try:
            outcome = run_probe(probe, self._transport(), seed)
        except StudentError as error:
            outcome = Outcome({}, error.failure)
        if outcome.failure is not None:
            self._note(outcome.failure)
        return outcome

    def _note(self, failure: Failure) -> None:
        self._overran = self._overran or failure.kind == "timeout"

    def _transport(self) -> PipeTransport:
        limit = self.assignment.config.limits.seconds
        seconds = min(limit, SECONDS_AFTER_TIMEOUT) if self._overran else limit
        if self._pipe is None or not self._pipe.alive:
            self._pipe = PipeTransport(self.sandbox.spawn())
            self._pipe.allow(seconds)
            self._pipe.exchange(load_message(self.files, self.assignment.config.modules))
        self._pipe.allow(seconds)
        return self._pipe
