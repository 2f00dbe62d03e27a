"""`softmark new` makes an assignment that works as it is."""

import subprocess
import sys

import pytest

from autograder.authoring.release import release
from autograder.authoring.scaffold import new_assignment, template
from autograder.authoring.verify import verify
from autograder.course.assignment import load_assignment
from autograder.course.course import Course
from autograder.errors import UsageError


def test_new_assignment_verifies_at_once_even_with_mutants(tmp_path):
    course = Course(tmp_path)
    new_assignment(course, "half_mse")
    assignment = load_assignment(course.bundle("half_mse"))
    release(course, assignment)
    report = verify(course, load_assignment(course.bundle("half_mse")), mutants=True)
    assert report.problems == []
    assert report.mutants is not None
    assert report.mutants.total > 5


def test_new_assignment_is_small():
    code = [
        line for text in template("numbers").values() for line in text.splitlines() if line.strip()
    ]
    assert len(code) < 45


@pytest.mark.parametrize("name", ["Half", "my-loss", "1st", "", "a b", "../a"])
def test_name_that_cannot_be_a_module_is_refused(tmp_path, name):
    with pytest.raises(UsageError, match="cannot name an assignment"):
        new_assignment(Course(tmp_path), name)


def test_nothing_is_overwritten(tmp_path):
    new_assignment(Course(tmp_path), "half_mse")
    with pytest.raises(UsageError, match="exists already"):
        new_assignment(Course(tmp_path), "half_mse")


def test_command_makes_a_course_of_an_empty_folder(tmp_path):
    for command, code in (["new", "half_mse"], 0), (["verify"], 0), (["check"], 1):
        done = subprocess.run(
            [sys.executable, "-m", "autograder", *command],
            cwd=tmp_path, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == code, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
