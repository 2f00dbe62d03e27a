"""The table of grades."""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import replace

import pytest
from helpers.made_results import ANN, CLASS, FAULT, LI, REFUSED

from autograder.results.known import Known
from autograder.results.render.csvs import ClassCsvs
from autograder.results.result import Decision, Result, Violation


def grades_csv(results: Iterable[Result], known: Mapping[str, Known] | None = None) -> str:
    return ClassCsvs(results, known).grades()


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_one_line_a_student_by_name() -> None:
    found = [list(row.values())[:4] for row in rows(grades_csv([REFUSED, ANN]))]
    assert found == [["ann", "graded", "12.5", "58.5"], ["cy", "refused", "0", "58.5"]]


def test_columns_say_who_it_is_and_add_up_to_the_score() -> None:
    late = Violation(rule="late", file="", message="", points=1.5)
    bonus = Decision(kind="bonus", points=4.0)
    ann = replace(ANN, score=ANN.score + 2.5, violations=[*ANN.violations, late], decisions=[bonus])
    (row,) = rows(grades_csv([ann], {"ann": Known("Ann Lee", "007", "ann@example.org")}))
    assert (row["name"], row["id"], row["email"]) == ("Ann Lee", "007", "ann@example.org")
    parts = list(row.values())[7:]
    assert (row["rules"], row["late"], row["adjusted"]) == ("-2.5", "-1.5", "4")
    assert sum(float(part or 0) for part in parts) == float(row["score"])


def test_findings_about_reports_are_a_table_of_their_own() -> None:
    finding = Violation(rule="report.heading", file="runner.ipynb", message="no =text", line=3)
    text = ClassCsvs(
        [replace(ANN, violations=[finding]), REFUSED], {"ann": Known("Ann Lee")}
    ).reports()
    assert rows(text) == [
        {
            "student": "ann", "name": "Ann Lee", "finding": "heading", "file": "runner.ipynb",
            "line": "3", "points": "0", "message": "no =text",
        }
    ]  # fmt: skip
    assert ClassCsvs([ANN], {}).reports() == ""


def test_the_order_of_the_results_does_not_matter() -> None:
    assert grades_csv(CLASS) == grades_csv(reversed(CLASS))


def test_a_fault_has_no_score() -> None:
    row = rows(grades_csv([FAULT]))[0]
    assert (row["student"], row["status"], row["score"], row["max_score"]) == (
        "dan", "fault", "", "58.5",
    )  # fmt: skip


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
