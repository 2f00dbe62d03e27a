"""What a class is graded with, and the keys by which a later run knows what need not be graded again."""

from __future__ import annotations

import hashlib
import os
import platform
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

import msgspec
import numpy as np

from ...course.course import Bundle
from ...execution.sandbox import Isolation
from ...submissions import Note, Refused, Submission

# The part of a submission's key that is the job's.
_OF_JOB = 8


class Job(msgspec.Struct, frozen=True):
    """What every worker needs to know to grade a class.

    Attributes:
        bundle: the assignment with its solution.
        secret: the course's; it decides the inputs.
        isolation: what the sandbox must give.
        language: of messages; the assignment's own where it is None.
        reports: look at the reports, too, which takes as long as their notebooks run.
        kept: folder of what the reference and mistakes returned in earlier runs; "" for none.
        handed_in: folder in which workers leave what they read, for this run; "" for none.
    """

    bundle: Bundle
    secret: bytes
    isolation: Isolation = "full"
    language: str | None = None
    reports: bool = False
    kept: str = ""
    handed_in: str = ""


def job_key(job: Job) -> str:
    """Returns a digest of all that decides results, other than the submissions."""
    parts: list[object] = [grader_version(), job.bundle.name, job.isolation, job.language]
    if job.reports:
        parts.append("reports")
    return _digest([*parts, *_expected_from(job), *_contents(job.bundle.course)])


def answers_key(job: Job) -> str:
    """Returns a digest of all that decides what the reference and mistakes return."""
    return _digest(["answers", grader_version(), job.bundle.name, *_expected_from(job)])


def _expected_from(job: Job) -> Iterator[object]:
    yield hashlib.sha256(b"softmark" + job.secret).hexdigest()
    yield from _contents(job.bundle.assignment)
    yield from _contents(job.bundle.solution)


def _contents(files: Mapping[str, bytes]) -> Iterator[object]:
    return ((path, hashlib.sha256(files[path]).hexdigest()) for path in sorted(files))


def submission_key(
    of_job: str, submission: Submission | Refused, submitted: str = "", late: bool = False
) -> str:
    """Returns the key of a submission's result: of its files, and of all that is said about them."""
    if isinstance(submission, Refused):
        about: object = (submission.code, sorted(submission.facts.items()))
        notes: Iterable[Note] = submission.notes
    else:
        about = (submission.digest, submission.listing)
        notes = submission.notes
    told = [(note.code, note.path, sorted(note.detail.items())) for note in notes]
    return of_job[:_OF_JOB] + _digest([of_job, about, told, submitted, late])[_OF_JOB:]


def is_of_job(key: str, of_job: str) -> bool:
    """Tells whether a submission's key is of this job: graded with the same checks by the same grader."""
    return key[:_OF_JOB] == of_job[:_OF_JOB]


@cache
def grader_version() -> str:
    """Returns a digest of the grader's own code, and of the Python and numpy that it runs on."""
    package = str(Path(__file__).parents[2])
    files = sorted(
        os.path.join(folder, name)
        for folder, _, names in os.walk(package)
        for name in names
        if name.endswith((".py", ".jinja", ".toml"))
    )
    parts: list[object] = [platform.python_version(), np.__version__]
    for path in files:
        name = path.removeprefix(package).replace(os.sep, "/")
        with open(path, "rb", buffering=0) as file:
            parts.append((name, hashlib.sha256(file.read()).hexdigest()))
    return _digest(parts)


def _digest(parts: Iterable[object]) -> str:
    return hashlib.sha256(repr(list(parts)).encode()).hexdigest()[:32]
