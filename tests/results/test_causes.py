"""One cause, once: what costs most first, and what fails because of it folded under it."""

from dataclasses import replace

import pytest
from helpers.made_results import check, result

from autograder.results.render.causes import causes_of, consequences, folded_under
from autograder.results.render.html import feedback_page
from autograder.results.render.terminal import render_check_run
from autograder.results.result import Decision, Diagnosis, Violation


def failed(id_, points, mistake="", *, whole=True, hint="", status="failed"):
    found = Diagnosis(mistake=mistake, title=f"{mistake} is made", hint="mend it", whole=whole)
    diagnosis = found if mistake else None
    words = f"{id_} is wrong"
    return check(id_, f"check {id_}", status, points, words, hint=hint, diagnosis=diagnosis)


def made(*checks, violations=()):
    most = sum(item.max_points for item in checks)
    score = sum(item.points for item in checks) - sum(item.points for item in violations)
    made = result("ann", list(checks))
    return replace(made, violations=list(violations), score=score, max_score=most)


PASSED = check("loss.value", "the loss", "passed", 50)
RULE = Violation(rule="import", file="loss.py", message="torch is imported", points=10.0)


def test_what_costs_most_comes_first_and_rules_are_among_it():
    causes = causes_of(
        made(failed("a.a", 5, "small"), failed("b.b", 30, "large"), violations=[RULE])
    )
    assert [(cause.advice.headline, cause.points) for cause in causes] == [
        ("large is made", 30),
        ("torch is imported", 10),
        ("small is made", 5),
    ]


def test_checks_that_the_mistake_explains_wholly_are_folded_under_the_first():
    one = made(PASSED, failed("a.a", 20, "m"), failed("a.b", 20, "m"), failed("a.c", 10, "m"))
    causes = causes_of(one)
    assert folded_under(causes) == {"a.b": "a.a", "a.c": "a.a"}
    assert consequences("a.a", causes, one) == [
        "2 more checks fail for this reason.",
        "With this mended: 100 of 100.",
    ]
    assert consequences("a.b", causes, one) == []


@pytest.mark.parametrize(
    "other",
    [
        failed("b.b", 10),
        failed("b.b", 10, "n"),
        failed("b.b", 10, "m", whole=False),
        failed("b.b", 10, status="error"),
    ],
    ids=["nothing is known", "another mistake", "not all is explained", "an exception"],
)
def test_the_score_without_a_mistake_is_said_only_where_it_is_known(other):
    one = made(PASSED, failed("a.a", 40, "m"), other)
    assert all(cause.mended is None for cause in causes_of(one))
    assert "b.b" not in folded_under(causes_of(one))


def test_what_rules_cost_stays_lost():
    causes = causes_of(made(PASSED, failed("a.a", 50, "m"), violations=[RULE]))
    assert [cause.mended for cause in causes] == [90, None]


LATE = Violation(rule="late", file="", message="days late: 1", points=7.0)


def test_the_score_without_a_mistake_loses_the_share_that_lateness_costs():
    one = made(check("loss.value", "the loss", "passed", 70), failed("a.a", 30, "m"))
    late = replace(one, score=63, violations=[LATE])
    assert causes_of(late)[0].mended == 90
    both = replace(one, score=54, violations=[RULE, replace(LATE, points=6)])
    assert causes_of(both)[0].mended == 81
    html = feedback_page(late, "softmax_mnist")
    assert "worth 30 points. With this mended: 90 of 100." in html


def test_the_score_without_a_mistake_is_not_said_where_lateness_had_nothing_to_cost():
    late = replace(made(failed("a.a", 30, "m")), violations=[replace(LATE, points=0)])
    assert causes_of(late)[0].mended is None


@pytest.mark.parametrize(
    ("kind", "given", "left"),
    [("extension", 7, []), ("late_days", 7, []), ("extension", 3, [4]), ("bonus", 7, [7])],
)
def test_lateness_is_a_cause_with_what_it_still_costs(kind, given, left):
    late = made(check("loss.value", "the loss", "passed", 70), violations=[LATE])
    decided = replace(late, score=63 + given, decisions=[Decision(kind=kind, points=given)])
    assert [cause.points for cause in causes_of(decided)] == left
    assert ("Start here" in feedback_page(decided, "softmax_mnist")) == bool(left)


def test_errors_with_one_hint_are_one_cause_that_nothing_is_folded_under():
    several = [
        failed(id_, 10, hint="Return (loss, acc).", status="error") for id_ in ("a.a", "a.b")
    ]
    (cause,) = causes_of(made(*several))
    assert (cause.count, cause.points, cause.folded) == (2, 20, ())


def test_the_page_and_the_terminal_say_it_once():
    one = made(PASSED, failed("a.a", 20, "m"), failed("a.b", 20, "m"), failed("a.c", 10, "m"))
    text = render_check_run(one, lambda id_: f"softmark check --only {id_}", width=80)
    assert text.count("m is made") == 1
    assert text.count("same reason as a.a") == 2
    assert "With this mended: 100 of 100." in text
    html = feedback_page(one, "softmax_mnist")
    assert "2 more checks fail for this reason." in html
    assert html.count("With this mended: 100 of 100.") == 1
    assert "a.b is wrong" not in html


def test_the_second_step_of_a_hint_is_told_only_where_it_is_asked_for():
    one = failed("a.a", 20, "m")
    one = replace(one, diagnosis=replace(one.diagnosis, more="look at N"))
    run = made(one)
    plain = render_check_run(run, lambda id_: f"softmark check --only {id_}", width=80)
    assert "look at N" not in plain
    assert "run it again with --hint" in plain
    assert "look at N" in render_check_run(run, lambda id_: id_, width=80, more=True)
    assert "look at N" not in feedback_page(run, "softmax_mnist")
