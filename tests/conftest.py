"""What holds for all tests, and what many of them need."""

import gc
import os
import shutil
import signal
import sys
import tempfile
from functools import partial
from pathlib import Path

# Set before numpy is imported, here and in every process that a test starts: threads of the matrix product
# would wait for each other where several tests run side by side.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
import pytest
from helpers import graders
from helpers.shared_sandboxes import shared_sandboxes
from hypothesis import settings

from autograder.course.assignment import load_assignment
from autograder.course.course import Course

# What jsonschema, and so nbformat, tells internationalised addresses by: it takes three times as long to import as
# all the rest of them, and no test has such an address.
sys.modules.setdefault("rfc3987_syntax", None)
# Thousands of tests are objects to stay, see pytest_collection_finish.
gc.disable()
# A busy machine is no failure: how long an example takes says nothing of what is tested.
settings.register_profile("softmark", deadline=None)
settings.load_profile("softmark")


def pytest_configure(config):
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        # Run in the background of a script; what tests start would not hear Ctrl-C either.
        signal.signal(signal.SIGINT, signal.default_int_handler)
    # xdist starts its processes after this, and they inherit it.
    if graders.FOLDER not in os.environ:
        os.environ[graders.FOLDER] = tempfile.mkdtemp(prefix="softmark-answers-")
        config.add_cleanup(partial(shutil.rmtree, os.environ[graders.FOLDER], ignore_errors=True))


def pytest_collection_finish():
    gc.freeze()
    gc.enable()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers():
    """Returns half as many processes more than there are processors: what tests wait for is often time alone."""
    return (os.cpu_count() or 1) * 3 // 2


@pytest.fixture(scope="session", autouse=True)
def sandboxes():
    """See `shared_sandboxes`."""
    with shared_sandboxes():
        yield


@pytest.fixture(scope="session")
def assignment():
    """Case 1, softmax regression."""
    return load_assignment(Course(Path(__file__).resolve().parents[1]).bundle("softmax_mnist"))


@pytest.fixture(scope="session")
def softmax(assignment):
    """Case 1 by the name that tests of several assignments use."""
    return assignment


@pytest.fixture(scope="session")
def grader(assignment):
    """A grader of Case 1."""
    with graders.grader_of(assignment) as grader:
        yield grader
