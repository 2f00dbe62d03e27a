"""How much address space this process may take, on Linux."""

from __future__ import annotations

import os
import resource
from functools import lru_cache

_PAGE = resource.getpagesize()


def bound_address_space(more: int, limits: tuple[int, int]) -> None:
    """Lets this process take so many bytes beyond what it has already, by its soft limit.

    Args:
        limits: the soft limit, which is not exceeded, and the hard one, which stays.
    """
    used = int(os.pread(_statm(os.getpid()), 64, 0).split()[0]) * _PAGE
    soft, hard = limits
    limit = used + more
    lower = limit if soft == resource.RLIM_INFINITY else min(limit, soft)
    resource.setrlimit(resource.RLIMIT_AS, (lower, hard))


@lru_cache(maxsize=1)
def _statm(pid: int) -> int:
    """Returns a descriptor of what the kernel tells of a process's memory; opening it takes longer than reading."""
    return os.open(f"/proc/{pid}/statm", os.O_RDONLY | os.O_CLOEXEC)
