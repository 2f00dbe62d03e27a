"""What one try does not settle is tried again alone, and made anew by a later run."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from autograder.execution.sandbox import SandboxFault, Stalled
from autograder.grading import grader as module
from autograder.grading import reference_times
from autograder.grading.batch.task import Task, grade_task, is_settled
from autograder.results.result import CheckResult, Result, Violation
from autograder.results.result_json import decode_result
from autograder.submissions import Refused, Submission


def result(**facts: Any) -> Result:
    plain = {
        "student": "ann",
        "assignment": "a",
        "status": "graded",
        "score": 1.0,
        "max_score": 1.0,
    }
    return Result(**{**plain, "checks": [], **facts})


def check(status: Any) -> CheckResult:
    return CheckResult(
        id="a.b", title="t", status=status, points=0.0, max_points=1.0, hidden=False
    )  # fmt: skip


HAND_IN = Submission(student="ann", files={}, listing=(), notes=(), digest="")


@pytest.mark.parametrize(
    ("submission", "given", "settled"),
    [
        (HAND_IN, result(), True),
        (HAND_IN, result(checks=[check("failed"), check("timeout")]), True),
        (HAND_IN, result(status="fault"), False),
        (HAND_IN, result(checks=[check("passed"), check("fault")]), False),
        (HAND_IN, result(violations=[Violation(rule="inspection", file="a", message="m")]), False),
        (HAND_IN, result(violations=[Violation(rule="loop", file="a", message="m")]), True),
        (Refused("costly", {}), result(status="refused"), False),
        (Refused("empty", {}), result(status="refused"), True),
    ],
)
def test_only_what_the_submission_alone_decides_is_kept(
    submission: Submission | Refused, given: Result, settled: bool
) -> None:
    assert is_settled(submission, given) is settled


class State:
    """What `grade_task` needs of a worker, with a grader that says what it is told to."""

    def __init__(self, assignment: Any, told: Result) -> None:
        from contextlib import nullcontext

        self.turn = nullcontext()
        self.reports = False
        self.handed_in = None
        self.key = "key"
        self.assignment = assignment
        self.grader = self
        self.told = told

    def grade(self, *_: object) -> Result:
        return self.told


@pytest.mark.parametrize(
    ("told", "again"), [(result(near_limit=True), "near_limit"), (result(status="fault"), "fault")]
)
def test_what_is_near_a_limit_or_a_fault_is_tried_again_once(
    assignment: Any, told: Result, again: str
) -> None:
    state: Any = State(assignment, told)
    first = grade_task(state, Task("ann", HAND_IN))
    assert (first.again, first.line) == (again, b"")
    state.told = replace(told, near_limit=False)
    second = grade_task(state, replace(Task("ann", HAND_IN), again=again))
    assert second.again == ""
    kept = decode_result(second.line)
    assert kept.near_limit is (again == "near_limit")
    assert bool(kept.key) is (again == "near_limit")


@pytest.mark.parametrize(("works", "words"), [(True, "by itself"), (False, "too busy")])
def test_a_submission_that_stalls_while_the_machine_works_stalls_by_itself(
    grader: Any, monkeypatch: pytest.MonkeyPatch, works: bool, words: str
) -> None:
    class Submitted:
        def __init__(self, *_: Any) -> None: ...

        def __enter__(self) -> None:
            raise Stalled("This machine is too busy to run the submission.")

        def __exit__(self, *_: object) -> None: ...

    class Reference(Submitted):
        def __enter__(self) -> None:
            if not works:
                raise SandboxFault("no")

    monkeypatch.setattr(module, "Attempt", Submitted)
    monkeypatch.setattr(reference_times, "Attempt", Reference)
    found = grader.grade(HAND_IN)
    assert found.status == "fault"
    assert words in found.message
