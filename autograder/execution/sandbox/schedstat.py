"""What the kernel tells of a child's time: how long it ran, and how long it was ready and had to wait."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple


class Times(NamedTuple):
    """Seconds of a process's life so far.

    Attributes:
        ran: on a processor.
        waited: ready to run, while the processors were busy with others.
    """

    ran: float
    waited: float


def pid_of(process: int) -> int:
    """Returns the process id behind a descriptor of another process, in this process's namespace."""
    for line in Path(f"/proc/self/fdinfo/{process}").read_text().splitlines():
        name, _, value = line.partition(":")
        if name == "Pid":
            return int(value)
    return -1


def read_times(pid: int) -> Times:
    """Returns the times of a process's main thread; none where the kernel does not tell."""
    try:
        ran, waited, _ = Path(f"/proc/{pid}/schedstat").read_text().split()
    except (OSError, ValueError):
        return Times(0.0, 0.0)
    return Times(int(ran) / 1e9, int(waited) / 1e9)
