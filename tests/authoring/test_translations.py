"""Notebooks, stubs and first pages in another language: the same cells and code, other words."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from helpers.commands import ROOT, softmark
from helpers.double_course import REFERENCE, load, write_course

from autograder.authoring.formulas import derived
from autograder.authoring.notebook.assemble import released_notebook
from autograder.authoring.release import translated_files, workspace_files
from autograder.course.assignment import Assignment, load_assignment
from autograder.course.cells import read_cells
from autograder.course.course import Bundle, find_course
from autograder.course.translation import read_translation
from autograder.errors import CourseError

CHINESE = re.compile("[\u4e00-\u9fff]")
NOTEBOOK = """# Doubling

Some words.

```solution double.py double
```

```check double.value
```

```answer why 2
Why?
```
"""


def softmax():
    return load_assignment(find_course(ROOT).bundle("softmax_mnist"))


TRANSLATED = sorted(path.parent.name for path in ROOT.glob("solutions/*/notebook.zh.md"))


@pytest.mark.parametrize("level", [load_assignment, derived])
@pytest.mark.parametrize("name", TRANSLATED)
def test_the_chinese_notebook_has_the_same_cells_and_no_english_text(
    name: str, level: Callable[[Bundle], Assignment | None]
) -> None:
    assignment = level(find_course(ROOT).bundle(name))
    assert assignment is not None
    english, chinese = (
        read_cells(released_notebook(assignment, language) or b"") for language in ("en", "zh")
    )
    assert [cell["cell_type"] for cell in english] == [cell["cell_type"] for cell in chinese]
    for ours, theirs in zip(english, chinese, strict=True):
        marks, theirs_marks = (cell["metadata"].get("nbgrader", {}) for cell in (ours, theirs))
        for key in ("grade_id", "points"):
            assert marks.get(key) == theirs_marks.get(key)
        source = theirs["source"]
        if theirs["cell_type"] == "code":
            assert without_docstrings(ours["source"]) == without_docstrings(source)
        if (
            theirs["cell_type"] == "markdown" and source != "*Write your answer here.*"
        ) or '"""' in source:
            assert CHINESE.search(source), source


DOCUMENTED = (ast.Module, ast.FunctionDef, ast.ClassDef)


def without_docstrings(source: str) -> str:
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, DOCUMENTED) and ast.get_docstring(node):
            node.body[0] = ast.Pass()
    return ast.dump(tree)


@pytest.mark.parametrize("name", TRANSLATED)
def test_stubs_in_chinese_run_as_the_english_ones_do(name: str) -> None:
    assignment = load_assignment(find_course(ROOT).bundle(name))
    english, chinese = workspace_files(assignment), translated_files(assignment, "zh")
    for path, content in english.items():
        if not path.endswith(".py"):
            continue
        source = chinese[path].decode()
        assert without_docstrings(content.decode()) == without_docstrings(source), path
        if Path(path).stem in assignment.config.modules:
            for node in ast.walk(ast.parse(source)):
                if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
                    text = ast.get_docstring(node)
                    assert text is None or CHINESE.search(text), node.name


@pytest.mark.parametrize("name", TRANSLATED)
def test_every_docstring_of_a_translation_stands_in_a_stub(name: str) -> None:
    assignment = load_assignment(find_course(ROOT).bundle(name))
    translated = translated_files(assignment, "zh")
    files = [content.decode() for path, content in translated.items() if path.endswith(".py")]
    for owner, text in read_translation(assignment.bundle, "zh").docstrings.items():
        first = text.strip().partition("\n")[0]
        assert any(first in source for source in files), owner


def test_the_cells_of_a_notebook_of_the_workspace_are_in_chinese() -> None:
    chinese = translated_files(softmax(), "zh")
    cells = read_cells(chinese["runner.ipynb"])
    assert all(CHINESE.search(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")


@pytest.mark.slow
def test_a_package_in_chinese_is_written_and_checked(tmp_path: Path) -> None:
    done = softmark("release", "softmax_mnist", "--to", tmp_path / "zh", "--lang", "zh")
    assert done.returncode == 0, done.stderr
    assert CHINESE.search((tmp_path / "zh/loss.py").read_text())
    checked = softmark("check", "--lang", "zh", cwd=tmp_path / "zh")
    assert checked.returncode == 1
    assert "尚未完成" in checked.stdout


def test_the_docstring_of_a_file_is_translated_by_its_name(tmp_path: Path) -> None:
    said = '[docstrings]\ndouble = """\nVerdoppeln.\n\nMehr."""\n"double.double" = "Gibt 2 x."\n'
    course = write_course(tmp_path, **{"translation.de.toml": said})
    (stub,) = translated_files(load(course), "de").values()
    tree = ast.parse(stub)
    assert ast.get_docstring(tree) == "Verdoppeln.\n\nMehr."
    assert [ast.get_docstring(node) for node in tree.body if isinstance(node, ast.FunctionDef)] == [
        "Gibt 2 x."
    ]


def test_a_language_without_files_says_what_there_is(tmp_path: Path) -> None:
    course = write_course(tmp_path, **{"notebook.md": NOTEBOOK})
    assert released_notebook(load(course), "zh") is not None
    assert translated_files(load(course), "zh")["assignments/doubling/double.py"].decode() == (
        workspace_files(load(course))["assignments/doubling/double.py"].decode()
    )


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"notebook.zh.md": NOTEBOOK.replace("answer why", "answer what")}, "here notebook.md has"),
        ({"notebook.zh.md": NOTEBOOK.replace("why 2", "why 3")}, "notebook.md has Answer why 2"),
        ({"notebook.zh.md": NOTEBOOK.partition("```answer")[0]}, "not as many fences"),
        ({"translation.zh.toml": "[docstring]\n"}, "Did you mean docstrings"),
        (
            {"translation.zh.toml": "[docstrings]\nx = 1\n"},
            r"toml:2: docstrings.x: a string is expected",
        ),
        ({"translation.zh.toml": "x ="}, r"translation\.zh\.toml:1: "),
        ({"translation.zh.toml": "x = 1"}, r"translation\.zh\.toml:1: x: a table is expected"),
    ],
)
def test_a_malformed_translation_is_refused(
    tmp_path: Path, files: dict[str, str], words: str
) -> None:
    course = write_course(tmp_path, REFERENCE=REFERENCE, **{"notebook.md": NOTEBOOK, **files})
    with pytest.raises(CourseError, match=words):
        released_notebook(load(course), "zh")


def test_a_notebook_of_the_workspace_stands_in_another_one_without_its_questions() -> None:
    cells = read_cells(released_notebook(softmax(), "en") or b"")
    runner = json.loads((ROOT / "runner.ipynb").read_text())["cells"]
    shared = {cell["id"].removeprefix("shared-") for cell in cells if cell["id"][:7] == "shared-"}
    code = {cell["id"] for cell in runner if cell["cell_type"] == "code"}
    assert code <= shared
    assert not [id_ for id_ in shared if id_.startswith(("question", "answer", "title"))]
    (hidden,) = (cell for cell in cells if cell["id"] == "hidden")
    assert hidden["metadata"]["jp-MarkdownHeadingCollapsed"]
