"""The class page: what it counts, and that it is the same whatever the order."""

from dataclasses import replace

from helpers.made_results import (
    ANN,
    BEA,
    CLASS,
    MEAN,
    check,
    result,
)
from helpers.page_reader import Page

from autograder.results.render.html import feedback_page, summary_page
from autograder.results.render.summary import ClassSummary
from autograder.results.result import Diagnosis

TITLE = "Softmax regression on MNIST"


def test_the_class_page_does_not_depend_on_the_order_of_results() -> None:
    one = summary_page(CLASS, TITLE, language="en")
    assert one == summary_page(list(reversed(CLASS)), TITLE, language="en")


def test_an_empty_class() -> None:
    assert "There are no submissions." in Page(summary_page([], TITLE)).text


def test_headers_have_scopes_and_sort_states() -> None:
    page = Page(summary_page(CLASS, TITLE, language="en"))
    headers = [attributes for tag, attributes in page.tags if tag == "th"]
    assert headers
    assert all(attributes.get("scope") in ("col", "row") for attributes in headers)
    assert page.attributes("aria-sort") == ["ascending"]
    controls = {a["id"] for tag, a in page.tags if tag in ("input", "select")}
    assert controls <= set(page.attributes("for"))


def test_mistakes_are_counted_by_student_not_by_check() -> None:
    many = [replace(ANN, student=f"s{n}") for n in range(3)]
    text = Page(summary_page([*many, BEA], TITLE)).text
    assert f"3{MEAN.title}" in text


def test_hints_that_differ_in_their_numbers_alone_are_one_mistake() -> None:
    general = "yours is what is expected times a number that comes from momentum"
    students = []
    for student, factor in (("ann", "0.90"), ("bea", "0.80")):
        pattern = f"W: yours = {factor} x expected; momentum is {factor}"
        diagnosis = Diagnosis(pattern=pattern, general=general)
        wrong = check("a.b", "t", "failed", 5, "W is wrong", hint=pattern, diagnosis=diagnosis)
        students.append(result(student, [wrong]))
        assert pattern in Page(feedback_page(students[-1], TITLE)).text
    (row,) = ClassSummary.of(students, "en").mistakes
    assert (row.title, row.count) == (general, 2)
    text = Page(summary_page(students, TITLE, language="en")).text
    assert "0.90 x" not in text
    assert general in text
