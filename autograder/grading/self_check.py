"""The student's own run: visible checks, in this interpreter, against published answers."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from ..checks.check import Check
from ..checks.seeds import PUBLISHED
from ..course.assignment import Assignment, runs_later
from ..course.digest import assignment_digest, digests_of
from ..course.expected import PublishedExpected
from ..course.rules import source_violations
from ..course.sources import GradedSources
from ..errors import UsageError
from ..results.result import Result
from ..results.text import say
from .messages import describe_stumble
from .missing_names import Interface
from .opened import Opened, OpenedHere
from .repetition import find_repetition
from .runner import Runner
from .students_work import NOTEBOOK, read_work
from .written_sizes import Reopen

if TYPE_CHECKING:
    from ..diagnosis.replay import Replay


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
            if not runs_later(assignment, name):
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
    opened_as: Callable[[GradedSources], Opened] | None = None,
) -> Result:
    """Runs the visible checks on the files in a folder, or on a notebook.

    Args:
        workspace: the folder that the assignment is released to, for those of its own files that
            the other folder does not hold; that same folder where it is None.
        only: ids or groups of checks.
        seed: which of the published inputs, 0..7.
        language: of the messages; the assignment's own where it is None.
        opened_as: opens the work, or changed sources of it; without limits where it is None.

    Raises:
        UsageError: no such check or seed, no published answers, or the notebook cannot be read.
    """
    if not 0 <= seed < PUBLISHED:
        raise UsageError(f"There is no seed {seed}: the published inputs are 0 to {PUBLISHED - 1}.")
    checks = visible_checks(assignment, only)
    inside = folder if folder.is_dir() else folder.parent
    sources = read_sources(assignment, folder, workspace or inside)
    # Packages of the student's own, beside the files; last, so that they shadow nothing.
    sys.path.append(str(inside))
    started = time.process_time()
    published = PublishedRun(assignment, language)
    open_ = opened_as or partial(OpenedHere, assignment, prints=True)
    opened = open_(sources)
    seconds = time.process_time() - started
    result = published.result(
        opened, checks, seed, seconds, lambda changed: nullcontext(open_(changed))
    )
    cells = [sources.files[cell] for cell in sources.cells]
    made_with = digests_of((path.name for path in inside.glob("softmark-*.json")), cells)
    if made_with and made_with[0] != assignment_digest(assignment.bundle):
        note = say("note.old-package", language or assignment.config.language)
        result = replace(result, notes=[*result.notes, note])
    return result


def read_sources(assignment: Assignment, folder: Path, workspace: Path) -> GradedSources:
    """Returns a student's files or the cells of a notebook, and the workspace's files beside them.

    Raises:
        UsageError: one of them cannot be read.
    """
    if folder.suffix == NOTEBOOK:
        cells = _cells(folder)
        given = {
            name: read_work(workspace / name)
            for name in assignment.given_names
            if (workspace / name).is_file()
        }
        return GradedSources(cells, tuple(cells), given)
    files = {path.name: read_work(path) for path in sorted(folder.glob("*.py"))}
    given = {
        name: read_work(workspace / name)
        for name in assignment.given_names
        if name not in files and (workspace / name).is_file()
    }
    return GradedSources(files, given=given)


def _cells(path: Path) -> dict[str, bytes]:
    # Here alone: what a notebook carries for its own checks has no parsers.
    from ..execution.worker.parsers.errors import Unparsed
    from ..execution.worker.parsers.notebook import code_cells

    try:
        texts = code_cells(read_work(path))
    except Unparsed:
        raise UsageError(
            f"{path} is not a notebook that can be read: save it in Jupyter."
        ) from None
    return {f"{path.name} cell {number}": text for number, text in enumerate(texts, start=1)}


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
            assignment, self._expected, self._replay, self._interface(), self._language
        )

    def result(
        self,
        opened: Opened,
        checks: Sequence[Check],
        seed: int = 0,
        seconds: float = 0.0,
        reopen: Reopen | None = None,
    ) -> Result:
        """Returns the result of checks on a student's work.

        Args:
            seed: which of the published inputs.
            seconds: what opening the work took.
            reopen: opens changed sources of it; None where that is not possible.
        """
        started = time.process_time()
        results = self._runner.run(opened, checks, seed, None, reopen)
        rules = self._assignment.config.rules
        passed = [item.id for item in results if item.status == "passed"]
        repetition = find_repetition(opened, checks, rules.loops.vectorised, passed)
        violations = source_violations(rules, opened.facts, self._language, repetition=repetition)
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

    def _interface(self) -> Interface:
        answers = self._expected.answers
        return Interface(answers.text("signatures"), answers.text("returns"))

    def _replay(self) -> Replay:
        from ..diagnosis.published_replay import PublishedReplay

        return PublishedReplay(self._expected.answers)
