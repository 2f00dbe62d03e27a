"""The self-contained notebook: it runs in an empty folder with Jupyter and numpy alone, and is graded as ever."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from helpers.commands import ROOT, assert_refused, softmark
from helpers.fresh import make_python, run_notebook
from helpers.marks import slow

from autograder.authoring.carry import without_paths
from autograder.course.cells import read_cells

nbformat = pytest.importorskip("nbformat")

NAMES = sorted(path.parent.name for path in ROOT.glob("solutions/*/notebook.md"))
QUICK = "perceptron"
MOST_BYTES = 1_500_000


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_python(tmp_path_factory.mktemp("fresh") / "environment")


RELEASED: dict[tuple[str, str], bytes] = {}


def release(name: str, folder: Path, language: str = "en") -> Path:
    path = folder / f"{name}.ipynb"
    if (name, language) not in RELEASED:
        done = softmark("release", name, "--notebook", path, "--lang", language)
        assert done.returncode == 0, done.stderr
        RELEASED[name, language] = path.read_bytes()
    path.write_bytes(RELEASED[name, language])
    return path


def solve(path: Path) -> Any:
    """Returns the notebook with the reference's cells in the place of those with a TODO."""
    name = path.stem
    solved = nbformat.read(ROOT / f"solutions/{name}/notebook/{name}.ipynb", as_version=4)
    right = {cell.id: cell.source for cell in solved.cells if cell.cell_type == "code"}
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code" and "NotImplementedError" in cell.source:
            cell.source = right[cell.id]
    return notebook


def texts(cell: Any) -> str:
    found = [output.get("data", {}).get("text/plain", "") for output in cell.get("outputs", ())]
    return "\n".join(found)


def cards(notebook: Any) -> list[str]:
    shown = [texts(cell) for cell in notebook.cells if "check(" in cell.source]
    return [text for text in shown if text]


def assert_solved(path: Path, python: Path, language: str) -> None:
    folder = path.parent / f"{path.stem} empty"
    folder.mkdir()
    notebook = run_notebook(solve(path), python, folder)
    shown = [text for text in cards(notebook) if text.startswith("✓")]
    assert len(shown) > 3
    assert [text for text in cards(notebook) if text.startswith("✗")] == []
    assert bool(re.search("[\u4e00-\u9fff]", "".join(shown))) == (language == "zh")
    # Nothing of it is left behind where it ran.
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("language", [slow("en"), slow("zh")])
def test_it_runs_in_an_empty_folder_with_jupyter_and_numpy_alone(
    tmp_path: Path, python: Path, language: str
) -> None:
    assert_solved(release(QUICK, tmp_path, language), python, language)


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in NAMES if name != QUICK])
def test_every_assignments_notebook_does(tmp_path: Path, python: Path, name: str) -> None:
    path = release(name, tmp_path)
    assert path.stat().st_size <= MOST_BYTES
    assert_solved(path, python, "en")


@pytest.mark.slow
def test_a_wrong_cell_a_cell_that_has_not_run_and_a_slip_are_told_apart(
    tmp_path: Path, python: Path
) -> None:
    notebook = nbformat.read(release(QUICK, tmp_path), as_version=4)
    first = notebook.cells[0]
    cells = [
        "check('neuron.value')",
        "def linear_threshold_unit(x, w, theta):\n    return 0",
        "check('neuron.valeu')",
        "check()",
    ]
    ids = [re.findall(r'check\("(.*?)"\)', cell.source) for cell in notebook.cells]
    known = [found[0] for found in ids if found]
    cells[0] = f"check('{known[0]}')"
    cells[2] = f"check('{known[0][:-1]}')"
    notebook.cells = [
        first,
        *(
            nbformat.v4.new_code_cell(f"from autograder.notebook import check\n{cell}")
            for cell in cells
        ),
    ]
    folder = tmp_path / "empty"
    folder.mkdir()
    _, unrun, _, slip, everything = map(texts, run_notebook(notebook, python, folder).cells)
    assert "is not defined: run the cell above that defines it" in unrun
    assert f"Did you mean {known[0]}?" in slip
    assert everything.count("✗") > 3


