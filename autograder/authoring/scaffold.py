"""A new assignment to start from: small, working, and verified as it is."""

from __future__ import annotations

import re
from pathlib import Path

from ..course.course import Course, find_course
from ..errors import UsageError

ASSIGNMENT_TOML = """\
title = "{title}"
modules = ["model"]
workspace = ["model.py"]

[points]
loss = 60
gradient = 40
"""

HANDOUT = """\
# {title}

Fill in the TODO of `model.py`, then run `softmark check {name}`.
"""

CHECKS = '''\
"""The visible checks of {name}."""

from autograder.checks import check


@check("loss.value", points=60, needs=["model"])
def loss_value(student, rng):
    """half the mean squared error"""
    y, target = rng.normal(size=(2, 6))
    return {{"loss": student.model.half_mse(y, target)[0]}}
'''

SOLUTION = '''\
import numpy as np


def half_mse(y, target):
    """Return (loss, gradient): 1/2 mean (y - target)^2, and d loss / d y, for y of shape (N,)."""
    ### BEGIN SOLUTION
    difference = y - target
    return np.mean(difference**2) / 2, difference / len(y)
    ### END SOLUTION
'''

HIDDEN = '''\
"""The hidden checks of {name}."""

from autograder.checks import central_difference, check


@check("gradient.y", points=40, needs=["model"])
def gradient_y(student, rng):
    """gradient of the loss with respect to y"""
    y, target = rng.normal(size=(2, 6))
    return {{"gradient": student.model.half_mse(y, target)[1]}}


@gradient_y.oracle
def numeric_y(reference, rng):
    y, target = rng.normal(size=(2, 6))
    loss = reference.model.half_mse
    return {{"gradient": central_difference(lambda moved: loss(moved, target)[0], y)}}
'''

MISTAKES = """\
[[mistake]]
id = "gradient-sum"
title = "the mean is missing in the gradient"
hint = "The loss is a mean over N numbers: so is each of its derivatives."
edits = [{{ file = "model.py", old = "difference / len(y)", new = "difference" }}]
"""

FILES = {
    "assignments/{name}/assignment.toml": ASSIGNMENT_TOML,
    "solutions/{name}/handout.md": HANDOUT,
    "assignments/{name}/checks.py": CHECKS,
    "solutions/{name}/model.py": SOLUTION,
    "solutions/{name}/hidden.py": HIDDEN,
    "solutions/{name}/mistakes.toml": MISTAKES,
}


def new_assignment(course: Course, name: str) -> list[str]:
    """Writes the files of a new assignment and returns their paths.

    Raises:
        UsageError: the name is no Python name in small letters, or is taken.
    """
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise UsageError(
            f"{name!r} cannot name an assignment: use small letters, digits and _, such as knn."
        )
    for folder in ("assignments", "solutions"):
        if (course.root / folder / name).exists():
            raise UsageError(f"{folder}/{name} exists already: choose another name.")
    title = name.replace("_", " ").capitalize()
    written = []
    for template, content in FILES.items():
        path = template.format(name=name)
        target = course.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content.format(name=name, title=title), encoding="utf-8")
        written.append(path)
    return written


def course_or_new(start: Path) -> Course:
    """Returns the course around a folder; a folder without one becomes a course of its own."""
    try:
        return find_course(start)
    except UsageError:
        return Course(start.resolve())
