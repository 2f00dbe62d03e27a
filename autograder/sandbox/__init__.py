"""Runs student code in a process of its own that can reach nothing; speaks to it in bytes."""

from .errors import ChildDied, ChildTimeout, ReplyTooLarge, SandboxFault, SandboxUnavailable
from .launch import Isolation
from .limits import SandboxLimits
from .sandbox import Child, Sandbox
from .turn import Turn

__all__ = [
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
