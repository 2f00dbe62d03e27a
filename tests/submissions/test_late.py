"""Lateness: what it costs, and how it reaches a result."""

import json
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.course.assignment import load_assignment
from autograder.course.course import Bundle
from autograder.course.late import LatePolicy
from autograder.errors import CourseError
from autograder.grading.batch import Job
from autograder.grading.batch.found import find_class
from autograder.grading.batch.run import grade_class

DUE = datetime.fromisoformat("2026-03-01T23:59:00+08:00")
TOML = """\
title = "Adding"
modules = ["add"]
[points]
sum = 10
[late]
due = 2026-03-01T23:59:00+08:00
grace_minutes = 10
percent_per_day = 15
most_percent = 40
"""
CHECKS = '''\
from autograder.checks import check


@check("sum.small", points=10, needs=["add"], title={"zh": "和"})
def small(student, rng):
    """sum"""
    return {"sum": student.add.add(rng.normal(size=3), rng.normal(size=3))}
'''
CODE = "def add(a, b):\n    return a + b\n"


@pytest.mark.parametrize(
    ("minutes", "days", "cost"),
    [(-1, 0, 0), (0, 0, 0), (10, 0, 0), (11, 1, 0.15), (1440, 1, 0.15), (1441, 2, 0.3), (9999, 7, 0.4)],
)  # fmt: skip
def test_days_late_and_their_cost(minutes, days, cost):
    policy = LatePolicy(DUE, grace_minutes=10, percent_per_day=15, most_percent=40)
    assert policy.days_late(DUE + timedelta(minutes=minutes)) == days
    assert policy.cost(days) == pytest.approx(cost)


def test_time_without_a_zone_is_one_of_the_due_dates():
    policy = LatePolicy(DUE, percent_per_day=15)
    assert policy.days_late(datetime.fromisoformat("2026-03-01T23:58:00")) == 0
    assert policy.days_late(datetime.fromisoformat("2026-03-02T00:10:00")) == 1


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.floats(0, 200), st.floats(0, 200))
def test_later_is_never_cheaper_and_never_costs_more_than_all(first, second, each, most):
    policy = LatePolicy(DUE, percent_per_day=each, most_percent=most)
    early, late = sorted((first, second))
    costs = [policy.cost(policy.days_late(DUE + timedelta(seconds=s))) for s in (early, late)]
    assert 0 <= costs[0] <= costs[1] <= 1


def test_due_date_without_time_zone_is_refused():
    toml = TOML.replace("+08:00", "")
    with pytest.raises(CourseError, match="due needs a time zone"):
        load_assignment(Bundle("adding", {"assignment.toml": toml.encode()}, {}))


def test_late_submissions_lose_points_and_say_why(tmp_path, capfd):
    for student, stamp in {
        "ann": "2026-03-01 15:59:00.0 UTC",
        "bob": "2026-03-02 16:30:00.0 UTC",
        "eve": None,
    }.items():
        folder = tmp_path / "submitted" / student / "adding"
        folder.mkdir(parents=True)
        (folder / "add.py").write_text(CODE)
        if stamp:
            (folder / "timestamp.txt").write_text(stamp)
    files = {"assignment.toml": TOML.encode(), "checks.py": CHECKS.encode()}
    assignment = load_assignment(Bundle("adding", files, {"add.py": CODE.encode()}))
    job = Job(assignment.bundle, b"s")
    found = find_class(tmp_path / "submitted", assignment)
    results = list(grade_class(job, assignment, found, tmp_path / "out", 1, progress=False))
    assert [result.score for result in results] == [10, 7, 10]
    assert [(v.rule, v.points) for v in results[1].violations] == [("late", 3)]
    assert "days late: 2" in (tmp_path / "out" / "feedback" / "bob.html").read_text()
    assert "It is not known when 1 were handed in" in capfd.readouterr().err
    people = json.loads((tmp_path / "out" / "class.json").read_text())
    assert people["platform"] == "nbgrader"
