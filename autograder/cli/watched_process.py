"""The process that runs the checks, as the one sees it that watches: what it says, what it is charged, and where it is."""

from __future__ import annotations

import marshal
import os
import signal
import sys
import threading
import time

# As typing has it, which need not be imported for that.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from ..execution.meter import Meter


# An event's line begins with it; all other lines are stacks. What follows is the event by `marshal`, which
# costs nothing to import, in hexadecimal digits: both processes are the same Python.
MARK = "\x1e"
# Nobody is looked at who is as quick as this.
PATIENCE_SECONDS = 0.5
# What remains of the newest stacks.
MOST_STACKS = 1 << 14
# So long it is waited for a stack that says where time ran out, or Ctrl-C came.
LAST_WORD_SECONDS = 3.0
_ANSWER_SECONDS = 0.02
# How a stack of the other process ends, or one that is too deep; else it is whole when it has not grown for so
# many looks.
_LAST_LINES = ('  File "<string>", line 1 in <module>\n', "  ...\n")
_STILL = 25
_START = (
    "import sys, marshal; told = marshal.loads(bytes.fromhex(sys.stdin.readline())); "
    "sys.path[:] = told['path']; import gc; gc.disable(); "
    "from autograder.cli.watching import main; main(told)"
)


class Work:
    """The files that are checked, as they were when the checks began."""

    def __init__(self, path: str, stamps: dict[str, int]) -> None:
        self._path = path
        self._stamps = stamps

    def changed(self) -> bool:
        """Tells whether one of them has been saved since."""
        return stamps(self._path) != self._stamps


def stamps(path: str) -> dict[str, int]:
    """Returns when each Python file of a folder, or this notebook, was changed, in nanoseconds."""
    found = {}
    try:
        if os.path.isfile(path):
            return {path: os.stat(path).st_mtime_ns}
        for entry in os.scandir(path):
            if entry.name.endswith(".py"):
                found[entry.name] = entry.stat().st_mtime_ns
    except OSError:  # it is just being written
        return found
    return found


