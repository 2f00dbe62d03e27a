"""What a probe may use of the grader's own process while it computes with what a submission returned."""

from __future__ import annotations

import contextlib
import ctypes
import resource
import threading
import time
from functools import cache
from typing import Any, Self

from .address_space import bound_address_space
from .proxy import Transport

SECONDS = 5.0
MEMORY_BYTES = 256 << 20
# How often somebody looks while a probe computes.
LOOK_SECONDS = 0.25


class ProbeOverrunError(BaseException):
    """The probe took too long; no Exception, so that no probe takes it for a submission's."""


class _TakenBackError(BaseException):
    """Comes in the place of one that is not wanted any more."""


class ProcessorLimit:
    """Has what this thread does end once it used so much processor time.

    Start it, do the work, stop it; what was used is taken off for the next time.

    Args:
        seconds: of the thread's processor time.
        error: is raised in the thread then, without arguments.
    """

    def __init__(self, seconds: float, error: type[BaseException]) -> None:
        self._left = seconds
        self._error = error
        self._thread = threading.get_ident()
        self._clock = time.pthread_getcpuclockid(self._thread)
        self._since = 0.0
        self._raised = False

    def start(self) -> None:
        """Begins to count."""
        self._since = time.clock_gettime(self._clock)
        _WATCH.add(self)

    def stop(self) -> None:
        """Counts no more; nothing is raised after that."""
        while True:
            try:
                _WATCH.remove(self)
                self._settle()
                break
            except self._error:  # it came just now
                continue
        self._left -= time.clock_gettime(self._clock) - self._since

    def interrupt_if_due(self) -> None:
        """Has the work end if it took too long; for the watch, which holds its lock."""
        if time.clock_gettime(self._clock) - self._since > self._left:
            self._raised = True
            _raise_in(self._thread, self._error)

    def _settle(self) -> None:
        """Takes back what was raised and has not come yet.

        By something that comes in its place: after a mere nothing the interpreter would look for it at
        every step from then on, and under a profiler for ever.
        """
        if self._raised:
            self._raised = False
            with contextlib.suppress(_TakenBackError):
                _raise_in(self._thread, _TakenBackError)
                while True:
                    pass


class GuardedTransport:
    """A transport for one probe, which bounds what the probe does between two exchanges.

    Enter it around the probe. What takes too much memory gets MemoryError, and what takes too long
    ProbeOverrunError. One thread of a process computes at a time, as Turn has it.

    Args:
        transport: the one that it sends over.
        seconds: processor time of the thread, the exchanges left out.
        memory_bytes: address space beyond what the process has already.
    """

    def __init__(
        self,
        transport: Transport,
        seconds: float = SECONDS,
        memory_bytes: int = MEMORY_BYTES,
    ) -> None:
        self._transport = transport
        self._memory_bytes = memory_bytes
        self._limit = ProcessorLimit(seconds, ProbeOverrunError)

    @property
    def faults(self) -> tuple[type[Exception], ...]:
        """Those of the transport."""
        return self._transport.faults

    def exchange(self, message: dict[str, Any]) -> Any:
        """See Transport; it is not interrupted."""
        self._stop()
        try:
            return self._transport.exchange(message)
        finally:
            self._start()

    def __enter__(self) -> Self:
        self._start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    def _start(self) -> None:
        bound_address_space(self._memory_bytes, _usual_limits())
        self._limit.start()

    def _stop(self) -> None:
        self._limit.stop()
        resource.setrlimit(resource.RLIMIT_AS, _usual_limits())


class _Watch:
    """A thread that looks at what computes under a limit, now and then; it waits where there is nothing when it looks."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._limits: set[ProcessorLimit] = set()
        self._started = False

    def add(self, limit: ProcessorLimit) -> None:
        """Begins to look."""
        with self._changed:
            if not self._started:
                threading.Thread(target=self._look, daemon=True).start()
                self._started = True
            self._changed.notify()
            self._limits.add(limit)

    def remove(self, limit: ProcessorLimit) -> None:
        """Looks no more; nothing is raised in its thread after that."""
        with self._changed:
            self._limits.discard(limit)

    def _look(self) -> None:
        while True:
            # It need not wake for each that comes and goes in this time.
            time.sleep(LOOK_SECONDS)
            with self._changed:
                if not self._limits:
                    self._changed.wait()
                for limit in self._limits:
                    limit.interrupt_if_due()


_WATCH = _Watch()


def _raise_in(thread: int, error: type[BaseException]) -> None:
    """Raises an exception in a thread at its next step, in place of one that has not come yet."""
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(error))


@cache
def _usual_limits() -> tuple[int, int]:
    """Returns the process's own limits of its address space, as they were before the first probe."""
    return resource.getrlimit(resource.RLIMIT_AS)
