"""The student's own run: visible checks, in this interpreter, against published answers."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from ..checks.check import Check, Outputs
from ..checks.compare import Finding, judge_outputs
from ..checks.run import Outcome, load_failure, run_probe
from ..checks.seeds import PUBLISHED, published_seed
from ..course.answers import Answers, answer_key
from ..course.assignment import Assignment
from ..course.course import Course
from ..course.rules import read_facts
from ..errors import UsageError
from ..execution.proxy import Failure, Transport
from ..execution.transport import DirectTransport
from ..execution.worker.static_analysis import inspect_files
from ..results.result import CheckResult, Result
from .explain import Explanation, Source


def find_work(course: Course, assignment: Assignment, path: Path | None) -> Path:
    """Returns the folder with the student's files.

    That is `path`, else the current folder if it holds one of them, else where they are released to.

    Raises:
        UsageError: `path` is no folder, or holds none of the files.
    """
    if path is not None:
        if not path.is_dir():
            raise UsageError(f"{path} is not a folder: give the one that holds your files.")
        if not any((path / name).is_file() for name in assignment.wanted):
            raise UsageError(f"{path} holds none of {', '.join(assignment.wanted)}.")
        return path
    here = Path.cwd()
    if any((here / name).is_file() for name in assignment.wanted):
        return here
    return course.root / (assignment.config.release_to or f"assignments/{assignment.name}")


def visible_checks(assignment: Assignment, only: Sequence[str]) -> list[Check]:
    """Returns the visible checks that `only` names by id or group; all of them where it is empty.

    Raises:
        UsageError: a name fits no visible check.
    """
    visible = [check for check in assignment.checks if not check.hidden]
    chosen = []
    for name in only:
        found = [check for check in visible if check.id == name or check.id.startswith(f"{name}.")]
        if not found:
            assignment.check(name)  # says what is near
            raise UsageError(f"{name} is a hidden check: it runs at grading only.")
        chosen += [check for check in found if check not in chosen]
    return chosen if only else visible


def check_work(
    assignment: Assignment,
    folder: Path,
    *,
    only: Sequence[str] = (),
    seed: int = 0,
    language: str | None = None,
) -> Result:
    """Runs the visible checks on the files in a folder.

    Args:
        only: ids or groups of checks.
        seed: which of the published inputs, 0..7.
        language: of the messages; the assignment's own where it is None.

    Raises:
        UsageError: no such check or seed, or no published answers.
    """
    if not 0 <= seed < PUBLISHED:
        raise UsageError(f"There is no seed {seed}: the published inputs are 0 to {PUBLISHED - 1}.")
    checks = visible_checks(assignment, only)
    files = {path.name: path.read_bytes() for path in sorted(folder.glob("*.py"))}
    # Packages of the student's own, beside the files; last, so that they shadow nothing.
    sys.path.append(str(folder))
    transport = DirectTransport(files, assignment.config.modules)
    return run_visible(assignment, transport, files, checks, seed=seed, language=language)


def run_visible(
    assignment: Assignment,
    transport: Transport,
    files: Mapping[str, bytes],
    checks: Sequence[Check],
    *,
    seed: int = 0,
    language: str | None = None,
) -> Result:
    """Runs visible checks against the published answers, and names known mistakes.

    Args:
        transport: to the student's code, in this process.
        files: that code, as far as it is in files.

    Raises:
        UsageError: no published answers.
    """
    answers = _answers(assignment)
    language = language or assignment.config.language
    started = time.perf_counter()
    results = _run(assignment, transport, files, checks, answers, seed, language)
    return Result(
        student="",
        assignment=assignment.name,
        status="graded",
        score=sum(result.points for result in results),
        max_score=sum(check.points for check in checks),
        checks=results,
        isolation="none",
        language=language,
        seconds=time.perf_counter() - started,
    )


def _run(
    assignment: Assignment,
    transport: Transport,
    files: Mapping[str, bytes],
    checks: Sequence[Check],
    answers: Answers,
    seed: int,
    language: str,
) -> list[CheckResult]:
    source = Source(
        files,
        lambda: read_facts({"values": inspect_files(files, ())}),
        answers.texts.get("signatures", {}),
    )
    problems: dict[str, Failure | None] = {
        module: load_failure(module, transport) for module in assignment.config.modules
    }
    results: list[CheckResult] = []
    outcomes: list[Outcome] = []
    for check in checks:
        started = time.perf_counter()
        explain = Explanation(check, source, language, before_inputs=True)
        number = published_seed(assignment.name, check.id, seed)
        problem = next((problems[name] for name in check.needs if problems[name]), None)
        outcome = Outcome({}, problem) if problem else run_probe(check.probe, transport, number)
        findings: list[Finding] = []
        hint = ""
        if outcome.failure is None:
            expected = _expected(answers, assignment.name, check, seed)
            findings = judge_outputs(check, outcome.outputs, expected)
            if check.own is not None and any(finding.rung == "values" for finding in findings):
                hint = explain.own_loss(outcome, run_probe(check.own, transport, number))
        seconds = time.perf_counter() - started
        results.append(explain.result(outcome.failure, findings, hint, seconds))
        outcomes.append(outcome)
    if all(result.status == "passed" for result in results):
        return results
    return _diagnosed(results, checks, outcomes, assignment, answers, seed, language)


def _diagnosed(
    results: list[CheckResult],
    checks: Sequence[Check],
    outcomes: list[Outcome],
    assignment: Assignment,
    answers: Answers,
    seed: int,
    language: str,
) -> list[CheckResult]:
    """Returns the results with the known mistakes that explain them."""
    from ..diagnosis.diagnose import Diagnoser
    from ..diagnosis.evidence import Evidence
    from ..diagnosis.hints import add_diagnoses
    from ..diagnosis.replay import PublishedReplay

    evidence = [
        Evidence(check, outcome, result.status == "passed")
        for check, outcome, result in zip(checks, outcomes, results, strict=True)
    ]
    diagnoser = Diagnoser(
        PublishedReplay(answers),
        checks,
        lambda check, variant: _expected(answers, assignment.name, check, variant),
    )
    return add_diagnoses(results, diagnoser.diagnose(evidence, seed), language)


def _expected(answers: Answers, assignment: str, check: Check, seed: int) -> Outputs:
    expected = answers.outputs("expected", answer_key(check.id, seed))
    if expected is None:
        raise UsageError(
            f"assignments/{assignment}/expected.npz has no answers for {check.id}: "
            f"run `softmark release {assignment}`."
        )
    return expected


def _answers(assignment: Assignment) -> Answers:
    path = f"assignments/{assignment.name}/expected.npz"
    content = assignment.bundle.assignment.get("expected.npz")
    if content is None:
        raise UsageError(
            f"{path} is missing: take it from the assignment's package, or, as an instructor, run "
            f"`softmark release {assignment.name}`."
        )
    return Answers(content, path)
