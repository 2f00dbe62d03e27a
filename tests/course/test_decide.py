"""What people decide comes last, is said, and can be taken back without a trace."""

from dataclasses import replace
from datetime import datetime

import pytest

from autograder.course.adjustments import Adjustments, ForClass, ForStudent
from autograder.course.decide import decide, undecided, with_excused
from autograder.course.late import LatePolicy, deduct
from autograder.results.result import CheckResult, Result

DUE = datetime.fromisoformat("2026-03-01T23:00:00+08:00")
POLICY = LatePolicy(DUE, percent_per_day=10, most_percent=50)


def check(id, points, most):
    status = "passed" if points == most else "failed"
    return CheckResult(id=id, title=id, status=status, points=points, max_points=most, hidden=False)


GRADED = Result(
    student="ann", assignment="a", status="graded", score=70.0, max_score=100.0,
    checks=[check("loss.value", 40, 40), check("loss.grad", 30, 30), check("step.one", 0, 30)],
)  # fmt: skip


def decided(*decisions, result=GRADED, submitted="", classes=()):
    adjustments = Adjustments(decisions, classes, (1,) * len(decisions))
    return decide(result, adjustments, POLICY, submitted)


@pytest.mark.parametrize(
    ("decision", "score"),
    [
        (ForStudent("ann", bonus=5), 75),
        (ForStudent("ann", bonus=-80), 0),
        (ForStudent("ann", checks={"step.one": 20}), 90),
        (ForStudent("ann", checks={"loss.value": 0}), 30),
        (ForStudent("ann", score=12.5), 12.5),
        (ForStudent("ann", score=0), 0),
        (ForStudent("ann", excused=True), 70),
        (ForStudent("ann", comment="Well done."), 70),
        (ForStudent("bob", score=0), 70),
    ],
)
def test_decision_changes_the_score_by_what_it_says(decision, score):
    result = decided(decision)
    assert result.score == score
    assert undecided(result) == GRADED
    assert bool(result.decisions) == (decision.id == "ann")


def test_override_of_the_score_goes_after_everything_else():
    result = decided(ForStudent("ann", score=50), ForStudent("ann", bonus=5))
    assert result.score == 50
    assert sum(decision.points for decision in result.decisions) == -20


def test_deciding_twice_is_deciding_once():
    decisions = (ForStudent("ann", bonus=5, checks={"step.one": 10}, reason="typo"),)
    once = decided(*decisions)
    assert decided(*decisions, result=once) == once
    assert decided(result=once) == GRADED


@pytest.mark.parametrize(
    ("decision", "score"),
    [
        ({"extension": datetime.fromisoformat("2026-03-04T00:00:00+08:00")}, 70),
        ({"extension": datetime.fromisoformat("2026-03-03T00:00:00+08:00")}, 63),
        ({"late_days": 1}, 56),
        ({"late_days": 2}, 63),
        ({"late_days": 3}, 70),
        ({"late_days": 9}, 70),
        ({"extension": datetime.fromisoformat("2026-02-01T00:00:00+08:00")}, 49),
    ],
)
def test_extension_gives_back_what_lateness_has_cost(decision, score):
    submitted = "2026-03-03T23:30:00+08:00"
    late = deduct(GRADED, POLICY, POLICY.days_late(datetime.fromisoformat(submitted)), "en")
    assert late.score == 49
    result = decided(ForStudent("ann", **decision), result=late, submitted=submitted)
    assert result.score == pytest.approx(score)
    assert undecided(result) == late


def test_check_that_does_not_count_leaves_score_and_maximum():
    result = decided(classes=(ForClass("a", exclude=("step.one", "loss.grad"), reason="unclear"),))
    assert (result.score, result.max_score) == (40, 40)
    assert [decision.reason for decision in result.decisions] == ["unclear", "unclear"]


def test_points_for_the_class_keep_the_share_that_was_reached():
    result = decided(classes=(ForClass("a", points={"loss.value": 20, "step.one": 60}),))
    assert (result.score, result.max_score) == (50, 110)


def test_who_was_refused_may_be_given_points_and_a_fault_may_not():
    refused = replace(GRADED, status="refused", score=0.0, checks=[])
    by_hand = ForStudent("ann", assignment="a", checks={"loss.value": 40})
    assert decided(by_hand, result=refused).score == 40
    fault = replace(refused, status="fault")
    assert decided(by_hand, result=fault) == fault


def test_who_handed_in_nothing_and_is_excused_has_a_result_that_does_not_count():
    decisions = Adjustments(
        (ForStudent("cyd", excused=True), ForStudent("x", excused=True)), (), (1, 2)
    )
    found = with_excused({"ann": GRADED}, "a", decisions, {"ann", "cyd"})
    assert list(found) == ["ann", "cyd"]
    assert found["cyd"].is_excused
    assert found["cyd"].max_score == 100
