"""What probes ask: the same of the reference and of every mistake, up to where they first read something.

Most probes read once, at their end. Such a probe is run once; all others are asked what it asked, on the same inputs,
and what they answer stands where the probe would have put it.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..execution.proxy import Transport
from ..execution.reading import read_unread, unread
from ..execution.worker.request import RequestReader
from ..results.records import dataclass
from .check import Outputs, Probe
from .known import KnownProbes
from .run import Outcome, run_probe

# Of all that is kept to be asked again.
MOST_BYTES = 32 << 20


@dataclass(frozen=True)
class _AllAsked:
    """All that a probe asks on some inputs.

    Attributes:
        returns: its outputs, as `reading.unread` has them.
    """

    message: dict[str, Any]
    returns: Outputs


class Asked:
    """The probes of an assignment, as far as they were run; begins anew where it takes too much memory.

    Args:
        of_submissions: the same probes, where submissions were asked before.
    """

    def __init__(self, of_submissions: KnownProbes | None = None) -> None:
        self._of_submissions = of_submissions
        self._requests = RequestReader()
        self._known: dict[tuple[Probe, int], _AllAsked | None] = {}
        self._bytes = 0

    def outcome(self, probe: Probe, transport: Transport, seed: int) -> Outcome:
        """Returns what `run_probe` does."""
        key = probe, seed
        if key not in self._known and not self._find(probe, seed):
            return self._first(key, transport)
        question = self._known[key]
        if question is None:
            return run_probe(probe, transport, seed)
        reply = transport.exchange(question.message)
        outputs = read_unread(question.returns, reply)
        if outputs is not None:
            return Outcome(outputs)
        # A failure, or an object: the probe itself knows what to make of it.
        return run_probe(probe, _Answered(transport, reply), seed)

    def _find(self, probe: Probe, seed: int) -> bool:
        """Takes in what submissions were asked; tells whether they were."""
        if self._of_submissions is None:
            return False
        question = self._of_submissions.question(probe, seed)
        if question is None:
            return False
        frame, returns = question
        self._keep((probe, seed), _AllAsked(self._requests.read(frame), returns), len(frame))
        return True

    def _first(self, key: tuple[Probe, int], transport: Transport) -> Outcome:
        listening = _Listening(transport)
        outcome = run_probe(key[0], listening, key[1], listening.will_return)
        question = listening.question
        self._keep(key, question, 0 if question is None else _size(question.message))
        return outcome

    def _keep(self, key: tuple[Probe, int], question: _AllAsked | None, size: int) -> None:
        self._bytes += size
        if self._bytes > MOST_BYTES:
            self._known.clear()
            self._bytes = 0
        self._known[key] = question


class _Listening:
    """A transport that keeps what a probe asks, where that is all at once."""

    faults: tuple[type[Exception], ...] = ()

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self._messages: list[dict[str, Any]] = []
        self._returns: Outputs | None = None

    @property
    def question(self) -> _AllAsked | None:
        """What was asked; None where it depends on answers."""
        if self._returns is None or len(self._messages) != 1:
            return None
        return _AllAsked(self._messages[0], self._returns)

    def will_return(self, outputs: Outputs) -> None:
        """Takes in what the probe returns, which has asked for nothing yet."""
        self._returns = unread(outputs)

    def exchange(self, message: dict[str, Any]) -> Any:
        """Returns the decoded reply."""
        self._messages.append(message)
        return self._transport.exchange(message)


class _Answered:
    """A transport that has its first reply already."""

    faults: tuple[type[Exception], ...] = ()

    def __init__(self, transport: Transport, reply: Any) -> None:
        self._transport = transport
        self._replies = [reply]

    def exchange(self, message: dict[str, Any]) -> Any:
        """Returns the decoded reply."""
        return self._replies.pop() if self._replies else self._transport.exchange(message)


def _size(value: Any) -> int:
    """Returns about how many bytes a message takes."""
    kind = type(value)
    if kind is np.ndarray:
        return int(value.nbytes)
    if kind is dict:
        return sum(map(_size, value.values()))
    if kind is list or kind is tuple:
        return sum(map(_size, value))
    return 64
