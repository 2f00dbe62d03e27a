"""Which work of a student's is checked and handed in, where files and a notebook lie beside each other."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from helpers.double_course import ROOT, load, write_course

from autograder.authoring.release import release, translated_files
from autograder.course.assignment import Assignment, load_assignment
from autograder.course.course import Course, find_course
from autograder.grading.hand_in import collect
from autograder.grading.students_work import (
    find_work,
    is_untouched,
    overlooked_notebook,
    released_to,
)
from autograder.submissions.notebook import is_stub

NOTEBOOK = """# Doubling

```solution double.py double
```

```answer why 5
Why twice?
```

```answer how 5
How?
```
"""
CHINESE = """[docstrings]
double = "加倍。"
"double.double" = "返回 2 x。"
"""
SOLVED = "def double(x):\n    return 2 * x\n"


@pytest.fixture
def course(tmp_path: Path) -> Course:
    made = write_course(tmp_path, **{"notebook.md": NOTEBOOK, "translation.zh.toml": CHINESE})
    release(made, load(made))
    # As students have it.
    for path in sorted((tmp_path / "solutions").rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    return Course(tmp_path)


@pytest.fixture
def assignment(course: Course) -> Assignment:
    return load(course)


def folder_of(course: Course) -> Path:
    return course.root / "assignments" / "doubling"


def notebook_of(course: Course) -> Path:
    return folder_of(course) / "notebook" / "doubling.ipynb"


def write_cell(
    notebook: Path, kind: str, text: str, *, answers: int = 1, run: bool = False
) -> None:
    """Writes what a student fills in, as Jupyter saves it."""
    content = json.loads(notebook.read_text())
    cells = [
        cell
        for cell in content["cells"]
        if cell["cell_type"] == kind and cell["metadata"].get("nbgrader", {}).get("solution")
    ]
    for cell in cells[:answers]:
        cell["source"] = text.splitlines(keepends=True)
        if run:
            cell["execution_count"] = 1
    content["metadata"]["language_info"] = {"name": "python", "version": "3.12.1"}
    notebook.write_text(json.dumps(content))


@pytest.mark.parametrize("run", [True, False], ids=["run", "not run, or cleared"])
@pytest.mark.parametrize(
    "here",
    [lambda course: course.root, folder_of, lambda course: notebook_of(course).parent],
    ids=["the course's folder", "the folder of the files", "the notebook's folder"],
)
def test_a_notebook_counts_wherever_one_stands_while_the_files_are_untouched(
    course: Course,
    assignment: Assignment,
    here: Callable[[Course], Path],
    run: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write_cell(notebook_of(course), "code", SOLVED, run=run)
    monkeypatch.chdir(here(course))
    found = find_work(course, assignment, None)
    assert found == notebook_of(course)
    assert overlooked_notebook(course, assignment, found) is None


def test_a_stub_in_another_language_is_untouched_too(tmp_path: Path) -> None:
    made = write_course(tmp_path, **{"notebook.md": NOTEBOOK, "translation.zh.toml": CHINESE})
    release(made, load(made))
    assignment = load(made)
    (stub,) = (
        content
        for path, content in translated_files(assignment, "zh").items()
        if path.endswith("double.py")
    )
    assert "返回" in stub.decode()
    (folder_of(made) / "double.py").write_bytes(stub)
    assert is_untouched(assignment, folder_of(made))
    assert is_stub(assignment, "double.py", b"# Li Lei\r\n" + stub.replace(b"\n", b"\r\n"))
    changed = stub + b"x = 1\n"
    (folder_of(made) / "double.py").write_bytes(changed)
    assert not is_untouched(assignment, folder_of(made))
    assert not is_stub(assignment, "double.py", changed)


@pytest.mark.parametrize("name", ["mlp", "softmax_mnist"])
def test_a_file_of_another_assignment_at_the_top_is_not_taken_for_this_ones(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # There lies an optimizer.py, which is softmax_mnist's; mlp has one, too.
    course = find_course(ROOT)
    made = load_assignment(course.bundle(name))
    monkeypatch.chdir(ROOT)
    assert find_work(course, made, None) == released_to(course, made)


def test_where_nothing_is_filled_in_the_files_count(
    course: Course, assignment: Assignment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(course.root)
    notebook = json.loads(notebook_of(course).read_text())
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["execution_count"] = 1
    notebook_of(course).write_text(json.dumps(notebook))
    assert find_work(course, assignment, None) == folder_of(course)
    assert overlooked_notebook(course, assignment, folder_of(course)) is None


def test_where_both_are_worked_in_the_files_count_and_the_notebook_is_named(
    course: Course, assignment: Assignment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder_of(course))
    path = folder_of(course) / "double.py"
    path.write_text(path.read_text() + "# mine\n")
    write_cell(notebook_of(course), "code", SOLVED)
    found = find_work(course, assignment, None)
    assert found == folder_of(course)
    assert overlooked_notebook(course, assignment, found) == notebook_of(course)


def test_a_damaged_notebook_is_no_work(
    course: Course, assignment: Assignment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(course.root)
    for content in ("{", "[]", '{"cells": [1]}', '{"cells": [{"cell_type": "code", "source": 1}]}'):
        notebook_of(course).write_text(content)
        assert find_work(course, assignment, None) == folder_of(course)


def test_questions_without_an_answer_are_said_before_the_hand_in(
    course: Course, assignment: Assignment
) -> None:
    notebook = notebook_of(course)
    write_cell(notebook, "code", SOLVED, run=True)
    said = "doubling.ipynb: {} of 2 questions have no answer yet"
    assert said.format(2) in collect(assignment, notebook, "en").lacks
    write_cell(notebook, "markdown", "Since it is the sum of x and x.")
    assert said.format(1) in collect(assignment, notebook, "en").lacks
    write_cell(notebook, "markdown", "Both.", answers=2)
    assert not [each for each in collect(assignment, notebook, "en").lacks if "questions" in each]
