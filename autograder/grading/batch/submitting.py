"""Where the tasks of a class are done: in this process, in several side by side, or on a cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager

from ...checks.seeds import variant_of
from ...course.assignment import Assignment
from ...execution.sandbox import SharedBudget
from . import Job, Task, TaskOutcome, Workers, WorkerState, grade_task, job_key

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
        # Worked out before there are processes, which have it from here where they go on from this one.
        job_key(job)
        with (
            SharedBudget() as budget,
            Workers(min(jobs, count), WorkerState, (job, budget.folder)) as workers,
        ):
            yield lambda task: workers.submit(
                grade_task,
                task,
                lane=_variant(job, assignment, task),
                alone=bool(task.again),
            )


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