class WatchedProcess:
    """One process that runs the checks.

    Attributes:
        work: what it checks, as soon as it says so.
        points: of each check, likewise.
    """

    def __init__(
        self,
        arguments: Sequence[str],
        ended: Sequence[dict[str, Any]],
        points: dict[str, float] | None,
    ) -> None:
        # Not at the top: the process that is watched reads this file, too, and starts no other.
        import subprocess

        width = os.environ.get("COLUMNS") or _columns()
        told = {
            "path": [_root(), *sys.path[1:]],
            "ended": ended,
            "points": points,
            "colour": sys.stdout.isatty(),
            "width": int(width) if width.isdigit() and int(width) else 80,
        }
        flags = [f"-W{option}" for option in sys.warnoptions]
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-S", *flags, "-c", _START, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert self._process.stdin is not None
        self._process.stdin.write(marshal.dumps(told).hex().encode() + b"\n")
        self._process.stdin.flush()
        self.work: Work | None = None
        self.points: dict[str, float] | None = None
        self._said: list[str] = []
        self._stacks = ""
        self._label = ""
        self._begun: dict[str, Any] = {}
        self._called: list[str] = []
        self._language = "en"
        self._meter: Meter | None = None
        self._base = 0.0
        self._slept = 0.0
        self._pressed = False
        signal.signal(signal.SIGINT, self._press)
        self._lock = threading.Lock()
        # Not the thread's own join: Ctrl-C meanwhile would have the thread count as ended.
        self._over = threading.Event()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> WatchedProcess:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        self._reader.join()
        for stream in (self._process.stdin, self._process.stdout):
            assert stream is not None
            stream.close()

    def follow(self, watching: bool) -> dict[str, Any] | None:
        """Returns None at its end, and what ended it, if that is the student's work.

        Args:
            watching: {} is returned as soon as a file is saved.
        """
        wait = PATIENCE_SECONDS
        while True:
            over = self._over.wait(wait)
            if self._pressed:
                raise KeyboardInterrupt
            if over:
                return self._died()
            if watching and self.work is not None and self.work.changed():
                return {}
            wait = self._look()
            if wait <= 0:
                return self._overran()

    def finish(self) -> int:
        """Prints what it said, and returns its exit code."""
        sys.stdout.write("".join(self._said))
        sys.stdout.flush()
        return self._process.wait()

    def stopped(self) -> str:
        """Returns where it was when Ctrl-C came."""
        from ..execution.stacks import last_place
        from ..results.text import say

        label = self._label
        self._ask()
        place = last_place(self._stacks)
        where = say("timeout.at", self._language, file=place.file, line=place.line)
        return say(
            "run.stopped" if label else "run.stopped.early",
            self._language,
            what=label.rpartition(" ")[0].rpartition(" ")[0] or label,
            where=where if place.line else "",
        )

    def _press(self, *_: object) -> None:
        """Takes Ctrl-C, and notes it: Python loses an exception that falls into a callback of its own."""
        self._pressed = True
        raise KeyboardInterrupt

    def _read(self) -> None:
        assert self._process.stdout is not None
        for raw in self._process.stdout:
            # One may begin in the middle of a stack's line, and so stands after an end of line.
            line = raw.decode("utf-8", "replace")
            with self._lock:
                if line.startswith(MARK):
                    self._take(marshal.loads(bytes.fromhex(line[1:])))
                elif self._label:
                    self._stacks = (self._stacks + line)[-MOST_STACKS:]

        self._over.set()

    def _take(self, event: dict[str, Any]) -> None:
        if "said" in event:
            self._said.append(event["said"])
        elif "calls" in event:
            self._called = event["calls"]
        elif "begin" in event:
            self._label, self._begun, self._stacks, self._called = event["begin"], event, "", []
            self._base = event["ran"] if sys.platform == "linux" else time.monotonic()
            self._slept = self._meter.used.slept if self._meter else 0.0
        elif "end" in event:
            self._label = ""
        elif "language" in event:
            self._language = event["language"]
        elif "files" in event:
            self.work = Work(event["files"], event["stamps"])
        elif "points" in event:
            self.points = event["points"]

    def _look(self) -> float:
        """Charges it; returns the seconds until the next look, none where a limit is overrun."""
        from ..execution.meter import LOOK_SECONDS, Meter

        if self._meter is None:
            if sys.platform == "linux":
                self._meter = Meter(self._process.pid)
            else:
                self._meter = Meter(
                    self._process.pid, ran=lambda _: time.monotonic(), asleep=lambda _: False
                )
        self._meter.look()
        with self._lock:
            if not self._label or self._charged() < self._begun["limit"]:
                return LOOK_SECONDS
        return 0.0

    def _charged(self) -> float:
        return sum(self._used())

    def _used(self) -> tuple[float, float]:
        assert self._meter is not None
        used = self._meter.used
        return used.ran - self._base, used.slept - self._slept

    def _ask(self) -> None:
        """Has it write where it is, and waits until it has, or does not answer."""
        if not self._label:
            return
        if sys.platform != "win32":
            self._process.send_signal(signal.SIGUSR1)
        until = time.monotonic() + LAST_WORD_SECONDS
        there, still = 0, 0
        while time.monotonic() < until and not self._over.is_set():
            self._over.wait(_ANSWER_SECONDS)
            still = still + 1 if there == len(self._stacks) else 0
            there = len(self._stacks)
            # It is written line by line, and a busy machine may stop in the middle of it.
            if there and (self._stacks.endswith(_LAST_LINES) or still == _STILL):
                return

    def _overran(self) -> dict[str, Any]:
        self._ask()
        with self._lock:
            return {
                "label": self._label,
                "kind": "timeout",
                "seconds": self._begun["limit"],
                "used": self._used(),
                "stacks": self._stacks,
                "called": self._called,
            }

    def _died(self) -> dict[str, Any] | None:
        if not self._label:
            return None
        status = self._process.wait()
        text = (
            f"it exited with status {status}" if status >= 0 else f"it crashed (signal {-status})"
        )
        return {"label": self._label, "kind": "died", "text": text}


def _root() -> str:
    """Returns the folder that this package is in."""
    folder = os.path.abspath(__file__)
    for _ in range(3):
        folder = os.path.dirname(folder)
    return folder


def _columns() -> str:
    try:
        return str(os.get_terminal_size(sys.stdout.fileno()).columns)
    except (OSError, ValueError):
        return ""
