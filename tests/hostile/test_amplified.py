"""Small values that once made the grader's own process use gigabytes, or seconds."""

from __future__ import annotations

import resource
import time
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import pytest
from helpers.court import failures, submission
from helpers.graders import grader_of
from helpers.marks import slow

from autograder.authoring.solutions import trivial_solutions
from autograder.course.assignment import load_assignment
from autograder.course.course import Course
from autograder.grading.grader import Grader

ROOT = Path(__file__).resolve().parents[2]
ATTACKS = {
    "labels with large numbers": (
        "linear_classifier",
        "training.py",
        "def minibatches(*_):\n    return [np.arange(500_000, dtype='i4') * 512]\n",
        ["training.batches"],
    ),
    "a million batches": (
        "linear_classifier",
        "training.py",
        "def minibatches(*_):\n    return np.zeros((1_900_000,))\n",
        ["training.batches"],
    ),
    "losses that broadcast": (
        "linear_classifier",
        "classifier.py",
        "turn = [0]\n\n\ndef loss(*_):\n    turn[0] += 1\n"
        "    return np.zeros((90_000, 1) if turn[0] % 2 else (1, 90_000))\n",
        ["loss.penalty"],
    ),
    "a long text among partials": (
        "autodiff",
        "graph.py",
        "add = lambda *_: type('N', (), {'value': 1.0, 'partials': ('x' * 65000,) + (1,) * 8000})()\n",
        [],
    ),
    "numbers of one hash": (
        "autodiff",
        "graph.py",
        "in_order = lambda *_: [Node(k * (2**61 - 1)) for k in range(24_000)]\n",
        ["graph.order"],
    ),
}


@pytest.fixture(scope="module")
def graders():
    """One for each assignment, which has already graded what returns constants."""
    with ExitStack() as stack:

        @cache
        def grader(name: str) -> tuple[Grader, dict[str, bytes]]:
            assignment = load_assignment(Course(ROOT).bundle(name))
            made = stack.enter_context(grader_of(assignment))
            # What reference and mistakes return is worked out once: that is no attack's doing.
            made.grade(submission(trivial_solutions(assignment)["trivial/constant"]))
            return made, dict(assignment.reference)

        yield grader


# What an assignment answers once, before its first attack, takes long for two of them.
@pytest.mark.parametrize(
    "name", [slow(name) if ATTACKS[name][0] == "autodiff" else name for name in ATTACKS]
)
def test_the_grader_pays_little_for_it(name: str, graders) -> None:
    assignment_name, file, code, fails = ATTACKS[name]
    grader, files = graders(assignment_name)
    attack = files | {file: files[file] + b"\n\nimport numpy as np\n" + code.encode()}
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    result = grader.grade(submission(attack))
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    assert result.status == "graded"
    assert result.score < 100
    assert set(fails) <= failures(result).keys()
    assert after[0] - before[0] < 300 << 10  # KiB
    assert after[1] - before[1] < 6
    assert grader.grade(submission(files)).score == 100
