"""What would give a solution away is found wherever it stands; what anybody would write is not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from helpers.marks import sampled

from autograder.authoring.leaks import find_leaks, refuse_leaks, secret_statements
from autograder.course.assignment import load_assignment
from autograder.course.course import Course, read_files

ROOT = Path(__file__).resolve().parents[2]
COURSE = Course(ROOT)
SECRET = {"delta = probabilities - targets": "solutions/x/loss.py:3"}


def leaks(path: str, text: str) -> list[tuple[int, str]]:
    return list(find_leaks(path, text.encode(), SECRET))


@pytest.mark.parametrize(
    ("path", "text", "line"),
    [
        ("a.py", "import numpy\ndelta = probabilities - targets\n", 2),
        ("a.py", "def f():\n    if x:\n        delta  =  (probabilities-targets)  # so\n", 3),
        ("a.py", "delta = (probabilities -\n         targets)\n", 1),
        ("README.md", "First compute\n`delta = probabilities - targets` and then\n", 2),
        ("a.py", "this is no python\n  delta = probabilities - targets", 2),
        (
            "a.ipynb",
            json.dumps({"cells": [{"source": ["%time\n", "delta = probabilities - targets"]}]}),
            2,
        ),
    ],
)
def test_a_statement_is_found_however_it_is_written(path: str, text: str, line: int) -> None:
    assert [where for where, _ in leaks(path, text)] == [line]


@pytest.mark.parametrize(
    "text",
    [
        "delta = probabilities - targets.mean()",
        "my_delta = probabilities - targets_of_class",
        "grad.delta = probabilities - targets",
        "probabilities - targets",
    ],
)
def test_another_statement_is_none(text: str) -> None:
    assert leaks("a.py", text) == []
    assert leaks("a.md", text) == []


@pytest.mark.parametrize("name", sampled(COURSE.names(), 4))
def test_every_assignment_gives_nothing_away_and_would_be_caught_if_it_did(name: str) -> None:
    assignment = load_assignment(COURSE.bundle(name))
    folder = ROOT / "assignments" / name
    files = {f"assignments/{name}/{path}": content for path, content in read_files(folder).items()}
    refuse_leaks(files, assignment)
    secrets = secret_statements(assignment)
    assert len(secrets) > 20
    for path, content in assignment.reference.items():
        if b"BEGIN SOLUTION" in content:
            assert list(find_leaks(path, content, secrets)), path
