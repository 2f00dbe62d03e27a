"""A submission whose code can be run: its modules are loaded, and probes run on it, whatever it does."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from functools import partial
from typing import Any

from ..checks.check import Check, Probe
from ..checks.run import Outcome, load_failure, run_probe
from ..course.assignment import Assignment
from ..course.rules import Facts, read_facts
from ..course.sources import GradedSources, wanted_names
from ..execution.proxy import Failure, StudentError, Transport
from ..execution.transport import DirectTransport, load_message

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


def load_request(assignment: Assignment, sources: GradedSources) -> dict[str, Any]:
    """Returns the request that hands what is graded of a submission to an executor."""
    return load_message(
        sources.files,
        assignment.config.modules,
        (*assignment.config.rules.imports.forbidden, *HARMLESS),
        cells=sources.cells,
        wanted=wanted_names(assignment) if sources.cells else (),
        given=sources.given,
    )


class Opened(ABC):
    """Runs probes on one submission; where its code runs is up to the kinds of it.

    Args:
        sources: of the submission.

    Attributes:
        facts: of its sources, taken before any of them was executed.
        problems: why a module does not load, for those that do not.
    """

    def __init__(self, assignment: Assignment, sources: GradedSources) -> None:
        self._config = assignment.config
        self.sources = sources
        self.facts: Facts = {}
        self.problems: dict[str, Failure] = {}

    def load(self) -> None:
        """Takes the facts, then imports every module, before any input is given."""
        self._try(self._inspect)
        for module in self._config.modules:
            failure = self._try(partial(self._load, module)).failure
            if failure is not None:
                self.problems[module] = failure

    def run(self, check: Check, probe: Probe, seed: int) -> Outcome:
        """Returns a probe's outcome; without running it where a module is missing."""
        for module in check.needs:
            if module in self.problems:
                return Outcome({}, self.problems[module])
        return self._try(partial(self._run, probe, seed))

    @abstractmethod
    def _transport(self) -> Transport:
        """Returns a transport for the next request, to a side that holds the submission."""

    def _try(self, work: Callable[[], Outcome]) -> Outcome:
        """Returns the outcome of what the submission's side is asked to do."""
        try:
            return work()
        except StudentError as error:
            return Outcome({}, error.failure)

    def _run(self, probe: Probe, seed: int) -> Outcome:
        return run_probe(probe, self._transport(), seed)

    def _inspect(self) -> Outcome:
        functions = list(self._config.rules.loops.vectorised)
        self.facts = read_facts(self._transport().exchange({"inspect": functions}))
        return Outcome({})

    def _load(self, module: str) -> Outcome:
        if f"{module}.py" not in self.sources.files and not self.sources.cells:
            return Outcome({}, Failure(kind="load", type="FileNotFoundError", name=module))
        return Outcome({}, load_failure(module, self._transport()))


class OpenedHere(Opened):
    """A submission in this process: a student's own, or what the course wrote.

    Args:
        sources: of it.
        transport: to its side, where that is not simply an executor that is handed these files.
    """

    def __init__(
        self, assignment: Assignment, sources: GradedSources, transport: Transport | None = None
    ) -> None:
        super().__init__(assignment, sources)
        if transport is None:
            transport = DirectTransport(fixtures=assignment.fixtures)
            transport.exchange(load_request(assignment, sources))
        self._only = transport
        self.load()

    def _transport(self) -> Transport:
        return self._only
