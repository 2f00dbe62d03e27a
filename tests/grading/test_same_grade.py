"""The same work gets the same grade: whatever the number of processes, the order, and what else runs."""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.course.assignment import Assignment, load_assignment
from autograder.grading.batch import Job
from autograder.grading.batch.run import find_class, grade_class
from autograder.results.result import Result

LOOP = b"\n\ndef endless(*_):\n    while True:\n        pass\n\n\n"
SLEEP = b"\n\ndef endless(*_):\n    import time\n    time.sleep(3600)\n\n\n"
NAIVE = (b"delta.sum(axis=0", b"delta.mean(axis=0")
_SECONDS = re.compile(r"\d+(\.\d+)? s\b")


@contextmanager
def busy_loops(count: int) -> Iterator[None]:
    """Keeps the processors busy with others, in this process's own scheduler group."""
    loops = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(count)]
    try:
        yield
    finally:
        for loop in loops:
            loop.kill()
            loop.wait()


def write_mixed_class(folder: Path, assignment: Assignment, order: list[str]) -> None:
    """Writes right, wrong, endless and sleeping submissions, handed in by these in turn."""
    right = assignment.reference
    bind = b"SoftmaxCrossEntropyLoss.gradient_computing = endless\n"
    kinds = {
        "right": {},
        "wrong": {"loss.py": right["loss.py"].replace(*NAIVE)},
        "endless": {"loss.py": right["loss.py"] + LOOP + bind},
        "asleep": {"loss.py": right["loss.py"] + SLEEP + bind},
    }
    for student in order:
        (folder / student).mkdir(parents=True)
        for path, content in {**right, **kinds[student.split("_")[0]]}.items():
            (folder / student / path).write_bytes(content)


def judged(result: Result) -> Result:
    """Returns a result without times and what follows from them."""
    checks = [
        replace(check, seconds=0.0, message=_SECONDS.sub("? s", check.message))
        for check in result.checks
    ]
    return replace(result, checks=checks, seconds=0.0, near_limit=False)


@pytest.mark.slow
def test_a_class_gets_the_same_results_on_any_number_of_processes_and_beside_busy_loops(
    assignment: Assignment, tmp_path: Path
) -> None:
    students = [f"{kind}_{n}" for kind in ("right", "wrong") for n in range(5)]
    students += ["endless_0", "asleep_0"]
    files = dict(assignment.bundle.assignment)
    files["assignment.toml"] = files["assignment.toml"].replace(b"\nseconds = 4", b"\nseconds = 1")
    bundle = replace(assignment.bundle, assignment=files)
    hasty = load_assignment(bundle)
    assert hasty.config.limits.seconds == 1

    def grade(name: str, jobs: int) -> dict[str, Result]:
        order = random.Random(name).sample(students, len(students))
        write_mixed_class(tmp_path / name, assignment, order)
        found = find_class(tmp_path / name, hasty)
        out = tmp_path / f"{name}-results"
        results = grade_class(Job(bundle, b"same"), hasty, found, out, jobs, progress=False)
        return {result.student: judged(result) for result in results}

    alone = grade("alone", 1)
    with busy_loops(3 * (os.cpu_count() or 1)):
        beside_others = grade("beside", 4)
    assert {name: result.score for name, result in alone.items() if "right" in name} == {
        name: 100.0 for name in students if "right" in name
    }
    assert beside_others == alone
