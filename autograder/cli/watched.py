"""`softmark check`, run by another process that this one watches: so that nothing of a student's can hang it.

The other process runs everything, says what it begins and ends, and has Python's fault handler write where
it is when it is asked. Whoever overruns a limit is ended; another process is told so and goes on without that. Only what
this needs is imported: each check starts with it.

A process is charged as `execution.meter` says on Linux; elsewhere, where one process cannot ask for
another's processor time, by the clock.
"""

from __future__ import annotations

import os
import signal
import sys
import time

from . import surroundings
from .watched_process import WatchedProcess, Work

# As typing has it, which need not be imported for that.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

STOPPED = 130
WATCH_SECONDS = 0.3


def main(arguments: Sequence[str]) -> int:
    """Runs the command `check`, with --watch again whenever a file is saved; returns its exit code.

    Args:
        arguments: of the command line, from the command's name on.
    """
    done = _run(arguments, None)
    while "--watch" in arguments and done.work is not None:
        try:
            while not done.work.changed():
                time.sleep(WATCH_SECONDS)
        except KeyboardInterrupt:
            print(file=sys.stderr)
            return done.code
        if sys.stdout.isatty():
            sys.stdout.write("\x1b[2J\x1b[H")
        done = _run(arguments, done.points)
    return done.code


def leave(code: int) -> None:
    """Ends this process at once: to take the interpreter apart takes longer than many a check."""
    try:
        surroundings.flush()
    except SystemExit as end:
        code = int(end.code or 0)
    os._exit(code)


class _Done:
    """A run that is over: its exit code, the files that were checked, and the points of each check."""

    def __init__(
        self, code: int, work: Work | None = None, points: dict[str, float] | None = None
    ) -> None:
        self.code = code
        self.work = work
        self.points = points


def _run(arguments: Sequence[str], points: dict[str, float] | None) -> _Done:
    """Runs the checks, until they end or a file is saved.

    Args:
        points: of each check in the run before, where there is one.
    """
    ended: list[dict[str, Any]] = []
    while True:
        with WatchedProcess(arguments, ended, points) as process:
            try:
                why = process.follow("--watch" in arguments)
            except KeyboardInterrupt:
                # Who is in a hurry presses it twice.
                signal.signal(signal.SIGINT, signal.SIG_IGN)
                print(process.stopped(), file=sys.stderr)
                return _Done(STOPPED)
            if why is None:
                return _Done(process.finish(), process.work, process.points)
            if not why:
                return _Done(1, process.work, points)
            ended.append(why)
