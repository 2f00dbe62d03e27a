"""One request, one reply, against a deadline that the other side cannot move.

A frame is a 4-byte big-endian length and that many bytes. The peer is hostile: it may never read, drip
single bytes, announce any length, or send more than it was asked for.
"""

from __future__ import annotations

import select
import socket
import struct
from collections.abc import Callable

from .errors import ChildTimeout, ReplyTooLarge
from .turn import Alone, Turn

LENGTH = struct.Struct("!I")
# Larger ones would have the interpreter ask the kernel for memory at each read.
READ_SIZE = 1 << 16
LONGEST_WAIT = 3600.0
# Who waits longer than this for a reply lets others work.
PATIENCE_SECONDS = 0.03


class ChannelClosed(Exception):  # noqa: N818 - an event
    """The peer closed its end."""


class ChannelAbused(Exception):  # noqa: N818 - an event
    """The peer sent bytes that no request asked for; str() says which."""


class Channel:
    """The grader's end of a child's socket.

    Args:
        sock: connected stream socket; becomes non-blocking.
        reply_bytes: longest reply to accept.
        slow_seconds: a request still unanswered after this long is reported, by calling slow.
        more_time: called with the limit when a reply is overdue; returns what of its time does not count.
        turn: given up while a reply takes long; its clock is the one of the deadlines.
    """

    def __init__(
        self,
        sock: socket.socket,
        reply_bytes: int,
        slow_seconds: float,
        slow: Callable[[], None],
        more_time: Callable[[float], float],
        turn: Turn | None = None,
    ) -> None:
        sock.setblocking(False)
        self._sock = sock
        self._reply_bytes = reply_bytes
        self._slow_after = slow_seconds
        self._slow = slow
        self._more_time = more_time
        self._reported = False
        self._allowed = 0.0
        self._turn = turn or Alone()
        self._poll = select.poll()
        self._buffer = bytearray()

    def close(self) -> None:
        """Closes the socket; may be called again."""
        self._sock.close()

    def read_byte(self, seconds: float) -> bytes:
        """Returns the next byte.

        Raises:
            ChildTimeout, ChannelClosed: as for `exchange`.
        """
        deadline = self._turn.now() + seconds
        while True:
            try:
                byte = self._sock.recv(1)
            except BlockingIOError:
                self._wait(select.POLLIN, deadline)
                continue
            except ConnectionError:
                byte = b""
            if not byte:
                raise ChannelClosed
            return byte

    def read_rest(self, seconds: float) -> bytes:
        """Returns what comes until the peer closes its end; only for a peer that is our own code.

        Raises:
            ChildTimeout: it stays open.
        """
        deadline = self._turn.now() + seconds
        try:
            while True:
                self._receive(deadline)
        except ChannelClosed:
            return bytes(self._buffer)

    def exchange(self, request: bytes, seconds: float) -> bytes:
        """Sends a request and returns its reply.

        Raises:
            ChildTimeout: sending and receiving together took longer than `seconds`.
            ReplyTooLarge: the announced length is over the cap.
            ChannelClosed: the peer closed its end before a whole reply.
            ChannelAbused: bytes came before the request or after the reply.
        """
        deadline = self._turn.now() + seconds
        self._reported, self._allowed = False, seconds
        self._expect_silence("before a request")
        self._send(LENGTH.pack(len(request)), request, deadline)
        buffer = self._buffer
        while len(buffer) < LENGTH.size:
            self._receive(deadline)
        (size,) = LENGTH.unpack_from(buffer)
        if size > self._reply_bytes:
            raise ReplyTooLarge(f"a reply of {size} bytes is over the limit of {self._reply_bytes}")
        if len(buffer) < LENGTH.size + size:
            return self._receive_rest(size, deadline)
        if len(buffer) > LENGTH.size + size:
            raise ChannelAbused("after its reply")
        reply = bytes(buffer[LENGTH.size :])
        buffer.clear()
        return reply

    def _send(self, head: bytes, body: bytes, deadline: float) -> None:
        # Small requests go in one call; large ones without a copy of the whole.
        if len(body) <= READ_SIZE:
            head, body = head + body, b""
        for part in (head, body):
            view = memoryview(part)
            while view:
                try:
                    view = view[self._sock.send(view, socket.MSG_NOSIGNAL) :]
                except BlockingIOError:
                    self._wait(select.POLLOUT, deadline)
                except ConnectionError:
                    raise ChannelClosed from None

    def _receive(self, deadline: float) -> None:
        """Adds what is there to the buffer, at least one byte."""
        while True:
            try:
                data = self._sock.recv(READ_SIZE)
            except BlockingIOError:
                self._wait(select.POLLIN, deadline)
                continue
            except ConnectionError:
                data = b""
            if not data:
                raise ChannelClosed
            self._buffer += data
            if self._turn.now() > deadline:
                raise ChildTimeout
            return

    def _receive_rest(self, size: int, deadline: float) -> bytes:
        """Returns a reply that came in parts, read in place."""
        reply = bytearray(size)
        done = len(self._buffer) - LENGTH.size
        reply[:done] = self._buffer[LENGTH.size :]
        self._buffer.clear()
        with memoryview(reply) as view:
            while done < size:
                try:
                    count = self._sock.recv_into(view[done:])
                except BlockingIOError:
                    self._wait(select.POLLIN, deadline)
                    continue
                except ConnectionError:
                    count = 0
                if not count:
                    raise ChannelClosed
                done += count
                # A drip keeps the socket readable, so the wait alone would never end.
                if self._turn.now() > deadline:
                    raise ChildTimeout
        return bytes(reply)

    def _expect_silence(self, when: str) -> None:
        try:
            data = self._sock.recv(1)
        except BlockingIOError:
            return
        except ConnectionError:
            data = b""
        if not data:
            raise ChannelClosed
        raise ChannelAbused(when)

    def _wait(self, event: int, deadline: float) -> None:
        """Returns when the socket may be ready or closed; the caller tries again.

        Raises:
            ChildTimeout: the deadline has passed.
        """
        self._poll.register(self._sock, event)
        if self._poll.poll(self._milliseconds(deadline, PATIENCE_SECONDS)):
            return
        with self._turn.waiting():
            if not self._reported:
                if self._poll.poll(self._milliseconds(deadline, self._slow_after)):
                    return
                self._reported = True
                self._slow()
            while not self._poll.poll(self._milliseconds(deadline, LONGEST_WAIT)):
                if self._turn.now() >= deadline:
                    self._turn.forgive(self._more_time(self._allowed))

    def _milliseconds(self, deadline: float, longest: float) -> float:
        """Returns how long to wait, for poll.

        Raises:
            ChildTimeout: the deadline has passed.
        """
        remaining = deadline - self._turn.now()
        if remaining <= 0:
            raise ChildTimeout
        return min(remaining, longest) * 1000 + 1
