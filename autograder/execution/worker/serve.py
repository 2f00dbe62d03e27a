"""What a child does that runs a submission."""

from __future__ import annotations

import socket
from collections.abc import Callable

from .executor import Executor, Fixtures
from .frames import answer_frames
from .rehearsal import rehearse


def make_loop(fixtures: Fixtures) -> Callable[[socket.socket], None]:
    """Returns what answers requests until the grader closes the channel, see `frames`; for one child.

    It is made in the child's parent, where all that it needs for that is made once.

    Args:
        fixtures: data of the assignment that waits here, by name and key.
    """
    rehearse()
    executor = Executor(fixtures)

    def serve(sock: socket.socket) -> None:
        answer_frames(sock, executor.handle)

    return serve
