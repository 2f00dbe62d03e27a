"""Grades a class: what a worker does with one submission, processes that do it, and the log of results."""

from .job import Job, job_key
from .results_log import Results, ResultsLog
from .task import Task, TaskOutcome, WorkerState, grade_task
from .worker_pool import WorkerDiedError, Workers

__all__ = [
    "Job",
    "Results",
    "ResultsLog",
    "Task",
    "TaskOutcome",
    "WorkerDiedError",
    "WorkerState",
    "Workers",
    "grade_task",
    "job_key",
]
