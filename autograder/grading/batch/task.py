"""One submission of a class, from what was handed in to a line of results and a page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path

from ...checks.seeds import Draw
from ...course.assignment import Assignment, load_assignment
from ...course.kept import KeptAnswers
from ...course.late import deduct, described_as_late
from ...execution.parsing import ConfinedParsers, Parsers
from ...execution.sandbox import Branch, MemoryBudget, Turn
from ...results.records import dataclass
from ...results.render.html import feedback_page
from ...results.result import Result
from ...results.result_json import encode_result
from ...submissions import Refused, Submission, SubmissionPath, read_submission
from ...submissions.lms.download import Downloads, read_packed
from ...submissions.lms.people import Packed
from ...submissions.notebook import is_stub
from ..grader import Grader
from .job import Job, answers_key, job_key, submission_key
from .read_once import HandedIn


@dataclass(frozen=True)
class Task:
    """One student's submission.

    Attributes:
        source: where it is, or what was read from there, for a worker on another machine.
        known: the key of the result that there is already, or "".
        submitted: when, in ISO 8601; "" where nobody knows.
        late: the platform says that it is.
        again: why it was not settled at the first try, "fault" or "near_limit"; its process does nothing else
            meanwhile.
        day: on which it is graded, YYYY-MM-DD.
        earlier: which inputs the student's last submission got; see `draw_variant`.
    """

    student: str
    source: SubmissionPath | Packed | Submission | Refused
    known: str = ""
    submitted: str = ""
    late: bool = False
    again: str = ""
    day: str = ""
    earlier: Draw | None = None


@dataclass(frozen=True)
class TaskOutcome:
    """What became of a task; line and page are empty where the known result still holds.

    Attributes:
        again: why it is to be tried again, alone; "" where this is its result.
    """

    student: str
    key: str
    status: str = ""
    line: bytes = b""
    page: str = ""
    again: str = ""


@dataclass(frozen=True)
class Ready:
    """What a process that goes on from another one finds ready.

    Attributes:
        assignment: the job's, loaded.
        branch: of the sandbox that the other one opened.
    """

    assignment: Assignment
    branch: Branch

    def fileno(self) -> int:
        """Returns the descriptor that has to stay open."""
        return self.branch.control.fileno()

    def close(self) -> None:
        """Closes it on the side of who does not use it."""
        self.branch.control.close()


class WorkerState:
    """The one warm grader of a process; several threads may grade with it, one of them at a time.

    Args:
        budget: folder of this machine's MemoryBudget, where several processes share it.
        on_wait: called by a thread that begins to wait for a slow submission.
        ready: None where nothing is.
    """

    def __init__(
        self, job: Job, budget: Path | None, on_wait: Callable[[], None], ready: Ready | None = None
    ) -> None:
        self.turn = Turn(on_wait)
        self.reports = job.reports
        self.handed_in = HandedIn(Path(job.handed_in)) if job.handed_in else None
        self.key = job_key(job)
        self.assignment = load_assignment(job.bundle) if ready is None else ready.assignment
        self.grader = Grader(
            self.assignment,
            job.secret,
            isolation=job.isolation,
            language=job.language,
            turn=self.turn,
            budget=MemoryBudget(budget) if budget is not None else None,
            kept=KeptAnswers(Path(job.kept), answers_key(job), job.secret) if job.kept else None,
            branch=None if ready is None else ready.branch,
        )
        # In a sandbox of its own: another thread may work while a student's bytes are parsed, and would
        # speak to the same process.
        self.parsers = ConfinedParsers(isolation=job.isolation)
        self.downloads = Downloads(self.parsers)

    def close(self) -> None:
        """Ends the sandboxes."""
        self.downloads.close()
        self.parsers.close()
        self.grader.close()


def grade_task(state: WorkerState, task: Task) -> TaskOutcome:
    """Grades a submission, unless it and all that it is graded with are known."""
    with state.turn:
        submission = _read(state, task)
        if state.handed_in is not None:
            state.handed_in.keep(task.student, submission)
        key = submission_key(state.key, submission, task.submitted, task.late)
        if key == task.known:
            return TaskOutcome(task.student, key)
        result = grade_submission(state.grader, task.student, submission, task.day, task.earlier)
    near = "near_limit" if result.near_limit else ""
    if not task.again and (again := "fault" if result.status == "fault" else near):
        return TaskOutcome(task.student, key, again=again)
    # Not in turn: a report's notebook runs for minutes, in a kernel of its own.
    if state.reports and isinstance(submission, Submission) and result.status == "graded":
        result = _with_report(result, submission, state)
    result = _with_lateness(result, task, state)
    near_limit = result.near_limit or task.again == "near_limit"
    key = key if is_settled(submission, result) else ""
    return finish(replace(result, key=key, near_limit=near_limit), state.assignment)


def is_settled(submission: Submission | Refused, result: Result) -> bool:
    """Tells whether a result is the submission's doing alone, so that another run may keep it.

    What the grader or the machine could not do, another day may: a fault, sources that could not be inspected,
    something that took too much time or memory to read.
    """
    if isinstance(submission, Refused):
        return submission.code != "costly" and not submission.is_fault
    return (
        result.status != "fault"
        and not any(check.status == "fault" for check in result.checks)
        and not any(violation.rule == "inspection" for violation in result.violations)
        and not any(note.code == "costly" for note in submission.notes)
    )


def grade_submission(
    grader: Grader,
    student: str,
    submission: Submission | Refused,
    day: str = "",
    earlier: Draw | None = None,
) -> Result:
    """Returns the result of what was handed in; what cannot be taken is refused with the reason.

    Args:
        day, earlier: see Grader.grade.
    """
    if isinstance(submission, Submission):
        return grader.grade(submission, day, earlier)
    return with_draw(grader.refuse(student, submission), earlier)


def with_draw(result: Result, earlier: Draw | None) -> Result:
    """Returns a result without inputs of its own, which keeps what day the last ones were drawn on."""
    if earlier is None or result.variant >= 0:
        return result
    return replace(result, variant=earlier.variant, drawn=earlier.day)


def failed_result(job: Job, assignment: Assignment, task: Task, reason: str) -> Result:
    """Returns the result of a submission that the grader itself could not grade."""
    result = Result(
        student=task.student,
        assignment=assignment.name,
        status="fault",
        score=0.0,
        max_score=assignment.max_score,
        checks=[],
        message=reason,
        language=job.language or assignment.config.language,
        isolation=job.isolation,
    )
    return with_draw(result, task.earlier)


def finish(result: Result, assignment: Assignment) -> TaskOutcome:
    """Renders a result."""
    page = page_of(result, assignment)
    return TaskOutcome(result.student, result.key, result.status, encode_result(result), page)


def page_of(result: Result, assignment: Assignment) -> str:
    """Returns the student's page."""
    return feedback_page(result, title_in(assignment, result.language))


