"""How much memory all children of a machine may use together: each reserves its share before it starts.

A limit for each child alone says nothing about sixty that allocate and sleep. The shares are files that are
locked, so that they come free with the process that held them, however it ends.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ..closing import Closing
from .turn import Turn

MIB = 1 << 20
# What a child starts with; one that needs more is run again with as much as the assignment allows.
FIRST_BYTES = 256 * MIB
# Of the memory that is free when a class begins.
SHARE = 0.6
# How often somebody who waits tries again.
TRY_SECONDS = 0.05


class MemoryBudget:
    """What is left of the memory for children.

    Args:
        folder: with a file for each share; see `SharedBudget`.
    """

    def __init__(self, folder: Path) -> None:
        self._shares = sorted(folder.iterdir())

    @contextmanager
    def reserved(self, memory_bytes: int, turn: Turn) -> Iterator[None]:
        """Waits until so much is free, and holds it; all there is, where that is less.

        Args:
            turn: given up meanwhile.
        """
        count = min(-(-memory_bytes // FIRST_BYTES), len(self._shares))
        held = self._take(count)
        if held is None:
            with turn.idle():
                while (held := self._take(count)) is None:
                    time.sleep(TRY_SECONDS)
        try:
            yield
        finally:
            for descriptor in held:
                os.close(descriptor)

    def _take(self, count: int) -> list[int] | None:
        """Returns descriptors of so many shares that are held now; None where not so many are free."""
        # Not at the top: other systems have no such module, and import this one.
        import fcntl

        held: list[int] = []
        for share in self._shares:
            descriptor = os.open(share, os.O_RDWR | os.O_CLOEXEC)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(descriptor)
                continue
            held.append(descriptor)
            if len(held) == count:
                return held
        for descriptor in held:
            os.close(descriptor)
        return None


class SharedBudget(Closing):
    """The budget of this machine, for as long as it is entered.

    Args:
        available: bytes; what is free now, where it is None.

    Attributes:
        folder: for processes that take part, see MemoryBudget.
    """

    def __init__(self, available: int | None = None) -> None:
        free = available_bytes() if available is None else available
        self._files = tempfile.TemporaryDirectory(prefix="softmark-memory-")
        self.folder = Path(self._files.name)
        for number in range(max(1, int(SHARE * free) // FIRST_BYTES)):
            (self.folder / f"{number:05d}").touch()

    def close(self) -> None:
        """Removes the folder."""
        self._files.cleanup()


def available_bytes() -> int:
    """Returns the memory that is free on this machine, or in this control group where that is less."""
    lines = Path("/proc/meminfo").read_text().splitlines()
    free = next(int(line.split()[1]) << 10 for line in lines if line.startswith("MemAvailable:"))
    group = Path("/sys/fs/cgroup")
    with suppress(OSError, ValueError):
        most, used = (int((group / f"memory.{name}").read_text()) for name in ("max", "current"))
        free = min(free, most - used)
    return max(0, free)
