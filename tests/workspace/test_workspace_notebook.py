"""The notebook of case 1."""

import json

import nbformat
import numpy as np
import pytest
from workspace_samples import SOURCE

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
        assert len(plt.get_fignums()) == 4
    finally:
        plt.close("all")
    printed = capsys.readouterr().out
    assert printed.count("test accuracy") == 2
    for size in (32, 100, 500):
        assert f"batch {size}" in printed
    rows = [line.split() for line in printed.splitlines() if line[:1] == "0"]
    assert [row[0] for row in rows] == ["0.001", "0.01", "0.1"]
    assert all(0 <= float(number) <= 1 for row in rows for number in row[1:])
    assert np.mean(names["momentum_losses"]) < np.mean(names["plain_losses"])


def test_file_ends_with_one_newline():
    text = NOTEBOOK.read_text(encoding="utf-8")
    assert text == text.rstrip("\n") + "\n"
    assert json.loads(text)["nbformat"] == 4
