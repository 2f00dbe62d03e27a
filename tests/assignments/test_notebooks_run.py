"""Every notebook runs: the solved one to its end, the released one to its first TODO."""

from pathlib import Path

import pytest
from helpers.marks import slow

from autograder.authoring.formulas import derived
from autograder.authoring.notebook.assemble import notebook_files, notebook_paths
from autograder.course.course import Course

nbformat = pytest.importorskip("nbformat")
nbclient = pytest.importorskip("nbclient")

ROOT = Path(__file__).resolve().parents[2]
NAMES = sorted(path.parent.name for path in ROOT.glob("solutions/*/notebook.md"))
# One stands for all with every `make test`; the others take a minute.
QUICK = {"linear_regression"}
SOME = [name if name in QUICK else slow(name) for name in NAMES]


def run(path, content=None):
    """Returns the notebook after it has run in its own folder; `content` stands in place of what is there."""
    content = path.read_bytes() if content is None else content
    notebook = nbformat.reads(content.decode(), as_version=4)
    client = nbclient.NotebookClient(
        notebook,
        timeout=170,
        kernel_name="python3",
        resources={"metadata": {"path": str(path.parent)}},
    )
    client.execute()
    return notebook


def cards(notebook):
    """Returns the plain texts of all check cards."""
    texts = [
        output["data"]["text/plain"]
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if "text/plain" in output.get("data", {})
    ]
    return [text for text in texts if text[:1] in "✓✗"]


def test_every_assignment_has_a_notebook():
    assert sorted(path.parent.name for path in ROOT.glob("assignments/*/assignment.toml")) == NAMES


@pytest.mark.slow
@pytest.mark.parametrize("name", SOME)
def test_solved_notebook_runs_from_top_to_bottom_and_passes_its_checks(name):
    notebook = run(ROOT / f"solutions/{name}/notebook/{name}.ipynb")
    shown = cards(notebook)
    assert len(shown) > 3
    assert [card for card in shown if not card.startswith("✓")] == []


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_solved_notebook_that_asks_for_derivations_runs_and_passes_its_checks(name):
    assignment = derived(Course(ROOT).bundle(name))
    assert assignment is not None
    solved = notebook_paths(name)[0]
    content = notebook_files(assignment)[solved]
    assert content != (ROOT / solved).read_bytes()
    notebook = run(ROOT / solved, content)
    shown = cards(notebook)
    assert len(shown) > 3
    assert [card for card in shown if not card.startswith("✓")] == []


@pytest.mark.slow
@pytest.mark.parametrize("name", SOME)
def test_released_notebook_stops_at_its_first_todo(name):
    path = ROOT / f"assignments/{name}/notebook/{name}.ipynb"
    with pytest.raises(nbclient.exceptions.CellExecutionError, match="TODO"):
        run(path)
