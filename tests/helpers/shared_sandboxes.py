"""Sandboxes of assignments that a process's tests share: to start one takes longer than most of them."""

import os
from contextlib import ExitStack, contextmanager

import pytest

from autograder.execution.sandbox import Sandbox


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

    def __call__(self, limits, fixtures, isolation, *, turn, packages, preloaded, branch):
        def start():
            return Sandbox(
                limits,
                fixtures,
                isolation,
                turn=turn,
                packages=packages,
                preloaded=preloaded,
                branch=branch,
            )

        if turn or branch or fixtures:
            return start()
        around = {name: value for name, value in os.environ.items() if name != CURRENT}
        key = os.getpid(), limits, isolation, packages, tuple(sorted(around.items()))
        if key not in self._kept:
            self._kept[key] = self._opened.enter_context(start())
        return StaysOpen(self._kept[key])


# What pytest names anew for each test.
CURRENT = "PYTEST_CURRENT_TEST"


@contextmanager
def shared_sandboxes():
    """Has all that opens a sandbox for an assignment share those that are alike."""
    with ExitStack() as opened, pytest.MonkeyPatch.context() as patch:
        patch.setattr("autograder.grading.attempt.Sandbox", SharedSandboxes(opened))
        yield
