"""What grading takes of the machine, and the limits of the shell that it is started from."""

from __future__ import annotations

import os
import resource

from ..errors import UsageError

# A worker has its pipes, its sandbox and a channel to each of the submissions that wait.
OPEN_FILES = 256
# Of a process that judges, and of a sandboxed one with an assignment's memory.
ADDRESS_SPACE = 8 << 30
# An archive that was handed in is held as a file in memory.
LARGEST_FILE = 256 << 20
# That sandboxed processes are given.
STACK = 8 << 20
# Of the grader and the sandbox's parents, and of each worker, with its own.
PROCESSES = 10
PROCESSES_EACH = 6


def need_room(processes: int, seconds: int) -> None:
    """Makes sure that this process and those that it starts may have what grading takes of the machine.

    Args:
        processes: that grade side by side.
        seconds: of processor time that a sandboxed process is given.

    Raises:
        UsageError: the shell's limits are lower; the text says which, and what it takes.
    """
    for kind, need, unit, option, what in (
        (resource.RLIMIT_NOFILE, OPEN_FILES, 1, "-n", "open {} files at once"),
        (resource.RLIMIT_AS, ADDRESS_SPACE, 1 << 10, "-v", "take {} KiB of memory"),
        (resource.RLIMIT_FSIZE, LARGEST_FILE, 1 << 10, "-f", "write files of at most {} KiB"),
        (resource.RLIMIT_STACK, STACK, 1 << 10, "-s", "have a stack of {} KiB"),
        (resource.RLIMIT_CPU, seconds, 1, "-t", "run for {} seconds"),
    ):
        soft, hard = resource.getrlimit(kind)
        if soft >= need or soft == resource.RLIM_INFINITY:
            continue
        if hard != resource.RLIM_INFINITY and hard < need:
            raise UsageError(
                f"This shell lets a program {what.format(hard // unit)}, and grading takes {need // unit}: start it "
                f"from one where `ulimit {option} {need // unit}` works."
            )
        resource.setrlimit(kind, (need, hard))
    soft, hard = resource.getrlimit(resource.RLIMIT_NPROC)
    if soft == resource.RLIM_INFINITY or os.geteuid() == 0:
        return
    there = _own_threads()
    need = there + PROCESSES + PROCESSES_EACH * processes
    if soft >= need:
        return
    if hard != resource.RLIM_INFINITY and hard < need:
        with_jobs = ", or give --jobs 1" if processes > 1 else ""
        has = f"have {hard} processes and threads at once, of which there are {there} already"
        raise UsageError(
            f"This account may {has}, and grading takes {need}: start it from a shell where `ulimit -u {need}` "
            f"works{with_jobs}."
        )
    resource.setrlimit(resource.RLIMIT_NPROC, (need, hard))


def _own_threads() -> int:
    """Returns how many threads this account has, all its processes together."""
    own, count = os.getuid(), 0
    for number in filter(str.isdigit, os.listdir("/proc")):
        try:
            if os.stat(f"/proc/{number}").st_uid == own:
                count += len(os.listdir(f"/proc/{number}/task"))
        except OSError:  # it has ended, or is hidden
            continue
    return count
