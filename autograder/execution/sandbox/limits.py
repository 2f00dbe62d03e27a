"""What a sandboxed child may use."""

from __future__ import annotations

from ...results.records import dataclass

MIB = 1 << 20


@dataclass(frozen=True)
class SandboxLimits:
    """Limits of one child; the kernel keeps them, except reply_bytes, which the grader keeps.

    Attributes:
        memory_bytes: address space that a child may add to what it inherits.
        cpu_seconds: processor time of the child's whole life.
        scratch_bytes: size of its working folder in memory.
        scratch_files: number of files and folders in it.
        file_bytes: size of any one file.
        open_files: open descriptors.
        stack_bytes: the main thread's stack.
        reply_bytes: longest reply that the grader reads.
    """

    memory_bytes: int = 1024 * MIB
    cpu_seconds: int = 120
    scratch_bytes: int = 16 * MIB
    scratch_files: int = 1000
    file_bytes: int = 16 * MIB
    open_files: int = 64
    stack_bytes: int = 8 * MIB
    reply_bytes: int = 16 * MIB
