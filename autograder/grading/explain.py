"""Turns the outcome of one check into what the student reads, and no more than they may read."""

from __future__ import annotations

import builtins
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ..checks.check import Check
from ..checks.compare import Finding, judge_outputs
from ..checks.run import Outcome
from ..course.rules import Facts
from ..execution.proxy import BadSyntax, Failure
from ..results.result import CheckResult, CheckStatus
from ..results.text import say
from .failure_hints import failure_hint, short_signatures, source_line
from .messages import describe_failure, describe_findings

STATUS_OF_FAILURE: Mapping[str, CheckStatus] = {"timeout": "timeout", "load": "skipped"}


@dataclass(frozen=True)
class SourceFiles:
    """What is known of a submission without running it.

    Attributes:
        files: the submission's; what it says of itself is believed only where they bear it out.
        facts: of the sources, by file.
        expected_signatures: arguments of the reference's functions, by name.
    """

    files: Mapping[str, bytes]
    facts: Facts
    expected_signatures: Mapping[str, str]


@dataclass(frozen=True)
class Explanation:
    """Turns the outcome of one check into what the student reads.

    Attributes:
        before_inputs: the failure came before any input was given, and so can leak none.
    """

    check: Check
    source: SourceFiles
    language: str
    before_inputs: bool = False

    def result(
        self, failure: Failure | None, findings: Sequence[Finding], hint: str, seconds: float
    ) -> CheckResult:
        """Returns the check's result."""
        status: CheckStatus
        if failure is not None:
            if self.check.hidden and not self.before_inputs:
                failure = redact_untrusted(failure, self.source.files)
            status = STATUS_OF_FAILURE.get(failure.kind, "error")
            message = self._failure_message(failure)
            hint = failure_hint(failure, self.source.facts, self.language)
        else:
            status = "failed" if any(finding.stage for finding in findings) else "passed"
            message = describe_findings(findings, self.language, reveal=not self.check.hidden)
        return CheckResult(
            id=self.check.id,
            title=self.check.title.in_(self.language),
            status=status,
            points=self.check.points if status == "passed" else 0.0,
            max_points=self.check.points,
            hidden=self.check.hidden,
            message=message,
            hint=hint,
            seconds=round(seconds, 6),
        )

    def self_consistency(self, outcome: Outcome, implied: Outcome) -> str:
        """Says whether a wrong gradient fits the submission's own loss."""
        if implied.failure is not None:
            return ""
        try:
            findings = judge_outputs(self.check, outcome.outputs, implied.outputs)
        except ValueError:
            return ""
        if not all(finding.stage in ("", "values") for finding in findings):
            return ""
        agrees = all(finding.stage == "" for finding in findings)
        return say("consistent" if agrees else "inconsistent", self.language)

    def efficiency(self, result: CheckResult, yours: float, reference: float) -> CheckResult:
        """Returns the result of a timed check: right, but perhaps too slow."""
        if yours <= self.check.slower_than * reference:
            return result
        facts = {"ratio": yours / reference, "limit": self.check.slower_than}
        return replace(
            result,
            status="failed",
            points=0.0,
            message=say("slow", self.language, **facts),
            hint=say("hint.slow", self.language),
        )

    def _failure_message(self, failure: Failure) -> str:
        if failure.kind == "timeout" and failure.text == "budget":
            return say("budget", self.language, seconds=failure.seconds)
        if failure.kind == "timeout" and failure.text == "again":
            return say("timeout.again", self.language, name=failure.name)
        reveal = self.before_inputs or not self.check.hidden
        syntax = failure.syntax or BadSyntax()
        yours = short_signatures(self.source.facts).get(failure.name, "")
        return describe_failure(
            failure,
            self.language,
            reveal=reveal,
            source=source_line(self.source.files, syntax.file, syntax.line),
            signatures=(yours, self.source.expected_signatures.get(failure.name, "")),
        )


def redact_untrusted(failure: Failure, files: Mapping[str, bytes]) -> Failure:
    """Returns a failure without words that the submission could have made up while it ran.

    An exception's name, a function's or a module's could carry the inputs of a hidden check out; so
    only built-in exceptions and names that stand in the handed-in source are repeated.
    """
    if failure.kind == "timeout":
        return failure
    if failure.kind == "load":
        # It did load, before there were inputs.
        failure = replace(failure, kind="raised", syntax=None)
    source = b"\n".join(files.values())
    known = isinstance(getattr(builtins, failure.type, None), type)
    if not known and not _stands_in(failure.type, source):
        failure = replace(failure, type="Exception")
    content = files.get(failure.file)
    if content is None or not 0 < failure.line <= content.count(b"\n") + 1:
        failure = replace(failure, file="", line=0, function="")
    parts = [part for part in failure.function.split(".") if part not in ("<locals>", "<module>")]
    if not all(_stands_in(part, source) for part in parts):
        failure = replace(failure, function="")
    return replace(
        failure,
        module=_known(failure.module, source),
        stand_in=_known(failure.stand_in, source),
        text="",
        syntax=None,
    )


def _known(name: str, source: bytes) -> str:
    return name if all(_stands_in(part, source) for part in name.split(".")) else ""


def _stands_in(name: str, source: bytes) -> bool:
    return name.isidentifier() and name.encode() in source
