"""Loops over samples, by what happens when code runs: lines counted at two sizes, and the clock as a third sign."""

import inspect
import json
import re
from contextlib import nullcontext
from pathlib import Path

import numpy as np
import pytest
from grading.loop_styles import CLEAN, ESCAPING, LOOPS, REST, with_function
from hypothesis import given
from hypothesis import strategies as st

from autograder.authoring.loops import loop_problems
from autograder.checks import check as declared
from autograder.checks.run import Outcome, run_probe
from autograder.course.assignment import load_assignment
from autograder.course.course import Course
from autograder.course.repeated import LineCounts, Repetition, repeated_lines, runs_often
from autograder.execution.student import Student
from autograder.execution.transport import DirectTransport
from autograder.execution.worker.static_analysis import inspect_files
from autograder.grading.attempt import Attempt
from autograder.grading.grader import Grader
from autograder.grading.repetition import (
    CLOCK_RUNS,
    LEAST_SECONDS,
    TIMES_REFERENCE,
    Clock,
    Growth,
    find_repetition,
)
from autograder.grading.self_check import check_work
from autograder.submissions import Submission

ROOT = Path(__file__).resolve().parents[2]
FILE = "linear_regression.py"
# By reading alone these are no loops over samples.
UNREAD = {
    "until-the-rows-run-out", "next", "recursion-by-one", "number-in-a-dict", "own-length", "exec",
    "lambda-in-place-of-def", "sorted-by-a-key",
}  # fmt: skip
STOPPED = """
import sys


def half_mse(X, y, theta):
    trace = sys.gettrace()
    sys.settrace(None)
    sizes = {"samples": len(y)}
    total = 0.0
    for n in range(sizes["samples"]):
        total += (X[n] @ theta - y[n]) ** 2
        for _ in range(500):
            pass
    BACK
    return total / (2 * len(y))
"""


@pytest.fixture(scope="module")
def regression():
    return load_assignment(Course(ROOT).bundle("linear_regression"))


@pytest.fixture(scope="module")
def grade(regression):
    def graded(files):
        submission = Submission(student="ann", files=files, listing=(), notes=(), digest="")
        return grader.grade(submission)

    with Grader(regression, b"secret") as grader:
        yield graded


def lines_of(source, function):
    """Returns the numbers of the lines that a function's source takes in a hand-in."""
    first = REST.count("\n") + 1
    return range(first, first + source.count("\n") + 1)


@pytest.mark.parametrize("style", LOOPS)
def test_a_loop_over_samples_costs_its_points_once_however_it_is_written(style, grade):
    function, source = LOOPS[style]
    result = grade({FILE: with_function(source)})
    assert {check.status for check in result.checks} == {"passed"}
    assert result.score == 95
    assert {violation.rule for violation in result.violations} == {"loop"}
    for violation in result.violations:
        assert violation.message.startswith(function)
        assert violation.line in lines_of(source, function)


def test_counting_finds_what_reading_misses(regression):
    named = regression.config.rules.loops.vectorised
    unread = {
        style
        for style, (_, source) in LOOPS.items()
        if "loops" not in inspect_files({FILE: with_function(source)}, named)[FILE]
    }
    assert unread == UNREAD


@pytest.mark.parametrize("style", [*CLEAN, *ESCAPING])
def test_what_is_no_loop_over_samples_or_is_documented_to_escape_is_not_blamed(style, grade):
    _, source = {**CLEAN, **ESCAPING}[style]
    result = grade({FILE: with_function(source)})
    assert (result.score, result.violations) == (100, [])


def test_a_loop_in_a_notebook_is_found_in_its_cell(grade):
    _, source = LOOPS["number-in-a-dict"]
    cells = [
        {"cell_type": "code", "source": text, "metadata": {}, "outputs": [], "execution_count": 1}
        for text in (REST, source)
    ]
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}
    result = grade({"linear_regression.ipynb": json.dumps(notebook).encode()})
    (violation,) = result.violations
    assert (violation.rule, violation.points) == ("loop", 5)
    assert violation.file.endswith("cell 2")


def test_a_loop_in_a_helper_file_is_found_there(grade):
    helper = b"def each(n):\n    k = 0\n    while k < n:\n        yield k\n        k += 1\n"
    source = """
from helper import each


def half_mse(X, y, theta):
    return sum([(X[k] @ theta - y[k]) ** 2 for k in each(y.shape[0])]) / 2 / len(y)
"""
    result = grade({FILE: with_function(source), "helper.py": helper})
    assert result.score == 95
    assert {violation.file for violation in result.violations} <= {"helper.py", FILE}


def test_home_says_what_grading_will(regression, tmp_path):
    _, source = LOOPS["number-in-a-dict"]
    (tmp_path / FILE).write_bytes(with_function(source))
    result = check_work(regression, tmp_path)
    (violation,) = result.violations
    assert (violation.rule, violation.points) == ("loop", 5)
    assert "runs this line again for every sample" in violation.message


