"""Grades a class: a map over submissions on an executor."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed

import msgspec

from .assignment import Assignment, load_assignment
from .course import Bundle
from .grading import Grader, Isolation
from .intake import Refused, Source, read_submission
from .messages import describe_note, describe_refusal
from .result import Result


class Job(msgspec.Struct, frozen=True):
    """What every worker needs to know to grade a class.

    Attributes:
        bundle: the assignment with its solution.
        secret: the course's; it decides the inputs.
        isolation: what the sandbox must give.
        language: of messages; the assignment's own where it is None.
    """

    bundle: Bundle
    secret: bytes
    isolation: Isolation = "full"
    language: str | None = None


def grade_sources(job: Job, sources: Sequence[Source], jobs: int) -> Iterator[Result]:
    """Yields a result for every source, as they come.

    Args:
        jobs: how many processes work side by side; with one, it is this process.
    """
    if jobs == 1 or len(sources) == 1:
        assignment = load_assignment(job.bundle)
        with _grader(job, assignment) as grader:
            for source in sources:
                yield grade_source(grader, source)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(jobs, len(sources)), context, _start_worker, (job,)) as pool:
        pending = {pool.submit(_grade_in_worker, source): source for source in sources}
        for future in as_completed(pending):
            try:
                yield future.result()
            except Exception as error:  # the worker died, or the grader has a bug
                yield failed_result(
                    job, pending[future].student, f"{type(error).__name__}: {error}"
                )


def grade_source(grader: Grader, source: Source) -> Result:
    """Reads and grades one submission; what cannot be taken is refused with the reason."""
    assignment = grader.assignment
    try:
        submission = read_submission(source.path, source.student, assignment.wanted)
    except Refused as refusal:
        return Result(
            student=source.student,
            assignment=assignment.name,
            status="refused",
            score=0.0,
            max_score=assignment.max_score,
            checks=[],
            message=describe_refusal(refusal, grader.language),
            notes=[describe_note(note, grader.language) for note in refusal.notes],
            language=grader.language,
            isolation=grader.isolation,
        )
    return grader.grade(submission)


def failed_result(job: Job, student: str, reason: str) -> Result:
    """Returns the result of a submission that the grader itself could not grade."""
    assignment = load_assignment(job.bundle)
    return Result(
        student=student,
        assignment=assignment.name,
        status="fault",
        score=0.0,
        max_score=assignment.max_score,
        checks=[],
        message=reason,
        language=job.language or assignment.config.language,
        isolation=job.isolation,
    )


def _grader(job: Job, assignment: Assignment) -> Grader:
    return Grader(assignment, job.secret, isolation=job.isolation, language=job.language)


# One warm grader a worker process, made when the process starts.
_worker_grader: Grader | None = None


def _start_worker(job: Job) -> None:
    global _worker_grader
    _worker_grader = _grader(job, load_assignment(job.bundle))


def _grade_in_worker(source: Source) -> Result:
    assert _worker_grader is not None
    return grade_source(_worker_grader, source)
