"""Turns the outcome of one check into what the student reads, and no more than they may read."""

from __future__ import annotations

import builtins
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ..checks.check import Check
from ..checks.compare import judge_outputs
from ..checks.finding import Finding
from ..checks.run import Outcome
from ..course.rules import Facts
from ..execution.failure import BadSyntax, Failure
from ..results.records import dataclass
from ..results.result import CheckResult, CheckStatus
from ..results.text import say
from .failure_hints import failure_hint, short_signatures, source_line
from .messages import describe_failure, describe_findings
from .missing_names import Interface
from .slips import Slips
from .written_sizes import Written

# How near a factor between two numeric gradients must be to one that means something.
NEAR_FACTOR = 1e-4
STATUS_OF_FAILURE: Mapping[str, CheckStatus] = {"timeout": "timeout", "load": "skipped"}


@dataclass(frozen=True)
class SourceFiles:
    """What is known of a submission without running it.

    Attributes:
        files: the submission's; what it says of itself is believed only where they bear it out.
        facts: of the sources, by file.
        interface: of the reference.
        notebook: it is the notebook in which this runs.
    """

    files: Mapping[str, bytes]
    facts: Facts
    interface: Interface
    notebook: bool = False

    def slips(self, language: str, *, reveal: bool) -> Slips:
        """Returns what finds a beginner's slips in it."""
        return Slips(self.files, self.facts, self.interface, language, self.notebook, reveal)


@dataclass(frozen=True)
class Explanation:
    """Turns the outcome of one check into what the student reads.

    Attributes:
        before_inputs: the failure came before any input was given, and so can leak none.
        reveal: whether values may be shown; those of grading's own inputs never are, nor those of hidden checks.
    """

    check: Check
    source: SourceFiles
    language: str
    before_inputs: bool = False
    reveal: bool = True

    def result(
        self, failure: Failure | None, findings: Sequence[Finding], hint: str, seconds: float
    ) -> CheckResult:
        """Returns the check's result."""
        status: CheckStatus
        if failure is None and not any(finding.stage for finding in findings):
            status, message = "passed", ""
        elif failure is None:
            slips = self.source.slips(self.language, reveal=self._reveals)
            status = "failed"
            message = describe_findings(findings, self.language, reveal=self._reveals)
            slip = slips.of_findings(findings, self.check.needs)
            hint = hint or (slip.hint if slip else "")
            message = (slip and slip.message) or message
        else:
            slips = self.source.slips(self.language, reveal=self._reveals)
            told = failure
            if not self._reveals:
                failure = redact_untrusted(failure, self.source.files)
            status = STATUS_OF_FAILURE.get(failure.kind, "error")
            # Which slip it is may be told by words that are not repeated.
            slip = slips.of_failure(
                replace(failure, type=told.type, text=told.text, stand_in=told.stand_in)
            )
            message = (slip and slip.message) or self._failure_message(failure)
            hint = (slip and slip.hint) or failure_hint(failure, self.source.facts, self.language)
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

    def size_hint(self, found: tuple[Written, str]) -> str:
        """Returns what to write in place of a number that stands for a size of the data."""
        written, kind = found
        slips = self.source.slips(self.language, reveal=self._reveals)
        return slips.size_sentence(written.file, written.number, written.line, kind)

    def self_consistency(self, outcome: Outcome, implied: Outcome) -> str:
        """Says whether a wrong gradient fits the submission's own loss."""
        if implied.failure is not None:
            return ""
        try:
            findings = judge_outputs(self.check, outcome.outputs, implied.outputs)
        except ValueError:
            return ""
        if not all(finding.only_content for finding in findings):
            return ""
        if all(finding.stage == "" for finding in findings):
            return say("consistent", self.language)
        factor = self._factor(outcome, implied)
        if factor is not None:
            return say("inconsistent.factor", self.language, factor=f"{factor:.2f}")
        return say("inconsistent", self.language)

    def _factor(self, outcome: Outcome, implied: Outcome) -> float | None:
        """Returns the plain factor between a gradient and that of the submission's own loss, None where there is none."""
        from ..diagnosis.patterns import find_pattern
        from ..diagnosis.relations import PLAIN_FACTORS

        pattern = find_pattern(self.check, outcome.outputs, implied.outputs)
        if pattern is None or pattern.kind != "factor" or pattern.output:
            return None
        factor = float(pattern.facts["factor"])
        near = any(abs(factor - plain) < NEAR_FACTOR for plain in PLAIN_FACTORS)
        return factor if near or ("fact" in pattern.facts and self._reveals) else None

    def efficiency(self, result: CheckResult, yours: float, reference: float) -> CheckResult:
        """Returns the result of a timed check: right, but perhaps too slow."""
        if yours <= self.check.slower_than * reference:
            return result
        facts = {"ratio": yours / reference, "limit": self.check.slower_than}
        key = "slow" if self._reveals else "slow.hidden"
        return replace(
            result,
            status="failed",
            points=0.0,
            message=say(key, self.language, **facts),
            hint=say("hint.slow", self.language),
        )

    @property
    def _reveals(self) -> bool:
        return self.before_inputs or (self.reveal and not self.check.hidden)

    def _is_of_cells(self, owner: str) -> bool:
        """Tells whether what lacks a name is the module that a notebook's cells make up."""
        return owner in self.check.needs and f"{owner}.py" not in self.source.files

    def _failure_message(self, failure: Failure) -> str:
        if failure.kind == "timeout" and failure.text == "budget":
            return say("budget", self.language, seconds=failure.seconds)
        if failure.kind == "timeout" and failure.text == "again":
            return say("timeout.again", self.language, name=failure.name)
        if failure.kind == "missing" and self._is_of_cells(failure.on):
            return say("missing.cell", self.language, name=failure.name)
        syntax = failure.syntax or BadSyntax()
        yours = short_signatures(self.source.facts).get(failure.name, "")
        return describe_failure(
            failure,
            self.language,
            reveal=self._reveals,
            source=source_line(self.source.files, syntax.file, syntax.line)
            or source_line(self.source.files, failure.file, failure.line),
            signatures=(yours, self.source.interface.signatures.get(failure.name, "")),
        )


def redact_untrusted(failure: Failure, files: Mapping[str, bytes]) -> Failure:
    """Returns a failure without words that the submission could have chosen while it ran.

    An exception's name, a function's or a module's could carry the inputs out; so of an exception only a
    built-in type and the line are told, and what else stands in that line.
    """
    if failure.kind == "timeout":
        return failure
    if failure.kind == "load":
        # It did load, before there were inputs.
        failure = replace(failure, kind="raised", syntax=None)
    if not isinstance(getattr(builtins, failure.type, None), type):
        failure = replace(failure, type="Exception")
    line = source_line(files, failure.file, failure.line)
    if not line:
        failure = replace(failure, file="", line=0)
    return replace(
        failure,
        function="",
        module=_known(failure.module, line),
        stand_in=_known(failure.stand_in, line),
        text="",
        syntax=None,
    )


def _known(name: str, line: str) -> str:
    words = re.findall(r"\w+", line)
    return name if all(part in words for part in name.split(".")) else ""
