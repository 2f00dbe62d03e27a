"""Pages of a whole course."""

from dataclasses import replace

from autograder.results.course_total import CourseRow
from autograder.results.render.course import course_page, student_page
from autograder.results.render.names import feedback_names
from autograder.results.result import CheckResult, Decision, Diagnosis, Result

TITLES = {"knn": "k nearest neighbours", "mlp": "A multilayer perceptron"}


def result(student, assignment, score, **check):
    item = CheckResult(
        id="a.b", title="t", status="failed", points=0, max_points=10, hidden=False, **check
    )
    return Result(
        student=student,
        assignment=assignment,
        status="graded",
        score=score,
        max_score=100,
        checks=[item],
    )


def rows():
    mistake = Diagnosis(mistake="m", title="the <b>mean</b> is missing", hint="h")
    return [
        CourseRow("ann", {"knn": result("ann", "knn", 40, diagnosis=mistake), "mlp": None}),
        CourseRow(
            "<script>李娜", {name: result("<script>李娜", name, 50, message="m") for name in TITLES}
        ),
    ]


def names():
    return feedback_names(row.student for row in rows())


def test_class_page_has_every_score_and_a_link_to_every_student():
    html = course_page(rows(), TITLES, names())
    assert 'href="students/ann.html"' in html
    assert 'href="knn/summary.html"' in html
    assert "<td>40</td>" in html
    assert "<td>–</td>" in html
    assert "<script>" not in html


def test_student_page_names_mistakes_escaped_and_no_other_student():
    ann, other = rows()
    html = student_page(ann, TITLES, "ann.html")
    assert "the &lt;b&gt;mean&lt;/b&gt; is missing" in html
    assert "Nothing was handed in." in html
    assert 'href="../knn/feedback/ann.html"' in html
    assert "李娜" not in html
    assert "<script>" not in student_page(other, TITLES, "x.html")


def test_totals_are_out_of_all_that_counts_what_was_not_handed_in_included():
    ann, other = rows()
    ann = replace(ann, possible=dict.fromkeys(TITLES, 100))
    assert (ann.total, ann.max_total) == (40, 200)
    assert (other.total, other.max_total) == (100, 200)


def test_class_page_names_who_handed_in_nothing_and_draws_what_became_of_the_others():
    never = CourseRow("cyd", {"knn": None, "mlp": None}, "Cyd Fox")
    html = course_page([*rows(), never], TITLES, names())
    absent = html[html.index("Handed in nothing so far") :]
    assert "Cyd Fox" in absent[: absent.index("</section>")]
    assert "Handed in nothing for: A multilayer perceptron" in absent
    assert "ann" in absent[absent.index("Handed in nothing for") :]
    assert html.count("<polyline") == 2
    assert 'points="0,8.0 60,8.0"' in html


def test_who_is_excused_is_marked_and_not_counted():
    excused = replace(result("ann", "knn", 40), decisions=[Decision(kind="excused")])
    row = CourseRow("ann", {"knn": excused, "mlp": result("ann", "mlp", 50)})
    assert row.share("knn") is None
    assert (row.total, row.max_total) == (50, 100)
    html = course_page([row], TITLES, {})
    assert '<abbr title="excused">' in html
    assert "<td>40</td>" not in html
