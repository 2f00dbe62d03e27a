"""What a known mistake costs in all, and in which order the parts of a score apply."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from helpers.graders import grader_of
from helpers.made_results import check, result

from autograder.course.assignment import load_assignment
from autograder.course.course import Course
from autograder.course.credit import Credit, credited
from autograder.course.late import LatePolicy, deduct
from autograder.course.mistakes import apply_mistake, load_mistakes
from autograder.errors import CourseError
from autograder.results.render.csvs import ClassCsvs
from autograder.results.render.html import feedback_page
from autograder.results.result import Diagnosis
from autograder.results.result_json import decode_result, encode_result
from autograder.submissions import Submission

ROOT = Path(__file__).resolve().parents[2]


def with_credit(text):
    bundle = Course(ROOT).bundle("softmax_mnist")
    toml = bundle.assignment["assignment.toml"] + text.encode()
    files = {**bundle.assignment, "assignment.toml": toml}
    return load_assignment(replace(bundle, assignment=files))


def graded(text, head=b""):
    """Returns the result of the gradient summed over the batch."""
    assignment = with_credit(text)
    (mistake,) = (one for one in load_mistakes(assignment.bundle) if one.id == "gradient-sum")
    made = apply_mistake(assignment.reference, mistake)
    files = {name: made[name] for name in assignment.wanted}
    files["loss.py"] = head + files["loss.py"]
    submission = Submission(student="ann", files=files, listing=(), notes=(), digest="")
    with grader_of(assignment) as grader:
        return grader.grade(submission)


def wrong(id_, points, *mistakes, whole=True):
    several = list(mistakes) if len(mistakes) > 1 else []
    found = Diagnosis(
        mistake="+".join(mistakes), title="; ".join(mistakes), mistakes=several, whole=whole
    )
    return check(id_, id_, "failed", points, "wrong", diagnosis=found)


def test_each_check_is_charged_for_itself_where_nothing_is_said():
    result = graded("")
    assert (result.score, result.credits, result.uncredited_score) == (50, [], None)


@pytest.mark.parametrize(
    ("text", "score", "cost"),
    [
        ("\n[credit]\ndefault = 0.5\n", 75, 25),
        ("\n[credit]\ndefault = 0\n", 100, 0),
        ("\n[credit.points]\ngradient-sum = 10\n", 90, 10),
        ("\n[credit]\ndefault = 0.5\n[credit.points]\ngradient-sum = 80\n", 50, None),
    ],
    ids=["half", "nothing", "points", "never more than the checks"],
)
def test_a_named_mistake_costs_what_the_assignment_says(text, score, cost):
    result = graded(text)
    assert result.score == score
    assert [item.cost for item in result.credits] == ([] if cost is None else [cost])
    assert result.uncredited_score == (None if cost is None else 50)


def test_rules_come_after_credit_and_lateness_after_both():
    result = graded("\n[credit]\ndefault = 0.5\n", head=b"import torch\n")
    assert (result.score, result.uncredited_score) == (65, 40)
    policy = LatePolicy(due=datetime(2026, 3, 1, tzinfo=UTC), percent_per_day=10)
    assert deduct(result, policy, 1, "en").score == 58.5


def test_page_table_and_results_hold_both_scores():
    result = graded("\n[credit]\ndefault = 0.5\n")
    page = feedback_page(result, "softmax")
    assert "costs 25 points in all, not the 50 of the checks that it fails" in page
    assert "Checks and rules alone would give 50." in page
    assert decode_result(encode_result(result)) == result
    head, row = ClassCsvs([result]).grades().splitlines()
    cells = dict(zip(head.split(","), row.split(","), strict=True))
    assert (cells["score"], cells["credit"]) == ("75", "25")


def test_only_what_is_explained_wholly_gets_credit():
    checks = [
        wrong("a.a", 10, "m"),
        wrong("a.b", 20, "m", whole=False),
        check("b.b", "b", "failed", 5),
    ]
    (item,) = credited(Credit(default=0.5), checks)
    assert (item.mistake, item.lost, item.cost) == ("m", 10, 5)


def test_mistakes_made_at_once_are_charged_their_parts():
    checks = [wrong("a.a", 10, "m"), wrong("a.b", 20, "m", "n")]
    found = credited(Credit(default=0.5, points={"n": 1}), checks)
    assert [(item.mistake, item.lost, item.cost) for item in found] == [("m", 20, 10), ("n", 10, 1)]


def test_there_is_no_credit_column_where_none_is_given():
    assert "credit" not in ClassCsvs([result("ann", [wrong("a.a", 10, "m")])]).grades()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("\n[credit]\ndefault = 1.5\n", "from 0 to 1"),
        ("\n[credit]\ndefault = -1\n", "from 0 to 1"),
        ("\n[credit.points]\ngradient-sum = -2\n", "a number from 0"),
        ("\n[credit.points]\ngradient-sun = 2\n", "Did you mean"),
        ("\n[credit]\nshare = 1\n", "share"),
    ],
)
def test_a_wrong_rule_is_said_with_its_place(text, words):
    with pytest.raises(CourseError, match=words) as error:
        with_credit(text)
    assert str(error.value).startswith("assignments/softmax_mnist/assignment.toml")
