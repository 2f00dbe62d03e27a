"""How a sandbox reports what went wrong, and whose doing it was."""

from __future__ import annotations

from ...errors import UsageError


class SandboxUnavailable(UsageError):  # noqa: N818 - a state of the machine
    """The machine cannot give the isolation that was asked for; str() says why and what to do."""


class SandboxFault(Exception):  # noqa: N818 - the grader's own failure, a status of its own
    """The sandbox itself failed; never the student's doing."""


class Stalled(SandboxFault):
    """A child neither ran nor slept for long: the machine had no time for it, or no disk."""


class ChildTimeout(Exception):  # noqa: N818 - a status
    """The child was charged more than it was allowed.

    Attributes:
        stacks: what it was asked now and then to write of where it was; its own word.
    """

    def __init__(self, stacks: str = "") -> None:
        super().__init__()
        self.stacks = stacks


class ChildDied(Exception):  # noqa: N818 - a status
    """The child is gone, or broke the protocol; str() is a plain reason."""


class ReplyTooLarge(Exception):  # noqa: N818 - a status
    """The child announced a reply over the limit; nothing of it was kept."""


class ChannelClosed(Exception):  # noqa: N818 - an event
    """The peer closed its end."""


class ChannelAbused(Exception):  # noqa: N818 - an event
    """The peer sent bytes that no request asked for; str() says which."""
