"""The same work gets the same grade: whatever the number of processes, the order, and what else runs."""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.course.assignment import Assignment, load_assignment
from autograder.course.course import find_course
from autograder.grading.batch import Job
from autograder.grading.batch.found import find_class
from autograder.grading.batch.run import grade_class
from autograder.results.result import Result

Kinds = Callable[[Mapping[str, bytes]], dict[str, dict[str, bytes]]]

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


def burn(limits: float) -> bytes:
    """Returns a loss.py's end that uses so many limits of one second in one check, by its own account."""
    return f"""

def burning(self, Input, labels, plain=SoftmaxCrossEntropyLoss.forward):
    import time
    if len(Input) == 300:
        end = time.process_time() + {limits}
        while time.process_time() < end:
            pass
    return plain(self, Input, labels)


SoftmaxCrossEntropyLoss.forward = burning
""".encode()


ONE_LOOP = b"""

def euclidean_distances(test, train):
    train = train.astype(float)
    return np.array([np.sqrt(((train - row) ** 2).sum(axis=1)) for row in test.astype(float)])
"""


def softmax_kinds(right: Mapping[str, bytes]) -> dict[str, dict[str, bytes]]:
    """Returns what each kind of student changes of the reference."""
    loss = right["loss.py"]
    bind = b"SoftmaxCrossEntropyLoss.gradient_computing = endless\n"
    return {
        "right": {},
        "wrong": {"loss.py": loss.replace(*NAIVE)},
        "below": {"loss.py": loss + burn(0.87)},
        "above": {"loss.py": loss + burn(1.1)},
        "endless": {"loss.py": loss + LOOP + bind},
        "asleep": {"loss.py": loss + SLEEP + bind},
    }


def knn_kinds(right: Mapping[str, bytes]) -> dict[str, dict[str, bytes]]:
    """The same, where a right solution may use many times what the reference does."""
    source = right["knn.py"]
    return {
        "right": {},
        "slow": {"knn.py": source + ONE_LOOP},
        "endless": {"knn.py": source + LOOP + b"vote = endless\n"},
    }


def write_mixed_class(
    folder: Path,
    right: Mapping[str, bytes],
    kinds: Mapping[str, Mapping[str, bytes]],
    order: Sequence[str],
) -> None:
    """Writes a class, handed in by these in turn; a student's name begins with its kind."""
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


def hasty(assignment: Assignment) -> Assignment:
    """Returns an assignment whose checks may use one second."""
    files = dict(assignment.bundle.assignment)
    files["assignment.toml"] = re.sub(
        rb"\nseconds = \d+", b"\nseconds = 1", files["assignment.toml"]
    )
    loaded = load_assignment(replace(assignment.bundle, assignment=files))
    assert loaded.config.limits.seconds == 1
    return loaded


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "kinds", "students"),
    [
        (
            "softmax_mnist",
            softmax_kinds,
            [*(f"{kind}_{n}" for kind in ("right", "wrong") for n in range(5)),
             "below_0", "below_1", "above_0", "endless_0", "asleep_0", "asleep_1"],
        ),
        ("knn", knn_kinds, [*(f"{kind}_{n}" for kind in ("right", "slow") for n in range(3)),
                            "endless_0"]),
    ],
)  # fmt: skip
def test_a_class_gets_the_same_results_on_any_number_of_processes_and_beside_busy_loops(
    tmp_path: Path, name: str, kinds: Kinds, students: list[str]
) -> None:
    assignment = hasty(load_assignment(find_course(Path(__file__).parent).bundle(name)))

    def grade(run: str, jobs: int) -> dict[str, Result]:
        order = random.Random(run).sample(students, len(students))
        write_mixed_class(tmp_path / run, assignment.reference, kinds(assignment.reference), order)
        found = find_class(tmp_path / run, assignment)
        out = tmp_path / f"{run}-results"
        job = Job(assignment.bundle, b"same")
        results = grade_class(job, assignment, found, out, jobs, progress=False)
        return {result.student: result for result in results}

    alone = grade("alone", 1)
    with busy_loops(3 * (os.cpu_count() or 1)):
        beside_others = grade("beside", 4)
    assert {student: judged(result) for student, result in beside_others.items()} == {
        student: judged(result) for student, result in alone.items()
    }
    for results in (alone, beside_others):
        for student, result in results.items():
            statuses = {check.status for check in result.checks}
            kind = student.split("_")[0]
            if kind in ("right", "slow", "below"):
                assert statuses == {"passed"}, student
            if kind in ("above", "endless", "asleep"):
                assert "timeout" in statuses, student
            if kind in ("below", "above"):
                assert result.near_limit, student
