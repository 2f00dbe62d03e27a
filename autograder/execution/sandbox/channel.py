"""One request, one reply, against an account that the other side cannot forge.

A frame is a 4-byte big-endian length and that many bytes. The peer is hostile: it may never read, drip
single bytes, announce any length, or send more than it was asked for.
"""

from __future__ import annotations

import select
import socket
import struct
from collections.abc import Callable
from typing import Protocol

from ..meter import Meter
from .errors import ChannelAbused, ChannelClosed, ChildTimeout, ReplyTooLarge, Stalled
from .peer import CREDENTIALS_BYTES, sender
from .turn import Alone, Turn

LENGTH = struct.Struct("!I")
# Larger ones would have the interpreter ask the kernel for memory at each read.
READ_SIZE = 1 << 16
# Who waits longer than this for a reply lets others work.
PATIENCE_SECONDS = 0.03
# Who has used more than this on one request goes after all others.
QUICK_SECONDS = 0.05
# A child that neither ran nor slept for so long tells of the machine, not of the submission.
STALL_SECONDS = 120.0
SHORTEST_PAUSE = 0.004
# How often in the course of its limit a child is asked where it is.
TRACES = 20


class Signals(Protocol):
    """What a channel has done to its peer while it waits for it."""

    def pause(self) -> None:
        """Stops it."""

    def resume(self) -> None:
        """Lets it go on."""

    def trace(self) -> None:
        """Has it take down where it is."""


