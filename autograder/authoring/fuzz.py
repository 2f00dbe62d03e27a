"""What checks do with values that no honest submission returns: of the wrong kind, and as large as a reply may be."""

from __future__ import annotations

import itertools
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from ..checks.check import Check
from ..checks.run import judge, run_probe
from ..course.assignment import Assignment
from ..course.expected import Expected
from ..course.trusted import trusted
from ..execution.bounded import bounded
from ..execution.guard import GuardedTransport, ProbeOverrunError
from ..execution.proxy import Transport
from ..execution.worker.wire import Ref

SECONDS = 1.0
# No reply is longer.
REPLY_BYTES = 16 << 20
# Hash alike as integers, and so make a set or dict of them slow.
_COLLIDING = (1 << 61) - 1


@dataclass(frozen=True)
class Amplified:
    """A check that hostile values make use too much.

    Attributes:
        value: what they are, in words.
        what: "more than 1 s", say.
    """

    check: Check
    value: str
    what: str


def hostile_values() -> dict[str, Sequence[Any]]:
    """Returns values to return, by a name; several take turns."""
    column = np.zeros((100_000, 1))
    return {
        "None": [None],
        "text": ["x" * 65_000],
        "a whole number of 4,000 bits": [1 << 4000],
        "an object": [Ref(1 << 20, "Thing")],
        "an empty list": [[]],
        "numbers that are not finite": [np.array([np.nan, np.inf, -np.inf])],
        "a mapping": [{"a": 1.0}],
        "large labels": [np.arange(500_000, dtype=np.int32) * 512],
        "a long array": [np.arange(1_900_000, dtype=np.float64)],
        "a large array of bytes": [np.ones((4096, 4000), dtype=np.uint8)],
        "arrays that broadcast": [column, column.T],
        "an array of no rows": [np.empty((0, 1 << 40), dtype=np.uint8)],
        "an array of 32 axes": [np.zeros((1,) * 32)],
        "a long text among many numbers": [["x" * 65_000, *[1] * 8_000]],
        "many numbers of one hash": [[number * _COLLIDING for number in range(24_000)]],
        "many small arrays": [[np.zeros(1)] * 16_000],
        "lists of different lengths": [[[1.0], [1.0, 2.0], [[3.0]]]],
    }


class _Recorder:
    """Remembers what the reference returned, exchange by exchange."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self.faults = transport.faults
        self.replies: list[Mapping[int, Any]] = []

    def exchange(self, message: dict[str, Any]) -> Any:
        reply = self._transport.exchange(message)
        self.replies.append(reply.get("values", {}))
        return reply


class _Forger:
    """Answers with hostile values, alone or in the place of what the reference's containers held."""

    faults: tuple[type[Exception], ...] = ()

    def __init__(
        self, values: Sequence[Any], replies: Sequence[Mapping[int, Any]], *, inside: bool
    ) -> None:
        self._values = itertools.cycle(values)
        self._replies = iter(replies if inside else ())
        self._left = 0

    def exchange(self, message: dict[str, Any]) -> Any:
        honest = next(self._replies, {})
        self._left = REPLY_BYTES
        return {"values": {index: self._instead(honest.get(index)) for index in message["want"]}}

    def _instead(self, honest: Any) -> Any:
        if isinstance(honest, (list, tuple)) and honest:
            return type(honest)(self._instead(item) for item in honest)
        value = next(self._values)
        self._left -= getattr(value, "nbytes", 0)
        return value if self._left >= 0 else 0.0


def fuzz(assignment: Assignment, checks: Sequence[Check], expected: Expected) -> list[Amplified]:
    """Returns the checks that do not come to a verdict in 1 s of processor time and 256 MiB."""
    reference = trusted(assignment, assignment.reference)
    values = hostile_values()
    return [found for check in checks for found in _fuzz_check(check, reference, expected, values)]


def _fuzz_check(
    check: Check, reference: Transport, expected: Expected, values: Mapping[str, Sequence[Any]]
) -> Iterator[Amplified]:
    seed = expected.seed(check, 0)
    right = expected.outputs(check, 0)
    recorder = _Recorder(reference)
    with bounded():
        run_probe(check.probe, recorder, seed)
    containers = any(
        isinstance(value, (list, tuple)) for reply in recorder.replies for value in reply.values()
    )
    for name, several in values.items():
        for inside in (False, True) if containers else (False,):
            forger = _Forger(several, recorder.replies, inside=inside)
            what = _overrun(partial(_verdict, check, seed, right), forger)
            if what:
                yield Amplified(check, name, what)
                break


def _verdict(check: Check, seed: int, right: Mapping[str, Any], transport: Transport) -> str:
    """Returns what ended a check: "" for whatever verdict there was."""
    outcome = run_probe(check.probe, transport, seed)
    try:
        judge(check, seed, outcome, lambda: right)
    except MemoryError:
        return "MemoryError"
    return "" if outcome.failure is None else outcome.failure.type


def _overrun(verdict: Callable[[Transport], str], forger: _Forger) -> str:
    try:
        with warnings.catch_warnings(), GuardedTransport(forger, SECONDS) as guarded:
            warnings.simplefilter("ignore")
            ended_by = verdict(guarded)
    except ProbeOverrunError:
        return f"use more than {SECONDS:g} s"
    return "take more than 256 MiB" if ended_by == "MemoryError" else ""
