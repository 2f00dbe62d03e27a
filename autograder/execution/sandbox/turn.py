"""Who works while others wait: several submissions in one process, one of them at a time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self


class Turn:
    """Held by the one thread that works; given up while it waits for a submission that is slow.

    What happens between two waits needs no lock of its own, since no other thread works then. A thread
    that comes back goes before one that begins.

    Args:
        on_wait: called by a thread that gives its turn up.
    """

    def __init__(self, on_wait: Callable[[], None] | None = None) -> None:
        self._on_wait = on_wait
        self._free = threading.Condition()
        self._taken = False
        self._returning = 0
        self._local = threading.local()

    def __enter__(self) -> Self:
        with self._free:
            self._free.wait_for(lambda: not self._taken and not self._returning)
            self._taken = True
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._give_up()

    def now(self) -> float:
        """Returns a clock in seconds that stands still while this thread waits for its turn."""
        held_up: float = getattr(self._local, "held_up", 0.0)
        return time.monotonic() - held_up

    def forgive(self, seconds: float) -> None:
        """Sets this thread's clock back: that long the machine was busy with others."""
        self._local.held_up = getattr(self._local, "held_up", 0.0) + seconds

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Lets another thread work meanwhile."""
        self._give_up()
        if self._on_wait is not None:
            self._on_wait()
        try:
            yield
        finally:
            started = time.monotonic()
            with self._free:
                self._returning += 1
                self._free.wait_for(lambda: not self._taken)
                self._returning -= 1
                self._taken = True
            self.forgive(time.monotonic() - started)

    def _give_up(self) -> None:
        with self._free:
            self._taken = False
            self._free.notify_all()


class Alone(Turn):
    """The turn of a process that does one thing at a time, and so never gives it up."""

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Does nothing."""
        yield
