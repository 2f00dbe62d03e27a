"""Grades on a Dask cluster: its workers get submissions and the assignment as bytes.

A worker needs Softmark, with the same version of everything, and a machine that can sandbox. A worker
process grades with as many threads as it has, one of them at a time; the others wait for slow
submissions.
"""

from __future__ import annotations

import dataclasses
import importlib
import platform
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future
from contextlib import contextmanager
from typing import Any

import msgspec

from ...course.assignment import Assignment
from ...errors import UsageError
from ...execution.parsing import ConfinedParsers
from ...submissions import Refused, Submission
from ...submissions.lms.download import Downloads
from . import Job, Task, TaskOutcome, WorkerState, grade_task, job_key
from .task import read_source

CONNECT_SECONDS = 20


class OtherVersionError(UsageError):
    """A worker's Softmark, Python or numpy is not the one of the machine that asks."""


class _Shared:
    """The warm graders of this process, one for each class that it works on."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._states: dict[str, WorkerState] = {}

    def state(self, key: str, content: bytes) -> WorkerState:
        """Returns the grader for a job, made when it is first asked for."""
        with self._lock:
            if key not in self._states:
                job = msgspec.msgpack.decode(content, type=Job)
                if job_key(job) != key:
                    raise OtherVersionError(
                        f"A worker on {platform.node()} has another version of Softmark, Python or "
                        "numpy: install the same ones on all machines."
                    )
                for state in self._states.values():
                    state.close()
                self._states = {key: WorkerState(job, None, lambda: None)}
            return self._states[key]


_shared = _Shared()


def grade_remotely(key: str, content: bytes, task: Task) -> TaskOutcome:
    """Grades a submission on a worker.

    Args:
        key: of the job, as the asking side has it.
        content: the job.

    Raises:
        OtherVersionError: this worker would not grade alike.
    """
    return grade_task(_shared.state(key, content), task)


@contextmanager
def cluster(
    scheduler: str, job: Job, assignment: Assignment
) -> Iterator[Callable[[Task], Future[TaskOutcome]]]:
    """Gives a function that has a task done on the cluster.

    Raises:
        UsageError: dask.distributed is not installed, or nobody answers at the address.
    """
    client = _connect(scheduler)
    with (
        client,
        ConfinedParsers(isolation=job.isolation) as parsers,
        Downloads(parsers) as downloads,
    ):
        executor = client.get_executor(pure=False)
        # Their disks are not this one's.
        job = msgspec.structs.replace(job, kept="")
        key = job_key(job)
        encoded = msgspec.msgpack.encode(job)
        # Sent to each worker once, not with every submission.
        content = client.scatter(encoded, broadcast=True, hash=False)

        def submit(task: Task) -> Future[TaskOutcome]:
            source = task.source
            if not isinstance(source, (Submission, Refused)):
                source = read_source(assignment, source, parsers, downloads)
            read = dataclasses.replace(task, source=source)
            return not_lost(
                executor.submit(grade_remotely, key, content, read),
                lambda: executor.submit(grade_remotely, key, encoded, read),
            )

        try:
            yield submit
        finally:
            executor.shutdown(wait=False)


def not_lost(
    future: Future[TaskOutcome], again: Callable[[], Future[TaskOutcome]]
) -> Future[TaskOutcome]:
    """Returns the outcome of a task, which is done again where the cluster gave it up.

    That is what becomes of tasks whose job was on a worker that died, and nowhere else.

    Args:
        again: submits the task so that it needs nothing that can be lost.
    """
    outcome: Future[TaskOutcome] = Future()

    def hand_on(done: Future[TaskOutcome]) -> None:
        error = CancelledError() if done.cancelled() else done.exception()
        if error is None:
            outcome.set_result(done.result())
        else:
            outcome.set_exception(error)

    def hand_on_or_again(done: Future[TaskOutcome]) -> None:
        if not (done.cancelled() or isinstance(done.exception(), CancelledError)):
            hand_on(done)
            return
        try:
            again().add_done_callback(hand_on)
        except Exception as error:
            outcome.set_exception(error)

    future.add_done_callback(hand_on_or_again)
    return outcome


def _connect(scheduler: str) -> Any:
    distributed = importlib.import_module("distributed")
    try:
        client = distributed.Client(scheduler, timeout=CONNECT_SECONDS)
    except (OSError, ValueError) as error:
        raise UsageError(
            f"No Dask scheduler answers at {scheduler} ({type(error).__name__}): start one with "
            "`dask scheduler`, and give the address that it prints."
        ) from None
    if not client.scheduler_info()["workers"]:
        client.close()
        raise UsageError(
            f"The Dask scheduler at {scheduler} has no workers: start some with `dask worker`."
        )
    return client
