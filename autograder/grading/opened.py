"""A submission whose code can be run: its modules are loaded, and probes run on it, whatever it does."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from ..checks.check import Check, Probe
from ..checks.run import Outcome, load_module, run_probe
from ..course.assignment import Assignment
from ..course.rules import Facts, SourceFacts, read_facts
from ..course.sources import GradedSources, facts_as_released
from ..execution.bounded import bounded
from ..execution.failure import Failure, StudentError
from ..execution.packages import package_modules, preload
from ..execution.proxy import Transport
from ..execution.transport import DirectTransport, load_message
from ..execution.worker.stand_ins import STAND_INS

# Sources that could not be inspected together are tried one by one, until so many of them could not.
MOST_ALONE = 3


def load_request(
    assignment: Assignment, sources: GradedSources, *, sealed: bool = False
) -> dict[str, Any]:
    """Returns the request that hands what is graded of a submission to an executor.

    Args:
        sealed: keep out what the sandbox does not have, too.
    """
    return load_message(
        sources.files,
        assignment.config.modules,
        (*assignment.config.rules.imports.forbidden, *STAND_INS),
        cells=sources.cells,
        wanted=assignment.wanted_names if sources.cells else (),
        given=sources.given,
        sealed=sealed,
        allowed=package_modules(assignment.config.sandbox.packages),
    )


class Opened(ABC):
    """Runs probes on one submission; where its code runs is up to the kinds of it.

    Args:
        sources: of the submission.
        earlier: the same sources opened before: what was found of them then is not looked for again.

    Attributes:
        facts: of its sources, taken before any of them was executed.
        imported: packages with a stand-in that were imported when that was asked last.
        unchecked: files that could not be inspected.
        problems: why a module does not load, for those that do not.
        stumbles: failures of lines at the top of files that did load, up to there.
    """

    def __init__(
        self, assignment: Assignment, sources: GradedSources, earlier: Opened | None = None
    ) -> None:
        self._config = assignment.config
        self._opened_before = earlier
        self._known_facts = facts_as_released(assignment, sources.files)
        self.sources = sources
        self.facts: Facts = {}
        self.unchecked: list[str] = []
        self.imported: list[str] = []
        self.problems: dict[str, Failure] = {}
        self.stumbles: list[Failure] = []

    @property
    @abstractmethod
    def seconds(self) -> float:
        """What the submission was charged so far."""

    def load(self) -> None:
        """Takes the facts, then imports every module, before any input is given."""
        if self._opened_before is not None:
            self.facts, self.problems = self._opened_before.facts, self._opened_before.problems
            self.stumbles = self._opened_before.stumbles
            self.unchecked = self._opened_before.unchecked
            return
        self._inspect()
        for module in self._config.modules:
            failure = self._try(partial(self._load, module)).failure
            if failure is not None:
                self.problems[module] = failure

    def run(self, check: Check, probe: Probe, seed: int) -> Outcome:
        """Returns a probe's outcome; without running it where a module is missing."""
        problem = self.lacks(check)
        if problem is not None:
            return Outcome({}, problem)
        return self._try(partial(self._run, probe, seed), partial(self._most, check, seed))

    def lacks(self, check: Check) -> Failure | None:
        """Returns why a module is missing that a check needs; None where all are there."""
        return next((self.problems[name] for name in check.needs if name in self.problems), None)

    def note_imports(self) -> None:
        """Asks which packages were imported, as code can import without a statement that says so."""
        if self._config.rules.imports.forbidden:
            self._try(self._imports)

    def _imports(self) -> Outcome:
        told = self._transport().exchange({"imported": []})
        names = told.get("values") if isinstance(told, dict) else None
        forbidden = self._config.rules.imports.forbidden
        self.imported = [name for name in forbidden if isinstance(names, list) and name in names]
        return Outcome({})

    def before_inputs(self, failure: Failure | None) -> bool:
        """Tells whether a failure has been seen before any input was given, and so can leak none."""
        if failure is None:
            return False
        known = [_cause(problem) for problem in (*self.problems.values(), *self.stumbles)]
        return _cause(failure) in known

    @abstractmethod
    def _transport(self) -> Transport:
        """Returns a transport for the next request, to a side that holds the submission."""

    def _most(self, check: Check, seed: int) -> float:
        """Returns the seconds that a check may use where the assignment's limit is less."""
        return 0.0

    def _try(self, work: Callable[[], Outcome], most: Callable[[], float] = lambda: 0.0) -> Outcome:
        """Returns the outcome of what the submission's side is asked to do.

        Args:
            most: see `_most`.
        """
        try:
            return work()
        except StudentError as error:
            return Outcome({}, error.failure)

    def _run(self, probe: Probe, seed: int) -> Outcome:
        return run_probe(probe, self._transport(), seed)

    def _inspect(self) -> None:
        """Takes the facts of what is graded first, then of the rest: that may take all its time.

        What is not in the facts after that could not be inspected.
        """
        found = dict(self._known_facts)
        elsewhere: dict[str, SourceFacts] = {}
        left = [path for path in (*self.sources.files, *self.sources.cells) if path not in found]
        wanted = {f"{module}.py" for module in self._config.modules} | set(self.sources.cells)
        first = [path for path in left if path in wanted]
        for group in (first, [path for path in left if path not in wanted]):
            inspect = partial(self._inspect_some, found=found, elsewhere=elsewhere)
            if group and self._try(partial(inspect, group)).failure is not None:
                failed = 0
                for path in group:
                    failed += self._try(partial(inspect, [path])).failure is not None
                    if failed == MOST_ALONE:
                        break
        self.unchecked = [path for path in left if path not in found and path.endswith(".py")]
        for path, facts in elsewhere.items():
            found[path] = _with_loops(found.get(path, SourceFacts()), facts)
        self.facts = _in_order(found, self.sources.files)

    def _inspect_some(
        self, paths: Sequence[str], found: dict[str, SourceFacts], elsewhere: dict[str, SourceFacts]
    ) -> Outcome:
        functions = list(self._config.rules.loops.vectorised)
        told = read_facts(self._transport().exchange({"inspect": functions, "only": paths}))
        for path, facts in told.items():
            if path in paths or self.sources.cells:
                found[path] = facts
            else:  # a helper that one of these calls, with its loops alone
                elsewhere[path] = _with_loops(elsewhere.get(path, SourceFacts()), facts)
        return Outcome({})

    def _load(self, module: str) -> Outcome:
        if f"{module}.py" not in self.sources.files and not self.sources.cells:
            return Outcome({}, Failure(kind="load", type="FileNotFoundError", name=module))
        told = load_module(module, self._transport())
        self.stumbles += [stumble for stumble in told if stumble not in self.stumbles]
        return Outcome({})


