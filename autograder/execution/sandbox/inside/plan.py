"""Works out once, in the parent, how its children are confined."""

from __future__ import annotations

import fcntl
import mmap
import resource
from typing import Any

from . import landlock, linux
from .confine import FILE, Plan

_PAGE = mmap.PAGESIZE
_FEWEST_PAGES, _MOST_PAGES = 1 << 8, 1 << 34


def make_plan(config: dict[str, Any], filter_program: bytes) -> Plan:
    """Returns the plan for all children; drops what no child may ever have from this process.

    Raises:
        OSError: a layer is not available.
    """
    linux.no_new_privileges()
    linux.empty_inheritable_capabilities()
    ruleset = None
    if config["readable"]:
        ruleset = landlock.read_only_ruleset(config["readable"], config["hidden"])
        # Out of the way of the descriptors that a child puts in place.
        ruleset = fcntl.fcntl(ruleset, fcntl.F_DUPFD_CLOEXEC, 2 * FILE)
    ours, numbers = {}, dict(config["limits"])
    for name in ("RLIMIT_CORE", "RLIMIT_NOFILE", "RLIMIT_FSIZE", "RLIMIT_STACK"):
        ours[name] = numbers.pop(name)
    address_space = _address_space()
    numbers["RLIMIT_AS"] += address_space
    for name, value in ours.items():
        resource.setrlimit(getattr(resource, name), (value, value))
    return Plan(
        scratch=config["scratch"],
        tmpfs=config["tmpfs"],
        uid=config["uid"],
        # The soft limit alone makes SIGXCPU, which says what happened; the hard one is a second later.
        limits=tuple(
            (getattr(resource, name), value, value + (name == "RLIMIT_CPU"))
            for name, value in numbers.items()
        ),
        address_space=address_space,
        filter=linux.prepare_filter(filter_program) if filter_program else None,
        landlock=ruleset,
        pid_namespace=config["pid_namespace"],
    )


def _address_space() -> int:
    """Returns this process's address space in bytes, found by asking for a page under a limit.

    There is no /proc to read it from.
    """
    limits = resource.getrlimit(resource.RLIMIT_AS)
    fewest, most = _FEWEST_PAGES, _MOST_PAGES
    if limits[1] != resource.RLIM_INFINITY:
        most = min(most, limits[1] // _PAGE)
    while most - fewest > 1:
        pages = (fewest + most) // 2
        resource.setrlimit(resource.RLIMIT_AS, (pages * _PAGE, limits[1]))
        try:
            mmap.mmap(-1, _PAGE).close()
            most = pages
        except (OSError, MemoryError):
            fewest = pages
    resource.setrlimit(resource.RLIMIT_AS, limits)
    return fewest * _PAGE
