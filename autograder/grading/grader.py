"""Grades one submission: probes it in the sandbox, judges here, and says what was wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import replace
from functools import cache, cached_property, partial

from ..checks.asking import Asked
from ..checks.check import Check
from ..checks.known import KeptQuestions, KnownProbes
from ..checks.seeds import Draw, draw_variant, unpublished_seed
from ..course.assignment import Assignment
from ..course.digest import assignment_digest, digests_of
from ..course.expected import graded_inputs, published_inputs
from ..course.kept import KeptAnswers
from ..course.leaderboard import measured_in, pseudonym_in
from ..course.repeated import NO_REPETITION, Repetition
from ..course.sources import GradedSources
from ..diagnosis.replay import ReferenceReplay
from ..execution.closing import Closing
from ..execution.parsing import ConfinedParsers
from ..execution.sandbox import (
    FIRST_BYTES,
    STALL_SECONDS,
    Alone,
    Branch,
    Isolation,
    MemoryBudget,
    SandboxFault,
    Stalled,
    Turn,
)
from ..results.result import CheckResult, Result, Status
from ..results.text import say
from ..submissions import Note, Refused, Submission
from ..submissions.notebook import unpack
from .attempt import Attempt, open_sandbox
from .failure_hints import find_interface
from .opened import Opened
from .published import needs_numbers, show_published
from .reference_times import ReferenceTimes
from .repetition import Clock, find_repetition
from .result_of import refused_result, result_of
from .runner import Runner

# The file of what probes ask, among those of variants.
QUESTIONS = -1


class Grader(Closing):
    """Grades submissions of one assignment, one after the other, with one warm sandbox.

    Args:
        assignment: with its solution.
        secret: the course's; it decides the inputs.
        isolation: what the sandbox must give.
        language: of the messages; the assignment's own where it is None.
        turn: held by the thread that grades, where several do so with one Grader.
        kept: what the reference and mistakes returned in earlier runs.
        budget: of memory, where other processes of this machine grade, too.
        branch: of a sandbox that was opened for this assignment; see `Sandbox`.

    Attributes:
        parsers: for what students wrote.
    """

    def __init__(
        self,
        assignment: Assignment,
        secret: bytes,
        *,
        isolation: Isolation = "full",
        language: str | None = None,
        turn: Turn | None = None,
        kept: KeptAnswers | None = None,
        budget: MemoryBudget | None = None,
        branch: Branch | None = None,
    ) -> None:
        self._turn = turn or Alone()
        self._budget = budget
        self._most_memory = assignment.config.limits.memory_mb << 20
        self._first_memory = min(FIRST_BYTES, self._most_memory)
        self._reference_fits = False
        self.assignment = assignment
        self.language = language or assignment.config.language
        self.isolation = isolation
        self._secret = secret
        self._kept = kept
        self._known = KnownProbes(None if kept is None else _questions(assignment, kept))
        asked = Asked(self._known)
        expected = graded_inputs(assignment, secret, kept, asked.outcome)
        replay = ReferenceReplay(assignment, assignment.mistakes, expected.seed, kept, asked)
        interface = find_interface(assignment.reference_facts)
        self._runner = Runner(
            assignment, expected, lambda: replay, interface, self.language, reveal=False
        )
        self._published = Runner(
            assignment,
            published_inputs(assignment, kept, asked.outcome),
            lambda: replay,
            interface,
            self.language,
        )
        self._sandbox = open_sandbox(assignment, isolation, turn, branch)
        self._reference = ReferenceTimes(assignment, self._sandbox)
        self._clock = Clock(self._reference.opened)
        self.parsers = ConfinedParsers(self._sandbox)

    def close(self) -> None:
        """Ends the sandbox."""
        self._sandbox.close()

    def grade(self, submission: Submission, day: str = "", earlier: Draw | None = None) -> Result:
        """Returns the result of a submission, whatever it does; a fault of the sandbox is retried.

        Not where the machine had no time for it: that takes long, and is better tried when less goes on.

        Args:
            day: today, YYYY-MM-DD.
            earlier: which inputs the student's last submission got; see `draw_variant`.
        """
        try:
            unpacked = unpack(submission, self.assignment, self.parsers)
        except Refused as refusal:
            return self.refuse(submission.student, refusal)
        old = self._old_package(submission, unpacked.sources)
        submission = replace(submission, notes=(*submission.notes, *unpacked.notes, *old))
        draw = self._draw(submission, day, earlier)
        result = self._grade_or_fault(submission, unpacked.sources, draw.variant)
        return replace(result, variant=draw.variant, drawn=draw.day)

    def _grade_or_fault(
        self, submission: Submission, sources: GradedSources, variant: int
    ) -> Result:
        try:
            return self._grade(submission, sources, variant)
        except Stalled as stalled:
            by_itself = say("fault.stalled", self.language, seconds=round(STALL_SECONDS))
            fault = by_itself if self._reference.runs_now() else str(stalled)
            return self._result(submission, [], None, fault=fault)
        except SandboxFault:
            try:
                return self._grade(submission, sources, variant)
            except SandboxFault as error:
                return self._result(submission, [], None, fault=str(error))

    def _old_package(self, submission: Submission, sources: GradedSources) -> list[Note]:
        """Returns a note where the work was packed with, or is a notebook of, other checks than these."""
        cells = [sources.files[cell] for cell in sources.cells]
        made_with = digests_of((path for path, _ in submission.listing), cells)
        return [Note("old-package", "") for digest in made_with[:1] if digest != self._digest]

    @cached_property
    def _digest(self) -> str:
        """Says which version of the checks this grades with."""
        return assignment_digest(self.assignment.bundle)

    def refuse(self, student: str, refusal: Refused) -> Result:
        """Returns the result of what cannot be graded, with the reason."""
        return replace(
            refused_result(self.assignment, student, refusal, self.language),
            isolation=self.isolation,
        )

    def _result(
        self,
        submission: Submission,
        checks: list[CheckResult],
        opened: Opened | None,
        fault: str = "",
        repetition: Repetition = NO_REPETITION,
    ) -> Result:
        found = result_of(self.assignment, submission, checks, opened, self.language, repetition)
        status: Status = "fault" if fault else "graded"
        return replace(found, status=status, message=fault, isolation=self.isolation)

    @contextmanager
    def attempt(self, submission: Submission) -> Iterator[Callable[[Check], CheckResult]]:
        """Opens a submission in the sandbox and gives a function that runs one check on it.

        Raises:
            Refused: a notebook is to be graded, and cannot be read.
        """
        variant = self._draw(submission).variant
        sources = unpack(submission, self.assignment, self.parsers).sources
        with self._attempt(sources) as opened, ExitStack() as stack:

            @cache
            def apart() -> Attempt:
                return stack.enter_context(self._attempt(sources))

            yield lambda check: self._shown(
                self._runner.run(opened, [check], variant), lambda: nullcontext(apart())
            )[0]

    def _draw(self, submission: Submission, day: str = "", earlier: Draw | None = None) -> Draw:
        return draw_variant(
            self._secret,
            self.assignment.name,
            submission.student,
            submission.digest,
            day,
            earlier,
        )

    def _shown(
        self, results: list[CheckResult], opened: Callable[[], AbstractContextManager[Attempt]]
    ) -> list[CheckResult]:
        """Returns results as pages show them.

        Args:
            opened: opens the submission where nothing of it has seen the inputs of grading.
        """
        checks = [self.assignment.check(id_) for id_ in needs_numbers(results)]
        if not checks:
            return results
        with opened() as apart:
            timer = partial(self._reference.beside, apart)
            return show_published(results, self._published, apart, checks, timer, self.language)

    def _attempt(
        self, sources: GradedSources, earlier: Attempt | None = None, memory_bytes: int = 0
    ) -> Attempt:
        return Attempt(
            self._sandbox,
            self.assignment,
            sources,
            self._reference.seconds,
            earlier,
            memory_bytes,
            self._known,
        )

    def _grade(self, submission: Submission, sources: GradedSources, variant: int) -> Result:
        """Returns the result with as much memory as is usual, or with all that it may have if it needs more."""
        with self._reserved(self._first_memory):
            result, short = self._graded(submission, sources, variant, self._first_memory)
        if not short or self._first_memory == self._most_memory:
            return result
        if not self._fits():
            self._first_memory = self._most_memory
        with self._reserved(self._most_memory):
            return self._graded(submission, sources, variant, self._most_memory)[0]

    def _reserved(self, memory_bytes: int) -> AbstractContextManager[None]:
        if self._budget is None:
            return nullcontext()
        return self._budget.reserved(memory_bytes, self._turn)

    def _fits(self) -> bool:
        """Tells whether the reference gets by with what submissions get first."""
        if not self._reference_fits:
            reference = GradedSources(self.assignment.reference)
            with self._attempt(reference, memory_bytes=self._first_memory) as right:
                self._runner.run(right, self.assignment.checks, 0)
                self._reference_fits = not right.short_of_memory
        return self._reference_fits

    def _graded(
        self, submission: Submission, sources: GradedSources, variant: int, memory_bytes: int
    ) -> tuple[Result, bool]:
        """Returns the result, and whether it asked for more memory than that."""
        with self._attempt(sources, memory_bytes=memory_bytes) as opened:
            timer = partial(self._reference.beside, opened)
            checks = self._runner.run(
                opened,
                self.assignment.checks,
                variant,
                timer,
                lambda changed: self._attempt(changed, memory_bytes=memory_bytes),
            )
            opened.note_imports()
            pseudonym, measured = self._ranked(opened, sources)
            repetition = self._repetition(opened, checks)
        if opened.short_of_memory and memory_bytes < self._most_memory:
            return self._result(submission, checks, opened), True
        checks = self._shown(checks, lambda: self._attempt(sources, opened, memory_bytes))
        if self._kept is not None:
            self._kept.save()
        result = replace(
            self._result(submission, checks, opened, repetition=repetition),
            near_limit=opened.near_limit,
            pseudonym=pseudonym,
            measured=measured,
            seconds=round(opened.seconds, 6),
        )
        return result, opened.short_of_memory

    def _repetition(self, opened: Attempt, results: list[CheckResult]) -> Repetition:
        """Returns what runs for every sample; that it takes long on more of them is no matter."""
        near = opened.near_limit
        functions = self.assignment.config.rules.loops.vectorised
        passed = [result.id for result in results if result.status == "passed"]
        found = find_repetition(
            opened, self.assignment.checks, functions, passed, partial(self._clock.grows, opened)
        )
        opened.near_limit = near
        return found

    def _ranked(self, opened: Attempt, sources: GradedSources) -> tuple[str, float | None]:
        """Returns the pseudonym and the number of who wants to be on the leaderboard."""
        board = self.assignment.config.leaderboard
        name = pseudonym_in(sources.files.values()) if board is not None else ""
        if board is None or not name:
            return "", None
        check = self.assignment.check(board.check)
        seed = unpublished_seed(self._secret, self.assignment.name, check.id, 0)
        outcome = opened.run(check, check.probe, seed)
        return name, measured_in(outcome.outputs.get(board.output))


def _questions(assignment: Assignment, kept: KeptAnswers) -> KeptQuestions:
    """Returns where it is kept what the checks' probes ask."""
    names = {check.probe: check.id for check in assignment.checks}
    return KeptQuestions(names, partial(kept.find, QUESTIONS), partial(kept.add, QUESTIONS))
