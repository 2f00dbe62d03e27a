"""Landlock: which files a process may open, where mount namespaces are refused.

Structures and flags are those of the kernel's uapi/linux/landlock.h.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterable

from . import linux

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_VERSION_FLAG = 1
_RULE_PATH_BENEATH = 1

_READ_FILE, _READ_DIR = 1 << 2, 1 << 3
# Access rights to files known to each version of the interface; all that exist are restricted.
_FILE_RIGHTS = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}
_BIND_AND_CONNECT = 3
_ABSTRACT_SOCKETS_AND_SIGNALS = 3


class _RulesetAttributes(ctypes.Structure):
    _fields_ = (
        ("files", ctypes.c_uint64),
        ("network", ctypes.c_uint64),
        ("scoped", ctypes.c_uint64),
    )


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


def version() -> int:
    """Returns the kernel's Landlock interface version, 0 without Landlock."""
    try:
        return linux.syscall(_CREATE_RULESET, None, 0, _VERSION_FLAG)
    except OSError:
        return 0


def read_only_ruleset(paths: Iterable[str], hidden: Iterable[str]) -> int:
    """Returns a descriptor of rules: only `paths` can be read, and nothing written.

    Args:
        paths: files and folders; those that do not exist are left out.
        hidden: folders below them that stay closed.

    Raises:
        OSError: the kernel has no Landlock.
    """
    known = version()
    attributes = _RulesetAttributes(
        files=_FILE_RIGHTS[max(number for number in _FILE_RIGHTS if number <= max(known, 1))],
        network=_BIND_AND_CONNECT if known >= 4 else 0,
        scoped=_ABSTRACT_SOCKETS_AND_SIGNALS if known >= 6 else 0,
    )
    size = 24 if known >= 6 else 16 if known >= 4 else 8
    ruleset = linux.syscall(_CREATE_RULESET, _buffer(attributes), size, 0)
    closed = frozenset(hidden)
    for path in paths:
        for part in _visible_parts(path, closed):
            folder = os.path.isdir(part)
            _allow(ruleset, part, _READ_FILE | _READ_DIR if folder else _READ_FILE)
    return ruleset


def restrict(ruleset: int) -> None:
    """Applies the rules to this process, for good; needs no_new_privs."""
    linux.syscall(_RESTRICT_SELF, ruleset, 0)


def _visible_parts(path: str, hidden: frozenset[str]) -> list[str]:
    """Returns the path, or what is in it where something below is hidden: rules cannot exclude."""
    if path in hidden or not os.path.exists(path):
        return []
    if not any(closed.startswith(path + "/") for closed in hidden):
        return [path]
    return [part for name in os.listdir(path) for part in _visible_parts(f"{path}/{name}", hidden)]


def _allow(ruleset: int, path: str, rights: int) -> None:
    descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        rule = _PathBeneath(rights, descriptor)
        linux.syscall(_ADD_RULE, ruleset, _RULE_PATH_BENEATH, _buffer(rule), 0)
    finally:
        os.close(descriptor)


def _buffer(structure: ctypes.Structure) -> ctypes.Array[ctypes.c_char]:
    return ctypes.create_string_buffer(bytes(structure), ctypes.sizeof(structure))
