"""verify feeds probes with values that no honest submission returns."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers.marks import slow

from autograder.authoring.fuzz import fuzz
from autograder.course.assignment import load_assignment
from autograder.course.course import Bundle, Course
from autograder.course.expected import published_inputs

ROOT = Path(__file__).resolve().parents[2]
TOML = 'title = "T"\nmodules = ["model"]\n\n[points]\nmodel = 1\n'
CHECK = """\
import numpy as np

from autograder.checks import as_list, as_numbers, check, label_counts, subtract


@check("model.it", points=1, needs=["model"])
def it(student, rng):
    \"\"\"it\"\"\"
    {body}
"""
AMPLIFY = {
    "counts as long as the largest label": (
        'return {"n": np.bincount(student.read(student.model.labels()), minlength=3)}',
        "large labels",
    ),
    "a product of shapes": (
        "a, b = student.read_list([student.model.labels(), student.model.labels()])\n"
        '    return {"d": a - b}',
        "arrays that broadcast",
    ),
    "an array of long texts": (
        'return {"n": np.array(list(student.model.several()))}',
        "a long text among many numbers",
    ),
    "a set of numbers of one hash": (
        'return {"n": len(set(student.model.several()))}',
        "many numbers of one hash",
    ),
}
BOUNDED = {
    "counts": 'return {"n": label_counts(student.read(student.model.labels()), 3)}',
    "a difference": (
        "a, b = student.read_list([student.model.labels(), student.model.labels()])\n"
        '    return {"d": subtract(a, b)}'
    ),
    "a list": 'return {"n": as_numbers(as_list(student.read(student.model.several()), 9))}',
}
MODEL = b"""\
import numpy as np


def labels():
    return np.array([0, 1, 1])


def several():
    return [1.0, 2.0]
"""


def found(body: str) -> set[str]:
    files = {"assignment.toml": TOML.encode(), "checks.py": CHECK.format(body=body).encode()}
    assignment = load_assignment(Bundle("made", files, {"model.py": MODEL}))
    return {
        item.value for item in fuzz(assignment, assignment.checks, published_inputs(assignment))
    }


@pytest.mark.parametrize("name", [slow(name) if "hash" in name else name for name in AMPLIFY])
def test_a_check_that_can_be_amplified_is_named_with_the_value(name: str) -> None:
    body, value = AMPLIFY[name]
    assert value in found(body)


@pytest.mark.parametrize("name", BOUNDED)
def test_the_same_with_helpers_cannot(name: str) -> None:
    assert found(BOUNDED[name]) == set()


@pytest.mark.slow
@pytest.mark.parametrize("name", Course(ROOT).names())
def test_no_check_of_an_assignment_can_be_amplified(name: str) -> None:
    assignment = load_assignment(Course(ROOT).bundle(name))
    assert fuzz(assignment, assignment.checks, published_inputs(assignment)) == []
