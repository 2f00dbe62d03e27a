"""What a child does that runs a submission."""

from __future__ import annotations

import socket

from .executor import Executor, Fixtures
from .frames import answer_frames


def serve(sock: socket.socket, fixtures: Fixtures) -> None:
    """Answers requests until the grader closes the channel; see `frames`.

    Args:
        fixtures: data of the assignment that waits here, by name and key.
    """
    executor = Executor(fixtures)

    def answer(request: bytearray) -> bytes:
        return executor.handle(request)

    answer_frames(sock, answer)
