"""Who works while others wait: several submissions in one process, one of them at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Self


class Turn:
    """Held by the one thread that works; given up while it waits for a submission that is slow.

    What happens between two waits needs no lock of its own, since no other thread works then. A thread
    that comes back goes before one that begins. One whose submission has used much of the processor goes
    after all others, and of several such, one after the other: waiting is not charged, and so the class
    does not wait for those who loop.

    Args:
        on_wait: called by a thread that gives its turn up.
    """

    def __init__(self, on_wait: Callable[[], None] | None = None) -> None:
        self._on_wait = on_wait
        self._changed = threading.Condition()
        self._taken = False
        self._returning = 0
        # Threads with something to do, those that go last left out; and those, in order.
        self._quick = 0
        self._last: list[int] = []

    def __enter__(self) -> Self:
        with self._changed:
            self._quick += 1
            self._changed.wait_for(lambda: not self._taken and not self._returning)
            self._taken = True
        return self

    def __exit__(self, *_: object) -> None:
        with self._changed:
            self._quick -= 1
            self._taken = False
            self._changed.notify_all()

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Lets another thread work meanwhile."""
        with self._changed:
            self._taken = False
            self._changed.notify_all()
        if self._on_wait is not None:
            self._on_wait()
        try:
            yield
        finally:
            with self._changed:
                if (me := threading.get_ident()) in self._last:
                    self._last.remove(me)
                    self._quick += 1
                    self._changed.notify_all()
                self._returning += 1
                self._changed.wait_for(lambda: not self._taken)
                self._returning -= 1
                self._taken = True

    @contextmanager
    def idle(self) -> Iterator[None]:
        """Lets others work meanwhile, also those that go last: it waits for what they hold."""
        with self._changed:
            self._quick -= 1
        try:
            with self.waiting():
                yield
        finally:
            with self._changed:
                self._quick += 1

    def go_last(self, pause: Callable[[], None], resume: Callable[[], None]) -> bool:
        """Returns when no other thread has anything better to do; for a thread that is `waiting`.

        Args:
            pause, resume: called around the time in which the submission must not run.

        Returns:
            Whether there was such a time.
        """
        me = threading.get_ident()
        with self._changed:
            if me not in self._last:
                self._last.append(me)
                self._quick -= 1
                self._changed.notify_all()
            if self._is_first(me):
                return False
        pause()
        with self._changed:
            self._changed.wait_for(lambda: self._is_first(me))
        resume()
        return True

    def _is_first(self, thread: int) -> bool:
        return not self._quick and self._last[0] == thread


class Alone(Turn):
    """The turn of a process that does one thing at a time, and so never gives it up."""

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Does nothing."""
        yield

    @contextmanager
    def idle(self) -> Iterator[None]:
        """Does nothing."""
        yield

    def go_last(self, pause: Callable[[], None], resume: Callable[[], None]) -> bool:
        """Returns at once."""
        return False
