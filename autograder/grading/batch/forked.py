"""A process that goes on from this one, with all that is imported here: it starts in a moment."""

from __future__ import annotations

import gc
import os
import select
import signal
import threading
import traceback
from collections.abc import Callable, Iterable

# The linear algebra library must not have started threads, which a fork would leave behind.
ONE_THREAD = "OPENBLAS_NUM_THREADS"


def can_fork() -> bool:
    """Tells whether a fork of this process is a whole one: it has no other threads."""
    return threading.active_count() == 1 and os.environ.get(ONE_THREAD) == "1"


class Forked:
    """One such process, with as much of multiprocessing's `Process` as the pool needs.

    Args:
        life: what it does, and it ends after that.
        kept: the descriptors that stay open in it, beside stdout and stderr.

    Attributes:
        sentinel: readable when it has ended.
        exitcode: as of `Process`; None while it runs.
    """

    def __init__(self, life: Callable[[], None], *kept: int) -> None:
        self.pid = os.fork()
        if self.pid == 0:
            _live(life, kept)
        self.sentinel = os.pidfd_open(self.pid)
        self.exitcode: int | None = None

    def is_alive(self) -> bool:
        """Tells whether it has not ended yet."""
        self.join(0)
        return self.exitcode is None

    def join(self, timeout: float | None = None) -> None:
        """Waits for its end, for so many seconds at most."""
        if self.exitcode is not None:
            return
        poll = select.poll()
        poll.register(self.sentinel, select.POLLIN)
        if poll.poll(None if timeout is None else 1000 * timeout):
            self.exitcode = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
            os.close(self.sentinel)

    def kill(self) -> None:
        """Ends it."""
        os.kill(self.pid, signal.SIGKILL)


def _live(life: Callable[[], None], kept: Iterable[int]) -> None:
    """Never returns."""
    status = 1
    try:
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        first = 3
        for descriptor in (*sorted(kept), os.sysconf("SC_OPEN_MAX")):
            os.closerange(first, descriptor)
            first = descriptor + 1
        # What the parent made is not looked through again, which would copy its pages.
        gc.freeze()
        life()
        status = 0
    except KeyboardInterrupt:
        pass
    except BaseException:
        os.write(2, traceback.format_exc().encode())
    finally:
        # Without the clean-up of Python: what is to be cleaned up is the parent's.
        os._exit(status)
