"""One submission in the sandbox: its child, replaced when it dies, and what time it has left."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable
from typing import Self

from ..checks.check import Check, Probe
from ..checks.known import KnownProbes
from ..checks.run import Outcome, run_probe
from ..course.assignment import Assignment
from ..course.config import Limits
from ..course.sources import GradedSources
from ..errors import UsageError
from ..execution.bounded import kept_alive
from ..execution.failure import Failure
from ..execution.guard import GuardedTransport, ProbeOverrunError
from ..execution.overruns import SHARE_AFTER_OVERRUN, Overruns, WatchedTransport
from ..execution.packages import imports_of, is_installed
from ..execution.sandbox import RAN_OUT, Branch, Isolation, Sandbox, SandboxLimits, Turn, Use
from ..execution.stacks import find_place
from ..execution.transport import PipeTransport
from .opened import Opened, load_request
from .repetition import SEED, Growth, growth_of_a_loop

# This far from a limit, on either side, another run may come out otherwise. What overruns a limit may so go
# on a little, to see how far it is.
NEAR = 0.2
# A check may always use this many times what the reference uses here and now.
TIMES_REFERENCE = 200
TIMED_RUNS = 5


def cpu_seconds(limits: Limits) -> int:
    """Returns the processor time of a sandboxed process's whole life."""
    return max(120, round(4 * limits.total_seconds))


def open_sandbox(
    assignment: Assignment,
    isolation: Isolation = "full",
    turn: Turn | None = None,
    branch: Branch | None = None,
) -> Sandbox:
    """Returns a sandbox with an assignment's limits, packages and fixtures; see `Sandbox`.

    Raises:
        UsageError: one of the packages is not installed.
    """
    config = assignment.config.limits
    limits = SandboxLimits(memory_bytes=config.memory_mb << 20, cpu_seconds=cpu_seconds(config))
    packages = assignment.config.sandbox.packages
    for name in packages:
        if not is_installed(name):
            raise UsageError(
                f"{assignment.name}: assignment.toml names {name} in [sandbox] packages, and it is not "
                f"installed: run python -m pip install {name}."
            )
    return Sandbox(
        limits,
        assignment.fixtures,
        isolation,
        turn=turn,
        packages=packages,
        preloaded=imports_of(packages),
        branch=branch,
    )


