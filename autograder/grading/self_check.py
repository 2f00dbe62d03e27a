"""The student's own run: visible checks, in this interpreter, against published answers."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..checks.check import Check
from ..checks.seeds import PUBLISHED
from ..course.assignment import Assignment
from ..course.course import Course
from ..course.expected import PublishedExpected
from ..course.rules import source_violations
from ..course.sources import GradedSources
from ..errors import UsageError
from ..results.result import Result
from .messages import describe_stumble
from .opened import Opened, OpenedHere
from .runner import Runner

if TYPE_CHECKING:
    from ..diagnosis.replay import Replay


def released_to(course: Course, assignment: Assignment) -> Path:
    """Returns the folder in which students find the files that they work on."""
    return course.root / (assignment.config.release_to or f"assignments/{assignment.name}")


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
    return released_to(course, assignment)


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
    workspace: Path | None = None,
    only: Sequence[str] = (),
    seed: int = 0,
    language: str | None = None,
) -> Result:
    """Runs the visible checks on the files in a folder.

    Args:
        workspace: the folder that the assignment is released to, for those of its own files that
            the other folder does not hold; that same folder where it is None.
        only: ids or groups of checks.
        seed: which of the published inputs, 0..7.
        language: of the messages; the assignment's own where it is None.

    Raises:
        UsageError: no such check or seed, or no published answers.
    """
    if not 0 <= seed < PUBLISHED:
        raise UsageError(f"There is no seed {seed}: the published inputs are 0 to {PUBLISHED - 1}.")
    checks = visible_checks(assignment, only)
    sources = read_sources(assignment, folder, workspace or folder)
    # Packages of the student's own, beside the files; last, so that they shadow nothing.
    sys.path.append(str(folder))
    started = time.process_time()
    published = PublishedRun(assignment, language)
    opened = OpenedHere(assignment, sources)
    return published.result(opened, checks, seed, time.process_time() - started)


def read_sources(assignment: Assignment, folder: Path, workspace: Path) -> GradedSources:
    """Returns the files of a student's folder, and those of the workspace beside them."""
    files = {path.name: path.read_bytes() for path in sorted(folder.glob("*.py"))}
    given = {
        name: (workspace / name).read_bytes()
        for name in assignment.given_names
        if name not in files and (workspace / name).is_file()
    }
    return GradedSources(files, given=given)


class PublishedRun:
    """Runs visible checks against the published answers.

    Args:
        language: of the messages; the assignment's own where it is None.

    Raises:
        UsageError: no published answers.
    """

    def __init__(self, assignment: Assignment, language: str | None = None) -> None:
        self._assignment = assignment
        self._language = language or assignment.config.language
        self._expected = PublishedExpected(assignment)
        self._runner = Runner(
            assignment, self._expected, self._replay, self._expected.signatures, self._language
        )

    def result(
        self, opened: Opened, checks: Sequence[Check], seed: int = 0, seconds: float = 0.0
    ) -> Result:
        """Returns the result of checks on a student's work.

        Args:
            seed: which of the published inputs.
            seconds: what opening the work took.
        """
        started = time.process_time()
        results = self._runner.run(opened, checks, seed)
        rules = self._assignment.config.rules
        violations = source_violations(rules, opened.facts, self._language)
        deducted = sum(violation.points for violation in violations)
        return Result(
            student="",
            assignment=self._assignment.name,
            status="graded",
            score=max(0.0, sum(result.points for result in results) - deducted),
            max_score=sum(check.points for check in checks),
            checks=results,
            notes=[describe_stumble(stumble, self._language) for stumble in opened.stumbles],
            violations=violations,
            isolation="none",
            language=self._language,
            seconds=seconds + time.process_time() - started,
        )

    def _replay(self) -> Replay:
        from ..diagnosis.replay import PublishedReplay

        return PublishedReplay(self._expected.answers)