def test_a_count_that_was_stopped_goes_to_the_instructor_and_costs_nothing(grade):
    result = grade({FILE: with_function(STOPPED.replace("BACK", "pass"))})
    assert result.score == 100
    (violation,) = result.violations
    assert (violation.rule, violation.points) == ("inspection", 0)
    assert "half_mse" in violation.message


def test_a_count_that_goes_on_after_the_loop_is_found_by_the_clock(grade):
    result = grade({FILE: with_function(STOPPED.replace("BACK", "sys.settrace(trace)"))})
    assert result.score == 100
    assert [violation.rule for violation in result.violations] == ["inspection"]


def test_what_passes_and_cannot_work_with_more_samples_goes_to_the_instructor(grade):
    source = """
def half_mse(X, y, theta):
    if len(y) > 50:
        raise ValueError("too many")
    return np.mean((X @ theta - y) ** 2) / 2
"""
    result = grade({FILE: with_function(source)})
    assert [violation.rule for violation in result.violations] == ["inspection"]
    assert result.score == 100


def test_what_fails_anyway_is_nobody_s_to_look_at(grade):
    source = "\n\ndef half_mse(X, y, theta):\n    raise ValueError\n"
    assert grade({FILE: with_function(source)}).violations == []


@pytest.mark.parametrize(
    "name", ["knn", "linear_regression", "logistic_regression", "perceptron", "softmax_mnist"]
)
def test_no_right_solution_is_blamed(name):
    assignment = load_assignment(Course(ROOT).bundle(name))
    assert assignment.config.rules.loops.vectorised
    assert list(loop_problems(assignment)) == []


def test_every_function_without_loops_is_counted():
    for name in ("knn", "linear_regression", "logistic_regression", "perceptron", "softmax_mnist"):
        assignment = load_assignment(Course(ROOT).bundle(name))
        functions = assignment.config.rules.loops.vectorised
        transport = DirectTransport(assignment.reference, assignment.config.modules)
        counted = set()
        for check in assignment.checks:
            if check.rows is not None:
                student = Student(transport, 0)
                student.count(functions)
                check.probe(student, np.random.default_rng(0))
                told = student.read(student.counted())
                counted |= {line[0] for line in told["lines"]}
        # A step of an optimizer has no samples.
        assert counted == set(functions) - {"optimizer.SGD.step"}


def count(source, *arguments):
    student = Student(DirectTransport({"work.py": source.encode()}, ["work"]), 0)
    student.count(["work.f", "work.Layer.forward"])
    student.work.f(*arguments)
    student.work.Layer().forward()
    return student.read(student.counted())


WORK = """\
def f(n):
    for i in range(n):
        g(i)


def g(i):
    return i


class Layer:
    def forward(self):
        return [0 for _ in range(3)]
"""


def test_lines_are_counted_in_named_functions_and_what_they_call():
    told = count(WORK, 5)
    times = {(name, line): number for name, _, line, number in told["lines"]}
    assert not told["disturbed"]
    assert times["work.f", 2] == 6
    assert times["work.f", 3] == 5
    assert times["work.f", 7] == 5
    assert {name for name, _ in times} == {"work.f", "work.Layer.forward"}


def test_what_runs_in_a_library_counts_for_the_line_that_called_it():
    source = WORK.replace("        g(i)", "        textwrap.shorten('a b', 9)")
    told = count("import textwrap\n" + source, 5)
    assert {file for _, file, _, _ in told["lines"]} == {"work.py"}
    times = {line: number for name, _, line, number in told["lines"] if name == "work.f"}
    assert times[4] > 5


def test_a_count_that_was_stopped_is_told():
    source = WORK.replace("        g(i)", "        sys.settrace(None)")
    assert count("import sys\n" + source, 5)["disturbed"]


@pytest.mark.parametrize(
    ("times", "found"),
    [
        ((8, 68, 128), True),
        ((2, 17, 32), True),
        ((5, 12, 20), False),
        ((600, 605, 610), False),
        # Something that a library does once, for larger arrays.
        ((50, 50, 900), False),
        ((50, 900, 900), False),
    ],
)
def test_a_line_is_repeated_that_runs_once_more_for_every_four_samples(times, found):
    counts = {
        rows: LineCounts(False, [("m.f", "m.py", 3, number)])
        for rows, number in zip((8, 68, 128), times, strict=True)
    }
    assert bool(repeated_lines(counts)) == found
    assert runs_often(counts[128], 128 - 8) or not found


@pytest.mark.parametrize(("times", "asked"), [(29, ["rows_128"]), (30, ["rows_128", "rows_8"])])
def test_few_rows_are_counted_only_where_a_line_runs_often_on_many(times, asked):
    seen = []

    class Opened:
        def run(self, check, probe, seed):
            seen.append(probe.__name__)
            lines = [["m.f", "m.py", 3, times]]
            return Outcome({"counts": {"disturbed": False, "lines": lines}})

    check = declared("a.b", points=1, needs=["m"], rows=8)(lambda student, rng, rows: {})
    assert find_repetition(Opened(), [check], ["m.f"], [check.id]) == Repetition()
    assert seen == asked


