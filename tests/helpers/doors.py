"""The doors by which students' work comes in: `softmark check`, a notebook's card, and `softmark grade`."""

import ast
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import ModuleType

from autograder.course.assignment import load_assignment
from autograder.course.course import Course
from autograder.course.sources import GradedSources
from autograder.grading import live_notebook
from autograder.grading.grader import Grader
from autograder.grading.opened import OpenedHere
from autograder.grading.self_check import PublishedRun, check_work, released_to
from autograder.submissions import read_submission

ROOT = Path(__file__).resolve().parents[2]
COURSE = Course(ROOT)
SEED = 3


@cache
def load(name):
    assignment = load_assignment(COURSE.bundle(name))
    # What is compared is not how busy this machine is.
    limits = replace(assignment.config.limits, seconds=120, total_seconds=3600)
    return replace(assignment, config=replace(assignment.config, limits=limits))


def visible(assignment):
    """Returns the ids of visible checks, without those of time."""
    return [check.id for check in assignment.checks if not check.hidden and not check.slower_than]


def at_home(assignment, folder):
    workspace = released_to(COURSE, assignment)
    return check_work(assignment, folder, workspace=workspace, seed=SEED)


def graded(assignment, folder):
    with Grader(assignment, b"a secret") as grader:
        submission = read_submission(folder, "ann", assignment.wanted, parsers=grader.parsers)
        return grader.grade(submission)


def in_a_notebook(assignment, files, monkeypatch):
    """Runs each statement as a cell of its own, and then the card of every visible check."""
    namespace = ModuleType("__main__")
    # IPython keeps what has been run under this name.
    cells = namespace.In = [""]
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
                source = ast.get_source_segment(files[path].decode(), node) or ""
                cells.append("\n" * (node.lineno - 1) + source)
                try:
                    exec(cell, namespace.__dict__)
                except Exception:
                    continue
        sources = GradedSources(live_notebook.NotebookFiles(), cells=("this notebook",))
        opened = OpenedHere(assignment, sources, live_notebook.LiveTransport())
        run = PublishedRun(assignment)
        checks = [assignment.check(id_) for id_ in visible(assignment)]
        return [run.result(opened, [check], SEED).checks[0] for check in checks]


def write(folder, files):
    folder.mkdir()
    for path, text in files.items():
        (folder / path).write_bytes(text)
    return folder
