"""One run at a time in a folder of results, and of one assignment."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ...errors import UsageError
from .results_log import ResultsLog


@contextmanager
def only_run(out: Path) -> Iterator[None]:
    """Keeps a second run away from the same folder.

    Raises:
        UsageError: there is one.
    """
    try:
        import fcntl
    except ImportError:  # Windows, where nothing is graded in a sandbox
        yield
        return
    descriptor = os.open(out, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise UsageError(
            f"Another run is writing to {out}: wait for its end, or choose another folder."
        ) from None
    else:
        yield
    finally:
        os.close(descriptor)


def refuse_others(log: ResultsLog, assignment: str, out: Path) -> None:
    """Raises UsageError where a folder holds results of another assignment."""
    others = log.assignments - {assignment}
    if others:
        raise UsageError(
            f"{out} holds results of {', '.join(sorted(others))}: choose another folder for {assignment}."
        )
