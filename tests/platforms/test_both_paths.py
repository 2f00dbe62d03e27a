"""The same work gets the same points by `nbgrader autograde` and by `softmark grade`.

Cells that train are left out, and for all mistakes of an assignment no cell is run: no point comes from one.
"""

import json

import pytest
from helpers import nbgrader_course as adding
from helpers.nbgrader_class import autograde, hand_in, is_experiment, make_course, scores
from helpers.nbgrader_course import run
from helpers.notebooks import load

from autograder.authoring.notebook.assemble import solved_notebook
from autograder.course.mistakes import apply_mistake, load_mistakes

FEW = 2
UNRUN = "\nc.RunInSandbox.total_seconds = 0\n"


def points(course, name):
    """Returns what each command gives each student."""
    autograde(course, name=name)
    run(course, "softmark", "grade", name, "submitted", "--out", "out")
    lines = (course / "out" / "results.jsonl").read_bytes().splitlines()
    ours = {result["student"]: result["score"] for result in map(json.loads, lines)}
    return scores(course, name), ours


def compare(name, folder, most=None, settings=""):
    assignment = load(name)
    course = make_course(folder / "course", name)
    with (course / "nbgrader_config.py").open("a") as config:
        config.write(settings)
    mistakes = load_mistakes(assignment.bundle)[:most]
    for mistake in mistakes:
        work = apply_mistake(assignment.reference, mistake)
        hand_in(course, mistake.id, {f"notebook/{name}.ipynb": _notebook(assignment, work)}, name)
    right = {f"notebook/{name}.ipynb": _notebook(assignment, {})}
    hand_in(course, "right", right, name)
    theirs, ours = points(course, name)
    assert theirs == ours
    assert theirs.pop("right") == assignment.max_score
    assert len(theirs) == len(mistakes)
    assert max(theirs.values()) < assignment.max_score


def _notebook(assignment, work):
    notebook = json.loads(solved_notebook(assignment, work))
    notebook["cells"] = [cell for cell in notebook["cells"] if not is_experiment(cell)]
    return json.dumps(notebook).encode()


@pytest.mark.slow
def test_right_and_wrong_work_of_a_small_assignment(tmp_path):
    course = adding.make_course(tmp_path / "course")
    for student, code in (("ada", adding.RIGHT), ("bob", adding.WRONG)):
        adding.hand_in(course, student, adding.solved(course, code))
    theirs, ours = points(course, "adding")
    assert theirs == ours == {"ada": 10, "bob": 0}


@pytest.mark.slow
@pytest.mark.parametrize("name", ["linear_regression", "perceptron", "mlp"])
def test_a_few_mistakes(name, tmp_path):
    compare(name, tmp_path, FEW)


@pytest.mark.slow
def test_every_mistake_of_an_assignment(tmp_path):
    compare("softmax_mnist", tmp_path, settings=UNRUN)