def title_in(assignment: Assignment, language: str) -> str:
    """Returns the assignment's title in a language."""
    return assignment.config.title.in_(language)


def _read(state: WorkerState, task: Task) -> Submission | Refused:
    if isinstance(task.source, (Submission, Refused)):
        return task.source
    return read_source(state.assignment, task.source, state.grader.parsers, state.downloads)


def _with_report(result: Result, submission: Submission, state: WorkerState) -> Result:
    from ..report.findings import find_report

    found = find_report(state.assignment, submission, state.grader.language, state.parsers)
    points = sum(violation.points for violation in found)
    return replace(
        result,
        score=max(0.0, round(result.score - points, 6)),
        violations=[*result.violations, *found],
    )


def _with_lateness(result: Result, task: Task, state: WorkerState) -> Result:
    policy = state.assignment.config.late
    if policy is not None and task.submitted and result.status == "graded":
        days = policy.days_late(datetime.fromisoformat(task.submitted))
        return deduct(result, policy, days, state.grader.language) if days else result
    if task.late:
        return described_as_late(result, state.grader.language)
    return result


def read_source(
    assignment: Assignment, source: SubmissionPath | Packed, parsers: Parsers, downloads: Downloads
) -> Submission | Refused:
    """Returns what was handed in, or why it cannot be taken.

    Args:
        parsers: for what the student wrote.
        downloads: for what a platform made of it.
    """
    stubs = partial(is_stub, assignment)
    try:
        if isinstance(source, Packed):
            return read_packed(source, assignment.wanted, parsers, downloads, stubs)
        return read_submission(
            source.path, source.student, assignment.wanted, parsers=parsers, is_stub=stubs
        )
    except Refused as refusal:
        return refusal
