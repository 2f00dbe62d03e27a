"""Graders for which reference and mistakes answer once in a run, whichever of its processes asks first."""

import atexit
import os
from pathlib import Path

from autograder.course.kept import KeptAnswers
from autograder.grading.batch import Job
from autograder.grading.batch.job import answers_key
from autograder.grading.grader import Grader

# The folder of the run's answers; its processes inherit it. Outside of a run there is none.
FOLDER = "SOFTMARK_TESTS_ANSWERS"
SECRET = b"secret"


def grader_of(assignment, secret=SECRET):
    """Returns a grader of an assignment, to be closed."""
    kept = None
    if FOLDER in os.environ:
        key = answers_key(Job(assignment.bundle, secret))
        kept = KeptAnswers(Path(os.environ[FOLDER]), key, secret)
    return Grader(assignment, secret, kept=kept)


def kept_grader(assignment):
    """Returns a grader that is closed when the process ends."""
    grader = grader_of(assignment)
    atexit.register(grader.close)
    return grader
