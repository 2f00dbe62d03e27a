"""`softmark new` makes an assignment that works as it is."""

import re
import shutil
import subprocess
import sys

import pytest

from autograder.authoring.package import package_files
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


def made(root, name="ridge"):
    """Returns a course with a new assignment, released, and what changed there."""
    course = Course(root)
    new_assignment(course, name)
    release(course, load_assignment(course.bundle(name)))
    return course


def test_an_assignment_works_in_another_course(tmp_path):
    made(tmp_path / "one")
    for side in ("assignments", "solutions"):
        shutil.copytree(tmp_path / "one" / side / "ridge", tmp_path / "two" / side / "ridge")
    course = Course(tmp_path / "two")
    assert verify(course, load_assignment(course.bundle("ridge"))).problems == []


def renamed(course):
    """Gives the file of the assignment another name, as its author does who replaces the example."""
    old = course.root / "solutions/ridge/model.py"
    old.rename(old.with_name("ridge_loss.py"))
    for path in (
        *course.root.rglob("*.toml"),
        *course.root.rglob("checks.py"),
        *course.root.rglob("hidden.py"),
    ):
        text = path.read_text()
        path.write_text(re.sub(r"\bmodel\b", "ridge_loss", text))
    return load_assignment(course.bundle("ridge"))


def test_a_stub_by_its_old_name_is_removed_and_given_to_nobody(tmp_path):
    course = made(tmp_path)
    assignment = renamed(course)
    stub = "assignments/ridge/model.py"
    said = [problem.what for problem in verify(course, assignment).problems]
    assert f"{stub} is released no longer, and is still there." in said
    assert stub not in package_files(course, assignment, with_data=False)
    assert f"{stub} (removed)" in release(course, assignment)
    assert not (tmp_path / stub).exists()
    assert verify(course, load_assignment(course.bundle("ridge"))).problems == []


def test_a_stub_by_its_old_name_that_somebody_works_in_stays(tmp_path):
    course = made(tmp_path)
    stub = tmp_path / "assignments/ridge/model.py"
    stub.write_text("my work")
    with pytest.raises(UsageError, match="released no longer, and was edited"):
        release(course, renamed(course))
    assert stub.read_text() == "my work"
    assert not stub.with_name("ridge_loss.py").exists()


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
