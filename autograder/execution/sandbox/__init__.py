"""Runs student code in a process of its own that can reach nothing; speaks to it in bytes."""

from .errors import ChildDied, ChildTimeout, ReplyTooLarge, SandboxFault, SandboxUnavailable
from .launch import Isolation
from .limits import SandboxLimits
from .sandbox import SLOW_SECONDS, Child, Sandbox
from .turn import Turn

__all__ = [
    "SLOW_SECONDS",
    "Child",
    "ChildDied",
    "ChildTimeout",
    "Isolation",
    "ReplyTooLarge",
    "Sandbox",
    "SandboxFault",
    "SandboxLimits",
    "SandboxUnavailable",
    "Turn",
]
