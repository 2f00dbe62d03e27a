"""The Linux calls that Python 3.11 has no function for."""

from __future__ import annotations

import ctypes
import os

CLONE_NEWNS = 0x00020000
MS_NOSUID, MS_NODEV, MS_NOEXEC = 2, 4, 8

_PR_SET_PDEATHSIG = 1
_PR_SET_DUMPABLE = 4
_PR_SET_NO_NEW_PRIVS = 38
_PR_CAPBSET_DROP = 24
_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL = 47, 4
_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 22, 2
_CAPABILITY_VERSION_3 = 0x20080522
_MNT_DETACH = 2
_SIZE_OF_INSTRUCTION = 8

_libc = ctypes.CDLL(None, use_errno=True)
# Looked up here: each child would do it again.
_prctl, _mount, _unshare, _capset, _syscall = (
    _libc.prctl,
    _libc.mount,
    _libc.unshare,
    _libc.capset,
    _libc.syscall,
)
_syscall.restype = ctypes.c_long
_prctl.argtypes = [ctypes.c_int] + [ctypes.c_ulong] * 4
_mount.argtypes = [ctypes.c_char_p] * 3 + [ctypes.c_ulong, ctypes.c_char_p]
_unshare.argtypes = [ctypes.c_int]


class _CapabilityHeader(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


# For this process: what it is to have of effective, permitted and inheritable ones.
_THIS_PROCESS = _CapabilityHeader(_CAPABILITY_VERSION_3, 0)
_NO_CAPABILITIES = (ctypes.c_uint32 * 6)()
_capset.argtypes = [ctypes.c_void_p, ctypes.c_void_p]
_CAPSET = ctypes.addressof(_THIS_PROCESS), ctypes.addressof(_NO_CAPABILITIES)


class _FilterProgram(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def _check(result: int, what: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def unshare(flags: int) -> None:
    """Gives the calling process namespaces of its own."""
    _check(_unshare(flags), "unshare")


def mount_tmpfs(target: str, options: str) -> None:
    """Mounts an empty file system in memory, without devices, set-uid files or executables."""
    flags = MS_NOSUID | MS_NODEV | MS_NOEXEC
    _check(_mount(b"tmpfs", target.encode(), b"tmpfs", flags, options.encode()), "mount")


def unmount(target: str) -> None:
    """Takes a file system away; who has something of it open keeps that."""
    _check(_libc.umount2(target.encode(), ctypes.c_int(_MNT_DETACH)), "umount")


def set_undumpable() -> None:
    """Has nobody else of this user read this process's memory or open what it has open."""
    _check(_prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0), "dumpable")


def no_new_privileges() -> None:
    """Makes sure that no later exec can gain privileges; children inherit it."""
    _check(_prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no_new_privs")


def die_with_parent() -> None:
    """Has this process killed when the thread that forked it ends."""
    _check(_prctl(_PR_SET_PDEATHSIG, 9, 0, 0, 0), "pdeathsig")


def empty_inheritable_capabilities() -> None:
    """Empties the bounding and ambient sets, so that no exec can gain a capability."""
    _prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0)
    number = 0
    while _prctl(_PR_CAPBSET_DROP, number, 0, 0, 0) == 0:
        number += 1


def drop_capabilities() -> None:
    """Empties the effective, permitted and inheritable sets of this process."""
    _check(_capset(*_CAPSET), "capset")


def prepare_filter(program: bytes) -> _FilterProgram:
    """Returns a seccomp program ready to be installed; it keeps the bytes alive."""
    return _FilterProgram(len(program) // _SIZE_OF_INSTRUCTION, program)


def install_filter(program: _FilterProgram) -> None:
    """Installs a seccomp filter on this process, for good."""
    address = ctypes.addressof(program)
    _check(_prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, address, 0, 0), "seccomp")


def syscall(number: int, *arguments: int | ctypes.Array[ctypes.c_char] | None) -> int:
    """Makes a system call that the C library has no function for."""
    converted = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
    return _check(_syscall(ctypes.c_long(number), *converted), f"system call {number}")
