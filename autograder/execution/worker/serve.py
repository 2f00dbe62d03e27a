"""The loop of one confined child: a frame in, a frame out."""

from __future__ import annotations

import socket
import struct

from .executor import Executor, Fixtures
from .parsers.answer import Answers

_LENGTH = struct.Struct(">I")
_SMALL = 1 << 16
# Where the sandbox puts a file that a child is given.
_FILE = 5


def serve(sock: socket.socket, fixtures: Fixtures) -> None:
    """Answers requests until the grader closes the channel.

    Args:
        sock: a connected stream socket; frames are preceded by their length (4 bytes, big endian).
        fixtures: data of the assignment that waits here, by name and key.
    """
    executor = Executor(fixtures, parsers=Answers(_FILE))
    while (header := _receive(sock, _LENGTH.size)) is not None:
        request = _receive(sock, _LENGTH.unpack(header)[0])
        if request is None:
            return
        reply = executor.handle(request)
        length = _LENGTH.pack(len(reply))
        if len(reply) <= _SMALL:
            sock.sendall(length + reply)
        else:  # not copied for its length's sake
            sock.sendall(length)
            sock.sendall(reply)


def _receive(sock: socket.socket, count: int) -> bytearray | None:
    """Returns exactly `count` bytes, or None where the channel was closed."""
    buffer = bytearray(count)
    view = memoryview(buffer)
    filled = 0
    while filled < count:
        received = sock.recv_into(view[filled:])
        if received == 0:
            return None
        filled += received
    return buffer
