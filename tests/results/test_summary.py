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
from helpers.page_reader import Page, class_page

from autograder.results.changes import Change, Run
from autograder.results.known import Known
from autograder.results.render.html import feedback_page
from autograder.results.render.summary import ClassSummary
from autograder.results.result import Decision, Diagnosis, Violation

TITLE = "Softmax regression on MNIST"


def test_the_class_page_does_not_depend_on_the_order_of_results() -> None:
    one = class_page(CLASS, TITLE, language="en")
    assert one == class_page(list(reversed(CLASS)), TITLE, language="en")


def test_an_empty_class() -> None:
    assert "There are no submissions." in Page(class_page([], TITLE)).text


def test_headers_have_scopes_and_sort_states() -> None:
    page = Page(class_page(CLASS, TITLE, language="en"))
    headers = [attributes for tag, attributes in page.tags if tag == "th"]
    assert headers
    assert all(attributes.get("scope") in ("col", "row") for attributes in headers)
    assert page.attributes("aria-sort") == ["ascending"]
    controls = {a["id"] for tag, a in page.tags if tag in ("input", "select")}
    assert controls <= set(page.attributes("for"))


def test_mistakes_are_counted_by_student_not_by_check() -> None:
    many = [replace(ANN, student=f"s{n}") for n in range(3)]
    text = Page(class_page([*many, BEA], TITLE)).text
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
    text = Page(class_page(students, TITLE, language="en")).text
    assert "0.90 x" not in text
    assert general in text


def tags_of(view: ClassSummary) -> dict[str, set[str]]:
    return {row.result.student: set(row.tags.split()) for row in view.students}


def test_students_are_found_by_what_went_wrong() -> None:
    late = Violation(rule="late", file="", message="days late: 1", points=2)
    finding = Violation(rule="report.heading", file="runner.ipynb", message="no heading")
    bonus = Decision(kind="bonus", points=1)
    students = [
        replace(BEA, student="late", violations=[late]),
        replace(BEA, student="found", violations=[finding]),
        replace(BEA, student="decided", decisions=[bonus]),
        ANN,
    ]
    view = ClassSummary.of(students, "en")
    tags = tags_of(view)
    assert view.rules == tuple(sorted({"report.heading", *(v.rule for v in ANN.violations)}))
    assert {who for who in tags if "late" in tags[who]} == {"late"}
    assert {who for who in tags if "adjusted" in tags[who]} == {"decided"}
    assert {who for who in tags if f"r{view.rules.index('report.heading')}" in tags[who]} == {
        "found"
    }
    for place, row in enumerate(view.checks):
        failed = {
            one.student
            for one in students
            if any(c.id == row.id and c.status != "passed" for c in one.checks)
        }
        assert {who for who in tags if f"c{place}" in tags[who]} == failed


def test_lateness_that_costs_nothing_any_more_needs_no_attention() -> None:
    checks = [check("a.b", "title", "passed", 100)]
    late = Violation(rule="late", file="", message="days late: 3", points=30)
    student = replace(result("ann", checks), score=70, max_score=100, violations=[late])
    assert ClassSummary.of([student], "en").attention == 1
    back = Decision(kind="extension", points=30)
    assert ClassSummary.of([replace(student, score=100, decisions=[back])], "en").attention == 0
    part = Decision(kind="extension", points=20)
    assert ClassSummary.of([replace(student, score=90, decisions=[part])], "en").attention == 1


def test_students_who_fail_alike_are_one_cause() -> None:
    alike = [replace(ANN, student=f"s{number}") for number in range(3)]
    view = ClassSummary.of([*alike, replace(ANN, student="other", checks=ANN.checks[:4])], "en")
    assert [row.count for row in view.causes] == [3]
    assert {who for who, tags in tags_of(view).items() if "g0" in tags} == {"s0", "s1", "s2"}


def test_names_who_is_missing_and_what_changed_are_shown() -> None:
    change = Change(
        student="ann", before=3, after=12.5, why=["files"], checks=[("loss.value", 0, 5)]
    )
    page = Page(
        class_page(
            [ANN, BEA],
            TITLE,
            known={"ann": Known("Zoe Lee"), "bea": Known("Bea Ray")},
            missing={"7": Known("Dan Orr")},
            last=Run(time="2026-03-02T10:00:00+08:00", changes=[change]),
        )
    )
    assert page.text.index("Bea Ray") < page.text.rindex("Zoe Lee") < page.text.index("Dan Orr")
    assert "other files" in page.text
    assert "0 → 5" in page.text
    assert "Not handed in" in page.text