@pytest.mark.slow
def test_a_changed_first_cell_says_so(tmp_path: Path, python: Path) -> None:
    notebook = nbformat.read(release(QUICK, tmp_path), as_version=4)
    first = notebook.cells[0]
    middle = len(first.source) // 2
    swapped = "A" if first.source[middle] != "A" else "B"
    first.source = first.source[:middle] + swapped + first.source[middle + 1 :]
    notebook.cells = [first]
    folder = tmp_path / "empty"
    folder.mkdir()
    (cell,) = run_notebook(notebook, python, folder, allow_errors=True).cells
    assert cell.outputs[0].evalue.startswith("This cell is not as it was handed out")


def test_the_first_cell_lets_numpy_compute_on_one_thread(tmp_path: Path, python: Path) -> None:
    cell = nbformat.read(release(QUICK, tmp_path, "zh"), as_version=4).cells[0].source
    ask = "\nimport os, sys\nprint(os.environ['OPENBLAS_NUM_THREADS'], 'numpy' in sys.modules)"
    environment = {name: value for name, value in os.environ.items() if "THREADS" not in name}
    done = subprocess.run(
        [python, "-"],
        input=cell + ask,
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.stdout.split()[-2:] == ["1", "True"], done.stderr


def test_the_first_cell_is_folded_wherever_it_is_opened_and_cannot_be_edited(
    tmp_path: Path,
) -> None:
    first = nbformat.read(release(QUICK, tmp_path), as_version=4).cells[0]
    assert first.metadata["jupyter"]["source_hidden"]
    assert first.metadata["cellView"] == "form"
    assert first.metadata["_kg_hide-input"]
    assert not first.metadata["editable"]
    assert max(map(len, first.source.splitlines())) <= 1000


def test_it_is_graded_as_ever(tmp_path: Path) -> None:
    class_ = tmp_path / "class"
    (class_ / "ann").mkdir(parents=True)
    path = release(QUICK, tmp_path)
    nbformat.write(solve(path), class_ / "ann" / path.name)
    done = softmark("grade", QUICK, class_, "--out", tmp_path / "out", "--json")
    assert done.returncode == 0, done.stderr
    assert '"score":100.0' in done.stdout.replace(" ", "")


def test_what_cannot_be_written_is_refused(tmp_path: Path) -> None:
    assert_refused(softmark("release", QUICK, "--notebook", tmp_path / "x.py"), ".ipynb")
    both = softmark("release", QUICK, "--notebook", tmp_path / "x.ipynb", "--to", tmp_path / "y")
    assert_refused(both, "--notebook", "--to")
    assert not os.listdir(tmp_path)


@pytest.mark.parametrize(
    "call",
    [
        'sys.path.append("..")  # beside it',
        'sys.path.append(\n    "..",\n)  # beside it',
        'sys.path.append(\n    "a" "b"\n)\nsys.path.append("..")',
    ],
)
@pytest.mark.parametrize("more", ["", "\nprint(sys.version)"])
def test_what_finds_the_helpers_is_taken_out_as_a_whole(call: str, more: str) -> None:
    source = f"import sys\n\nimport numpy as np\n\n{call}\nx = np.ones(3){more}"
    made = without_paths({"cell_type": "code", "source": source})["source"]
    assert "append" not in made
    compile(made, "cell", "exec")
    assert ("import sys" in made) == bool(more)
    assert made.endswith(f"x = np.ones(3){more}")


def test_the_first_cells_of_all_notebooks_are_whole_without_it() -> None:
    changed = 0
    for path in ROOT.glob("assignments/*/notebook/*.ipynb"):
        for cell in read_cells(path.read_bytes()):
            made = without_paths(cell)["source"]
            if made != cell["source"]:
                changed += 1
                compile(made, str(path), "exec")
    assert changed >= len(NAMES)
