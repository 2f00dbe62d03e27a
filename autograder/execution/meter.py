"""What a process is charged that is watched: its processor time, and the time in which it slept; never what others took."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

# A child that does not answer is looked at about this often; not at exact times, which it could sleep by.
LOOK_SECONDS = 0.06
# What one look may add: a grader that was held up itself does not charge for that.
MOST_SLEEP = 2 * LOOK_SECONDS
MOST_STALL = 5.0


class Use(NamedTuple):
    """What a child was charged, in seconds.

    Attributes:
        ran: on a processor.
        slept: instead of answering.
    """

    ran: float = 0.0
    slept: float = 0.0

    @property
    def seconds(self) -> float:
        """Both together."""
        return self.ran + self.slept

    def since(self, before: Use) -> Use:
        """Returns what was charged later than that."""
        return Use(self.ran - before.ran, self.slept - before.slept)


def is_asleep(pid: int) -> bool:
    """Tells whether a process waits by its own choice: not for a processor, a disk, or the grader."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_bytes()
    except OSError:
        return False
    return stat.rpartition(b") ")[2][:1] == b"S"


def processor_seconds(pid: int) -> float:
    """Returns what a process has had of the processors; anyone may ask, and nothing is rounded.

    Raises:
        OSError: it is gone.
    """
    # CPUCLOCK_SCHED of the whole process, as clock_getcpuclockid(3) makes it.
    return time.clock_gettime(~pid << 3 | 2)


class Meter:
    """The account of one child, over its whole life.

    Args:
        pid: of the child, as this process sees it.
        now: a clock in seconds.
        ran, asleep: what the kernel tells of a process.

    Attributes:
        stalled: seconds in which it neither ran nor slept, since it last did.

    Raises:
        ValueError: the id is none; the clock of 0 would be this process's own.
    """

    def __init__(
        self,
        pid: int,
        now: Callable[[], float] = time.monotonic,
        ran: Callable[[int], float] = processor_seconds,
        asleep: Callable[[int], bool] = is_asleep,
    ) -> None:
        if pid <= 0:
            raise ValueError(f"{pid} is the id of no other process")
        self._pid = pid
        self._now = now
        self._read = ran
        self._asleep = asleep
        self._ran = 0.0
        self._slept = 0.0
        self.stalled = 0.0
        self._looked = now()
        self._charged = self.charged

    @property
    def ran(self) -> float:
        """Seconds on a processor so far; the last known where the child is gone."""
        try:
            self._ran = self._read(self._pid)
        except OSError:  # its end shows on the channel
            return self._ran
        return self._ran

    @property
    def used(self) -> Use:
        """All of the account so far."""
        return Use(self.ran, self._slept)

    @property
    def charged(self) -> float:
        """Seconds so far."""
        return self.ran + self._slept

    def begin(self) -> None:
        """Takes down that the child has something to do from now on."""
        self._looked = self._now()
        self.stalled = 0.0

    def due(self) -> bool:
        """Tells whether it is time to look again."""
        return self._now() - self._looked >= LOOK_SECONDS

    def look(self) -> float:
        """Charges the time since the last look if the child sleeps now; returns the seconds so far.

        Sleep is charged by chance, each time for as long as two looks are apart: a child cannot know
        when it is looked at.
        """
        now = self._now()
        passed, self._looked = now - self._looked, now
        if self._asleep(self._pid):
            self._slept += min(passed, MOST_SLEEP)
        charged = self.charged
        if charged > self._charged:
            self.stalled = 0.0
        else:
            self.stalled += min(passed, MOST_STALL)
        self._charged = charged
        return charged

    @staticmethod
    def pause() -> float:
        """Returns how long to wait until the next look."""
        return LOOK_SECONDS * random.uniform(0.5, 1.5)
