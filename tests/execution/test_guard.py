"""What a probe may use of the grader's own process."""

from __future__ import annotations

import resource
import subprocess
import sys
import threading
import time
from typing import Any

import numpy as np
import pytest

from autograder.checks.run import run_probe
from autograder.execution.guard import GuardedTransport, ProbeOverrunError
from autograder.execution.transport import DirectTransport

FILES = {"model.py": b"def value():\n    return 1.0\n"}
HUGE = 1 << 29


@pytest.fixture
def transport() -> DirectTransport:
    return DirectTransport(FILES, ["model"])


def spin(seconds: float = 60.0) -> None:
    started = time.thread_time()
    while time.thread_time() - started < seconds:
        pass


def test_a_probe_that_computes_for_too_long_is_ended(transport: DirectTransport) -> None:
    def probe(student: Any, _: Any) -> dict[str, Any]:
        student.read(student.model.value())
        spin()
        return {}

    before = time.thread_time()
    with (
        pytest.raises(ProbeOverrunError),
        GuardedTransport(transport, seconds=0.1) as guarded,
    ):
        run_probe(probe, guarded, 0)
    assert time.thread_time() - before < 5


def test_no_probe_swallows_its_end(transport: DirectTransport) -> None:
    def probe(student: Any, _: Any) -> dict[str, Any]:
        while True:
            try:
                spin()
            except Exception:
                continue

    with pytest.raises(ProbeOverrunError), GuardedTransport(transport, 0.1) as guarded:
        run_probe(probe, guarded, 0)


def test_an_exchange_is_not_the_probes_time(transport: DirectTransport) -> None:
    class Slow:
        faults: tuple[type[Exception], ...] = ()

        def exchange(self, message: dict[str, Any]) -> Any:
            spin(0.8)
            return transport.exchange(message)

    def probe(student: Any, _: Any) -> dict[str, Any]:
        return {"value": student.model.value()}

    with GuardedTransport(Slow(), seconds=0.1) as guarded:
        assert run_probe(probe, guarded, 0).outputs == {"value": 1.0}


def test_a_probe_that_takes_too_much_memory_ends_as_a_wrong_value(
    transport: DirectTransport,
) -> None:
    def probe(student: Any, _: Any) -> dict[str, Any]:
        student.read(student.model.value())
        return {"value": np.ones(HUGE, dtype=np.uint8)}

    before = resource.getrlimit(resource.RLIMIT_AS)
    with GuardedTransport(transport) as guarded:
        outcome = run_probe(probe, guarded, 0)
    assert outcome.failure is not None
    assert outcome.failure.kind == "value"
    assert "MemoryError" in outcome.failure.type
    assert resource.getrlimit(resource.RLIMIT_AS) == before
    assert np.ones(HUGE, dtype=np.uint8).size == HUGE


def test_what_comes_after_a_probe_is_never_interrupted(transport: DirectTransport) -> None:
    """Probes that end just when they are due, in several threads."""
    failed: list[BaseException] = []

    def work() -> None:
        try:
            for _ in range(3):
                try:
                    with GuardedTransport(transport, seconds=0.02):
                        spin(0.05)
                except ProbeOverrunError:
                    pass
                spin(0.02)
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed


PROFILED = """
import cProfile

from autograder.checks.run import run_probe
from autograder.execution.guard import GuardedTransport
from autograder.execution.transport import DirectTransport

transport = DirectTransport({"model.py": b"def value():\\n    return 1.0\\n"}, ["model"])


def probe(student, rng):
    return {"value": student.read(student.model.value())}


def run():
    for _ in range(3):
        with GuardedTransport(transport) as guarded:
            outcome = run_probe(probe, guarded, 0)
    return outcome.outputs


profile = cProfile.Profile()
print(profile.runcall(run), profile.runcall(sum, [1, 2]))
"""


def test_a_guarded_probe_comes_to_its_end_under_a_profiler() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROFILED], capture_output=True, text=True, timeout=300
    )
    assert done.stdout.strip() == "{'value': 1.0} 3", done.stderr
