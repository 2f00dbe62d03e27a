"""One submission in the sandbox: its child, replaced when it dies, and what time it has left."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from typing import Self

from ..checks.check import Check, Probe
from ..checks.run import Outcome, run_probe
from ..course.assignment import Assignment
from ..course.sources import GradedSources
from ..execution.overruns import Overruns, WatchedTransport
from ..execution.proxy import Failure
from ..execution.sandbox import SLOW_SECONDS, Isolation, Sandbox, SandboxLimits, Turn
from ..execution.transport import PipeTransport
from .opened import Opened, load_request

# Once a submission has overrun a limit, its other checks get no more than this: enough for any
# honest one, and short enough that a loop in every check does not hold up the class.
SECONDS_AFTER_TIMEOUT = 1.0
# Then it also stops competing with others sooner.
SLOW_AFTER_TIMEOUT = 0.03
TIMED_RUNS = 5


def open_sandbox(
    assignment: Assignment, isolation: Isolation = "full", turn: Turn | None = None
) -> Sandbox:
    """Returns a sandbox with an assignment's limits and fixtures; see `Sandbox`."""
    limits = SandboxLimits(memory_bytes=assignment.config.limits.memory_mb << 20)
    return Sandbox(limits, assignment.fixtures, isolation, turn=turn)


class Attempt(Opened):
    """Runs probes on one submission in the sandbox, in a child that is replaced when it dies.

    Args:
        sources: of the submission.
    """

    def __init__(self, sandbox: Sandbox, assignment: Assignment, sources: GradedSources) -> None:
        self._sandbox = sandbox
        self._pipe: PipeTransport | None = None
        self._overran = False
        self._overruns = Overruns()
        self._started = sandbox.turn.now()
        self._request = load_request(assignment, sources)
        super().__init__(assignment, sources)

    def __enter__(self) -> Self:
        self.load()
        return self

    def __exit__(self, *_: object) -> None:
        if self._pipe is not None:
            self._pipe.close()

    def seconds(self, check: Check, seed: int) -> float:
        """Returns the median wall time of a check's probe, by this process's clock."""
        times = []
        for _ in range(TIMED_RUNS):
            started = self._sandbox.turn.now()
            self.run(check, check.probe, seed)
            times.append(self._sandbox.turn.now() - started)
        return statistics.median(times)

    def _try(self, work: Callable[[], Outcome]) -> Outcome:
        """Returns the outcome of what a child is asked to do, in a fresh one if the child dies of it.

        One that was killed from outside, by hand or for want of memory, looks like one that ended
        itself; but what a submission does itself, it does again.
        """
        outcome = super()._try(work)
        if outcome.failure is not None and outcome.failure.kind == "died":
            outcome = super()._try(work)
        if outcome.failure is not None and outcome.failure.kind == "timeout":
            self._overran = True
        return outcome

    def _run(self, probe: Probe, seed: int) -> Outcome:
        """Returns a probe's outcome; without running it where the time is used up."""
        total = self._config.limits.total_seconds
        if self._sandbox.turn.now() - self._started > total:
            return Outcome({}, Failure(kind="timeout", text="budget", seconds=total))
        transport = WatchedTransport(self._transport(), self._overruns)
        return run_probe(probe, transport, seed)

    def _transport(self) -> PipeTransport:
        limit = self._config.limits.seconds
        seconds = min(limit, SECONDS_AFTER_TIMEOUT) if self._overran else limit
        if self._pipe is None or not self._pipe.alive:
            slow = SLOW_AFTER_TIMEOUT if self._overran else SLOW_SECONDS
            self._pipe = PipeTransport(self._sandbox.spawn(slow))
            self._pipe.allow(seconds)
            self._pipe.exchange(self._request)
        self._pipe.allow(seconds)
        return self._pipe
