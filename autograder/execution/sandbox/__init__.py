"""Runs student code in a process of its own that can reach nothing; speaks to it in bytes."""

from .channel import STALL_SECONDS
from .errors import (
    ChildDied,
    ChildTimeout,
    ReplyTooLarge,
    SandboxFault,
    SandboxUnavailable,
    Stalled,
)
from .launch import Isolation
from .limits import SandboxLimits
from .meter import Use
from .sandbox import Child, Sandbox
from .turn import Turn

__all__ = [
    "STALL_SECONDS",
    "Child",
    "ChildDied",
    "ChildTimeout",
    "Isolation",
    "ReplyTooLarge",
    "Sandbox",
    "SandboxFault",
    "SandboxLimits",
    "SandboxUnavailable",
    "Stalled",
    "Turn",
    "Use",
]