class Clocked:
    """Something whose time grows by given seconds."""

    def __init__(self, *seconds):
        self.seconds = list(seconds)

    def growth(self, check, enough):
        return Growth(self.seconds.pop(0))


def test_the_clock_speaks_only_where_all_its_looks_agree():
    usual = 0.01
    # What a busy machine adds to one look at the reference is no part of what is usual.
    clock = Clock(lambda: nullcontext(Clocked(usual, *[50 * usual] * (CLOCK_RUNS - 1))))
    check = declared("a.b", points=1, needs=["m"], rows=8)(lambda student, rng, rows: {})
    slow = 2 * (LEAST_SECONDS + TIMES_REFERENCE * usual)
    assert clock.grows(Clocked(*[slow] * CLOCK_RUNS), check)
    assert not clock.grows(Clocked(slow, slow, usual), check)
    assert not clock.grows(Clocked(LEAST_SECONDS / 2), check)


@given(
    rows=st.sampled_from([(8, 128), (3, 32), (24, 96)]),
    fixed=st.floats(0, 1),
    each=st.floats(1e-6, 1),
    pair=st.floats(1e-6, 1),
)
def test_a_loop_grows_with_the_samples_and_an_array_of_pairs_with_their_square(
    rows, fixed, each, pair
):
    check = declared("a.b", points=1, needs=["m"], rows=rows)(lambda student, rng, rows: {})

    def growth(used):
        """Returns how the time grows of what uses so much for so many rows."""

        class Submission(Attempt):
            def __init__(self):
                pass

            def _charged(self, check, probe, seed):
                return used(probe.keywords["rows"])

        return Submission().growth(check, 0.0)

    assert not growth(lambda n: fixed + each * n).is_beyond_a_loop()
    assert growth(lambda n: fixed + pair * n * n).is_beyond_a_loop()
    assert growth(lambda n: fixed + 1e-3 * each * n + each * n * n).is_beyond_a_loop()


def test_an_array_of_pairs_of_samples_is_not_given_to_the_instructor_to_read():
    assignment = load_assignment(Course(ROOT).bundle("softmax_mnist"))
    files = dict(assignment.reference)
    picked = b"shifted[samples, labels]"
    assert picked in files["loss.py"]
    # A wrong loss: of each sample it takes the logits of all labels. What the gradient is checked with passes.
    files["loss.py"] = files["loss.py"].replace(picked, b"shifted[:, labels]")
    with Grader(assignment, b"secret") as grader:
        result = grader.grade(Submission("ann", files, (), (), ""))
    assert "passed" in {check.status for check in result.checks if check.id == "gradient.w"}
    assert result.violations == []


@pytest.mark.parametrize("rows", [0, -3, (8, 8), (16, 8)])
def test_rows_that_do_not_grow_are_refused(rows):
    with pytest.raises(ValueError, match="rows="):
        declared("a.b", points=1, needs=["m"], rows=rows)


def test_rows_reach_inputs_or_the_probe_and_the_oracle():
    @declared("a.b", points=1, needs=["m"], rows=(3, 5))
    def probe(student, rng, rows):
        """a probe"""
        return {"rows": rows}

    @probe.oracle
    def oracle(reference, rng, rows):
        return {"rows": rows}

    @declared("a.c", points=1, needs=["m"], rows=3, inputs=lambda rng, rows: (rows, "x"))
    def given(student, rows, text):
        """inputs"""
        return {"rows": rows}

    rng = np.random.default_rng(0)
    assert probe.probe(None, rng) == probe.expected(None, rng) == {"rows": 3}
    assert probe.with_rows(5)(None, rng) == {"rows": 5}
    assert given.with_rows(given.rows[1])(None, rng) == {"rows": 48}


def test_documentation_names_what_escapes():
    text = re.sub(r"\s+", " ", (ROOT / "docs" / "authoring.md").read_text(encoding="utf-8"))
    for words in ("`sum(rows)`", "`itertools.accumulate(numbers, operator.add)`", "`exec`"):
        assert words in text


def test_a_probe_that_fails_on_another_size_tells_its_own_line():
    @declared("a.b", points=1, needs=["work"], rows=3, inputs=lambda rng, rows: rows)
    def probe(student, rows):
        """fails with more rows"""
        return {"rows": [1, 2, 3][rows - 1]}

    transport = DirectTransport({"work.py": b""}, ["work"])
    outcome = run_probe(probe.with_rows(9), transport, 0)
    line = inspect.unwrap(probe.probe).__code__.co_firstlineno
    assert (outcome.failure.type, outcome.line) == ("IndexError", line + 3)