def _with_loops(facts: SourceFacts, more: SourceFacts) -> SourceFacts:
    new = [loop for loop in more.loops if loop not in facts.loops]
    return replace(facts, loops=[*facts.loops, *new]) if new else facts


def _in_order(facts: Facts, files: Iterable[str]) -> Facts:
    """Returns facts with those of files first, in their order."""
    return {path: facts[path] for path in (*files, *facts) if path in facts}


def _cause(failure: Failure) -> Failure:
    """Returns a failure without the operation in which it showed."""
    return replace(failure, at=-1, operation="", name="", on="", seconds=0.0)


class OpenedHere(Opened):
    """A submission in this process: a student's own, or what the course wrote.

    Args:
        sources: of it.
        transport: to its side, where that is not simply an executor that is handed these files.
        prints: let through what it prints.
    """

    def __init__(
        self,
        assignment: Assignment,
        sources: GradedSources,
        transport: Transport | None = None,
        *,
        prints: bool = False,
    ) -> None:
        super().__init__(assignment, sources)
        if transport is None:
            preload(assignment.config.sandbox.packages)
            transport = DirectTransport(fixtures=assignment.fixtures, prints=prints)
            transport.exchange(load_request(assignment, sources, sealed=True))
        self._only = transport
        self.load()

    @property
    def seconds(self) -> float:
        """The processor time of this process."""
        return time.process_time()

    def _transport(self) -> Transport:
        return self._only


class OpenedOwn(OpenedHere):
    """What the course itself wrote, in this process; see `bounded`."""

    def _try(self, work: Callable[[], Outcome], most: Callable[[], float] = lambda: 0.0) -> Outcome:
        with bounded():
            return super()._try(work, most)
