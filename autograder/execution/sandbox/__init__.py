"""Runs student code in a process of its own that can reach nothing; speaks to it in bytes."""

from ..meter import Use
from .budget import FIRST_BYTES, MemoryBudget, SharedBudget
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
from .sandbox import RAN_OUT, Child, Sandbox
from .server import Branch
from .turn import Alone, Turn

__all__ = [
    "FIRST_BYTES",
    "RAN_OUT",
    "STALL_SECONDS",
    "Alone",
    "Branch",
    "Child",
    "ChildDied",
    "ChildTimeout",
    "Isolation",
    "MemoryBudget",
    "ReplyTooLarge",
    "Sandbox",
    "SandboxFault",
    "SandboxLimits",
    "SandboxUnavailable",
    "SharedBudget",
    "Stalled",
    "Turn",
    "Use",
]
