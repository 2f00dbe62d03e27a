"""What an author wrote runs in this process, and neither ends it nor goes on for ever."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from autograder.checks.run import run_probe
from autograder.execution import bounded as module
from autograder.execution.bounded import EndlessError, bounded
from autograder.execution.transport import DirectTransport

ENDLESS = b"def value():\n    while True:\n        try:\n            pass\n        except Exception:\n            pass\n"


@pytest.fixture(autouse=True)
def _impatient(monkeypatch):
    monkeypatch.setattr(module, "SECONDS", 0.1)


def spin(seconds):
    started = time.thread_time()
    while time.thread_time() - started < seconds:
        pass


def in_a_thread(work):
    """Returns what work returns in another thread."""
    found = []
    thread = threading.Thread(target=lambda: found.append(work()))
    thread.start()
    thread.join()
    return found[0]


@pytest.mark.parametrize("where", [lambda work: work(), in_a_thread])
def test_an_endless_reference_fails_with_its_line(where):
    def outcome():
        transport = DirectTransport({"model.py": ENDLESS}, ["model"])
        with bounded():
            return run_probe(lambda student, _: {"value": student.model.value()}, transport, 0)

    failure = where(outcome).failure
    assert (failure.type, failure.file) == ("EndlessError", "model.py")
    assert failure.line >= 2
    assert failure.text == "it uses more than 0.1 s of processor time"


@pytest.mark.parametrize("where", [lambda work: work(), in_a_thread])
def test_an_endless_probe_fails(where):
    def probe(student, _):
        while True:
            pass

    def outcome():
        with bounded():
            return run_probe(probe, DirectTransport({}, []), 0)

    found = where(outcome)
    assert found.failure.type == "EndlessError"
    assert found.line > probe.__code__.co_firstlineno


@pytest.mark.parametrize("end", [lambda: os._exit(0), lambda: exit(0)])
def test_a_probe_cannot_end_the_process(end):
    with bounded():
        found = run_probe(lambda student, _: end(), DirectTransport({}, []), 0)
    assert found.failure.type == "SystemExit"


BY_TURNS = """
import os, threading
from autograder.execution.bounded import kept_alive

first = kept_alive()
first.__enter__()
entered, left = threading.Event(), threading.Event()

def other():
    with kept_alive():
        entered.set()
        left.wait()

thread = threading.Thread(target=other)
thread.start()
entered.wait()
first.__exit__(None, None, None)
left.set()
thread.join()
os._exit(7)
"""


def test_threads_that_are_bounded_by_turns_leave_the_end_of_the_process_as_it_was():
    assert subprocess.run([sys.executable, "-c", BY_TURNS], timeout=60).returncode == 7


def test_afterwards_all_is_as_before():
    with bounded():
        pass
    with pytest.raises(EndlessError), bounded():
        spin(60)
    assert signal.getitimer(signal.ITIMER_PROF) == (0, 0)
    spin(0.2)
