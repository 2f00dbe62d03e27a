"""Hostile notebooks and reports made from the outside: one class each, by the real commands.

At first sight, with the expectations as they were written before any run, 70 of 74 notebooks and 41 of 41
reports came out as expected, 4 notebooks did not, and none was without an outcome. Those four expected a
loss where there was none: no point comes from what a cell does. Two more were fair, but not the best: a time
far away cost the grade, and a folder with a notebook's name was an error of Python's.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from helpers.made_class import HONEST, graded_class, hand_in_class, results
from helpers.nbgrader_class import make_course, scores
from helpers.nbgrader_course import run
from helpers.once import made_once
from hostile.made_notebooks import HOST, NB, NOTEBOOKS, PDFS, NotebookCase, PdfCase

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return graded_class(tmp_path_factory)


@pytest.fixture(scope="module")
def graded(folder: Path) -> tuple[Path, dict[str, float], str]:
    """The class after autograde and feedback: where it is, the points, and what was said at the end."""
    course = folder / "nbgrader"
    return course, scores(course), (folder / "said.txt").read_text().partition("To look at:")[2]


def shown_of(course: Path, student: str) -> str:
    path = course / "autograded" / student / "softmax_mnist" / "notebook" / NB
    return path.read_text() if path.exists() else ""


def fate(student: str, points: dict[str, float], said: str) -> str:
    if student not in points or (not points[student] and f"  {student}:" in said):
        return "left_out" if f"  {student}:" in said else "nothing said"
    return "full" if points[student] == 100 else "own_loss"


@pytest.mark.parametrize("case", NOTEBOOKS, ids=lambda case: case.id)
def test_a_made_notebook_gets_what_was_expected_of_it(
    case: NotebookCase, graded: tuple[Path, dict[str, float], str]
) -> None:
    course, points, said = graded
    assert fate(case.id, points, said) in (case.expected, *case.also), said
    if case.id in points:
        assert shown_of(course, case.id)


def test_nobody_else_loses_anything(graded: tuple[Path, dict[str, float], str]) -> None:
    assert [graded[1][student] for student in HONEST] == [100, 100]


def test_both_commands_give_the_same_points(
    graded: tuple[Path, dict[str, float], str], folder: Path
) -> None:
    ours = {student: result["score"] for student, result in results(folder / "softmark").items()}
    assert ours == graded[1]
    assert set(ours) == {*HONEST, *(case.id for case in NOTEBOOKS)}
    assert scores(folder / "softmark") == ours


def test_nothing_of_the_machine_or_of_others_is_shown(
    graded: tuple[Path, dict[str, float], str],
) -> None:
    course = graded[0]
    for path in [*course.glob("autograded/**/*"), *course.glob("feedback/**/*")]:
        assert not path.is_symlink()
        if path.is_file():
            assert b"root:x:0" not in path.read_bytes(), path
    assert "It smooths" not in shown_of(course, "link-neighbour")


def test_feedback_holds_no_live_script_of_a_students(
    graded: tuple[Path, dict[str, float], str],
) -> None:
    pages = list(graded[0].glob("feedback/*/softmax_mnist/notebook/*.html"))
    assert len(pages) >= len(graded[1]) - 1
    (own,) = graded[0].glob("feedback/alice/softmax_mnist/notebook/*.html")
    ours = own.read_text().count("<script")
    for page in pages:
        text = page.read_text()
        assert text.count("<script") == ours, page
        live = re.findall(rf"<[^<>]*(?:\son\w+\s*=|javascript:|{HOST})[^<>]*>", text)
        assert not [tag for tag in live if tag not in own.read_text()], page


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict]:
    return results(made_once(tmp_path_factory, "made_reports", _grade_reports) / "course")


def _grade_reports(folder: Path) -> None:
    course = make_course(folder / "course")
    hand_in_class(course, PDFS)
    command = ("softmark", "grade", "softmax_mnist", "submitted", "--reports", "--out", "out")
    run(course, *command)


@pytest.mark.parametrize("case", PDFS, ids=lambda case: case.id)
def test_a_made_report_is_read_or_named_as_unreadable(
    case: PdfCase, reports: dict[str, dict]
) -> None:
    result = reports[case.id]
    rules = {item["rule"] for item in result["violations"]}
    read = "unreadable" if rules & {"report.opens", "report.pdf"} else "readable"
    assert read in (case.expected, *case.also)
    assert result["score"] == 100
