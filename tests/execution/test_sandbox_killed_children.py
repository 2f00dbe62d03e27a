"""A child that somebody else kills costs nothing; one that ends itself is believed the second time."""

import os
import signal
from collections import Counter
from dataclasses import replace

import pytest
from helpers.marks import slow

from autograder.execution.sandbox import sandbox as module
from autograder.submissions import Submission


@pytest.fixture
def exchanges(monkeypatch):
    """Counts the requests to children, and kills the child just before the one that is named."""
    counts = Counter()
    exchange = module.Child.exchange

    def counting(child, request, seconds, more=None):
        counts["all"] += 1
        if counts["all"] == counts["fatal"]:
            if not child._ready:
                child._await_ready()
            os.kill(child._channel.meter._pid, signal.SIGKILL)
        return exchange(child, request, seconds, more)

    monkeypatch.setattr(module.Child, "exchange", counting)
    return counts


def submission(files):
    return Submission(student="ann", files=dict(files), listing=(), notes=(), digest="")


def judged(result):
    checks = [replace(check, seconds=0.0) for check in result.checks]
    return result.status, result.score, checks, result.violations


@pytest.mark.parametrize("every", [4, slow(1)])
def test_killing_the_child_at_any_request_changes_no_result(every, assignment, grader, exchanges):
    files = dict(assignment.reference)
    files["loss.py"] = files["loss.py"].replace(b"delta.sum(axis=0", b"delta.mean(axis=0")
    assert files["loss.py"] != assignment.reference["loss.py"]
    clean = judged(grader.grade(submission(files)))
    # What is known by then is not judged again: so many requests each further time.
    exchanges.update({"all": -exchanges["all"]})
    assert judged(grader.grade(submission(files))) == clean
    requests = exchanges["all"]
    assert requests > len(assignment.checks)
    for fatal in range(1, requests + 1, every):
        exchanges.update({"all": -exchanges["all"]})
        exchanges["fatal"] = fatal
        assert judged(grader.grade(submission(files))) == clean, f"killed at request {fatal}"
        assert exchanges["all"] > requests


def test_code_that_always_ends_its_process_is_tried_twice_and_told(assignment, grader, exchanges):
    files = {**assignment.reference, "loss.py": b"import os\nos._exit(3)\n"}
    result = grader.grade(submission(files))
    (told,) = {check.message for check in result.checks if check.id.startswith("loss.")}
    assert "exited with status 3" in told
