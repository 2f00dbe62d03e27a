"""Sandboxes that a process's tests share: to start one takes longer than most tests."""

import os
from contextlib import ExitStack, contextmanager

import pytest

from autograder.execution.sandbox import Sandbox

# What pytest names anew for each test.
CURRENT = "PYTEST_CURRENT_TEST"


class StaysOpen:
    """Something that is somebody else's to close."""

    def __init__(self, thing):
        self._thing = thing

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def __getattr__(self, name):
        return getattr(self._thing, name)

    def close(self):
        """Leaves it open."""


class SharedSandboxes:
    """Starts each kind of sandbox once.

    Alike are those with the same arguments, of the same process, in the same environment. One that waits for
    a turn, branches off or has fixtures is its opener's own.
    """

    def __init__(self, opened):
        self._opened = opened
        self._kept = {}

    def __call__(self, limits=None, fixtures=None, isolation="full", **more):
        if fixtures or more.get("turn") or more.get("branch"):
            return Sandbox(limits, fixtures, isolation, **more)
        around = {name: value for name, value in os.environ.items() if name != CURRENT}
        key = os.getpid(), limits, isolation, str(more), str(sorted(around.items()))
        if key not in self._kept:
            sandbox = Sandbox(limits, fixtures, isolation, **more)
            self._kept[key] = self._opened.enter_context(sandbox)
        return StaysOpen(self._kept[key])


@contextmanager
def shared_sandboxes():
    """Has all that opens a sandbox for an assignment or for parsers share those that are alike."""
    with ExitStack() as opened, pytest.MonkeyPatch.context() as patch:
        shared = SharedSandboxes(opened)
        patch.setattr("autograder.grading.attempt.Sandbox", shared)
        # Parsers import it where they start one.
        patch.setattr("autograder.execution.sandbox.Sandbox", shared)
        yield
