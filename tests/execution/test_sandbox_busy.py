"""Time limits on a machine that is busy with others."""

from __future__ import annotations

import os
import time

import pytest
from helpers.sandboxes import run_alone

from autograder.execution.sandbox import ChildTimeout, Sandbox
from autograder.execution.sandbox import sandbox as module
from autograder.execution.sandbox.schedstat import Times, pid_of, read_times

SLEEP = "import time\ntime.sleep(0.8)\nout = 'done'"


def told(monkeypatch: pytest.MonkeyPatch, *, ran: float, waited: float) -> None:
    """Has the kernel tell these shares of the time that passes."""
    monkeypatch.setattr(
        module, "read_times", lambda _: Times(ran * time.monotonic(), waited * time.monotonic())
    )


def test_waiting_for_a_processor_does_not_count(
    full: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    told(monkeypatch, ran=0.01, waited=0.99)
    assert run_alone(full, SLEEP, 0.2) == "done"


@pytest.mark.parametrize(("ran", "waited"), [(0.0, 0.0), (0.5, 0.5)])
def test_sleeping_counts_and_so_does_the_rest_after_a_fair_share(
    full: Sandbox, monkeypatch: pytest.MonkeyPatch, ran: float, waited: float
) -> None:
    told(monkeypatch, ran=ran, waited=waited)
    with pytest.raises(ChildTimeout):
        run_alone(full, SLEEP, 0.2)


def test_kernel_tells_how_long_a_process_ran() -> None:
    process = os.pidfd_open(os.getpid())
    assert pid_of(process) == os.getpid()
    os.close(process)
    before = read_times(os.getpid())
    deadline = time.process_time() + 0.05
    while time.process_time() < deadline:
        pass
    assert read_times(os.getpid()).ran - before.ran > 0.04


def test_nothing_is_known_of_a_process_that_is_gone() -> None:
    assert read_times(-1) == Times(0.0, 0.0)
