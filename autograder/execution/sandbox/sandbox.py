"""Sandbox and Child: what the rest of the grader uses."""

from __future__ import annotations

import itertools
import os
import signal
import socket
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

from .channel import PATIENCE_SECONDS, Channel, ChannelAbused, ChannelClosed
from .errors import ChildDied, ChildTimeout, SandboxFault
from .inside.protocol import OUT_OF_MEMORY, READY
from .launch import Isolation
from .limits import SandboxLimits
from .paths import WORKER
from .schedstat import Times, read_times
from .server import END, KILL, SPAWN, Fixtures, ForkServer
from .turn import Alone, Turn

SLOW_SECONDS = 0.1
# Until a request has had this share of its time limit on a processor, what it has to wait for one does
# not count: a right submission must not fail because the machine is full.
FAIR_SHARE = 0.25
READY_SECONDS = 20.0
_SOCKET_BUFFER = 1 << 20


class Sandbox:
    """Runs submissions, each in a fresh confined process, forked from a parent that has numpy loaded.

    May be used from several threads; several children may live at the same time.

    Args:
        limits: what one child may use.
        fixtures: arrays that wait in the parent, by group and name, so that they need not be sent to
            each child. A submission can read all of them: no answers.
        isolation: "full" needs namespaces; "reduced" does without them; "none" only limits resources.
        turn: what a thread gives up while it waits for a slow child, and holds otherwise; where none
            is given, nobody else wants it.
        worker: folder of the package whose `serve.serve(sock, fixtures)` is a child's loop.

    Raises:
        SandboxUnavailable: this machine cannot give the isolation.
        SandboxFault: the parent did not start for another reason.
    """

    def __init__(
        self,
        limits: SandboxLimits | None = None,
        fixtures: Fixtures | None = None,
        isolation: Isolation = "full",
        *,
        turn: Turn | None = None,
        worker: Path = WORKER,
    ) -> None:
        self.limits = limits or SandboxLimits()
        self.turn = turn or Alone()
        self._fixtures = fixtures or {}
        self._isolation = isolation
        self._worker = worker
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)
        self._closed = False
        self._server = self._start()

    @property
    def layers(self) -> tuple[str, ...]:
        """Names of everything that confines a child, for marking results."""
        return self._server.layers

    def spawn(
        self,
        slow_seconds: float = SLOW_SECONDS,
        *,
        file: int | None = None,
        memory_bytes: int = 0,
        reply_bytes: int = 0,
    ) -> Child:
        """Returns a fresh child; starts a new parent if the old one is gone.

        Args:
            slow_seconds: a child that works longer than this on one request no longer competes with
                the others.
            file: a descriptor, open for reading only, that the child gets too.
            memory_bytes: as of the limits, for this child; 0 for the sandbox's.
            reply_bytes: likewise.

        Raises:
            SandboxFault: no child could be made, or the sandbox was closed.
        """
        with self._lock:
            if self._closed:
                raise SandboxFault("The sandbox is closed.")
            if not self._server.alive:
                self._server.close()
                self._server = self._start()
            server, number = self._server, next(self._numbers)
        ours, theirs = socket.socketpair()
        with theirs:
            for end in (ours, theirs):
                end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SOCKET_BUFFER)
            try:
                descriptors = [theirs.fileno()] if file is None else [theirs.fileno(), file]
                server.request(SPAWN, number, descriptors, memory_bytes)
            except BaseException:
                ours.close()
                raise
        longest = reply_bytes or self.limits.reply_bytes
        return Child(server, number, ours, longest, slow_seconds, self.turn)

    def close(self) -> None:
        """Ends the parent and every child; may be called again."""
        with self._lock:
            self._closed = True
            self._server.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _start(self) -> ForkServer:
        return ForkServer(self._isolation, self.limits, self._fixtures, self._worker)


class Child:
    """One confined process, made by `Sandbox.spawn`; for one thread at a time.

    Attributes:
        turn: the sandbox's; its clock is the one of the deadlines.
    """

    def __init__(
        self,
        server: ForkServer,
        number: int,
        sock: socket.socket,
        reply_bytes: int,
        slow_seconds: float,
        turn: Turn,
    ) -> None:
        self.turn = turn
        self._server = server
        self._number = number
        wait = max(0.0, slow_seconds - PATIENCE_SECONDS)
        self._channel = Channel(
            sock, reply_bytes, wait, self._yield_to_others, self._more_time, turn
        )
        self._pid = -1
        # At the time when the request was found to be slow; and the waiting that was forgiven since.
        self._before = Times(0.0, 0.0)
        self._forgiven = 0.0
        self._ready = False
        self._open = True

    def exchange(self, request: bytes, seconds: float) -> bytes:
        """Sends a request and returns the child's one reply. After an exception the child is dead.

        Raises:
            ChildTimeout: no whole reply within `seconds` of wall time, sending included.
            ReplyTooLarge: the reply is over the limit.
            ChildDied: the child ended, or sent what it was not asked for.
            SandboxFault: the sandbox failed.
        """
        if not self._open:
            raise ChildDied("it had ended before")
        try:
            if not self._ready:
                self._await_ready()
            return self._channel.exchange(request, seconds)
        except ChannelClosed:
            status = self._end(END)
            raise ChildDied(_reason(status)) from None
        except ChannelAbused as error:
            self._end(KILL)
            raise ChildDied(f"it sent data {error}, which nobody asked for") from None
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Kills the child and waits for its end; may be called again."""
        if self._open:
            # Without its parent the child is dead already.
            try:
                self._end(KILL)
            except SandboxFault:
                return

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _await_ready(self) -> None:
        """Reads the child's word that it is confined, which it sends before it meets student code."""
        try:
            if self._channel.read_byte(READY_SECONDS) != READY:
                text = self._channel.read_rest(READY_SECONDS).decode(errors="replace")
                raise SandboxFault(f"A sandboxed process could not be confined: {text}.")
        except (ChildTimeout, ChannelClosed):
            raise SandboxFault("A sandboxed process ended before it was confined.") from None
        self._ready = True

    def _yield_to_others(self) -> None:
        self._pid = self._server.slow_down(self._number)
        self._before, self._forgiven = read_times(self._pid), 0.0

    def _more_time(self, allowed: float) -> float:
        """Returns the seconds of an overdue request that do not count.

        Args:
            allowed: seconds that it was to take.
        """
        now = read_times(self._pid)
        if now.ran - self._before.ran >= FAIR_SHARE * allowed:
            return 0.0
        forgiven, self._forgiven = self._forgiven, now.waited - self._before.waited
        return self._forgiven - forgiven

    def _end(self, operation: bytes) -> int:
        self._open = False
        self._channel.close()
        return self._server.request(operation, self._number)


def _reason(status: int) -> str:
    """Returns a wait status in words."""
    if os.WIFEXITED(status):
        code = os.WEXITSTATUS(status)
        return "it ran out of memory" if code == OUT_OF_MEMORY else f"it exited with status {code}"
    number = os.WTERMSIG(status)
    if number == signal.SIGXCPU:
        return "it used more processor time than allowed"
    if number == signal.SIGKILL:
        return "it was killed, or closed its connection"
    if number == signal.SIGSYS:
        return "it was killed for a forbidden system call"
    return f"it crashed ({signal.Signals(number).name})"
