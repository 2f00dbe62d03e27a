"""Grades one submission: probes it in the sandbox, judges here, and says what was wrong."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Self

import msgspec

from ..checks.check import Check, Outputs
from ..checks.compare import Finding, judge_outputs
from ..checks.run import expected_outputs
from ..checks.seeds import unpublished_seed, variant_of
from ..course.assignment import Assignment
from ..course.mistakes import load_mistakes
from ..course.rules import Facts, find_violations
from ..course.trusted import trusted
from ..diagnosis.diagnose import Diagnoser
from ..diagnosis.evidence import Evidence
from ..diagnosis.hints import add_diagnoses
from ..diagnosis.replay import ReferenceReplay
from ..execution.sandbox import Isolation, SandboxFault, Turn
from ..results.result import CheckResult, Result
from ..submissions import Refused, Submission
from ..submissions.notebook import HandIn, unpack
from .attempt import Attempt, open_sandbox
from .explain import Explanation, Source
from .failure_hints import find_signatures
from .messages import describe_note, describe_refusal


@dataclass(frozen=True)
class _Graded:
    """One check that has been run: its result so far, and what is needed to explain it further."""

    result: CheckResult
    evidence: Evidence
    explain: Explanation
    seed: int
    wrong_values: bool


class Grader:
    """Grades submissions of one assignment, one after the other, with one warm sandbox.

    Args:
        assignment: with its solution.
        secret: the course's; it decides the inputs.
        isolation: what the sandbox must give.
        language: of the messages; the assignment's own where it is None.
        turn: held by the thread that grades, where several do so with one Grader.
    """

    def __init__(
        self,
        assignment: Assignment,
        secret: bytes,
        *,
        isolation: Isolation = "full",
        language: str | None = None,
        turn: Turn | None = None,
    ) -> None:
        self.assignment = assignment
        self.language = language or assignment.config.language
        self.isolation = isolation
        self._secret = secret
        self._expected: dict[tuple[str, int], Outputs] = {}
        self._seconds: dict[str, float] = {}
        self._signatures = find_signatures(assignment.reference)
        self._reference = trusted(assignment, assignment.reference)
        replay = ReferenceReplay(assignment, load_mistakes(assignment.bundle), self.seed)
        self._diagnoser = Diagnoser(replay, assignment.checks, self.expected)
        self._sandbox = open_sandbox(assignment, isolation, turn)

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
            hand_in = unpack(submission, self.assignment)
        except Refused as refusal:
            return self.refuse(submission.student, refusal)
        submission = replace(submission, notes=(*submission.notes, *hand_in.notes))
        try:
            checks, facts = self._grade_checks(submission, hand_in)
        except SandboxFault:
            try:
                checks, facts = self._grade_checks(submission, hand_in)
            except SandboxFault as error:
                return self._result(submission, [], {}, started, fault=str(error))
        return self._result(submission, checks, facts, started)

    def refuse(self, student: str, refusal: Refused) -> Result:
        """Returns the result of what cannot be graded, with the reason."""
        return Result(
            student=student,
            assignment=self.assignment.name,
            status="refused",
            score=0.0,
            max_score=self.assignment.max_score,
            checks=[],
            message=describe_refusal(refusal, self.language),
            notes=[describe_note(note, self.language) for note in refusal.notes],
            language=self.language,
            isolation=self.isolation,
        )

    @contextmanager
    def attempt(self, submission: Submission) -> Iterator[Callable[[Check], CheckResult]]:
        """Opens a submission in the sandbox and gives a function that runs one check on it.

        Raises:
            Refused: a notebook is to be graded, and cannot be read.
        """
        variant = self._variant(submission)
        hand_in = unpack(submission, self.assignment)
        with Attempt(self._sandbox, self.assignment, hand_in) as attempt:
            source = Source(hand_in.files, lambda: attempt.facts, self._signatures)
            yield lambda check: self._with_own_loss(
                self._grade_check(check, attempt, source, variant), attempt
            )

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

    def _variant(self, submission: Submission) -> int:
        return variant_of(self._secret, self.assignment.name, submission.student)

    def _grade_checks(
        self, submission: Submission, hand_in: HandIn
    ) -> tuple[list[CheckResult], Facts]:
        variant = self._variant(submission)
        with Attempt(self._sandbox, self.assignment, hand_in) as attempt:
            source = Source(hand_in.files, lambda: attempt.facts, self._signatures)
            graded = [
                self._grade_check(check, attempt, source, variant)
                for check in self.assignment.checks
            ]
            diagnoses = self._diagnoser.diagnose([item.evidence for item in graded], variant)
            named = {id_ for id_, diagnosis in diagnoses.items() if diagnosis.mistakes}
            results = [
                item.result if item.result.id in named else self._with_own_loss(item, attempt)
                for item in graded
            ]
            return add_diagnoses(results, diagnoses, self.language), attempt.facts

    def _grade_check(self, check: Check, attempt: Attempt, source: Source, variant: int) -> _Graded:
        started = time.perf_counter()
        seed = self.seed(check, variant)
        outcome = attempt.run(check, check.probe, seed)
        explain = Explanation(
            check,
            source,
            self.language,
            before_inputs=outcome.failure in attempt.problems.values(),
        )
        findings: list[Finding] = []
        if outcome.failure is None:
            findings = judge_outputs(check, outcome.outputs, self.expected(check, variant))
        result = explain.result(outcome.failure, findings, "", time.perf_counter() - started)
        evidence = Evidence(check, outcome, passed=result.status == "passed")
        if check.slower_than and evidence.passed:
            times = attempt.seconds(check, seed), self._reference_seconds(check, seed)
            result = explain.efficiency(result, *times)
        wrong_values = any(finding.rung == "values" for finding in findings)
        return _Graded(result, evidence, explain, seed, wrong_values)

    def _with_own_loss(self, graded: _Graded, attempt: Attempt) -> CheckResult:
        """Adds whether a wrong gradient fits the submission's own loss: only where asked, it is dear."""
        check, outcome = graded.evidence.check, graded.evidence.outcome
        if check.own is None or not graded.wrong_values:
            return graded.result
        own = attempt.run(check, check.own, graded.seed)
        return msgspec.structs.replace(graded.result, hint=graded.explain.own_loss(outcome, own))

    def _reference_seconds(self, check: Check, seed: int) -> float:
        """Returns the reference's time, measured once a class in a sandboxed child of its own."""
        if check.id not in self._seconds:
            with Attempt(
                self._sandbox, self.assignment, HandIn(self.assignment.reference)
            ) as attempt:
                self._seconds[check.id] = attempt.seconds(check, seed)
        return self._seconds[check.id]

    def _result(
        self,
        submission: Submission,
        checks: list[CheckResult],
        facts: Facts,
        started: float,
        fault: str = "",
    ) -> Result:
        violations = find_violations(
            self.assignment.config.rules,
            facts,
            [path for path, _ in submission.listing],
            self.language,
        )
        told = {violation.file for violation in violations}
        deducted = sum(violation.points for violation in violations)
        return Result(
            student=submission.student,
            assignment=self.assignment.name,
            status="fault" if fault else "graded",
            score=max(0.0, round(sum(check.points for check in checks) - deducted, 6)),
            max_score=self.assignment.max_score,
            checks=checks,
            message=fault,
            notes=[
                describe_note(note, self.language)
                for note in submission.notes
                if note.path not in told
            ],
            violations=violations,
            variant=self._variant(submission),
            isolation=self.isolation,
            language=self.language,
            digest=submission.digest,
            seconds=round(time.perf_counter() - started, 6),
        )
