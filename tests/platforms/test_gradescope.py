"""The Gradescope package, run in folders laid out as in its containers."""

import json
import os
import stat
import subprocess
import sys
import zipfile

import pytest
from helpers.adding_course import ADD, make_course

from autograder.course.course import find_course
from autograder.platforms.gradescope.bundle import write_gradescope

HIDDEN = '''\
from autograder.checks import check


@check("sum.hidden", points=2, needs=["add"], title={"zh": "隐藏"})
def hidden(student, rng):
    """sum nobody has seen"""
    return {"sum": student.add.add(rng.normal(size=3), 1)}
'''
SPY = """\
import os


def look(folder):
    try:
        return os.listdir(folder)
    except OSError as error:
        return type(error).__name__


raise ValueError(str([look(folder) for folder in FOLDERS]))
"""


@pytest.fixture
def autograder(tmp_path):
    """The folder /autograder of a container, with everything but a submission."""
    course = make_course(tmp_path / "course")
    (course / "solutions" / "adding" / "hidden.py").write_text(HIDDEN)
    toml = course / "assignments" / "adding" / "assignment.toml"
    toml.write_text(toml.read_text().replace("sum = 10", "sum = 12"))
    package = tmp_path / "package.zip"
    write_gradescope(find_course(course).bundle("adding"), b"secret", package)
    assert stat.S_IMODE(package.stat().st_mode) == 0o600
    root = tmp_path / "autograder"
    for folder in ("source", "submission", "results"):
        (root / folder).mkdir(parents=True)
    with zipfile.ZipFile(package) as archive:
        archive.extractall(root / "source")
        for info in archive.infolist():
            os.chmod(root / "source" / info.filename, info.external_attr >> 16)
    (root / "submission_metadata.json").write_text(
        json.dumps({"id": 1, "users": [{"email": "ann@x.edu", "id": 7, "name": "Ann"}]})
    )
    return root


def run(root, isolation="reduced"):
    """Runs run_autograder as the container does and returns (exit code, results.json or None)."""
    environment = {
        **os.environ,
        "AUTOGRADER_ROOT": str(root),
        "SOFTMARK_PYTHON": sys.executable,
        "SOFTMARK_ISOLATION": isolation,
    }
    process = subprocess.run(
        [str(root / "source" / "run_autograder")],
        env=environment, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    path = root / "results" / "results.json"
    return process, json.loads(path.read_text()) if path.exists() else None


def test_right_submission_gets_full_marks_and_the_mark_of_reduced_isolation(autograder):
    (autograder / "submission" / "add.py").write_text(ADD)
    process, report = run(autograder)
    assert process.returncode == 0, process.stderr
    assert report["score"] == 12
    assert "reduced isolation" in report["output"]
    assert report["extra_data"]["softmark"]["isolation"] == "reduced"
    assert report["stdout_visibility"] == "hidden"
    shown = [(t["name"], t["score"], t["status"], t["visibility"]) for t in report["tests"]]
    assert shown == [
        ("sum of small numbers", 4, "passed", "visible"),
        ("sum of large numbers", 6, "passed", "visible"),
        ("sum nobody has seen", 2, "passed", "after_published"),
    ]


def test_wrong_submission_learns_why(autograder):
    (autograder / "submission" / "add.py").write_text(ADD.replace(" + ", " - "))
    _, report = run(autograder)
    assert report["score"] == 0
    assert {test["status"] for test in report["tests"]} == {"failed"}
    assert "differ" in report["tests"][0]["output"]


def test_empty_submission_scores_zero_with_the_reason(autograder):
    (autograder / "submission" / "notes.txt").write_text("sorry")
    process, report = run(autograder)
    assert process.returncode == 0
    assert report["score"] == 0
    assert "no .py or .ipynb" in report["output"]


def test_submission_cannot_look_at_the_solution_even_with_reduced_isolation(autograder):
    folders = [str(autograder / "source"), str(autograder), "/root", "/etc"]
    (autograder / "submission" / "add.py").write_text(f"FOLDERS = {folders!r}\n{SPY}")
    _, report = run(autograder)
    assert report["score"] == 0
    said = report["tests"][0]["output"]
    assert "PermissionError" in said
    assert "msgpack" not in said
    assert "passwd" not in said


def test_damaged_package_leaves_no_score(autograder):
    (autograder / "submission" / "add.py").write_text(ADD)
    (autograder / "source" / "assignment.msgpack").unlink()
    process, report = run(autograder)
    assert process.returncode != 0
    assert report is None


def test_setup_installs_the_package_that_lies_beside_it(autograder):
    setup = (autograder / "source" / "setup.sh").read_text()
    (wheel,) = (autograder / "source").glob("softmark-*.whl")
    assert wheel.name in setup
    assert subprocess.run(["bash", "-n", str(autograder / "source" / "setup.sh")]).returncode == 0
