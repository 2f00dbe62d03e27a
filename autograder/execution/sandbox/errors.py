"""How a sandbox reports what went wrong, and whose doing it was."""

from __future__ import annotations

from ...errors import UsageError


class SandboxUnavailable(UsageError):  # noqa: N818 - a state of the machine
    """The machine cannot give the isolation that was asked for; str() says why and what to do."""


class SandboxFault(Exception):  # noqa: N818 - the grader's own failure, a status of its own
    """The sandbox itself failed; never the student's doing."""


class ChildTimeout(Exception):  # noqa: N818 - a status
    """The child did not answer in time."""


class ChildDied(Exception):  # noqa: N818 - a status
    """The child is gone, or broke the protocol; str() is a plain reason."""


class ReplyTooLarge(Exception):  # noqa: N818 - a status
    """The child announced a reply over the limit; nothing of it was kept."""
