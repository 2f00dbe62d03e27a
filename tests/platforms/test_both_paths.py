"""The same work gets the same points by `nbgrader autograde` and by `softmark grade`."""

import json

import pytest
from helpers.nbgrader_class import autograde, hand_in, make_course, scores
from helpers.nbgrader_course import run
from helpers.notebooks import load

from autograder.authoring.notebook.assemble import solved_notebook
from autograder.course.mistakes import apply_mistake, load_mistakes

pytestmark = pytest.mark.slow
FEW = 3


def compare(name, folder, most=None):
    assignment = load(name)
    course = make_course(folder / "course", name)
    mistakes = load_mistakes(assignment.bundle)
    for mistake in mistakes[:most]:
        work = solved_notebook(assignment, apply_mistake(assignment.reference, mistake))
        hand_in(course, mistake.id, {f"notebook/{name}.ipynb": work}, name)
    right = solved_notebook(assignment, {})
    hand_in(course, "right", {f"notebook/{name}.ipynb": right}, name)
    autograde(course, name=name)
    run(course, "softmark", "grade", name, "submitted", "--out", "out")
    lines = (course / "out" / "results.jsonl").read_bytes().splitlines()
    ours = {result["student"]: result["score"] for result in map(json.loads, lines)}
    theirs = scores(course, name)
    assert theirs == ours
    assert theirs.pop("right") == assignment.max_score
    assert len(theirs) == len(mistakes[:most])
    assert max(theirs.values()) < assignment.max_score


@pytest.mark.parametrize("name", ["linear_regression", "perceptron"])
def test_a_few_mistakes(name, tmp_path):
    compare(name, tmp_path, FEW)


@pytest.mark.parametrize("name", ["softmax_mnist", "mlp"])
def test_every_mistake_of_an_assignment(name, tmp_path):
    compare(name, tmp_path)
