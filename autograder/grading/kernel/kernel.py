"""Runs a notebook's cells in the sandbox: without network, with nothing of this machine but Python.

The kernel, and the client that speaks to it, are both inside; the grader sends the text of a cell over
one socket and receives what it showed, within limits of time and size, as plain values.
"""

from __future__ import annotations

import contextlib
import math
import os
import shutil
import signal
import socket
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec

from ...execution.closing import Closing
from ...execution.sandbox.errors import SandboxFault, SandboxUnavailable
from .account import KernelAccount
from .client import LENGTH
from .launch import launch_kernel
from .staging import stage

# Nothing of a student's is run before it is there.
START_SECONDS = 300.0
SEND_SECONDS = READ_SECONDS = 120.0
# What a cell that was interrupted may use to come to its end.
GRACE_SECONDS = 2.0
_SIGNALS = (signal.SIGINT, signal.SIGINT, signal.SIGKILL)
MOST_REPLY = 32 << 20
MOST_MESSAGE = 2000

_PASSED = ("NBGRADER_EXECUTION",)
Stage = Callable[[Path, Path], tuple[str, Path | None]]
Status = Literal["ok", "error", "timeout", "too_much", "dead"]


class KernelEnded(Exception):  # noqa: N818 - an event
    """The kernel is gone, or did not start; str() says why as far as it is known."""


class Reply(msgspec.Struct):
    """What became of a cell.

    Attributes:
        status: how it ended; "too_much": it showed more than is kept.
        outputs: plain JSON, of which nothing has been checked but its size.
        count: its number.
        ename, evalue: of the exception that ended it.
        ran, slept: what it was charged, in seconds: on a processor, and instead of using one.
    """

    status: Status = "dead"
    outputs: list[Any] = []
    count: int | None = None
    ename: str = ""
    evalue: str = ""
    ran: float = 0.0
    slept: float = 0.0

    @property
    def seconds(self) -> float:
        """What it was charged in all."""
        return self.ran + self.slept


class NotebookKernel(Closing):
    """A kernel in a sandbox of its own.

    Args:
        folder: of the notebook.
        stage: copies what the kernel may see; see `staging`.
        variables: of the environment; only what tells checks that nbgrader runs them gets inside.

    Raises:
        SandboxUnavailable: this machine has no sandbox.
        KernelEnded: it did not start.
    """

    def __init__(
        self, folder: Path, stage: Stage = stage, variables: Mapping[str, str] | None = None
    ) -> None:
        given = variables or {}
        self._variables = {name: given[name] for name in _PASSED if name in given}
        self._folder = Path(tempfile.mkdtemp(prefix="softmark-"))
        try:
            self._start(folder, stage)
        except BaseException:
            shutil.rmtree(self._folder, ignore_errors=True)
            raise
        try:
            self._account = KernelAccount(self._socket, START_SECONDS)
            if self._receive(START_SECONDS).get("status") != "ready":
                raise KernelEnded(self._reason())
        except (KernelEnded, SandboxFault, OSError):
            reason = self._reason()
            self.close()
            if reason.startswith("bwrap: "):
                raise SandboxUnavailable(
                    f"The sandboxed kernel does not start ({reason})."
                ) from None
            raise KernelEnded(reason) from None
        except BaseException:
            self.close()
            raise

    def execute(self, source: str, seconds: float) -> Reply:
        """Runs a cell.

        Args:
            source: its text.
            seconds: what it may be charged, of processor time and of its own sleep, never of what a
                busy machine makes it wait; it is interrupted then.

        Raises:
            KernelEnded: it sent what is no answer, or nothing.
        """
        signals = iter(_SIGNALS)

        def wait() -> None:
            """Returns when there is something to read; interrupts the cell once it has used up its time."""
            while self._account.wait():
                number = next(signals, None)
                if number is None:
                    raise KernelEnded("it could not be ended")
                self._account.allow(GRACE_SECONDS)
                self._send({"signal": int(number)})

        self._account.begin(seconds)
        self._send({"source": source})
        try:
            answer = self._receive(math.inf, wait)
        except SandboxFault as fault:
            raise KernelEnded(str(fault)) from None
        used = self._account.used
        try:
            return msgspec.convert({**answer, "ran": used.ran, "slept": used.slept}, Reply)
        except msgspec.ValidationError:
            raise KernelEnded("it answered in no known form") from None

    def _send(self, request: Mapping[str, Any]) -> None:
        content = msgspec.json.encode(request)
        try:
            self._socket.settimeout(SEND_SECONDS)
            self._socket.sendall(LENGTH.pack(len(content)) + content)
        except OSError:
            raise KernelEnded(self._reason()) from None

    def close(self) -> None:
        """Ends the kernel and everything in its sandbox; may be called again."""
        with contextlib.suppress(OSError):
            self._socket.close()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._messages.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _start(self, folder: Path, stage: Stage) -> None:
        given = self._folder / "given"
        given.mkdir()
        place, data = stage(folder, given)
        self._socket, theirs = socket.socketpair()
        # Before the kernel sends its first byte, for the system to say whose it is.
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        with theirs:
            self._process, self._messages = launch_kernel(
                self._folder, place, data, theirs.fileno(), self._variables
            )

    def _receive(self, seconds: float, wait: Callable[[], None] = lambda: None) -> dict[str, Any]:
        """Returns the next answer.

        Args:
            seconds: of wall time.
            wait: called before each reading.

        Raises:
            KernelEnded: there is none in time, or it is too long.
        """
        deadline = time.monotonic() + seconds
        (size,) = LENGTH.unpack(self._read(LENGTH.size, deadline, wait))
        if size > MOST_REPLY:
            raise KernelEnded("it showed too much")
        content = self._read(size, deadline, wait)
        try:
            return msgspec.json.decode(content, type=dict[str, Any])
        except (msgspec.DecodeError, RecursionError):
            raise KernelEnded("it answered in no known form") from None

    def _read(self, size: int, deadline: float, wait: Callable[[], None]) -> bytes:
        content = bytearray()
        while len(content) < size:
            left = deadline - time.monotonic()
            if left <= 0:
                raise KernelEnded("it did not answer in time")
            wait()
            self._socket.settimeout(min(left, READ_SECONDS))
            try:
                piece = self._socket.recv(min(size - len(content), 1 << 20))
            except TimeoutError:
                continue
            except OSError:
                piece = b""
            if not piece:
                raise KernelEnded(self._reason())
            content += piece
        return bytes(content)

    def _reason(self) -> str:
        """Returns the last line that came out on stderr."""
        with contextlib.suppress(ValueError, OSError):
            self._messages.seek(0)
            lines = self._messages.read(1 << 16).decode(errors="replace").strip().splitlines()
            if lines:
                return lines[-1][:MOST_MESSAGE]
        return "the kernel ended"
