"""What the tests of hostile submissions share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from autograder.course.assignment import Assignment
from autograder.course.config import Limits
from autograder.grading.grader import Grader
from autograder.results.render.html import feedback_page
from autograder.results.result import CheckResult, Result
from autograder.results.result_json import encode_result
from autograder.submissions import Submission

# Enough for an honest check many times over, and short enough for tests of endless loops.
HASTY = Limits(seconds=0.4, total_seconds=1.2)
PATIENT = Limits(seconds=4, total_seconds=30)

# A layer that gets nothing right, around whatever an attack does.
WORTHLESS_LOSS = """
import numpy as np

{at_import}

class SoftmaxCrossEntropyLoss:
    def __init__(self, num_input, num_output, trainable=True):
        self.trainable = trainable
        self.W = np.zeros((num_input, num_output))
        self.b = np.zeros((1, num_output))

    def forward(self, Input, labels):
        self.Input, self.labels = Input, labels
        loss, acc = 1.0, 0.0
{in_forward}
        return loss, acc

    def gradient_computing(self):
        self.grad_W, self.grad_b = np.zeros_like(self.W), np.zeros_like(self.b)
{in_gradient}
"""


def worthless_loss(at_import: str = "", in_forward: str = "", in_gradient: str = "") -> bytes:
    """Returns a loss.py that earns nothing by itself, with code in it that may try to."""
    return WORTHLESS_LOSS.format(
        at_import=at_import,
        in_forward=_indented(in_forward),
        in_gradient=_indented(in_gradient),
    ).encode()


def _indented(code: str) -> str:
    return "\n".join(" " * 8 + line for line in code.splitlines())


def submission(files: Mapping[str, bytes], student: str = "mallory") -> Submission:
    """Returns a submission of these files."""
    return Submission(student=student, files=dict(files), listing=(), notes=(), digest="")


@dataclass
class Court:
    """A grader of Case 1 with one warm sandbox, for hostile and honest submissions in turn.

    Attributes:
        secrets: words that no submission may get to see.
    """

    grader: Grader
    assignment: Assignment
    secrets: tuple[str, ...]
    _known: dict[Limits, Assignment] = field(default_factory=dict)

    def grade(self, files: Mapping[str, bytes], limits: Limits | None = None) -> Result:
        """Returns the result of a submission, under the assignment's own limits or others."""
        self.grader.assignment = self._under(limits or self.assignment.config.limits)
        return self.grader.grade(submission(files))

    def _under(self, limits: Limits) -> Assignment:
        """Returns the assignment with these limits; each one once, as it keeps what it works out."""
        if limits not in self._known:
            config = replace(self.assignment.config, limits=limits)
            self._known[limits] = replace(self.assignment, config=config)
        return self._known[limits]

    def grade_loss(self, loss: bytes, limits: Limits = HASTY) -> Result:
        """Returns the result of a hostile loss.py beside an honest optimizer.py."""
        optimizer = self.assignment.reference["optimizer.py"]
        return self.grade({"loss.py": loss, "optimizer.py": optimizer}, limits)

    def assert_nothing_gained(self, result: Result) -> None:
        """Asserts what must hold of every hostile loss.py beside an honest optimizer.py.

        It has a result with reasons, no point that the honest file did not earn, and nothing secret
        on the student's page or in the results; and the next honest submission gets full marks.
        """
        assert result.status == "graded"
        assert len(result.checks) == len(self.assignment.checks)
        for check in result.checks:
            assert check.status != "fault", check
            assert check.status == "passed" or (check.points == 0 and check.message), check
            assert check.status != "passed" or check.id.startswith("optimizer."), check
        assert result.score <= 25
        self.assert_nothing_told(result)
        self.assert_honest_gets_full_marks()

    def assert_nothing_told(self, result: Result) -> None:
        """Asserts that no secret stands in the results or on the student's page."""
        told = written(result)
        assert len(told) < 300_000
        for secret in self.secrets:
            assert secret not in told

    def assert_honest_gets_full_marks(self) -> None:
        """Asserts that an honest submission, graded now, is right in everything."""
        result = self.grade(self.assignment.reference)
        assert (result.status, result.score) == ("graded", 100), failures(result)


def failures(result: Result) -> dict[str, str]:
    """Returns the messages of the checks that were not passed, by id."""
    return {check.id: check.message for check in result.checks if check.status != "passed"}


def outcome(result: Result, id: str) -> CheckResult:
    """Returns one check's result."""
    return next(check for check in result.checks if check.id == id)


def written(result: Result) -> str:
    """Returns everything that is written of a result."""
    return encode_result(result).decode() + feedback_page(result, "Softmax regression")


# What a submission needs to answer in the worker's place: `forge(reply)` sends reply(message) as the
# answer to every request for values.
FORGE = """
import sys
executor = sys.modules["softmark_worker.executor"]
wire = sys.modules["softmark_worker.wire"]

def forge(reply):
    honest = executor.Executor.answer
    def answer(self, message):
        if message.get("want"):
            return reply(message)
        return honest(self, message)
    executor.Executor.answer = answer

def frame(header, *buffers):
    import json, struct
    header = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack(">I", len(header)) + header + b"".join(buffers)

def find_socket():
    import socket
    frame = sys._getframe()
    while frame is not None:
        if isinstance(channel := frame.f_locals.get("channel"), int):
            return socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, 0, channel)
        frame = frame.f_back
    raise LookupError("no socket")
"""
