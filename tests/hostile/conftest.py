from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from helpers.court import Court
from helpers.graders import grader_of

from autograder.course.assignment import Assignment
from autograder.grading.grader import Grader

SECRET = "planted-course-secret-c0ffee"
PLANTED = "planted-file-content-deadbeef"


@pytest.fixture(scope="session")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file that every user of the machine may read."""
    folder = tmp_path_factory.mktemp("planted")
    for parent in (folder, *folder.parents):
        if parent.stat().st_uid == folder.stat().st_uid and parent != Path("/"):
            parent.chmod(parent.stat().st_mode | 0o755)
    path = folder / "neighbour.py"
    path.write_text(PLANTED)
    path.chmod(0o644)
    return path


@pytest.fixture(scope="session")
def grader_with_secret(assignment: Assignment) -> Iterator[Grader]:
    """A grader that was started where the environment holds the course's secret."""
    limits = replace(assignment.config.limits, memory_mb=128)
    config = replace(assignment.config, limits=limits)
    with ExitStack() as opened:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("SOFTMARK_SECRET", SECRET)
            grader = opened.enter_context(
                grader_of(replace(assignment, config=config), SECRET.encode())
            )
        yield grader


@pytest.fixture(scope="module")
def court(grader_with_secret: Grader, assignment: Assignment, planted: Path) -> Iterator[Court]:
    """A grader whose environment holds the course's secret."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOFTMARK_SECRET", SECRET)
        secrets = (SECRET, PLANTED, "root:x:0", "expected_momentum", "totals[:, 0]")
        yield Court(grader_with_secret, assignment, secrets)
