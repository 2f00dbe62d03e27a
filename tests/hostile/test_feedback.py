"""Submissions that try to get points out of what pages said about earlier ones."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from helpers.court import submission, written

from autograder.authoring.release import release
from autograder.checks.seeds import PUBLISHED, generator, published_seed, unpublished_seed
from autograder.course.assignment import Assignment, load_assignment
from autograder.course.course import Course, find_course
from autograder.grading.grader import Grader
from autograder.grading.self_check import check_work
from autograder.results.render.html import feedback_page
from autograder.results.result import Result

SECRET = b"a secret"
TOML = """\
title = "Totals"
modules = ["total"]
workspace = ["total.py"]

[points]
total = 10
"""
CHECKS = '''\
from autograder.checks import check


@check("total.short", points=5, needs=["total"])
def short(student, rng):
    """sum of the squares of four numbers"""
    return {"value": student.total.squares(rng.normal(size=4))}


@check("total.long", points=5, needs=["total"])
def long(student, rng):
    """sum of the squares of nine numbers"""
    return {"value": student.total.squares(rng.normal(size=9))}
'''
RIGHT = """\
import numpy as np


def squares(x):
    ### BEGIN SOLUTION
    return float(np.sum(np.square(x)))
    ### END SOLUTION
"""
SIZES = {"total.short": 4, "total.long": 9}


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    root = tmp_path_factory.mktemp("course")
    for path, text in {
        "assignments/totals/assignment.toml": TOML,
        "assignments/totals/checks.py": CHECKS,
        "solutions/totals/total.py": RIGHT,
    }.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    release(find_course(root), load_assignment(find_course(root).bundle("totals")))
    return find_course(root)


@pytest.fixture(scope="module")
def totals(course: Course) -> Assignment:
    return load_assignment(course.bundle("totals"))


@pytest.fixture(scope="module")
def grader(totals: Assignment) -> Iterator[Grader]:
    with Grader(totals, SECRET) as grader:
        yield grader


def graded(grader: Grader, code: str) -> Result:
    return grader.grade(submission({"total.py": code.encode()}))


def secret_inputs(result: Result) -> dict[str, list[float]]:
    """Returns the inputs that a result was decided on."""
    return {
        id_: generator(unpublished_seed(SECRET, "totals", id_, result.variant)).normal(size=size)
        for id_, size in SIZES.items()
    }


def assert_nothing_told(result: Result) -> None:
    told = feedback_page(result, "Totals")
    for x in secret_inputs(result).values():
        for number in (*x, np.sum(np.square(x))):
            assert f"{abs(number):.4f}" not in told


def test_a_table_by_size_made_of_what_pages_showed_gains_nothing(grader: Grader) -> None:
    first = graded(grader, "def squares(x):\n    return 0.0\n")
    shown = [re.search(r"expected ([-.e\d]+)", check.message) for check in first.checks]
    table = {size: float(found[1]) for size, found in zip(SIZES.values(), shown, strict=True)}
    second = graded(grader, f"def squares(x):\n    return {table}[len(x)]\n")
    assert (first.score, second.score) == (0, 0)
    # With all published inputs in the table, too.
    right = {
        (size, float(x[0])): float(np.sum(np.square(x)))
        for id_, size in SIZES.items()
        for seed in range(PUBLISHED)
        for x in [generator(published_seed("totals", id_, seed)).normal(size=size)]
    }
    third = graded(grader, f"def squares(x):\n    return {right}.get((len(x), float(x[0])), 0.0)\n")
    assert third.score == 0
    for check in third.checks:
        assert (check.status, check.seed) == ("failed", -1)
        assert check.message == (
            "value has wrong values\nOn the published inputs this check passes; on others it fails, and "
            "their values are not shown."
        )
    for result in (first, second, third):
        assert_nothing_told(result)


def test_the_numbers_on_a_page_are_those_of_the_seed_that_it_names(
    grader: Grader, totals: Assignment, tmp_path: Path
) -> None:
    code = "import numpy as np\n\n\ndef squares(x):\n    return float(np.sum(np.abs(x)))\n"
    (tmp_path / "total.py").write_text(code)
    result = graded(grader, code)
    for check in result.checks:
        assert check.seed in range(PUBLISHED)
        home = check_work(totals, tmp_path, only=[check.id], seed=check.seed)
        assert [check.message] == [each.message for each in home.checks]
        assert f"softmark check totals --only {check.id} --seed {check.seed}" in written(result)


KEEPS = "import builtins\nseen = builtins.__dict__.setdefault('seen', [])\n\n\n"
LEAKS = {
    "in an exception": "raise ValueError(repr([float(v) for v in x]))",
    "in a value": "return float(x[0])",
    "in a value, later": "seen.append(float(x[0]))\n    return seen[0]",
    "in an exception, later": "seen.append(x.tolist())\n    raise ValueError(repr(seen))",
    "in a file, later": (
        "import pathlib\n    kept = pathlib.Path('kept')\n"
        "    text = kept.read_text() if kept.exists() else ''\n"
        "    kept.write_text(text + repr(x.tolist()))\n    raise ValueError(text)"
    ),
    "by a factor": "return float((x ** 2).sum()) * float(x[0])",
    "by a difference": "return float((x ** 2).sum()) + float(x[0])",
}


@pytest.mark.parametrize("how", LEAKS)
def test_the_inputs_of_grading_are_nowhere_on_the_page(grader: Grader, how: str) -> None:
    result = graded(grader, f"{KEEPS}def squares(x):\n    {LEAKS[how]}\n")
    assert result.score == 0
    assert_nothing_told(result)


def test_what_is_right_on_grading_inputs_alone_counts_as_right(grader: Grader) -> None:
    """The page follows the points, and not the other way round."""
    known = [
        float(generator(published_seed("totals", id_, seed)).normal(size=size)[0])
        for id_, size in SIZES.items()
        for seed in range(PUBLISHED)
    ]
    code = f"def squares(x):\n    return 0.0 if x[0] in {known} else float((x * x).sum())\n"
    result = graded(grader, code)
    assert [check.status for check in result.checks] == ["passed", "passed"]
