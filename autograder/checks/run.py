"""Runs one check on one submission: its probe over a transport, and the judge on what came out."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import field

from ..errors import CourseError
from ..execution.bounded import EndlessError
from ..execution.failure import Failure, StudentError
from ..execution.proxy import Remote, Transport
from ..execution.reading import read_all
from ..execution.student import Student, has_asked, last_unpacked, stumbles
from ..execution.worker.wire import NotPlainError, encode
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
        if not isinstance(outputs, Mapping):
            raise TypeError(f"it returns {_kind(outputs)} in place of its outputs by name")
        if not has_asked(student):
            returned(outputs)
        outputs = read_all(outputs)
        student.finish()
    except StudentError as error:
        return Outcome({}, error.failure)
    except transport.faults:
        raise
    except (Exception, SystemExit, EndlessError) as error:
        # No check costs points that the reference fails, so what a probe cannot digest is a strange value
        # of the submission's: three results where two are unpacked, say.
        unpacked = last_unpacked(student)
        if unpacked is not None and isinstance(error, ValueError) and "unpack" in str(error):
            return Outcome({}, unpacked)
        text = str(error)[:200]
        failure = Failure(kind="value", type=type(error).__name__, text=text)
        return Outcome({}, failure, _line_in(probe, error))
    return Outcome(outputs)


def _kind(value: object) -> str:
    return "a handle" if isinstance(value, Remote) else type(value).__name__


def _line_in(probe: Probe, error: BaseException) -> int:
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
    where = f"{check.path}:{check.line}"
    if outcome.failure is not None:
        which = "" if check.expected is None else "the oracle of "
        raise CourseError(
            f"{where}: the reference fails {which}check {check.id!r}: {described(check, outcome)}."
        )
    if not outcome.outputs:
        raise CourseError(f"{where}: check {check.id!r} returns nothing that could be wrong.")
    for name, value in outcome.outputs.items():
        if not isinstance(name, str):
            raise CourseError(
                f"{where}: check {check.id!r} has an output {name!r}: call it by a text."
            )
        kind = _not_plain(value)
        if kind is not None:
            raise CourseError(
                f"{where}: check {check.id!r} returns a {kind} as {name!r} from the reference: "
                "return numbers, arrays, texts, None, or lists, tuples and dicts of them."
            )
    return outcome.outputs


def refuse_failing(
    check: Check, reference: Transport, seed: int, expected: Outputs, ask: Ask = run_probe
) -> None:
    """Lets no check count that the reference itself fails, on the same inputs: that is its author's mistake.

    Raises:
        CourseError: it does.
    """
    run = judge(check, seed, ask(check.probe, reference, seed), lambda: expected)
    if not run.passed:
        raise CourseError(
            f"{check.path}:{check.line}: the reference fails check {check.id!r}{why_not(run)}."
        )


def _not_plain(value: object) -> str | None:
    """Returns the type of what cannot be compared in an output; None where there is nothing of that kind."""
    if isinstance(value, Remote):
        return value._type_name or "value that is not plain"
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        return next((kind for one in value if (kind := _not_plain(one)) is not None), None)
    try:
        encode(value)
    except NotPlainError as error:
        return str(error)
    return None


def described(check: Check, outcome: Outcome) -> str:
    """Returns how a probe ended, for its author, with the line: of the solution, or else of the probe."""
    failure = outcome.failure or Failure(kind="")
    words = ": ".join(filter(None, (failure.type or failure.kind, failure.text)))
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


def why_not(run: CheckRun) -> str:
    """Returns why a check is not passed, in brackets, for its author: how its probe ended, or the first wrong output."""
    if run.outcome.failure is not None:
        return f" ({described(run.check, run.outcome)})"
    wrong = [item for item in run.findings if item.stage]
    if not wrong:
        return ""
    first = wrong[0]
    shown = [f"{key} {value}" for key, value in first.reveal.items() if value not in ("", None, [])]
    return f" ({first.output}: {first.stage}{'; ' if shown else ''}{', '.join(shown)})"


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