class Attempt(Opened):
    """Runs probes on one submission in the sandbox, in a child that is replaced when it dies.

    Args:
        sources: of the submission.
        reference: returns what the reference uses for a check, in seconds; for limits that follow it.
        earlier: an attempt with the same sources; see Opened.
        memory_bytes: of a child; the sandbox's limit where it is 0.
        known: what the probes made of the answers of other submissions.

    Attributes:
        short_of_memory: it asked for more than its children had.
        near_limit: one of its limits was nearly reached, or just overrun.
    """

    def __init__(
        self,
        sandbox: Sandbox,
        assignment: Assignment,
        sources: GradedSources,
        reference: Callable[[Check, int], float] | None = None,
        earlier: Opened | None = None,
        memory_bytes: int = 0,
        known: KnownProbes | None = None,
    ) -> None:
        self._memory_bytes = memory_bytes
        self._known = known or KnownProbes()
        self.short_of_memory = False
        self._sandbox = sandbox
        self._reference = reference
        self._pipe: PipeTransport | None = None
        # What its children were charged that are gone.
        self._earlier = 0.0
        self._limit = _Limit(0.0, lambda: 0.0)
        self._overran = False
        self._overruns = Overruns()
        self._request = load_request(assignment, sources)
        self.near_limit = False
        super().__init__(assignment, sources, earlier)

    def __enter__(self) -> Self:
        self.load()
        return self

    def __exit__(self, *_: object) -> None:
        if self._pipe is not None:
            self._pipe.close()
        total = self._config.limits.total_seconds
        self.near_limit |= abs(self.seconds - total) <= NEAR * total

    @property
    def seconds(self) -> float:
        """What the submission was charged so far, all its children together."""
        return self._earlier + (0.0 if self._pipe is None else self._pipe.used.seconds)

    def time(self, check: Check, seed: int) -> float:
        """Returns the median of what a check's probe is charged, in seconds."""
        return statistics.median(self._charged(check, check.probe, seed) for _ in range(TIMED_RUNS))

    def growth(self, check: Check, enough: float) -> Growth:
        """Returns how much more a check is charged on very many rows than on many.

        Those are the second of its `rows`, and as many times that as it is of the first.

        Args:
            enough: see `repetition.Timed`.
        """
        few, many = check.rows or (1, 1)
        most = many * many // few
        halfway = math.isqrt(many * most)
        factor = halfway / many
        middle = self._charged(check, check.with_rows(halfway), SEED)
        if (bound := growth_of_a_loop(middle, factor)) <= enough:
            return Growth(bound)
        least = self._charged(check, check.with_rows(many), SEED)
        if (bound := growth_of_a_loop(middle - least, factor)) <= enough:
            return Growth(bound)
        whole = self._charged(check, check.with_rows(most), SEED)
        return Growth(whole - least, middle - least, factor)

    def _charged(self, check: Check, probe: Probe, seed: int) -> float:
        started = self.seconds
        self.run(check, probe, seed)
        return self.seconds - started

    def _most(self, check: Check, seed: int) -> float:
        return 0.0 if self._reference is None else TIMES_REFERENCE * self._reference(check, seed)

    def _try(self, work: Callable[[], Outcome], most: Callable[[], float] = lambda: 0.0) -> Outcome:
        """Returns the outcome of what a child is asked to do, in a fresh one if the child dies of it.

        One that was killed from outside, by hand or for want of memory, looks like one that ended
        itself; but what a submission does itself, it does again.
        """
        outcome = self._within_limit(work, most)
        if outcome.failure is not None and outcome.failure.kind == "died":
            outcome = self._within_limit(work, most)
        if outcome.failure is not None and _is_short_of_memory(outcome.failure):
            self.short_of_memory = True
        if outcome.failure is not None and outcome.failure.kind == "timeout":
            self._overran = True
        return outcome

    def _within_limit(self, work: Callable[[], Outcome], most: Callable[[], float]) -> Outcome:
        share = SHARE_AFTER_OVERRUN if self._overran else 1.0
        self._limit = _Limit(share * self._config.limits.seconds, lambda: share * most())
        outcome = super()._try(work)
        failure = outcome.failure
        if failure is not None and failure.kind == "timeout" and failure.text:
            return outcome  # it was not run
        return self._timed(outcome)

    def _timed(self, outcome: Outcome) -> Outcome:
        """Returns a timeout, with where that was, in place of an outcome that took too long."""
        limit = self._limit
        spent = Use() if self._pipe is None else self._pipe.spent
        if not limit.approached(spent.seconds):
            return outcome
        self.near_limit |= spent.seconds <= (1 + NEAR) * limit.seconds
        if spent.seconds <= limit.seconds:
            return outcome
        stacks = "" if outcome.failure is None else outcome.failure.stacks
        loops = {file: facts.repeats for file, facts in self.facts.items()}
        file, line = find_place(stacks, self.sources.files, loops)
        used = (spent.ran, spent.slept)
        return Outcome(
            {}, Failure(kind="timeout", seconds=limit.seconds, used=used, file=file, line=line)
        )

    def _run(self, probe: Probe, seed: int) -> Outcome:
        """Returns a probe's outcome; without running it where the time is used up."""
        total = self._config.limits.total_seconds
        if self.seconds > total:
            return Outcome({}, Failure(kind="timeout", text="budget", seconds=total))
        transport = self._known.begin(probe, seed, self._transport())
        try:
            known = transport.follow(WatchedTransport(transport, self._overruns))
            if known is not None:
                return known
            watched = WatchedTransport(transport, self._overruns)
            with GuardedTransport(watched) as guarded, kept_alive():
                outcome = run_probe(probe, guarded, seed, transport.will_return)
        except ProbeOverrunError:
            text = "it takes too long to look at"
            return Outcome({}, Failure(kind="value", type="TimeoutError", text=text))
        transport.keep(outcome)
        return outcome

    def _transport(self) -> PipeTransport:
        """Returns a transport for the next request, which has all of the limit for it."""
        if self._pipe is None or not self._pipe.alive:
            if self._pipe is not None:
                self._earlier += self._pipe.used.seconds
            self._pipe = PipeTransport(self._sandbox.spawn(memory_bytes=self._memory_bytes))
            self._limit.allow(self._pipe)
            self._pipe.exchange(self._request)
        self._limit.allow(self._pipe)
        return self._pipe


def _is_short_of_memory(failure: Failure) -> bool:
    """Tells whether a submission's own code got no more memory, and had not caught that."""
    raised = failure.kind in ("raised", "load") and failure.type.endswith("MemoryError")
    return raised or (failure.kind == "died" and failure.text == RAN_OUT)


class _Limit:
    """What a check may be charged.

    Args:
        seconds: at least.
        most: what else it may be, asked only where that matters, as it may take long.
    """

    def __init__(self, seconds: float, most: Callable[[], float]) -> None:
        self.seconds = seconds
        self._most = most

    def allow(self, pipe: PipeTransport) -> None:
        """Lets what is asked next use so much, and a little more."""
        pipe.allow((1 + NEAR) * self.seconds, lambda: (1 + NEAR) * self._raised())

    def approached(self, seconds: float) -> bool:
        """Tells whether so many are near the limit, or over it."""
        return seconds >= (1 - NEAR) * self.seconds and seconds >= (1 - NEAR) * self._raised()

    def _raised(self) -> float:
        """Returns the seconds that it is in truth."""
        self.seconds = max(self.seconds, self._most())
        return self.seconds
