import pytest
from notebook_samples import load

from autograder.grading.grader import Grader


@pytest.fixture(scope="session")
def softmax():
    return load()


@pytest.fixture(scope="session")
def grader(softmax):
    with Grader(softmax, b"a secret") as grader:
        yield grader
