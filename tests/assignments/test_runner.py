"""The notebook of case 1."""

import json

import nbformat
import numpy as np
import pytest
from helpers.made_up_mnist import ROOT, SOURCE

from autograder.authoring.leaks import refuse_leaks
from autograder.authoring.notebook.strip import ANSWER_STUB, solution_texts, strip_notebook
from autograder.authoring.release import workspace_files
from autograder.errors import CourseError
from autograder.grading.report.wording import printed_accuracies

NOTEBOOK = SOURCE / "runner.ipynb"


@pytest.fixture
def notebook():
    return nbformat.read(NOTEBOOK, as_version=nbformat.NO_CONVERT)


def test_notebook_is_valid_and_has_no_outputs(notebook):
    nbformat.validate(notebook)
    assert notebook.metadata.kernelspec.name == "python3"
    ids = [cell.id for cell in notebook.cells]
    assert len(ids) == len(set(ids))
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None


def test_settings_are_those_of_the_assignment(notebook):
    (source,) = [cell.source for cell in notebook.cells if cell.id == "settings"]
    names = {}
    exec(source, names)
    assert names["cfg"] == {
        "data_root": "data",
        "max_epoch": 10,
        "batch_size": 100,
        "learning_rate": 0.01,
        "momentum": 0,
        "display_freq": 50,
        "seed": 0,
    }


def test_cells_run_in_order(notebook, workspace, made_up_mnist, tmp_path, monkeypatch, capsys):
    plt = workspace("visualize").plt
    (tmp_path / "data").symlink_to(made_up_mnist, target_is_directory=True)
    monkeypatch.chdir(tmp_path)
    names = {}
    try:
        for cell in notebook.cells:
            if cell.cell_type == "code":
                exec(cell.source, names)
        titles = [
            [axes.get_title() for axes in plt.figure(number).axes] for number in plt.get_fignums()
        ]
        assert [found[0] for found in titles] == [
            "Cross-entropy loss by epoch",
            "Accuracy by epoch",
            "training images",
            "batch size 32",
            "Confusion matrix on the test images",
            "0",
        ]
        assert titles[3][:3] == ["batch size 32", "batch size 100", "batch size 500"]
    finally:
        plt.close("all")
    printed = capsys.readouterr().out
    assert printed_accuracies(printed) == pytest.approx(
        [names["plain_test_accuracy"], names["momentum_test_accuracy"]], abs=1e-4
    )
    assert printed.count("training took") == 2
    rows = [line.split() for line in printed.splitlines() if line.strip()[:2] == "0."]
    assert [row[:2] for row in rows] == [
        [rate, size] for size in ("32", "100", "500") for rate in ("0.001", "0.01", "0.1")
    ]
    assert all(0 <= float(number) <= 1 for row in rows for number in row[2:4])
    assert np.mean(names["momentum_losses"]) < np.mean(names["plain_losses"])


def test_file_ends_with_one_newline():
    text = NOTEBOOK.read_text(encoding="utf-8")
    assert text == text.rstrip("\n") + "\n"
    assert json.loads(text)["nbformat"] == 4


def test_students_get_the_questions_and_not_the_answers(notebook, assignment):
    released = nbformat.reads(workspace_files(assignment)["runner.ipynb"].decode(), as_version=4)
    nbformat.validate(released)
    assert [cell.id for cell in released.cells] == [cell.id for cell in notebook.cells]
    for ours, theirs in zip(notebook.cells, released.cells, strict=True):
        answer = ours.id.startswith("answer-")
        assert theirs.source == (ANSWER_STUB if answer else ours.source)
    answers = solution_texts(NOTEBOOK.read_bytes(), "runner.ipynb")
    assert len(answers) == 4
    text = (ROOT / "runner.ipynb").read_text(encoding="utf-8")
    lines = [line for answer in answers for line in answer.splitlines() if line]
    assert len(lines) > 10
    assert not any(json.dumps(line, ensure_ascii=False)[1:-1] in text for line in lines)
    assert "SOLUTION" not in text


def test_an_answer_that_stands_in_a_released_file_is_a_leak(assignment):
    line = solution_texts(NOTEBOOK.read_bytes(), "runner.ipynb")[1].splitlines()[0]
    with pytest.raises(CourseError, match="would give a solution away"):
        refuse_leaks({"README.md": line.encode()}, assignment)


def test_outputs_and_code_between_markers_are_not_released():
    code = "x = 1\n### BEGIN SOLUTION\ny = 2\n### END SOLUTION\nz = 3"
    cell = nbformat.v4.new_code_cell(code, execution_count=1, outputs=[])
    cell.outputs = [nbformat.v4.new_output("stream", text="2")]
    text = nbformat.writes(nbformat.v4.new_notebook(cells=[cell]))
    (released,) = nbformat.reads(strip_notebook(text.encode(), "a.ipynb").decode(), 4).cells
    assert released.source.startswith("x = 1\nraise NotImplementedError(")
    assert released.source.endswith("\nz = 3")
    assert (released.outputs, released.execution_count) == ([], None)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"no", "^a.ipynb is no notebook"),
        (b"[]", "^a.ipynb is no notebook"),
        (
            b'{"cells": [{"cell_type": "markdown", "source": "<!-- BEGIN SOLUTION -->"}]}',
            "^a.ipynb cell 1:1: BEGIN SOLUTION is never ended",
        ),
    ],
)
def test_a_notebook_that_cannot_be_released_is_named(content, message):
    with pytest.raises(CourseError, match=message):
        strip_notebook(content, "a.ipynb")
