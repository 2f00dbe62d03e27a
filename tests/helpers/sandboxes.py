"""What the sandbox's tests share."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

from autograder.execution.sandbox import Child, Sandbox

STAND_IN = Path(__file__).with_name("sandbox_stand_in")


class StudentRaised(Exception):  # noqa: N818 - an event
    """The source that ran in a child raised; str() is "TypeName: text"."""


def run(child: Child, source: str, seconds: float = 10.0) -> Any:
    """Executes source in a child and returns its variable `out`."""
    answer = json.loads(child.exchange(source.encode(), seconds))
    if "error" in answer:
        raise StudentRaised(": ".join(answer["error"]))
    return answer["out"]


def run_alone(sandbox: Sandbox, source: str, seconds: float = 10.0) -> Any:
    """The same, in a child of its own."""
    with sandbox.spawn() as child:
        return run(child, source, seconds)


def still_works(sandbox: Sandbox) -> bool:
    """Returns whether the next submission is served as if nothing had happened."""
    return run_alone(sandbox, "import numpy\nout = float(numpy.eye(3).sum())") == 3.0


def status(pid: int) -> dict[str, str]:
    """Returns /proc/PID/status by field."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}


def parent_pid(sandbox: Sandbox) -> int:
    """Returns the warm parent's process id, as the machine sees it."""
    process = sandbox._server._launched.process.pid
    if sandbox._isolation != "full":
        return process
    (pid,) = children_of(process)
    return pid


def living_children(sandbox: Sandbox) -> list[int]:
    """Returns the process ids of its children: all of its parent's but the first, whose own children parse.

    A parent waits for branches of its own at its end only: until then one that was killed is there, and does not live.
    """
    return [pid for pid in children_of(parent_pid(sandbox))[1:] if _runs(pid)]


def children_of(pid: int) -> list[int]:
    """Returns the process ids of a process's children."""
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def wait_until_gone(pids: list[int], seconds: float = 10.0) -> bool:
    """Returns whether all of the processes have ended in time."""
    deadline = time.monotonic() + seconds
    while any(_runs(pid) for pid in pids):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def _runs(pid: int) -> bool:
    try:
        return status(pid)["State"][0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


def open_descriptors() -> int:
    """Returns how many descriptors this process has open."""
    return len(os.listdir("/proc/self/fd"))
