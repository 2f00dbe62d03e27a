"""What a forked child does to itself before it meets student code; none of it can be undone."""

from __future__ import annotations

import os
import resource
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from . import landlock, linux

if TYPE_CHECKING:
    from .linux import _FilterProgram

# STACKS is where a child writes where it is when it is asked; FILE, where there is one, it may read.
CHANNEL, STACKS, FILE = 3, 4, 5
MAX_DESCRIPTORS = 1 << 20


class Plan(NamedTuple):
    """How children are confined, worked out once by their parent.

    Attributes:
        scratch: the working folder.
        tmpfs: mount options of a fresh file system there; empty to take the folder as it is.
        uid: the user and group to become, or None to stay.
        limits: (resource, soft limit, hard limit).
        address_space: bytes that a child has when it begins.
        filter: the system call filter, or None.
        landlock: descriptor of a Landlock rule set, or None.
        pid_namespace: whether one ends children with their parent.
    """

    scratch: str
    tmpfs: str
    uid: int | None
    limits: tuple[tuple[int, int, int], ...]
    address_space: int
    filter: _FilterProgram | None
    landlock: int | None
    pid_namespace: bool


def confine(plan: Plan, descriptors: Sequence[int], memory: int) -> None:
    """Confines this process; its only descriptors are then those that it is given, and /dev/null.

    Args:
        descriptors: they become CHANNEL, STACKS, and, where there is a third one, FILE.
        memory: bytes that it may add to what it has; 0 for the plan's own limit.

    Raises:
        OSError: a layer could not be put in place; the process must not go on.
    """
    # The kernel gives them numbers in this order, so that none is overwritten before it is moved.
    for number, descriptor in enumerate(descriptors, start=CHANNEL):
        os.dup2(descriptor, number)
    os.dup2(1, 2)
    _close_all_from(CHANNEL + len(descriptors), plan.landlock)
    if plan.tmpfs:
        linux.unshare(linux.CLONE_NEWNS)
        linux.mount_tmpfs(plan.scratch, plan.tmpfs)
    if plan.uid is not None:
        os.setgroups([])
        os.setresgid(plan.uid, plan.uid, plan.uid)
        os.setresuid(plan.uid, plan.uid, plan.uid)
    os.chdir(plan.scratch)
    linux.drop_capabilities()
    if not plan.pid_namespace:
        linux.die_with_parent()
    for kind, soft, hard in plan.limits:
        if memory and kind == resource.RLIMIT_AS:
            soft = hard = plan.address_space + memory
        resource.setrlimit(kind, (soft, hard))
    if plan.landlock is not None:
        landlock.restrict(plan.landlock)
        os.close(plan.landlock)
    if plan.filter is not None:
        linux.install_filter(plan.filter)


def _close_all_from(first: int, kept: int | None) -> None:
    if kept is None:
        os.closerange(first, MAX_DESCRIPTORS)
    else:
        os.closerange(first, kept)
        os.closerange(kept + 1, MAX_DESCRIPTORS)
