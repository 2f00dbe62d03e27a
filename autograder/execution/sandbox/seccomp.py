"""The system calls that a child may make; everything else is refused with EPERM.

Python and numpy compute, read files and write to their scratch folder with these. There is no way among
them to start a process or thread, signal or trace another process, open a socket, or change a namespace.
"""

from __future__ import annotations

import contextlib
import errno
import functools
import importlib
import os
import socket
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


# What a notebook's kernel needs besides: threads, local sockets, waiting for many things at once.
_NOTEBOOK = """
    clone fork wait4 waitid set_tid_address tgkill kill membarrier mincore getpriority sched_getparam
    sched_getscheduler sched_setscheduler sched_setaffinity get_mempolicy prctl ioctl fcntl flock memfd_create
    socket socketpair bind listen accept accept4 connect getsockname getpeername setsockopt getsockopt
    shutdown sendmsg recvmsg sendmmsg recvmmsg
    epoll_create1 epoll_ctl epoll_wait epoll_pwait epoll_pwait2 eventfd2 timerfd_create timerfd_settime
    timerfd_gettime inotify_init1 getsid getpgid setsid clock_nanosleep sendfile copy_file_range splice
    mlock munlock fchdir sync_file_range getxattr lgetxattr fgetxattr listxattr llistxattr flistxattr
"""
_CLONE_THREAD = 0x00010000
_CLONE_NAMESPACES = 0x7E020080
_IOCTLS = (0x5401, 0x5413, 0x541B, 0x5421, 0x5451, 0x5450)


@functools.cache
def notebook_program() -> bytes:
    """Returns the filter of a notebook's sandbox: as a child's, with a child of its own and local sockets.

    Raises:
        SandboxUnavailable: libseccomp or its Python binding is missing.
    """
    seccomp = load_seccomp()
    rules = seccomp.SyscallFilter(seccomp.ERRNO(errno.EPERM))
    rules.set_attr(seccomp.Attr.ACT_BADARCH, seccomp.KILL_PROCESS)
    checked = {"clone", "socket", "socketpair", "ioctl", "prctl", *_REFUSED_WITH} - {"memfd_create"}
    names = (_ALWAYS + _READING_FILES + " " + _WRITING_FILES + _NOTEBOOK).split()
    for name in dict.fromkeys(names):
        if name not in checked and _known(seccomp, name):
            rules.add_rule(seccomp.ALLOW, name)
    # No new namespaces.
    rules.add_rule(seccomp.ALLOW, "clone", seccomp.Arg(0, seccomp.MASKED_EQ, _CLONE_NAMESPACES, 0))
    # The kernel speaks to itself over the loopback device, the only one that its namespace has.
    for family in (socket.AF_UNIX, socket.AF_INET, socket.AF_INET6):
        rules.add_rule(seccomp.ALLOW, "socket", seccomp.Arg(0, seccomp.EQ, family))
    routes = (seccomp.Arg(0, seccomp.EQ, socket.AF_NETLINK), seccomp.Arg(2, seccomp.EQ, 0))
    rules.add_rule(seccomp.ALLOW, "socket", *routes)
    rules.add_rule(seccomp.ALLOW, "socketpair", seccomp.Arg(0, seccomp.EQ, socket.AF_UNIX))
    for number in _IOCTLS:
        rules.add_rule(seccomp.ALLOW, "ioctl", seccomp.Arg(1, seccomp.EQ, number))
    # PR_SET_NAME, PR_GET_NAME, PR_SET_SECCOMP, PR_CAPBSET_READ, PR_SET_NO_NEW_PRIVS.
    for number in (15, 16, 22, 23, 38):
        rules.add_rule(seccomp.ALLOW, "prctl", seccomp.Arg(0, seccomp.EQ, number))
    # Only its own limits: another's could be lowered until it dies.
    rules.add_rule(seccomp.ALLOW, "prlimit64", seccomp.Arg(0, seccomp.EQ, 0))
    rules.add_rule(seccomp.ERRNO(errno.ENOSYS), "clone3")
    return exported(rules)


@functools.cache
def kernel_program() -> bytes:
    """Returns what a notebook's kernel gives up on top of `notebook_program`: processes.

    Raises:
        SandboxUnavailable: libseccomp or its Python binding is missing.
    """
    seccomp = load_seccomp()
    rules = seccomp.SyscallFilter(seccomp.ALLOW)
    rules.set_attr(seccomp.Attr.ACT_BADARCH, seccomp.KILL_PROCESS)
    for name in ("fork", "vfork", "execve", "execveat"):
        if _known(seccomp, name):
            rules.add_rule(seccomp.ERRNO(errno.EPERM), name)
    process = seccomp.Arg(0, seccomp.MASKED_EQ, _CLONE_THREAD, 0)
    rules.add_rule(seccomp.ERRNO(errno.EPERM), "clone", process)
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
    """Returns the BPF instructions of a `pyseccomp.SyscallFilter`.

    As a tree: the kernel tries each system call when a filter is installed, in every child anew.
    """
    with contextlib.suppress(OSError, ValueError):  # libseccomp before 2.5 has none
        rules.set_attr(load_seccomp().Attr.CTL_OPTIMIZE, 2)
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
