"""Grades the one submission of a Gradescope container: `python -m autograder.gradescope /autograder`."""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, datetime
from operator import itemgetter
from pathlib import Path
from typing import Any

import msgspec

from ...checks.seeds import Draw
from ...course.assignment import load_assignment
from ...errors import UsageError
from ...execution.sandbox import Isolation, SandboxUnavailable
from ...grading.batch.task import grade_submission, read_source
from ...grading.grader import Grader
from ...results.replacing import write_whole
from ...results.result import Result
from ...submissions import SubmissionPath
from ...submissions.lms.download import Downloads
from .bundle import BUNDLE, Content
from .report import gradescope_report


def grade_folder(root: Path, isolation: Isolation | None) -> int:
    """Grades root/submission, writes root/results/results.json, and returns the exit code.

    Args:
        isolation: what the sandbox must give; where it is None, as much as the container allows.
    """
    content = msgspec.msgpack.decode((root / "source" / BUNDLE).read_bytes(), type=Content)
    with _grader(content, isolation) as grader:
        source = SubmissionPath(_student(root), str(root / "submission"))
        with Downloads(grader.parsers) as downloads:
            submission = read_source(grader.assignment, source, grader.parsers, downloads)
        day = datetime.now(UTC).date().isoformat()
        result = grade_submission(grader, source.student, submission, day, _earlier(root))
    _write(result, root / "results")
    return 1 if result.status == "fault" else 0


def _grader(content: Content, isolation: Isolation | None) -> Grader:
    assignment = load_assignment(content.bundle)
    if isolation is not None:
        return Grader(assignment, content.secret, isolation=isolation)
    try:
        return Grader(assignment, content.secret)
    except SandboxUnavailable as error:
        print(f"softmark: {error} Grading goes on with reduced isolation.", file=sys.stderr)
        return Grader(assignment, content.secret, isolation="reduced")


def _student(root: Path) -> str:
    """Returns who handed in, which decides the inputs: the first e-mail address, or the numbers."""
    try:
        user = _metadata(root)["users"][0]
        return str(user.get("email") or user["id"])
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return "submission"


def _earlier(root: Path) -> Draw | None:
    """Returns which inputs the submission before this one got, as Gradescope keeps its results."""
    try:
        before = max(_metadata(root)["previous_submissions"], key=itemgetter("submission_time"))
        told = before["results"]["extra_data"]["softmark"]
        return Draw(int(told["variant"]), str(told["digest"]), str(told["drawn"]))
    except (OSError, ValueError, LookupError, TypeError):
        return None


def _metadata(root: Path) -> Any:
    return json.loads((root / "submission_metadata.json").read_bytes())


def _write(result: Result, folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    write_whole(folder / "results.json", msgspec.json.encode(gradescope_report(result)))


def main() -> None:
    """Grades what lies in the folder that the command line names, and exits."""
    chosen = os.environ.get("SOFTMARK_ISOLATION")
    if chosen not in (None, "full", "reduced"):
        sys.exit(f"softmark: SOFTMARK_ISOLATION is {chosen!r}: use full or reduced.")
    try:
        sys.exit(grade_folder(Path(sys.argv[1]), chosen))  # type: ignore[arg-type]
    except UsageError as error:
        sys.exit(f"softmark: {error}")
