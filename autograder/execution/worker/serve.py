"""What a child does that runs a submission."""

from __future__ import annotations

from collections.abc import Callable

from .executor import Executor, Fixtures
from .frames import answer_frames
from .rehearsal import rehearse


def make_loop(fixtures: Fixtures) -> Callable[[int], None]:
    """Returns what answers requests until the grader closes the channel, see `frames`; for one child.

    It is made in the child's parent, where all that it needs for that is made once.

    Args:
        fixtures: data of the assignment that waits here, by name and key.
    """
    rehearse()
    executor = Executor(fixtures)

    def serve(channel: int) -> None:
        answer_frames(channel, executor.handle)

    return serve
