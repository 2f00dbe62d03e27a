"""Where the command runs: streams that are closed or speak no Chinese, and too few open files."""

from __future__ import annotations

import codecs
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

# A worker has its pipes, its sandbox and a channel to each of the submissions that wait.
OPEN_FILES = 256


@contextmanager
def usable() -> Iterator[None]:
    """Has every stream exist and take every text, and says at the end what it could not show."""
    # Before numpy is imported: its threads only cost time on matrices as small as these.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    _open_streams()
    unshown: list[str] = []

    def replace(error: UnicodeError) -> tuple[str, int]:
        assert isinstance(error, UnicodeEncodeError)
        unshown.append(error.encoding)
        return "?" * (error.end - error.start), error.end

    codecs.register_error("softmark", replace)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="softmark")
    try:
        yield
    finally:
        if unshown:
            print(
                f"softmark: this terminal takes {unshown[0]} only, so some text is shown as '?': set "
                "LC_ALL=C.UTF-8. Files are written in full.",
                file=sys.stderr,
            )


def _open_streams() -> None:
    """Opens those of the three streams that are closed, so that no file gets their numbers."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            # For the processes that this one starts, too.
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "r" if name == "stdin" else "w"))  # noqa: SIM115


def need_open_files() -> None:
    """Makes sure that this process may open as many files as grading takes.

    Raises:
        UsageError: it may not.
    """
    # Windows has none of it, and students check their work there.
    import resource

    from ..errors import UsageError

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft >= OPEN_FILES or soft == resource.RLIM_INFINITY:
        return
    if hard != resource.RLIM_INFINITY and hard < OPEN_FILES:
        raise UsageError(
            f"This shell lets a program open {hard} files at once, and grading takes {OPEN_FILES}: "
            f"start it from one where `ulimit -n {OPEN_FILES}` works."
        )
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, hard))
