"""What a class takes of the main process: so little for each submission that the largest fit."""

import gc
import pickle
import random
import tracemalloc
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from helpers.adding_course import SECRET, make_class
from helpers.made_results import SIGN, check, result

from autograder.course.assignment import load_assignment
from autograder.course.course import find_course
from autograder.grading.batch import Job, Task, TaskOutcome, run
from autograder.grading.batch.found import find_class
from autograder.results.render.class_terminal import render_class_table
from autograder.results.result import Result
from autograder.results.result_json import encode_result

# A line of results.jsonl is more than twice as much.
MOST_BYTES = 2000
# Where there are results already, what is known of them, too.
MOST_BYTES_AGAIN = 2500


def made_result(student: str) -> Result:
    """Returns a result with 17 checks, of which each took another time, and five failed."""
    chance = random.Random(student)
    checks = [
        check(
            f"group{number % 4}.check{number}",
            f"check number {number}",
            "failed" if number < 5 else "passed",
            0 if number < 5 else 5,
            f"for {student} alone: " + "yours is off, " * 30 if number < 5 else "",
            diagnosis=SIGN if number < 5 else None,
        )
        for number in range(17)
    ]
    return replace(
        result(student, [replace(one, seconds=chance.random()) for one in checks]),
        assignment="adding",
        digest=f"{chance.getrandbits(256):064x}",
        seconds=chance.random(),
    )


@contextmanager
def graded_at_once(*_: object):
    """Stands in for the processes: what they would send is there as soon as it is asked for."""

    def submit(task: Task) -> Future:
        graded = made_result(task.student)
        key = graded.digest[:32]
        outcome = TaskOutcome(task.student, key, "graded", encode_result(graded), "a page")
        future: Future = Future()
        future.set_result(pickle.loads(pickle.dumps(outcome)))
        return future

    yield submit


def peak(course: Path, submissions: Path, out: Path) -> int:
    """Returns the most bytes that grading a class takes, from finding it to the table on the terminal."""
    assignment = load_assignment(find_course(course).bundle("adding"))
    job = Job(bundle=assignment.bundle, secret=SECRET)
    gc.collect()
    tracemalloc.start()
    try:
        found = find_class(submissions, assignment)
        results = run.grade_class(job, assignment, found, out, 1, progress=False)
        assert render_class_table(results).count("\n") > len(results) > 0
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_further_submission_costs_few_bytes(course, tmp_path, monkeypatch):
    monkeypatch.setattr(run, "submitter", graded_at_once)
    few, many = make_class(tmp_path / "few", 80), make_class(tmp_path / "many", 280)
    first, second = [], []
    # The best of three: a table of Python's own may grow in any one of them.
    for turn in range(3):
        outs = tmp_path / f"few{turn}", tmp_path / f"many{turn}"
        for costs in (first, second):
            costs.append((peak(course, many, outs[1]) - peak(course, few, outs[0])) / 200)
    assert min(first) < MOST_BYTES
    assert min(second) < MOST_BYTES_AGAIN


def test_the_made_result_is_as_large_as_a_real_one():
    assert len(encode_result(made_result("student 001"))) > 2 * MOST_BYTES
