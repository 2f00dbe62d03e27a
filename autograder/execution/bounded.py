"""What the course's author wrote runs in this process: by a slip it may go on for ever, or end the process in silence."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import NoReturn

# Processor time of one probe on the reference, say: far more than any needs that a class can be graded with.
SECONDS = 60.0
# Where that is swallowed, it comes again and again.
AGAIN_SECONDS = 1.0
_this_thread = threading.local()


class EndlessError(BaseException):
    """What the author wrote does not come to its end; no Exception, so that nothing there takes it for its own."""

    def __str__(self) -> str:
        return f"it uses more than {SECONDS:g} s of processor time"


@contextmanager
def bounded() -> Iterator[None]:
    """Has what is done meanwhile in this thread come to an end, and not be the end of this process.

    Raises (inside):
        EndlessError: it used SECONDS of processor time; on Linux only, where grading runs.
        SystemExit: it called os._exit.
    """
    if sys.platform != "linux":
        yield
        return
    stop = _alarm() if threading.current_thread() is threading.main_thread() else _watch()
    try:
        with kept_alive():
            yield
    finally:
        stop()


@contextmanager
def kept_alive() -> Iterator[None]:
    """Has os._exit of this thread raise SystemExit meanwhile, as sys.exit does: it would end all others' work, too."""
    _guard_exit()
    before = getattr(_this_thread, "is_kept", False)
    _this_thread.is_kept = True
    try:
        yield
    finally:
        _this_thread.is_kept = before


@cache
def _guard_exit() -> None:
    """Puts another os._exit in its place, for good: threads that did so by turns would leave each other's."""
    ends = os._exit

    def end(status: int) -> NoReturn:
        if getattr(_this_thread, "is_kept", False):
            raise SystemExit(f"os._exit({status})")
        ends(status)

    os._exit = end


def _alarm() -> Callable[[], None]:
    """Has the main thread be interrupted by a signal; returns what takes that back.

    A thread that watches it would keep others from going on from this process.
    """
    _listen()
    signal.setitimer(signal.ITIMER_PROF, SECONDS, AGAIN_SECONDS)
    return _silence


def _silence() -> None:
    signal.setitimer(signal.ITIMER_PROF, 0)


@cache
def _listen() -> None:
    """Takes the signal, which nobody sends but that timer."""

    def interrupt(*_: object) -> NoReturn:
        raise EndlessError

    signal.signal(signal.SIGPROF, interrupt)


def _watch() -> Callable[[], None]:
    """Has another thread be interrupted by the one that watches probes; returns what takes that back."""
    from .guard import ProcessorLimit

    limit = ProcessorLimit(SECONDS, EndlessError)
    limit.start()
    return limit.stop
