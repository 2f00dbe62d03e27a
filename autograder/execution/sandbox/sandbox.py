"""Sandbox and Child: what the rest of the grader uses."""

from __future__ import annotations

import itertools
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from ..closing import Closing
from ..meter import Use
from .channel import Channel
from .errors import ChannelAbused, ChannelClosed, ChildDied, ChildTimeout, SandboxFault
from .inside.protocol import OUT_OF_MEMORY, PAUSE, READY, RESUME, TRACE
from .launch import Isolation
from .limits import SandboxLimits
from .paths import WORKER
from .server import END, KILL, SPAWN, Branch, BranchServer, Fixtures, ForkServer
from .turn import Alone, Turn

# No limit of the submission's: what confines a child is ours, and the machine may be busy.
READY_SECONDS = 120.0
# What a child may write of where it is; it writes no more than the pipe holds.
MOST_STACKS = 1 << 16
RAN_OUT = "it ran out of memory"
_SOCKET_BUFFER = 1 << 20


class Sandbox(Closing):
    """Runs submissions, each in a fresh confined process, forked from a parent that has numpy loaded.

    May be used from several threads; several children may live at the same time.

    Args:
        limits: what one child may use.
        fixtures: arrays that wait in the parent, by group and name, so that they need not be sent to
            each child. A submission can read all of them: no answers.
        isolation: "full" needs namespaces; "reduced" does without them; "none" only limits resources.
        turn: what a thread gives up while it waits for a slow child, and holds otherwise; where none
            is given, nobody else wants it.
        worker: folder of the package whose `serve.make_loop(fixtures)` is a child's loop.
        packages: that children can import besides numpy, where they are installed.
        preloaded: modules that the parent imports, so that no child has to.
        parses: its children parse what students wrote, and run nothing of it; see `worker.parsers`.
        branch: of another sandbox like this one, in place of a parent of its own; while it lasts.

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
        packages: Sequence[str] = (),
        preloaded: Sequence[str] = (),
        parses: bool = False,
        branch: Branch | None = None,
    ) -> None:
        self.limits = limits or SandboxLimits()
        self.turn = turn or Alone()
        self._fixtures = fixtures or {}
        self._isolation = isolation
        self._worker = worker
        self._packages = tuple(packages)
        self._preloaded = tuple(preloaded)
        self._parses = parses
        self._parsers: Sandbox | None = None
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)
        self._closed = False
        self._server = self._start() if branch is None else BranchServer(branch)

    @property
    def layers(self) -> tuple[str, ...]:
        """Names of everything that confines a child, for marking results."""
        return self._server.layers

    def spawn(
        self, *, file: int | None = None, memory_bytes: int = 0, reply_bytes: int = 0
    ) -> Child:
        """Returns a fresh child; starts a new parent if the old one is gone.

        Args:
            file: a descriptor, open for reading only, that the child gets too.
            memory_bytes: as of the limits, for this child; 0 for the sandbox's.
            reply_bytes: likewise.

        Raises:
            SandboxFault: no child could be made, or the sandbox was closed.
        """
        with self._lock:
            server, number = self._living(), next(self._numbers)
        ours, theirs = socket.socketpair()
        stacks, trace = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)
        try:
            for end in (ours, theirs):
                end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SOCKET_BUFFER)
            # Before the child can send its first byte, for the kernel to say whose it is.
            ours.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
            given = [theirs.fileno(), trace, *([] if file is None else [file])]
            server.request(SPAWN, number, given, memory_bytes)
        except BaseException:
            ours.close()
            os.close(stacks)
            raise
        finally:
            theirs.close()
            os.close(trace)
        longest = reply_bytes or self.limits.reply_bytes
        return Child(server, number, ours, stacks, longest, self.turn)

    def branch(self, processors: Iterable[int]) -> Branch:
        """Returns what another process makes a Sandbox of, with the same parent; see ForkServer.

        Raises:
            SandboxFault: it could not be made.
        """
        with self._lock:
            return self._server.branch(processors)

    def for_parsers(self) -> Sandbox:
        """Returns the sandbox for parsers that belongs to this one, and ends with it.

        Its parent goes on from what this one's was before that imported numpy; it has one of its own where that
        is gone.

        Raises:
            SandboxFault: it could not be made.
        """
        if self._parses:
            return self
        with self._lock:
            if self._closed:
                raise SandboxFault("The sandbox is closed.")
            if self._parsers is None:
                branch = None
                with suppress(SandboxFault):
                    branch = self._living().branch_for_parsers(os.sched_getaffinity(0))
                self._parsers = Sandbox(
                    self.limits,
                    isolation=self._isolation,
                    turn=self.turn,
                    worker=self._worker,
                    parses=True,
                    branch=branch,
                )
            return self._parsers

    def close(self) -> None:
        """Ends the parent, its branches, and every child; may be called again."""
        with self._lock:
            self._closed = True
            if self._parsers is not None:
                self._parsers.close()
            self._server.close()

    def _living(self) -> ForkServer:
        """Returns the parent, a new one where the old one is gone."""
        if self._closed:
            raise SandboxFault("The sandbox is closed.")
        if not self._server.alive:
            self._server.close()
            self._server = self._start()
        return self._server

    def _start(self) -> ForkServer:
        return ForkServer(
            self._isolation,
            self.limits,
            self._fixtures,
            self._worker,
            self._packages,
            self._preloaded,
            self._parses,
        )


class Child(Closing):
    """One confined process, made by `Sandbox.spawn`; for one thread at a time.

    Attributes:
        turn: the sandbox's.
    """

    def __init__(
        self,
        server: ForkServer,
        number: int,
        sock: socket.socket,
        stacks: int,
        reply_bytes: int,
        turn: Turn,
    ) -> None:
        self.turn = turn
        self._server = server
        self._number = number
        self._stacks = stacks
        self._channel = Channel(sock, reply_bytes, self, turn)
        self._used = Use()
        self._ready = False
        self._open = True

    @property
    def used(self) -> Use:
        """What it was charged so far; see Meter."""
        meter = self._channel.meter
        return self._used if meter is None or not self._open else meter.used

    def exchange(
        self, request: bytes, seconds: float, more: Callable[[], float] | None = None
    ) -> bytes:
        """Sends a request and returns the child's one reply. After an exception the child is dead.

        Args:
            seconds: what the child may be charged for it, sending included; see Meter.
            more: asked once it is overdue, for what it may be charged in addition.

        Raises:
            ChildTimeout: it was charged more than that.
            ReplyTooLarge: the reply is over the limit.
            ChildDied: the child ended, or sent what it was not asked for.
            Stalled: the machine had no time for it.
            SandboxFault: the sandbox failed.
        """
        if not self._open:
            raise ChildDied("it had ended before")
        try:
            if not self._ready:
                self._await_ready()
            return self._channel.exchange(request, seconds, more)
        except ChannelClosed:
            status = self._end(END)
            raise ChildDied(_reason(status)) from None
        except ChannelAbused as error:
            self._end(KILL)
            raise ChildDied(f"it sent data {error}, which nobody asked for") from None
        except ChildTimeout:
            stacks = self._read_stacks()
            self.close()
            raise ChildTimeout(stacks) from None
        except BaseException:
            self.close()
            raise

    def pause(self) -> None:
        """Stops it until `resume`."""
        self._server.request(PAUSE, self._number)

    def resume(self) -> None:
        """Lets it go on."""
        self._server.request(RESUME, self._number)

    def trace(self) -> None:
        """Has it take down where it is; see ChildTimeout."""
        self._server.request(TRACE, self._number)

    def close(self) -> None:
        """Kills the child and waits for its end; may be called again."""
        if self._open:
            # Without its parent the child is dead already.
            try:
                self._end(KILL)
            except SandboxFault:
                return

    def _await_ready(self) -> None:
        """Reads the child's word that it is confined, which it sends before it meets student code."""
        try:
            if self._channel.read_word(READY_SECONDS) != READY:
                text = self._channel.read_rest(READY_SECONDS).decode(errors="replace")
                raise SandboxFault(f"A sandboxed process could not be confined: {text}.")
        except (ChildTimeout, ChannelClosed):
            raise SandboxFault("A sandboxed process ended before it was confined.") from None
        self._ready = True

    def _read_stacks(self) -> str:
        try:
            return os.read(self._stacks, MOST_STACKS).decode("ascii", "replace")
        except BlockingIOError:
            return ""

    def _end(self, operation: bytes) -> int:
        # Afterwards the kernel no longer tells.
        self._used, self._open = self.used, False
        self._channel.close()
        os.close(self._stacks)
        return self._server.request(operation, self._number)


def _reason(status: int) -> str:
    """Returns a wait status in words."""
    if os.WIFEXITED(status):
        code = os.WEXITSTATUS(status)
        return RAN_OUT if code == OUT_OF_MEMORY else f"it exited with status {code}"
    number = os.WTERMSIG(status)
    if number == signal.SIGXCPU:
        return "it used more processor time than allowed"
    if number == signal.SIGKILL:
        return "it was killed, or closed its connection"
    if number == signal.SIGSYS:
        return "it was killed for a forbidden system call"
    return f"it crashed ({signal.Signals(number).name})"
