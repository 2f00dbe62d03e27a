"""The table of grades."""

import csv
import io
from dataclasses import replace

import pytest
from helpers.made_results import ANN, CLASS, FAULT, LI, REFUSED

from autograder.results.render.csvs import grades_csv


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_one_line_a_student_by_name() -> None:
    assert grades_csv([REFUSED, ANN]) == (
        "student,status,score,max_score\nann,graded,12.5,58.5\ncy,refused,0,58.5\n"
    )


def test_the_order_of_the_results_does_not_matter() -> None:
    assert grades_csv(CLASS) == grades_csv(reversed(CLASS))


def test_a_fault_has_no_score() -> None:
    assert rows(grades_csv([FAULT]))[0] == {
        "student": "dan",
        "status": "fault",
        "score": "",
        "max_score": "58.5",
    }


def test_excel_is_told_of_names_that_are_not_ascii() -> None:
    assert grades_csv([LI]).startswith("\ufeffstudent,")
    assert grades_csv([ANN]).startswith("student,")
    assert rows(grades_csv([LI]))[0]["student"] == "李 小明"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "＝", "  ="])
def test_no_name_becomes_a_formula(start: str) -> None:
    name = f'{start}HYPERLINK("http://example.org","x")'
    text = grades_csv([replace(ANN, student=name)])
    assert rows(text)[0]["student"] == f"'{name}"


def test_names_with_commas_quotes_and_line_breaks_stay_one_cell() -> None:
    name = 'Lee, "Ann"\nx'
    assert rows(grades_csv([replace(ANN, student=name)]))[0]["student"] == name


@pytest.mark.parametrize(
    ("score", "shown"),
    [(62.0, "62"), (62.5, "62.5"), (100.0, "100"), (1 / 3, "0.33"), (-1e-9, "0")],
)
def test_scores_are_short(score: float, shown: str) -> None:
    assert rows(grades_csv([replace(ANN, score=score)]))[0]["score"] == shown
