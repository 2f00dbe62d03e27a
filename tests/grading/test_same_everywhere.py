"""The same work through `softmark check`, the notebook's card, pytest and `softmark grade`.

Each visible check comes out alike: its status, and what is said of it, on the published inputs that a page
names. Grading decides on others, and all work that fails on those fails on published ones too. The
fast sample runs with every `make test`; every alternative solution, every known mistake and all of the real
work run with `make test-all`.
"""

import ast
import re
import sys
from contextlib import ExitStack
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest
from helpers.real_work import REAL_WORK

from autograder.authoring.solutions import alternative_solutions
from autograder.course.assignment import load_assignment
from autograder.course.course import Course
from autograder.course.mistakes import apply_mistake, load_mistakes
from autograder.course.sources import GradedSources
from autograder.grading import notebook_card
from autograder.grading.grader import Grader
from autograder.grading.opened import OpenedHere
from autograder.grading.self_check import PublishedRun, check_work, released_to
from autograder.submissions import read_submission

ROOT = Path(__file__).resolve().parents[2]
COURSE = Course(ROOT)
SEED = 0


@cache
def load(name):
    assignment = load_assignment(COURSE.bundle(name))
    # What is compared is not how busy this machine is.
    limits = replace(assignment.config.limits, seconds=120, total_seconds=3600)
    return replace(assignment, config=replace(assignment.config, limits=limits))


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


def visible(assignment):
    """Returns the ids of visible checks, without those of time."""
    return [check.id for check in assignment.checks if not check.hidden and not check.slower_than]


def told(results):
    """Returns what every door has to say alike of each check."""
    return {item.id: (item.status, item.message) for item in results}


def at_home(assignment, folder, seed):
    workspace = released_to(COURSE, assignment)
    return check_work(assignment, folder, workspace=workspace, seed=seed)


@pytest.fixture(scope="module")
def graders():
    """A grader for each assignment that is asked for: what mistakes return is found out once."""
    with ExitStack() as opened:

        @cache
        def grader(name):
            return opened.enter_context(Grader(load(name), b"a secret"))

        yield grader


def graded(grader, folder):
    wanted = grader.assignment.wanted
    return grader.grade(read_submission(folder, "ann", wanted, parsers=grader.parsers))


def in_pytest(assignment, folder, monkeypatch):
    """Runs pytest in this process, and returns the result of each check that it ran."""
    seen = []

    class Listener:
        def pytest_runtest_logreport(self, report):
            if report.when == "call":
                status = {"passed": "passed", "skipped": "skipped"}.get(report.outcome, "failed")
                text = report.longrepr[2] if report.skipped else str(report.longrepr or "")
                seen.append((report.nodeid.rpartition("::")[2], status, text))

    monkeypatch.setattr("autograder.course.assignment.load_assignment", lambda _: assignment)
    settings = folder.with_name("pytest.ini")
    settings.write_text("[pytest]\n")
    plugins = [option for name in ("cacheprovider", "terminal") for option in ("-p", f"no:{name}")]
    checks = ROOT / "assignments" / assignment.name
    code = pytest.main(
        [str(checks), f"--submission={folder}", f"-c={settings}", *plugins], plugins=[Listener()]
    )
    assert code in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED)
    return {id_: (status, text) for id_, status, text in seen}


def in_a_notebook(assignment, files, monkeypatch):
    """Runs each statement as a cell of its own, and then the card of every visible check."""
    namespace = ModuleType("__main__")
    with monkeypatch.context() as patch:
        patch.setitem(sys.modules, "__main__", namespace)
        for path in assignment.wanted:
            for node in ast.parse(files[path]).body:
                if isinstance(node, ast.ImportFrom) and f"{node.module}.py" in assignment.wanted:
                    continue
                if isinstance(node, ast.Import) and f"{node.names[0].name}.py" in assignment.wanted:
                    namespace.__dict__[node.names[0].name] = namespace
                    continue
                cell = compile(ast.Module([node], []), f"/tmp/ipykernel_1/{path}", "exec")
                try:
                    exec(cell, namespace.__dict__)
                except Exception:
                    continue
        sources = GradedSources(notebook_card.NotebookFiles(), cells=("this notebook",))
        opened = OpenedHere(assignment, sources, notebook_card.LiveTransport())
        run = PublishedRun(assignment)
        checks = [assignment.check(id_) for id_ in visible(assignment)]
        return [run.result(opened, [check], SEED).checks[0] for check in checks]


def kind(message):
    """Returns a message without its places: a cell is no file."""
    return re.sub(r" *[(（][^()（）]*(line|第) ?\d+[^()（）]*[)）]| at \[.*", "", message)


def write(folder, files):
    folder.mkdir()
    for path, text in files.items():
        (folder / path).write_bytes(text)
    return folder


# The real torch is not here; a notebook of a student who has it would use it.
NOT_IN_A_NOTEBOOK = {"real/a number of torch is used"}


def compare(graders, name, key, tmp_path, monkeypatch):
    assignment = load(name)
    files = works(name)[key]
    folder = write(tmp_path / "work", files)
    home = at_home(assignment, folder, SEED)
    grade = graded(graders(name), folder)
    ids = set(visible(assignment))
    expected = {id_: item for id_, item in told(home.checks).items() if id_ in ids}
    assert expected
    seeds = {item.id: max(item.seed, SEED) for item in grade.checks if item.id in ids}
    homes = {seed: told(at_home(assignment, folder, seed).checks) for seed in set(seeds.values())}
    page = told(grade.checks)
    assert {id_: page[id_] for id_ in ids} == {id_: homes[seeds[id_]][id_] for id_ in ids}
    assert [item for item in grade.violations if item.rule != "file"] == home.violations
    assert [note for note in home.notes if note not in grade.notes] == []
    if key not in NOT_IN_A_NOTEBOOK:
        cards = told(in_a_notebook(assignment, files, monkeypatch))
        assert {id_: (status, kind(text)) for id_, (status, text) in cards.items()} == {
            id_: (status, kind(text)) for id_, (status, text) in expected.items()
        }
    shown = in_pytest(assignment, folder, monkeypatch)
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
