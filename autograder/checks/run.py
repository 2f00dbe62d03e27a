"""Runs one check on one submission: its probe over a transport, and the judge on what came out."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import field

from ..errors import CourseError
from ..execution.failure import Failure, StudentError
from ..execution.proxy import Remote, Transport
from ..execution.reading import read_all
from ..execution.student import Student, has_asked, last_unpacked, stumbles
from ..results.records import dataclass
from .check import Check, Outputs, Probe
from .compare import judge_outputs
from .finding import Finding
from .seeds import generator, seed_of_globals


@dataclass(frozen=True)
class Outcome:
    """What came out of a probe: outputs, or how it ended on the student's side.

    Attributes:
        line: where in its own file the probe ended, where it could not use a value; else 0.
        judged: what was found of the outputs, by check.
    """

    outputs: Outputs
    failure: Failure | None = None
    line: int = 0
    judged: dict[str, tuple[Finding, ...]] = field(default_factory=dict, compare=False, repr=False)


def run_probe(
    probe: Probe,
    transport: Transport,
    seed: int,
    returned: Callable[[Outputs], None] = lambda _: None,
) -> Outcome:
    """Returns the outcome of a probe, whatever the submission does.

    Args:
        probe: of a check.
        seed: of the probe's generator; that of the global ones on the student's side follows from it.
        returned: told what the probe returns, not read yet, where it has asked for nothing until then.
    """
    student = Student(transport, seed_of_globals(seed))
    try:
        outputs = probe(student, generator(seed))
        if not has_asked(student):
            returned(outputs)
        outputs = read_all(outputs)
        student.finish()
    except StudentError as error:
        return Outcome({}, error.failure)
    except transport.faults:
        raise
    except Exception as error:
        # verify shows that every probe runs on the reference, so what a probe cannot digest is a
        # strange value of the submission's: three results where two are unpacked, say.
        unpacked = last_unpacked(student)
        if unpacked is not None and isinstance(error, ValueError) and "unpack" in str(error):
            return Outcome({}, unpacked)
        text = str(error)[:200]
        failure = Failure(kind="value", type=type(error).__name__, text=text)
        return Outcome({}, failure, _line_in(probe, error))
    return Outcome(outputs)


def _line_in(probe: Probe, error: Exception) -> int:
    """Returns the last line of a probe's own file on the way to an error; 0 where there is none."""
    line, traceback = 0, error.__traceback__
    file = inspect.unwrap(probe).__code__.co_filename
    while traceback is not None:
        if traceback.tb_frame.f_code.co_filename == file:
            line = traceback.tb_lineno
        traceback = traceback.tb_next
    return line


# Runs a probe with a seed on what a transport leads to.
Ask = Callable[[Probe, Transport, int], Outcome]


def load_module(module: str, transport: Transport) -> list[Failure]:
    """Loads a module of the submission; returns what failed at the top of files that do load.

    Raises:
        StudentError: the module does not.
    """
    student = Student(transport, 0)
    getattr(student, module)
    return stumbles(student)


def expected_outputs(
    check: Check,
    reference: Transport,
    seed: int,
    ask: Ask = run_probe,
) -> Outputs:
    """Returns what a check expects: its oracle's word, else what the probe returns on the reference.

    Args:
        ask: runs the probe, or does what comes to the same.

    Raises:
        CourseError: the reference fails.
    """
    outcome = (
        ask(check.probe, reference, seed)
        if check.expected is None
        else run_probe(check.expected, reference, seed)
    )
    if outcome.failure is not None:
        raise CourseError(
            f"{check.path}:{check.line}: the reference fails check {check.id!r}: "
            f"{described(check, outcome)}."
        )
    for name, value in outcome.outputs.items():
        kind = _handle_in(value)
        if kind is not None:
            raise CourseError(
                f"{check.path}:{check.line}: check {check.id!r} returns a {kind} as {name!r} from the reference: "
                "return numbers, arrays, texts, None, or lists, tuples and dicts of them."
            )
    return outcome.outputs


def _handle_in(value: object) -> str | None:
    """Returns the type of a handle in an output, which nothing can compare; None where there is none."""
    if isinstance(value, Remote):
        return value._type_name or "value that is not plain"
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        return next((kind for one in value if (kind := _handle_in(one)) is not None), None)
    return None


def described(check: Check, outcome: Outcome) -> str:
    """Returns how a probe ended, for its author, with the line: of the solution, or else of the probe."""
    failure = outcome.failure or Failure(kind="")
    words = " ".join(filter(None, (failure.kind, failure.type, failure.text)))
    if failure.file and failure.line:
        return f"{words} ({failure.file}:{failure.line})"
    return f"{words} ({check.path}:{outcome.line or check.line})"


@dataclass(frozen=True)
class CheckRun:
    """A check that has been run on one submission, and judged.

    Attributes:
        seed: of its inputs.
        outcome: what came out of its probe.
        findings: one for each expected output; none where the probe did not come to its end.
    """

    check: Check
    seed: int
    outcome: Outcome
    findings: tuple[Finding, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether the outcome earns the check's points."""
        return self.outcome.failure is None and not any(item.stage for item in self.findings)

    @property
    def wrong_values(self) -> bool:
        """Whether an output is the right kind of thing, and holds what is wrong."""
        return any(item.stage and item.only_content for item in self.findings)


def judge(check: Check, seed: int, outcome: Outcome, expected: Callable[[], Outputs]) -> CheckRun:
    """Returns an outcome with what was found of it.

    Args:
        expected: returns what the check expects; called only where there is something to compare.
    """
    if outcome.failure is not None:
        return CheckRun(check, seed, outcome)
    findings = outcome.judged.get(check.id)
    if findings is None:
        findings = tuple(judge_outputs(check, outcome.outputs, expected()))
        outcome.judged[check.id] = findings
    return CheckRun(check, seed, outcome, findings)
