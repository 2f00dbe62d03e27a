"""Where the tasks of a class are done: in this process, in several side by side, or on a cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager, suppress

from ...checks.seeds import variant_of
from ...course.assignment import Assignment
from ...execution.sandbox import Sandbox, SandboxFault, SharedBudget
from ...results.render import html
from ..attempt import open_sandbox
from . import Job, Task, TaskOutcome, Workers, WorkerState, grade_task
from .forked import can_fork
from .job import grader_version
from .task import Ready

Submit = Callable[[Task], "Future[TaskOutcome]"]


@contextmanager
def submitter(
    job: Job, assignment: Assignment, count: int, jobs: int, scheduler: str | None
) -> Iterator[Submit]:
    """Gives a function that has a task done somewhere, and ends whatever did it.

    Args:
        count: of the submissions.
        jobs: how many processes work side by side.
        scheduler: address of a Dask cluster that grades instead of this machine.
    """
    if scheduler is not None:
        from .dask_cluster import cluster

        with cluster(scheduler, job, assignment) as submit:
            yield submit
    elif count == 1:
        state = WorkerState(job, None, lambda: None)
        try:
            yield lambda task: at_once(state, task)
        finally:
            state.close()
    else:
        with (
            SharedBudget() as budget,
            _warm(job, assignment) as ready,
            Workers(min(jobs, count), WorkerState, (job, budget.folder), ready) as workers,
        ):
            yield lambda task: workers.submit(
                grade_task,
                task,
                lane=_variant(job, assignment, task),
                alone=bool(task.again),
            )


@contextmanager
def _warm(job: Job, assignment: Assignment) -> Iterator[Callable[[frozenset[int]], Ready | None]]:
    """Makes what all processes need, once, and gives a function that has it ready for one of them.

    It returns None where they cannot go on from this one, or the sandbox fails: then each makes its own.
    """
    grader_version()
    with ExitStack() as opened:
        sandbox: Sandbox | None = None
        if can_fork():
            assignment.make_ready()
            html.make_ready(job.language or assignment.config.language)
            with suppress(SandboxFault):
                sandbox = opened.enter_context(open_sandbox(assignment, job.isolation))

        def ready(processors: frozenset[int]) -> Ready | None:
            if sandbox is not None:
                with suppress(SandboxFault):
                    return Ready(assignment, sandbox.branch(processors))
            return None

        yield ready


def at_once(state: WorkerState, task: Task) -> Future[TaskOutcome]:
    """Does a task in this process: starting another one takes longer than a single submission."""
    future: Future[TaskOutcome] = Future()
    try:
        future.set_result(grade_task(state, task))
    except Exception as error:
        future.set_exception(error)
    return future


def _variant(job: Job, assignment: Assignment, task: Task) -> int:
    """Returns a guess at the inputs that a task needs, for tasks alike to meet in one process."""
    if task.earlier is not None:
        return task.earlier.variant
    return variant_of(job.secret, assignment.name, task.student)
