"""The process that runs `softmark check` and is watched by another; see `watched`."""

from __future__ import annotations

import contextlib
import faulthandler
import gc
import io
import marshal
import os
import signal
import sys
import threading
import traceback
from collections.abc import Mapping
from typing import Any

from . import ending
from .watched import leave
from .watched_process import MARK

# Where the student's code is, is written in C by the thread that runs it when the watcher asks with this signal.
# Another thread that looked at the stack while it changes could crash the process.
ASK = getattr(signal, "SIGUSR1", None)


def main(told: Mapping[str, Any]) -> None:
    """Runs the command line and exits.

    Args:
        told: by the watcher: what ended earlier processes, and what the terminal is.
    """
    # The watcher ends this process where Ctrl-C is pressed, and says where.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    events = os.dup(1)
    # What is printed goes where it is seen, and not between the events.
    os.dup2(2, 1)
    _end_with_watcher()
    if ASK is not None:
        faulthandler.register(ASK, file=events, all_threads=False)

    def tell(event: Mapping[str, Any]) -> None:
        if "end" in event and ASK is None:
            faulthandler.cancel_dump_traceback_later()
        # Whole, and after an end of line: a stack may just be written.
        left = f"\n{MARK}{marshal.dumps(dict(event)).hex()}\n".encode()
        while left:
            left = left[os.write(events, left) :]
        if "begin" in event:
            if not gc.isenabled():
                # Off until now: what is imported stays.
                gc.freeze()
                gc.enable()
            if ASK is None:
                # Where nobody can be asked, once, when the time is used up.
                faulthandler.dump_traceback_later(event["limit"], file=events)

    sys.stdout = _Said(tell, colour=told["colour"])
    os.environ["COLUMNS"] = str(told["width"])
    code: object = 1
    try:
        ending.run(lambda: _check({**told, "tell": tell}))
    except SystemExit as end:
        code = end.code or 0
    except BaseException:
        traceback.print_exc()
    leave(code if isinstance(code, int) else 1)


def _check(told: Mapping[str, Any]) -> None:
    from .check_line import read_line

    asked = read_line(sys.argv[2:])
    if asked is not None:
        from .checking import run_checks

        sys.exit(run_checks(asked, told))
    # click is imported where it has something to say.
    from .app import app

    app(obj=told, prog_name="softmark")


def _end_with_watcher() -> None:
    """Ends this process when its watcher is gone, which holds the other end of stdin."""
    stdin = os.dup(0)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)

    def wait() -> None:
        with contextlib.suppress(OSError):
            os.read(stdin, 1)
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


class _Said(io.TextIOBase):
    """Standard output: what is written to it the watcher prints."""

    def __init__(self, tell: Any, *, colour: bool) -> None:
        self._tell = tell
        self._colour = colour

    def isatty(self) -> bool:
        """Tells whether the watcher's output is a terminal."""
        return self._colour

    def writable(self) -> bool:
        """Tells that this can be written to."""
        return True

    def write(self, text: str) -> int:
        """Sends a text."""
        if not isinstance(text, str):  # click asks this way what can be written
            raise TypeError("only text")
        self._tell({"said": text})
        return len(text)
