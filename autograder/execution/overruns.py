"""Which functions of a submission do not come back, so that not every check waits for them again."""

from __future__ import annotations

from collections import Counter
from typing import Any

from .failure import Failure, StudentError
from .proxy import Transport
from .worker.operations import called_names

# In a message that is sent again and again: what it calls and what its operations are called, once that was looked for.
CALLED = "called"
# As many checks wait for a function before it counts as one that does not come back.
ENOUGH = 3
# Once a submission has overrun a limit, its other checks get this share: enough for any honest one, and
# little enough that a loop in every check does not hold up the class.
SHARE_AFTER_OVERRUN = 0.25


class Overruns:
    """What is known of one submission's functions, by name, over all of its checks."""

    def __init__(self) -> None:
        self._overran: Counter[str] = Counter()
        self._returned: set[str] = set()

    def note(self, called: set[str], *, returned: bool) -> None:
        """Takes down that a batch in which these were called ended, or was given up."""
        if returned:
            self._returned |= called
        else:
            self._overran.update(called)

    def always_times_out(self, called: set[str]) -> str:
        """Returns one of these that never came back in many checks, or ""."""
        if not self._overran:
            return ""
        return min((name for name in called - self._returned if self._overran[name] >= ENOUGH),
                   default="")  # fmt: skip


class WatchedTransport:
    """A transport that does not send what would wait once more for a function that does not come back.

    Args:
        transport: the one that it sends over; for one probe.
        overruns: of the submission.
    """

    def __init__(self, transport: Transport, overruns: Overruns) -> None:
        self._transport = transport
        self._overruns = overruns
        self._names: list[str] = []

    @property
    def faults(self) -> tuple[type[Exception], ...]:
        """Those of the transport."""
        return self._transport.faults

    def exchange(self, message: dict[str, Any]) -> Any:
        """Returns the decoded reply.

        Raises:
            StudentError: see Transport; kind timeout with the function's name where nothing was sent.
        """
        called = self._called(message)
        if name := self._overruns.always_times_out(called):
            raise StudentError(Failure(kind="timeout", text="again", name=name))
        try:
            reply = self._transport.exchange(message)
        except StudentError as error:
            if error.failure.kind == "timeout":
                self._overruns.note(called, returned=False)
            raise
        if isinstance(reply, dict) and "values" in reply:
            self._overruns.note(called, returned=True)
        return reply

    def _called(self, message: dict[str, Any]) -> set[str]:
        """Returns the names of what a message calls."""
        called: set[str]
        if message.get(CALLED) is not None:
            called, names = message[CALLED]
            self._names += names
            return called
        before = len(self._names)
        called = called_names(message.get("run", ()), self._names)
        if CALLED in message:
            message[CALLED] = called, self._names[before:]
        return called