class Channel:
    """The grader's end of a child's socket.

    Args:
        sock: connected stream socket; becomes non-blocking.
        reply_bytes: longest reply to accept.
        signals: to the peer.
        turn: given up while a reply takes long.

    Attributes:
        meter: the peer's account; None until `read_word`.
    """

    def __init__(
        self, sock: socket.socket, reply_bytes: int, signals: Signals, turn: Turn | None = None
    ) -> None:
        sock.setblocking(False)
        self._sock = sock
        self._reply_bytes = reply_bytes
        self._signals = signals
        self._turn = turn or Alone()
        self._poll = select.poll()
        self._poll.register(sock, select.POLLIN)
        self.meter: Meter | None = None
        # Of the request that is under way: what the peer had run for when it began; what its account must not
        # reach, and what is asked for more then; where it is asked next where it is, and how much later again.
        self._ran = 0.0
        self._most = 0.0
        self._more: Callable[[], float] | None = None
        self._trace = self._step = 0.0

    def close(self) -> None:
        """Closes the socket; may be called again."""
        self._sock.close()

    def read_word(self, seconds: float) -> bytes:
        """Returns the peer's first byte, and opens the account of who sent it, by the kernel's word.

        Raises:
            ChildTimeout: nothing came in so many seconds, of any clock.
            ChannelClosed: the peer closed its end.
            SandboxFault: the kernel does not say who it was.
        """
        if not self._readable(seconds):
            raise ChildTimeout
        try:
            word, ancillary, _, _ = self._sock.recvmsg(1, socket.CMSG_SPACE(CREDENTIALS_BYTES))
        except ConnectionError:
            word, ancillary = b"", []
        if not word:
            raise ChannelClosed
        self._sock.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 0)
        self.meter = Meter(sender(ancillary))
        return word

    def read_rest(self, seconds: float) -> bytes:
        """Returns what comes until the peer closes its end; only for a peer that is our own code.

        Raises:
            ChildTimeout: it stays open.
        """
        read = b""
        while self._readable(seconds):
            data = self._sock.recv(READ_SIZE)
            if not data:
                return read
            read += data
        raise ChildTimeout

    def _readable(self, seconds: float) -> bool:
        return bool(self._poll.poll(seconds * 1000))

    def exchange(
        self, request: bytes, seconds: float, more: Callable[[], float] | None = None
    ) -> bytes:
        """Sends a request and returns its reply; `read_word` comes first.

        Args:
            seconds: what the peer may be charged for it; see Meter.
            more: asked once it is overdue, for what it may be charged in addition.

        Raises:
            ChildTimeout: it was charged more.
            Stalled: the machine is too busy to let it go on.
            ReplyTooLarge: the announced length is over the cap.
            ChannelClosed: the peer closed its end before a whole reply.
            ChannelAbused: bytes came before the request or after the reply.
        """
        assert self.meter is not None
        self.meter.begin()
        self._ran, slept = self.meter.used
        charged = self._ran + slept
        self._most, self._more = charged + seconds, more
        self._step = max(QUICK_SECONDS, seconds / TRACES)
        self._trace = charged + self._step
        if self._poll.poll(0):
            self._expect_silence("before a request")
        head = LENGTH.pack(len(request))
        if len(request) <= READ_SIZE:
            self._send(head + request)
        else:  # not copied for its length's sake
            self._send(head)
            self._send(request)
        self._wait()
        data = self._receive()
        while len(data) < LENGTH.size:
            data += self._receive()
        (size,) = LENGTH.unpack_from(data)
        if size > self._reply_bytes:
            raise ReplyTooLarge(f"a reply of {size} bytes is over the limit of {self._reply_bytes}")
        reply = data[LENGTH.size :]
        if len(reply) > size:
            raise ChannelAbused("after its reply")
        return reply if len(reply) == size else self._receive_rest(reply, size)

    def _send(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            try:
                view = view[self._sock.send(view, socket.MSG_NOSIGNAL) :]
            except BlockingIOError:
                self._poll.register(self._sock, select.POLLOUT)
                self._wait()
                self._poll.register(self._sock, select.POLLIN)
            except ConnectionError:
                raise ChannelClosed from None

    def _receive(self) -> bytes:
        """Returns what is there, at least one byte."""
        while True:
            try:
                data = self._sock.recv(READ_SIZE)
            except BlockingIOError:
                self._wait()
                continue
            except ConnectionError:
                data = b""
            if not data:
                raise ChannelClosed
            self._look_between()
            return data

    def _receive_rest(self, begun: bytes, size: int) -> bytes:
        """Returns a reply that comes in parts, read in place."""
        reply = bytearray(size)
        done = len(begun)
        reply[:done] = begun
        with memoryview(reply) as view:
            while done < size:
                try:
                    count = self._sock.recv_into(view[done:])
                except BlockingIOError:
                    self._wait()
                    continue
                except ConnectionError:
                    count = 0
                if not count:
                    raise ChannelClosed
                done += count
                if done < size:
                    self._look_between()
        return bytes(reply)

    def _expect_silence(self, when: str) -> None:
        """Raises ChannelAbused, or ChannelClosed where there is nothing but the end; for a socket that may be ready."""
        try:
            data = self._sock.recv(1)
        except BlockingIOError:
            return
        except ConnectionError:
            data = b""
        if not data:
            raise ChannelClosed
        raise ChannelAbused(when)

    def _wait(self) -> None:
        """Returns when the socket may be ready or closed; the caller tries again.

        Raises:
            ChildTimeout, Stalled: see `exchange`.
        """
        if self._readable(PATIENCE_SECONDS):
            return
        while True:
            with self._turn.waiting():
                if not self._wait_until_overdue():
                    return
            # In turn again: what is asked for more may have to be worked out first.
            self._extend_or_give_up()

    def _wait_until_overdue(self) -> bool:
        """Tells whether the budget was spent before the socket was ready."""
        meter = self.meter
        assert meter is not None
        while not self._poll.poll(1000 * self._pause(meter)):
            if self._overdue():
                return True
            if meter.ran - self._ran >= QUICK_SECONDS and self._turn.go_last(
                self._signals.pause, self._signals.resume
            ):
                # It slept by our own doing.
                meter.begin()
        return False

    def _pause(self, meter: Meter) -> float:
        """Returns the seconds until the next look, which comes no later than the end of the budget."""
        return max(SHORTEST_PAUSE, min(meter.pause(), self._most - meter.charged))

    def _look_between(self) -> None:
        """Looks at a peer of which there is always something to read: a drip would never end."""
        assert self.meter is not None
        if not self.meter.due():
            return
        if self._readable(0.0):
            # It is ahead of us: it sleeps only until we have read what it sent.
            self.meter.begin()
        if self._overdue():
            self._extend_or_give_up()

    def _overdue(self) -> bool:
        assert self.meter is not None
        charged = self.meter.look()
        if self.meter.stalled >= STALL_SECONDS:
            raise Stalled("This machine is too busy to run the submission.")
        if charged >= self._trace:
            self._trace = charged + self._step
            self._signals.trace()
        return charged >= self._most

    def _extend_or_give_up(self) -> None:
        assert self.meter is not None
        if self._more is not None:
            self._most += self._more()
            self._more = None
        if self.meter.charged >= self._most:
            raise ChildTimeout
        self.meter.begin()
