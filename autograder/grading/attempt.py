"""One submission in the sandbox: its child, replaced when it dies, and what time it has left."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from functools import partial
from typing import Self

from ..checks.check import Check, Probe
from ..checks.run import Outcome, load_failure, run_probe
from ..course.assignment import Assignment
from ..course.rules import Facts, read_facts
from ..execution.overruns import Overruns, WatchedTransport
from ..execution.proxy import Failure, StudentError
from ..execution.sandbox import SLOW_SECONDS, Isolation, Sandbox, SandboxLimits, Turn
from ..execution.transport import PipeTransport, load_message
from ..submissions.notebook import HandIn, wanted_names

# Once a submission has overrun a limit, its other checks get no more than this: enough for any
# honest one, and short enough that a loop in every check does not hold up the class.
SECONDS_AFTER_TIMEOUT = 1.0
# Then it also stops competing with others sooner.
SLOW_AFTER_TIMEOUT = 0.03
TIMED_RUNS = 5
# Packages that an editor or a habit leaves among the imports: not there in the sandbox, and no reason
# to lose points as long as they are not used.
HARMLESS = (
    "IPython",
    "PIL",
    "cv2",
    "ipywidgets",
    "matplotlib",
    "pandas",
    "pylab",
    "rich",
    "scipy",
    "seaborn",
    "tqdm",
)


def open_sandbox(
    assignment: Assignment, isolation: Isolation = "full", turn: Turn | None = None
) -> Sandbox:
    """Returns a sandbox with an assignment's limits and fixtures; see `Sandbox`."""
    limits = SandboxLimits(memory_bytes=assignment.config.limits.memory_mb << 20)
    return Sandbox(limits, assignment.fixtures, isolation, turn=turn)


class Attempt:
    """Runs probes on one submission, whatever it does.

    Args:
        hand_in: what is graded of the submission.

    Attributes:
        facts: of its sources, taken before any of them was executed.
        problems: why a module does not load, for those that do not.
    """

    def __init__(self, sandbox: Sandbox, assignment: Assignment, hand_in: HandIn) -> None:
        self._sandbox = sandbox
        self._config = assignment.config
        self._files = hand_in.files
        self._cells = hand_in.cells
        self._wanted = wanted_names(assignment) if hand_in.cells else ()
        self._pipe: PipeTransport | None = None
        self._overran = False
        self._overruns = Overruns()
        self._started = sandbox.turn.now()
        self.facts: Facts = {}
        self.problems: dict[str, Failure] = {}

    def __enter__(self) -> Self:
        self._try(self._inspect)
        for module in self._config.modules:
            failure = self._try(partial(self._load, module)).failure
            if failure is not None:
                self.problems[module] = failure
        return self

    def __exit__(self, *_: object) -> None:
        if self._pipe is not None:
            self._pipe.close()

    def run(self, check: Check, probe: Probe, seed: int) -> Outcome:
        """Returns a probe's outcome; without running it where a module or the time is missing."""
        for module in check.needs:
            if module in self.problems:
                return Outcome({}, self.problems[module])
        total = self._config.limits.total_seconds
        if self._sandbox.turn.now() - self._started > total:
            return Outcome({}, Failure(kind="timeout", text="budget", seconds=total))
        return self._try(partial(self._run, probe, seed))

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
        outcome = self._outcome(work)
        if outcome.failure is not None and outcome.failure.kind == "died":
            outcome = self._outcome(work)
        if outcome.failure is not None and outcome.failure.kind == "timeout":
            self._overran = True
        return outcome

    @staticmethod
    def _outcome(work: Callable[[], Outcome]) -> Outcome:
        try:
            return work()
        except StudentError as error:
            return Outcome({}, error.failure)

    def _run(self, probe: Probe, seed: int) -> Outcome:
        transport = WatchedTransport(self._transport(), self._overruns)
        return run_probe(probe, transport, seed)

    def _inspect(self) -> Outcome:
        functions = list(self._config.rules.loops.vectorised)
        self.facts = read_facts(self._transport().exchange({"inspect": functions}))
        return Outcome({})

    def _load(self, module: str) -> Outcome:
        """Imports a module before any input is given."""
        if f"{module}.py" not in self._files and not self._cells:
            return Outcome({}, Failure(kind="load", type="FileNotFoundError", name=module))
        return Outcome({}, load_failure(module, self._transport()))

    def _transport(self) -> PipeTransport:
        limit = self._config.limits.seconds
        seconds = min(limit, SECONDS_AFTER_TIMEOUT) if self._overran else limit
        if self._pipe is None or not self._pipe.alive:
            slow = SLOW_AFTER_TIMEOUT if self._overran else SLOW_SECONDS
            self._pipe = PipeTransport(self._sandbox.spawn(slow))
            self._pipe.allow(seconds)
            stand_ins = (*self._config.rules.imports.forbidden, *HARMLESS)
            load = load_message(
                self._files,
                self._config.modules,
                stand_ins,
                cells=self._cells,
                wanted=self._wanted,
            )
            self._pipe.exchange(load)
        self._pipe.allow(seconds)
        return self._pipe
