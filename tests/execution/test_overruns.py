"""Functions that do not come back are waited for a few times, not in every check."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.checks.run import run_probe
from autograder.execution.failure import Failure, StudentError
from autograder.execution.overruns import ENOUGH, Overruns, WatchedTransport
from autograder.execution.student import Student
from autograder.execution.transport import DirectTransport

SOURCE = b"def quick(): return 1\ndef endless(): return 2\ndef helper(): return 3\n"


class Hanging:
    """A transport over which some functions never come back; counts what they cost."""

    faults: tuple[type[Exception], ...] = ()

    def __init__(self, *endless: str) -> None:
        self.endless = set(endless)
        self.waits = 0
        self._inner = DirectTransport({"m.py": SOURCE}, ["m"])

    def exchange(self, message: dict[str, Any]) -> Any:
        names = {operation[-1] for operation in message.get("run", ()) if operation[0] == "get"}
        if names & self.endless:
            self.waits += 1
            raise StudentError(Failure(kind="timeout", seconds=1.0))
        return self._inner.exchange(message)


def calling(*names: str) -> Callable[[Student, np.random.Generator], dict[str, Any]]:
    """Returns a probe that calls functions, all in one batch."""
    return lambda student, rng: {name: getattr(student.m, name)() for name in names}


def test_after_some_checks_nobody_waits_for_the_function_any_more() -> None:
    transport, overruns = Hanging("endless"), Overruns()
    outcomes = [
        run_probe(calling("endless"), WatchedTransport(transport, overruns), 0) for _ in range(9)
    ]
    assert transport.waits == ENOUGH
    assert all(o.failure is not None and o.failure.kind == "timeout" for o in outcomes)
    assert [o.failure.name for o in outcomes if o.failure and o.failure.text == "again"] == [
        "endless"
    ] * (9 - ENOUGH)


def test_other_functions_are_run_all_the_same() -> None:
    transport, overruns = Hanging("endless"), Overruns()
    for _ in range(ENOUGH + 1):
        run_probe(calling("quick", "endless"), WatchedTransport(transport, overruns), 0)
        assert run_probe(calling("quick"), WatchedTransport(transport, overruns), 0).outputs == {
            "quick": 1
        }


def test_a_function_that_came_back_once_is_never_given_up() -> None:
    transport, overruns = Hanging(), Overruns()
    run_probe(calling("helper"), WatchedTransport(transport, overruns), 0)
    transport.endless = {"endless"}
    for _ in range(ENOUGH):
        run_probe(calling("helper", "endless"), WatchedTransport(transport, overruns), 0)
    outcome = run_probe(calling("helper"), WatchedTransport(transport, overruns), 0)
    assert outcome.outputs == {"helper": 3}


def test_a_call_in_a_later_batch_is_known_by_its_name() -> None:
    def probe(student: Student, rng: np.random.Generator) -> dict[str, Any]:
        function = student.m.quick
        student.read(student.m.helper())
        return {"value": function()}

    overruns = Overruns()
    run_probe(probe, WatchedTransport(Hanging(), overruns), 0)
    overruns.note({"quick"}, returned=False)
    assert not overruns.always_times_out({"quick"})
