"""A wrong gradient beside a loss: which of the two is off."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers.court import submission
from helpers.double_course import load, write_course

from autograder.grading.grader import Grader

CHECKS = '''
import numpy as np
from autograder.checks import central_difference, check


@check("double.gradient", points=10, needs=["double"])
def gradient(student, rng):
    """the gradient of the loss"""
    return {"gradient": student.double.gradient(rng.normal(size=3) + 5)}


@gradient.DECORATOR
def implied(student, rng):
    x = rng.normal(size=3) + 5
    return {"gradient": central_difference(student.double.loss, x)}
'''
HIDDEN = "from autograder.checks import check\n"
WORK = '''"""A loss and its gradient."""


def loss(x):
    """Return the sum of squares."""
    ### BEGIN SOLUTION
    return float((x * x).sum())
    ### END SOLUTION


def gradient(x):
    """Return d loss / d x."""
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION
'''
OTHER_LOSS = ("return float((x * x).sum())", "return float((x**3).sum())")
OTHER_GRADIENT = ("return 2 * x", "return 3 * x**2")


@pytest.mark.parametrize("decorator", ["self_consistency", "own_loss"])
def test_wrong_gradient_is_compared_with_the_loss_that_was_handed_in(
    tmp_path: Path, decorator: str
) -> None:
    checks = CHECKS.replace("DECORATOR", decorator)
    course = write_course(tmp_path, CHECKS=checks, HIDDEN=HIDDEN, REFERENCE=WORK)
    both = WORK.replace(*OTHER_LOSS).replace(*OTHER_GRADIENT)
    works = {"right": WORK, "both": both, "gradient": WORK.replace(*OTHER_GRADIENT)}
    with Grader(load(course), b"k" * 32) as grader:
        hints = {
            name: grader.grade(submission({"double.py": text.encode()})).checks[0].hint
            for name, text in works.items()
        }
    assert hints["right"] == ""
    assert hints["both"] == "Your gradient agrees with your own loss: it is the loss that is off."
    assert hints["gradient"].startswith("Your gradient does not match your own loss either")
