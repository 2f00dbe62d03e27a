"""What students wrote in notebooks is rendered in a confined process, and never in the grader's own."""

import json

import nh3
import pytest
from nbconvert.filters import markdown_mistune

from autograder.course.cells import read_cells
from autograder.execution import parsing
from autograder.execution.parsing import ConfinedParsers, OwnParsers
from autograder.execution.worker.parsers import answer
from autograder.grading.report.page import report_page
from autograder.grading.report.rendered import Written, safe_cells
from autograder.results.result import Result
from autograder.submissions import IntakeLimits, Refused, read_submission

BAD = "<img src=x onerror=alert(1)><script>alert(1)</script>"
SHOWN = [
    {
        "output_type": "display_data",
        "metadata": {"a": BAD},
        "data": {"text/html": f"<b>1</b>{BAD}"},
    },
    {"output_type": "execute_result", "metadata": {}, "data": {"text/plain": "2"}},
    {"output_type": "stream", "name": "stdout", "text": BAD},
    {"output_type": "display_data", "metadata": {}, "data": {"application/javascript": "alert(1)"}},
]
CELLS = [
    Written(
        "markdown", f"# Momentum {BAD}\n\n$v = \\mu v$ and \\\\(\\href{{javascript:x}}{{y}}\\\\)"
    ),
    Written("code", f"print('{BAD}')", json.dumps(SHOWN).encode()),
    Written("raw", BAD),
]
# More than any machine renders before the first look at what was used.
LONG = CELLS * 500


@pytest.fixture(scope="module")
def confined():
    with ConfinedParsers() as parsers:
        yield parsers


@pytest.fixture
def not_here(monkeypatch):
    """Nothing is rendered in this process."""

    def fail(*arguments, **options):
        raise AssertionError("it was rendered in the grader's own process")

    monkeypatch.setattr(markdown_mistune.MarkdownWithMath, "render", fail)
    monkeypatch.setattr(nh3, "clean", fail)
    monkeypatch.setattr(answer, "Answers", fail)


@pytest.fixture
def short_of_time(monkeypatch):
    monkeypatch.setattr(parsing, "LONG_SECONDS", 0.0)


@pytest.mark.parametrize("keep_results", [False, True])
def test_cells_are_rendered_alike_here_and_in_the_confined_process(keep_results, confined):
    made, are_rendered = safe_cells(CELLS, confined, keep_results=keep_results)
    assert (made, are_rendered) == safe_cells(CELLS, OwnParsers(), keep_results=keep_results)
    assert are_rendered
    text = "".join(cell.text for cell in made if not cell.text.startswith("print"))
    assert "<script" not in text
    assert "onerror" not in text.replace("&lt;img src=x onerror", "")
    assert [output["output_type"] for output in made[1].outputs] == [
        "display_data",
        "execute_result" if keep_results else "display_data",
        "stream",
    ]


def test_a_page_is_rendered_alike_here_and_in_the_confined_process(confined, tmp_path):
    picture = tmp_path / "a.png"
    picture.write_bytes(b"\x89PNG\r\n")
    cells = [*CELLS, Written("markdown", "![a](a.png)")]
    made = report_page(cells, "title", [], "en", confined, tmp_path)
    assert "data:image/png;base64,iVBORw0K" in made
    own = report_page(cells, "title", [], "en", OwnParsers(), tmp_path)
    assert made == own


def test_the_graders_own_process_renders_nothing(confined, not_here, softmax, tmp_path):
    """Before, Markdown and HTML of a hand-in were read where grades are kept."""
    from autograder.platforms.nbgrader.autograded import autograded_notebook, checked_notebook

    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}
    for number, cell in enumerate(CELLS):
        facts = {"cell_type": cell.kind, "id": f"c{number}", "metadata": {}, "source": cell.text}
        outputs = {"outputs": json.loads(cell.outputs), "execution_count": 1}
        notebook["cells"].append(facts | (outputs if cell.kind == "code" else {}))
    (tmp_path / "softmax_mnist.ipynb").write_text(json.dumps(notebook))
    submission = read_submission(tmp_path, "ann", softmax.wanted, IntakeLimits(), parsers=confined)
    result = Result(
        student="ann",
        assignment="softmax_mnist",
        status="graded",
        score=0,
        max_score=100,
        checks=[],
    )
    made, _ = autograded_notebook(softmax, submission, result, confined)
    for content in (made, checked_notebook(softmax, submission, confined)):
        (text,) = (cell for cell in read_cells(content) if "Momentum" in cell["source"])
        assert "<script" not in text["source"]
    assert "<h1>Momentum" in report_page(CELLS, "title", [], "en", confined)


def test_what_takes_too_long_is_shown_as_it_was_typed(confined, short_of_time):
    made, are_rendered = safe_cells(LONG, confined)
    assert not are_rendered
    assert made[0].text.startswith("```\n# Momentum")
    assert "\\href" not in made[0].text
    assert made[1] == (CELLS[1].text, [])
    assert made[2].text.startswith("&lt;img")


def test_a_page_that_takes_too_long_is_refused_with_a_sentence(confined, short_of_time):
    with pytest.raises(Refused, match=r"^work takes more than 0 seconds or 512 MiB to read"):
        report_page(LONG, "work", [], "en", confined)
