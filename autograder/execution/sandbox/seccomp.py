"""The system calls that a child may make; everything else is refused with EPERM.

Python and numpy compute, read files and write to their scratch folder with these. There is no way among
them to start a process or thread, signal or trace another process, open a socket, or change a namespace.
"""

from __future__ import annotations

import errno
import functools
import importlib
import os
from types import ModuleType
from typing import Any, Literal

from .errors import SandboxUnavailable

Files = Literal["write", "read", "none"]

_ALWAYS = """
    read readv pread64 preadv write writev pwrite64 pwritev lseek close close_range dup dup2 dup3
    stat fstat lstat newfstatat statx statfs fstatfs access faccessat faccessat2
    readlink readlinkat getcwd chdir umask
    mmap munmap mremap mprotect madvise msync brk
    recvfrom sendto poll ppoll select pselect6 pipe pipe2
    rt_sigaction rt_sigprocmask rt_sigreturn sigaltstack setitimer getitimer alarm pause
    futex set_robust_list rseq sched_yield sched_getaffinity getcpu restart_syscall
    clock_gettime clock_getres clock_nanosleep nanosleep gettimeofday time times
    getpid getppid gettid getuid geteuid getgid getegid getresuid getresgid getgroups getpgrp
    getrandom getrlimit setrlimit getrusage sysinfo uname
    exit exit_group
"""
_READING_FILES = "getdents64 fadvise64"
_WRITING_FILES = """
    open openat mkdir mkdirat rmdir unlink unlinkat rename renameat renameat2
    link linkat symlink symlinkat truncate ftruncate fallocate fsync fdatasync
    chmod fchmod fchmodat utime utimes utimensat
"""

# Position of the flags among the arguments of the calls that open a file.
_OPENING = {"open": 1, "openat": 2}
_CHANGING_FLAGS = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC

# fcntl can also name a process to signal when data arrives, so only these commands are let through:
# F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_DUPFD_CLOEXEC.
_FCNTL_COMMANDS = (0, 1, 2, 3, 4, 1030)

# Answers that make the C library or Python fall back, or give up, without an alarming message.
_REFUSED_WITH = {"clone3": errno.ENOSYS, "ioctl": errno.ENOTTY, "memfd_create": errno.ENOSYS}


@functools.cache
def seccomp_program(files: Files) -> bytes:
    """Returns the filter as BPF instructions for prctl(PR_SET_SECCOMP).

    Args:
        files: what may be done with files. Anything but "write" is for where no mount protects
            them: Landlock does not cover changes of mode and times.

    Raises:
        SandboxUnavailable: libseccomp or its Python binding is missing.
    """
    seccomp = load_seccomp()
    rules = seccomp.SyscallFilter(seccomp.ERRNO(errno.EPERM))
    rules.set_attr(seccomp.Attr.ACT_BADARCH, seccomp.KILL_PROCESS)
    allowed = _ALWAYS
    if files != "none":
        allowed += _READING_FILES
    if files == "write":
        allowed += _WRITING_FILES
    for name in allowed.split():
        if _known(seccomp, name):
            rules.add_rule(seccomp.ALLOW, name)
    if files == "read":
        for name, position in _OPENING.items():
            if _known(seccomp, name):
                unchanged = seccomp.Arg(position, seccomp.MASKED_EQ, _CHANGING_FLAGS, 0)
                rules.add_rule(seccomp.ALLOW, name, unchanged)
    for command in _FCNTL_COMMANDS:
        rules.add_rule(seccomp.ALLOW, "fcntl", seccomp.Arg(1, seccomp.EQ, command))
    # Only its own limits: a sibling's could be lowered until it dies.
    rules.add_rule(seccomp.ALLOW, "prlimit64", seccomp.Arg(0, seccomp.EQ, 0))
    for name, number in _REFUSED_WITH.items():
        rules.add_rule(seccomp.ERRNO(number), name)
    return exported(rules)


def load_seccomp() -> ModuleType:
    """Returns the Python binding of libseccomp.

    Raises:
        SandboxUnavailable: the library or the binding is missing.
    """
    try:
        return importlib.import_module("pyseccomp")
    except (ImportError, RuntimeError, OSError) as error:
        raise SandboxUnavailable(
            f"The sandbox needs libseccomp and pyseccomp ({error}): install the system package "
            "libseccomp2 (or libseccomp) and `pip install pyseccomp`."
        ) from None


def exported(rules: Any) -> bytes:
    """Returns the BPF instructions of a `pyseccomp.SyscallFilter`."""
    with open(os.memfd_create("filter"), "w+b") as file:
        rules.export_bpf(file)
        file.seek(0)
        return file.read()


def _known(seccomp: ModuleType, name: str) -> bool:
    """Returns whether this architecture has the call; arm64 lacks the older ones."""
    try:
        return bool(seccomp.resolve_syscall(seccomp.system_arch(), name) >= 0)
    except (OSError, ValueError):
        return False
