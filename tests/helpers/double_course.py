"""What the tests of the core share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from autograder.course.assignment import Assignment, load_assignment
from autograder.course.course import Bundle, Course, find_course, read_files
from autograder.execution.failure import Failure
from autograder.execution.student import Student
from autograder.execution.transport import DirectTransport

ROOT = Path(__file__).parents[2]

ASSIGNMENT = """
title = "Doubling"
modules = ["double"]
workspace = ["double.py"]
[points]
double = 10
[limits]
seconds = 2
"""
CHECKS = '''
import numpy as np
from autograder.checks import Expect, check


@check("double.value", points=6, needs=["double"], title={"zh": "加倍"})
def double_value(student, rng):
    """twice a number"""
    return {"doubled": student.double.double(rng.normal(size=3) + 5)}
'''
HIDDEN = '''
from autograder.checks import check


@check("double.twice", points=4, needs=["double"], title={"zh": "两次"})
def double_twice(student, rng):
    """twice twice"""
    return {"doubled": student.double.double(student.double.double(float(rng.normal() + 9)))}
'''
REFERENCE = '''"""Doubling."""


def double(x):
    """Return 2 x."""
    ### BEGIN SOLUTION
    result_of_doubling = 2 * x
    return result_of_doubling
    ### END SOLUTION
'''


def write_course(root: Path, **changes: str) -> Course:
    """Writes a small course; `changes` replace files, by the names of the constants above.

    Further files of solutions/ go by their path, as in **{"alternative/sum/double.py": "..."}.
    """
    files = {
        "assignments/doubling/assignment.toml": changes.pop("ASSIGNMENT", ASSIGNMENT),
        "assignments/doubling/checks.py": changes.pop("CHECKS", CHECKS),
        "solutions/doubling/hidden.py": changes.pop("HIDDEN", HIDDEN),
        "solutions/doubling/double.py": changes.pop("REFERENCE", REFERENCE),
        **{f"solutions/doubling/{path}": content for path, content in changes.items()},
    }
    for path, content in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(content, encoding="utf-8")
    return Course(root)


def load(course: Course, name: str = "doubling") -> Assignment:
    """Returns an assignment as it is on disk now."""
    return load_assignment(course.bundle(name))


def case_1() -> Assignment:
    """Returns the assignment of Case 1 without its data, which takes long to compile into nothing."""
    course = find_course(ROOT)
    return load_assignment(
        Bundle(
            name="softmax_mnist",
            assignment=read_files(course.root / "assignments/softmax_mnist"),
            solution=read_files(course.root / "solutions/softmax_mnist"),
        )
    )


class Counting:
    """A transport that counts its exchanges."""

    faults = ()

    def __init__(self, transport: Any) -> None:
        self.transport = transport
        self.requests: list[dict[str, Any]] = []

    def exchange(self, message: dict[str, Any]) -> Any:
        self.requests.append(message)
        return self.transport.exchange(message)

    @property
    def runs(self) -> int:
        return sum("run" in request for request in self.requests)


def student_of(source: str, **files: str) -> Student:
    """Returns the facade of a submission whose module `work` has this source."""
    sources = {"work.py": source.encode()}
    sources |= {f"{name}.py": content.encode() for name, content in files.items()}
    return Student(DirectTransport(sources, ["work", *files]), 0)


def failure_of(action: Any) -> Failure:
    """Returns how an action on a student's handle fails."""
    from autograder.execution.failure import StudentError

    try:
        action()
    except StudentError as error:
        return error.failure
    raise AssertionError("it did not fail")
