"""A failing submission is opened once more, for the published inputs of its page, and no oftener than that."""

from dataclasses import replace

import pytest
from helpers.doors import load
from helpers.graders import grader_of

from autograder.course.mistakes import apply_mistakes, load_mistakes
from autograder.grading.published import needs_numbers
from autograder.results.result import CheckResult
from autograder.submissions import Submission

FAILED = CheckResult(id="a", title="A", status="failed", points=0.0, max_points=1.0, hidden=False)


@pytest.fixture(scope="module")
def grader():
    with grader_of(load("softmax_mnist")) as grader:
        # What the reference uses on many rows is measured once, in a child of its own.
        grader.grade(handed_in(grader.assignment, []))
        yield grader


def handed_in(assignment, mistakes):
    """Returns a submission with mistakes."""
    files = apply_mistakes(assignment.reference, mistakes)
    files = {path: text for path, text in files.items() if path in assignment.wanted}
    return Submission(student="ann", files=files, listing=(), notes=(), digest="")


def opened(grader, monkeypatch, *ids):
    """Returns the checks that fail for a submission with mistakes, and how many children it was given."""
    assignment = grader.assignment
    mistakes = [item for item in load_mistakes(assignment.bundle) if item.id in ids]
    assert len(mistakes) == len(ids)
    children = []
    spawn = grader._sandbox.spawn
    with monkeypatch.context() as patch:
        patch.setattr(
            grader._sandbox,
            "spawn",
            lambda **limits: children.append(limits) or spawn(**limits),
        )
        result = grader.grade(handed_in(assignment, mistakes))
    return [item for item in result.checks if item.status != "passed"], len(children)


def test_what_is_right_is_opened_once(grader, monkeypatch):
    assert opened(grader, monkeypatch) == ([], 1)


def test_many_failed_checks_share_one_second_child(grader, monkeypatch):
    failed, children = opened(grader, monkeypatch, "gradient-sum", "step-bias-never")
    assert len([item for item in failed if not item.hidden]) > 4
    assert children == 2


def test_hidden_checks_alone_open_nothing_again(grader, monkeypatch):
    failed, children = opened(grader, monkeypatch, "step-ignores-trainable")
    assert failed
    assert all(item.hidden for item in failed)
    assert children == 1


@pytest.mark.parametrize("status", ["passed", "timeout", "skipped", "fault"])
def test_what_has_no_numbers_is_not_run_again(status):
    assert needs_numbers([replace(FAILED, status=status)]) == []


def test_a_visible_check_that_failed_or_raised_is_run_again():
    several = [
        FAILED,
        replace(FAILED, id="b", status="error"),
        replace(FAILED, id="c", hidden=True),
    ]
    assert needs_numbers(several) == ["a", "b"]
