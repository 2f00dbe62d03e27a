"""The same work through `softmark check`, the notebook's card, pytest and `softmark grade`.

Each visible check comes out alike: its status, and what is said of it, on the published inputs that a page
names. Grading decides on others, and all work that fails on those fails on published ones too. The
fast sample runs with every `make test`; every alternative solution, every known mistake and all of the real
work run with `make test-all`.
"""

import io
import re
from contextlib import ExitStack
from functools import cache

import pytest
from helpers.doors import COURSE, at_home, graded, in_a_notebook, in_pytest, load, visible, write
from helpers.graders import grader_of
from helpers.real_work import REAL_WORK

from autograder.authoring.solutions import alternative_solutions
from autograder.course.mistakes import apply_mistake, load_mistakes

SEED = 0


@cache
def works(name):
    """Returns what is handed in, by a name for it."""
    assignment = load(name)
    found = {
        f"alternative/{key}": files for key, files in alternative_solutions(assignment).items()
    }
    for mistake in load_mistakes(assignment.bundle):
        found[f"mistake/{mistake.id}"] = apply_mistake(assignment.reference, mistake)
    for work in REAL_WORK:
        if work.assignment == name:
            found[f"real/{work.name}"] = work.files(assignment.reference)
    return {
        key: {path: text for path, text in files.items() if path in assignment.wanted}
        for key, files in found.items()
    }


ALL = [(name, key) for name in COURSE.names() for key in works(name)]
# What stands for a kind, with every `make test`.
SAMPLE = [
    ("knn", "mistake/distance-squared"),
    ("perceptron", "mistake/unit-strict"),
    ("linear_regression", "mistake/bias-first"),
    ("softmax_mnist", "real/plots are drawn while importing"),
    ("softmax_mnist", "real/a file is missing that only an experiment needs"),
    ("softmax_mnist", "real/torch is imported and not used"),
]
assert {*SAMPLE} <= {*ALL}


def told(results):
    """Returns what every door has to say alike of each check."""
    return {item.id: (item.status, item.message) for item in results}


@pytest.fixture(scope="module")
def graders():
    """A grader for each assignment that is asked for: what mistakes return is found out once."""
    with ExitStack() as opened:

        @cache
        def grader(name):
            return opened.enter_context(grader_of(load(name)))

        yield grader


def kind(message):
    """Returns a message without its places: a cell is no file."""
    return re.sub(r" *[(（][^()（）]*(line|第) ?\d+[^()（）]*[)）]| at \[.*", "", message)


# The real torch is not here; a notebook of a student who has it would use it. And a line that cannot be imported
# is a cell that failed, before any check.
NOT_IN_A_NOTEBOOK = {"real/a number of torch is used", "real/xrange of past is used"}
# What somebody should read, which no student is told of.
FOR_INSTRUCTORS = ("file", "inspection")


def compare(graders, name, key, tmp_path, monkeypatch):
    # As in a terminal that gives nothing; pytest's own refuses in its own words.
    monkeypatch.setattr("sys.stdin", io.StringIO())
    assignment = load(name)
    files = works(name)[key]
    folder = write(tmp_path / "work", files)
    home = at_home(assignment, folder, SEED)
    grader = graders(name)
    grade = graded(grader, folder)
    ids = set(visible(assignment))
    expected = {id_: item for id_, item in told(home.checks).items() if id_ in ids}
    assert expected
    seeds = {item.id: max(item.seed, SEED) for item in grade.checks if item.id in ids}
    homes = {SEED: told(home.checks)} | {
        seed: told(at_home(assignment, folder, seed).checks) for seed in {*seeds.values()} - {SEED}
    }
    page = told(grade.checks)
    assert {id_: page[id_] for id_ in ids} == {id_: homes[seeds[id_]][id_] for id_ in ids}
    known = [item for item in grade.violations if item.rule not in FOR_INSTRUCTORS]
    assert known == home.violations
    assert [note for note in home.notes if note not in grade.notes] == []
    if key not in NOT_IN_A_NOTEBOOK:
        cards = told(in_a_notebook(assignment, files, tmp_path / "beside", monkeypatch, SEED))
        assert {id_: (status, kind(text)) for id_, (status, text) in cards.items()} == {
            id_: (status, kind(text)) for id_, (status, text) in expected.items()
        }
    shown = in_pytest(grader, folder, monkeypatch)
    for id_ in ids:
        status, message = page[id_]
        assert shown[id_][0] == (status if status in ("passed", "skipped") else "failed")
        assert message in shown[id_][1]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "key"), ALL)
def test_all_work_comes_out_alike_everywhere(graders, name, key, tmp_path, monkeypatch):
    compare(graders, name, key, tmp_path, monkeypatch)


@pytest.mark.parametrize(("name", "key"), SAMPLE)
def test_a_sample_of_work_comes_out_alike_everywhere(graders, name, key, tmp_path, monkeypatch):
    compare(graders, name, key, tmp_path, monkeypatch)
