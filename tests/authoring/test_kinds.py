"""An assignment of each kind of check: it is proven, and says the same at home, in a notebook and when graded."""

from __future__ import annotations

import importlib.util
import json
import types
from pathlib import Path
from typing import Any

import pytest
from helpers.commands import softmark
from helpers.marks import slow

from autograder.authoring.release import release
from autograder.authoring.scaffold import kinds, new_assignment, template
from autograder.authoring.verify import verify
from autograder.course.assignment import Assignment, load_assignment
from autograder.course.course import Course
from autograder.course.mistakes import apply_mistake, load_mistakes
from autograder.grading.grader import Grader
from autograder.grading.notebook_card import check
from autograder.grading.self_check import check_work
from autograder.results.result import Result
from autograder.submissions import Submission

NEEDS = {"figure": "matplotlib", "table": "pandas"}
# What a student with the first known mistake of each kind reads of a visible check, besides its name.
READS = {
    "bounds": ("training.accuracy", "accuracy 0.", "at least 0.85 is asked"),
    "figure": ("plot.axes", "y scale: yours 'linear', expected 'log'"),
    "numbers": ("loss.value", ""),
    "plain": ("tree.levels", "levels[1][0]: yours 'right', expected 'left'"),
    "table": ("table.summary", "table['columns']['best']: shape (3,) ok"),
    "text": ("log.printed", "output, line 1: yours 'epoch 1: loss "),
}


# A figure is drawn anew for every input and every mistake.
SOME = [slow(kind) if kind in NEEDS else kind for kind in kinds()]


@pytest.fixture(params=SOME)
def course(request: pytest.FixtureRequest, tmp_path: Path) -> Course:
    """A course with a released assignment of one kind, named after it."""
    kind = request.param
    if kind in NEEDS and importlib.util.find_spec(NEEDS[kind]) is None:
        pytest.skip(f"{NEEDS[kind]} is not installed")
    made = Course(tmp_path)
    new_assignment(made, kind, kind)
    release(made, load(made))
    return made


def load(course: Course) -> Assignment:
    (name,) = course.names()
    return load_assignment(course.bundle(name))


def graded(assignment: Assignment, files: dict[str, bytes]) -> Result:
    submission = Submission(student="ann", files=files, listing=(), notes=(), digest="")
    with Grader(assignment, b"secret") as grader:
        return grader.grade(submission)


def test_a_new_assignment_of_each_kind_is_proven(course: Course) -> None:
    report = verify(course, load(course))
    assert report.problems == []
    assert report.matrix is not None
    assert report.matrix.rows


def test_home_notebook_and_grade_say_the_same_of_a_mistake(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assignment = load(course)
    id_, *words = READS[assignment.name]
    mistake = load_mistakes(assignment.bundle)[0]
    files = apply_mistake(assignment.reference, mistake)
    work = tmp_path / "work"
    work.mkdir()
    (work / "model.py").write_bytes(files["model.py"])
    home = {item.id: item for item in check_work(assignment, work).checks}
    for word in words:
        assert word in home[id_].message
    # The notebook's own namespace stands for the module.
    cells: dict[str, Any] = {}
    exec(files["model.py"], cells)
    monkeypatch.chdir(tmp_path)
    for name, value in cells.items():
        if isinstance(value, types.FunctionType | types.ModuleType):
            monkeypatch.setitem(vars(__import__("__main__")), name, value)
    card = repr(check(id_))
    assert home[id_].message in card
    result = graded(assignment, files)
    there = {item.id: item for item in result.checks}
    assert {id_: there[id_].status for id_ in home} == {id_: home[id_].status for id_ in home}
    failing = [item for item in result.checks if item.status == "failed"]
    assert {item.diagnosis.mistake for item in failing} == {mistake.id}
    # The same checks are passed by what is right.
    right = graded(assignment, dict(assignment.reference))
    assert right.score == right.max_score == 100


def test_a_mistake_is_named_at_home(course: Course, tmp_path: Path) -> None:
    assignment = load(course)
    for mistake in load_mistakes(assignment.bundle):
        work = tmp_path / mistake.id
        work.mkdir()
        for name, content in apply_mistake(assignment.reference, mistake).items():
            (work / name).write_bytes(content)
        student = load_assignment(
            type(assignment.bundle)(assignment.name, assignment.bundle.assignment, {})
        )
        failed = [item for item in check_work(student, work).checks if item.status == "failed"]
        assert {item.diagnosis and item.diagnosis.mistake for item in failed} <= {mistake.id}


def test_the_command_makes_each_kind_and_what_a_reference_prints_is_not_shown(
    tmp_path: Path,
) -> None:
    made = softmark("new", "log", "--kind", "text", cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    assert "epoch" not in made.stdout + made.stderr
    assert "There is no kind" in softmark("new", "x", "--kind", "texts", cwd=tmp_path).stderr
    (tmp_path / "model.py").write_text((tmp_path / "solutions/log/model.py").read_text())
    done = softmark("check", "log", "--path", ".", "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["score"] == 100


def test_every_kind_is_documented(course: Course) -> None:
    kind = load(course).name
    root = Path(__file__).parents[2]
    assert f"--kind {kind}" in (root / "docs" / "authoring.md").read_text() or kind == "numbers"
    assert len("".join(template(kind).values()).splitlines()) < 110
