"""The doors by which students' work comes in: `softmark check`, a notebook's card, pytest, and `softmark grade`."""

import ast
import sys
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

from autograder.course.assignment import load_assignment
from autograder.course.course import Course
from autograder.course.sources import GradedSources
from autograder.grading import live_copy, live_notebook
from autograder.grading.opened import OpenedHere
from autograder.grading.self_check import PublishedRun, check_work
from autograder.grading.students_work import released_to
from autograder.submissions import read_submission
from helpers.shared_sandboxes import StaysOpen

ROOT = Path(__file__).resolve().parents[2]
COURSE = Course(ROOT)
# Of the published inputs.
SEED = 3
# Plugins of pytest that a run within a run does not need; the last collects garbage twice.
LEFT_OUT = ("cacheprovider", "terminal", "unraisableexception")


@cache
def load(name):
    assignment = load_assignment(COURSE.bundle(name))
    # What is compared is not how busy this machine is.
    limits = replace(assignment.config.limits, seconds=120, total_seconds=3600)
    return replace(assignment, config=replace(assignment.config, limits=limits))


def visible(assignment):
    """Returns the ids of visible checks, without those of time."""
    return [check.id for check in assignment.checks if not check.hidden and not check.slower_than]


def at_home(assignment, folder, seed=SEED):
    workspace = released_to(COURSE, assignment)
    return check_work(assignment, folder, workspace=workspace, seed=seed)


def graded(grader, folder):
    wanted = grader.assignment.wanted
    return grader.grade(read_submission(folder, "ann", wanted, parsers=grader.parsers))


def in_pytest(grader, folder, monkeypatch):
    """Runs pytest in this process; returns the status and the text of each check that it ran.

    Args:
        grader: to be used; what mistakes return is found out once.
    """
    assignment, seen = grader.assignment, []

    class Listener:
        def pytest_runtest_logreport(self, report):
            if report.when == "call":
                status = {"passed": "passed", "skipped": "skipped"}.get(report.outcome, "failed")
                text = report.longrepr[2] if report.skipped else str(report.longrepr or "")
                seen.append((report.nodeid.rpartition("::")[2], status, text))

    settings = folder.with_name("pytest.ini")
    settings.write_text("[pytest]\n")
    plugins = [option for name in LEFT_OUT for option in ("-p", f"no:{name}")]
    checks = ROOT / "assignments" / assignment.name
    with monkeypatch.context() as patch:
        patch.setattr("autograder.course.assignment.load_assignment", lambda _: assignment)
        patch.setattr("autograder.grading.grader.Grader", lambda *_, **__: StaysOpen(grader))
        code = pytest.main(
            [str(checks), f"--submission={folder}", f"-c={settings}", *plugins],
            plugins=[Listener()],
        )
    assert code in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED)
    return {id_: (status, text) for id_, status, text in seen}


@contextmanager
def importable(folder):
    """Makes a folder's modules importable, as a notebook's first cell does, and forgets those that were imported."""
    sys.path.append(str(folder))
    try:
        yield
    finally:
        sys.path.remove(str(folder))
        for path in folder.glob("*.py"):
            sys.modules.pop(path.stem, None)


def in_a_notebook(assignment, files, folder, monkeypatch, seed=SEED):
    """Runs each statement as a cell of its own, and then the card of every visible check.

    Args:
        folder: to be made, for the workspace's own files.
    """
    namespace = ModuleType("__main__")
    # IPython keeps what has been run under this name.
    cells = namespace.In = [""]
    write(folder, assignment.given)
    with monkeypatch.context() as patch, importable(folder):
        patch.setitem(sys.modules, "__main__", namespace)
        for path in assignment.wanted:
            for node in ast.parse(files[path]).body:
                if isinstance(node, ast.ImportFrom) and f"{node.module}.py" in assignment.wanted:
                    continue
                if isinstance(node, ast.Import) and f"{node.names[0].name}.py" in assignment.wanted:
                    namespace.__dict__[node.names[0].name] = namespace
                    continue
                cell = compile(ast.Module([node], []), f"/tmp/ipykernel_1/{path}", "exec")
                source = ast.get_source_segment(files[path].decode(), node) or ""
                cells.append("\n" * (node.lineno - 1) + source)
                try:
                    exec(cell, namespace.__dict__)
                except Exception:
                    continue
        sources = GradedSources(live_notebook.NotebookFiles(), cells=("this notebook",))
        run = PublishedRun(assignment)
        checks = [assignment.check(id_) for id_ in visible(assignment)]
        with live_notebook.LiveTransport(assignment.given_names) as transport:
            opened = OpenedHere(assignment, sources, transport)
            reopen = live_copy.reopener(assignment)
            return [run.result(opened, [check], seed, reopen=reopen).checks[0] for check in checks]


def write(folder, files):
    folder.mkdir()
    for path, text in files.items():
        (folder / path).write_bytes(text)
    return folder
