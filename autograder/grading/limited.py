"""A student's own run within the limits of grading: here is the process that another one watches.

It says what it begins and ends; the watcher (`autograder.cli.watched`) charges it meanwhile, ends it
where a limit is overrun, and starts another one that is told what became of the one before.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stdout
from dataclasses import field
from typing import Any

from ..checks.check import Check, Probe
from ..checks.run import Outcome, run_probe
from ..course.assignment import Assignment
from ..course.rules import SourceFacts
from ..course.sources import GradedSources
from ..execution.failure import Failure, StudentError
from ..execution.overruns import SHARE_AFTER_OVERRUN, Overruns, WatchedTransport
from ..execution.stacks import find_place
from ..results.records import dataclass
from .opened import OpenedHere


@dataclass(frozen=True)
class Ended:
    """What ended an earlier process of the same run.

    Attributes:
        label: what it was at.
        kind: timeout or died.
        seconds: the limit that was overrun.
        used: seconds on a processor, and asleep.
        stacks: where it was meanwhile; see `execution.stacks`.
        called: names of the functions that it was in.
        text: of what died, how.
    """

    label: str
    kind: str
    seconds: float = 0.0
    used: tuple[float, float] = (0.0, 0.0)
    stacks: str = ""
    called: tuple[str, ...] = ()
    text: str = ""


@dataclass(frozen=True)
class Watch:
    """Who watches this process.

    Attributes:
        tell: sends an event.
        ended: earlier processes.
    """

    tell: Callable[[Mapping[str, Any]], None]
    ended: Sequence[Ended] = field(default=())


class OpenedLimited(OpenedHere):
    """A student's own work, in this process, which says what it begins and ends.

    Args:
        watch: who is told.
    """

    def __init__(self, assignment: Assignment, watch: Watch, sources: GradedSources) -> None:
        self._watch = watch
        self._limits = assignment.config.limits
        self._ended = {item.label: item for item in watch.ended}
        self._overruns = _ToldOverruns(watch)
        self._earlier = sum(sum(item.used) for item in watch.ended)
        self._began = time.process_time()
        self._label = ""
        super().__init__(assignment, sources, prints=True)

    def run(self, check: Check, probe: Probe, seed: int) -> Outcome:
        """See Opened."""
        self._label = f"{check.id} {probe.__name__} {seed}"
        return super().run(check, probe, seed)

    def _inspect_some(
        self, paths: Sequence[str], found: dict[str, SourceFacts], elsewhere: dict[str, SourceFacts]
    ) -> Outcome:
        self._label = f"inspect {' '.join(paths)}"
        return self._limited(
            lambda: super(OpenedLimited, self)._inspect_some(paths, found, elsewhere)
        )

    def _load(self, module: str) -> Outcome:
        self._label = f"load {module}"
        return self._limited(lambda: super(OpenedLimited, self)._load(module))

    def _run(self, probe: Probe, seed: int) -> Outcome:
        total = self._limits.total_seconds
        if self._earlier + time.process_time() - self._began > total:
            return Outcome({}, Failure(kind="timeout", text="budget", seconds=total))
        transport = WatchedTransport(self._transport(), self._overruns)
        return self._limited(lambda: run_probe(probe, transport, seed))

    def _limited(self, work: Callable[[], Outcome]) -> Outcome:
        """Returns the outcome of work that is watched; or what became of it before.

        Raises:
            StudentError: it ended an earlier process.
        """
        if self._label in self._ended:
            raise StudentError(self._failure(self._ended[self._label]))
        share = SHARE_AFTER_OVERRUN if self._overran() else 1.0
        limit = share * self._limits.seconds
        self._watch.tell({"begin": self._label, "limit": limit, "ran": time.process_time()})
        try:
            # What the student's code prints is for the student to read, and no part of the result.
            with redirect_stdout(sys.stderr), _memory_of(self._limits.memory_mb << 20):
                return work()
        finally:
            self._watch.tell({"end": self._label})

    def _overran(self) -> bool:
        return any(item.kind == "timeout" for item in self._watch.ended)

    def _failure(self, ended: Ended) -> Failure:
        if ended.kind != "timeout":
            return Failure(kind="died", text=ended.text)
        loops = {file: facts.repeats for file, facts in self.facts.items()}
        file, line = find_place(ended.stacks, self.sources.files, loops)
        return Failure(kind="timeout", seconds=ended.seconds, used=ended.used, file=file, line=line)


@contextmanager
def _memory_of(size: int) -> Iterator[None]:
    """Has what is done meanwhile get MemoryError beyond so many bytes, where the system counts them: on Linux.

    Grading gives a submission's process as much in all; here the checks are in the same one, so that it is
    as much beyond what there is.
    """
    if sys.platform != "linux":
        yield
        return
    import resource

    from ..execution.address_space import bound_address_space

    usual = resource.getrlimit(resource.RLIMIT_AS)
    bound_address_space(size, usual)
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, usual)


class _ToldOverruns(Overruns):
    """Says which functions are about to be called, for what ends this process to be known by."""

    def __init__(self, watch: Watch) -> None:
        super().__init__()
        self._watch = watch
        for item in watch.ended:
            if item.kind == "timeout":
                self.note(set(item.called), returned=False)

    def always_times_out(self, called: set[str]) -> str:
        """See Overruns."""
        self._watch.tell({"calls": sorted(called)})
        return super().always_times_out(called)
