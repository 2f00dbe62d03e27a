"""What the reference uses in the sandbox, here and now: limits and what is charged for slowness follow it."""

from __future__ import annotations

from ..checks.check import Check
from ..course.assignment import Assignment
from ..course.sources import GradedSources
from ..execution.sandbox import Sandbox, SandboxFault
from .attempt import NEAR, Attempt


class ReferenceTimes:
    """Times the reference, once for each check.

    Args:
        sandbox: of the assignment.
    """

    def __init__(self, assignment: Assignment, sandbox: Sandbox) -> None:
        self._assignment = assignment
        self._sandbox = sandbox
        self._seconds: dict[str, float] = {}

    def opened(self) -> Attempt:
        """Returns the reference as a submission of its own."""
        sources = GradedSources(self._assignment.reference)
        return Attempt(self._sandbox, self._assignment, sources)

    def runs_now(self) -> bool:
        """Tells whether the machine runs it."""
        try:
            with self.opened():
                return True
        except SandboxFault:
            return False

    def seconds(self, check: Check, seed: int) -> float:
        """Returns what it uses for a check."""
        if check.id not in self._seconds:
            with self.opened() as right:
                self._seconds[check.id] = right.time(check, seed)
        return self._seconds[check.id]

    def beside(self, attempt: Attempt, check: Check, seed: int) -> tuple[float, float]:
        """Returns the seconds of a submission and of the reference, by the same account."""
        yours, reference = attempt.time(check, seed), self.seconds(check, seed)
        limit = check.slower_than * reference
        attempt.near_limit |= abs(yours - limit) <= NEAR * limit
        return yours, reference
