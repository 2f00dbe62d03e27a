"""The system calls that a child may make; everything else is refused with EPERM.

Python and numpy compute, read files and write to their scratch folder with these. There is no way among
them to start a process or thread, signal or trace another process, open a socket, or change a namespace.
"""

from __future__ import annotations

import errno
import functools
import os

from .errors import SandboxUnavailable

_OPENING_FILES = """
    open openat getdents64 mkdir mkdirat rmdir unlink unlinkat rename renameat renameat2
    link linkat symlink symlinkat truncate chmod fchmodat utime utimes utimensat
"""
_ALWAYS = """
    read readv pread64 preadv write writev pwrite64 pwritev lseek close close_range dup dup2 dup3
    stat fstat lstat newfstatat statx statfs fstatfs access faccessat faccessat2
    readlink readlinkat getcwd chdir fadvise64
    ftruncate fallocate fsync fdatasync fchmod umask
    mmap munmap mremap mprotect madvise msync brk
    recvfrom sendto poll ppoll select pselect6 pipe pipe2
    rt_sigaction rt_sigprocmask rt_sigreturn sigaltstack setitimer getitimer alarm pause
    futex set_robust_list rseq sched_yield sched_getaffinity getcpu restart_syscall
    clock_gettime clock_getres clock_nanosleep nanosleep gettimeofday time times
    getpid getppid gettid getuid geteuid getgid getegid getresuid getresgid getgroups getpgrp
    getrandom getrlimit setrlimit getrusage sysinfo uname
    exit exit_group
"""

# fcntl can also name a process to signal when data arrives, so only these commands are let through:
# F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_DUPFD_CLOEXEC.
_FCNTL_COMMANDS = (0, 1, 2, 3, 4, 1030)

# Answers that make the C library or Python fall back, or give up, without an alarming message.
_REFUSED_WITH = {"clone3": errno.ENOSYS, "ioctl": errno.ENOTTY, "memfd_create": errno.ENOSYS}


@functools.cache
def seccomp_program(opens_files: bool = True) -> bytes:
    """Returns the filter as BPF instructions for prctl(PR_SET_SECCOMP).

    Args:
        opens_files: allow opening files; to be refused where nothing else limits which.

    Raises:
        SandboxUnavailable: libseccomp or its Python binding is missing.
    """
    try:
        import pyseccomp as seccomp
    except (ImportError, RuntimeError, OSError) as error:
        raise SandboxUnavailable(
            f"The sandbox needs libseccomp and pyseccomp ({error}): install the system package "
            "libseccomp2 (or libseccomp) and `pip install pyseccomp`."
        ) from None
    rules = seccomp.SyscallFilter(seccomp.ERRNO(errno.EPERM))
    rules.set_attr(seccomp.Attr.ACT_BADARCH, seccomp.KILL_PROCESS)
    for name in (_ALWAYS + _OPENING_FILES * opens_files).split():
        if _known(seccomp, name):
            rules.add_rule(seccomp.ALLOW, name)
    for command in _FCNTL_COMMANDS:
        rules.add_rule(seccomp.ALLOW, "fcntl", seccomp.Arg(1, seccomp.EQ, command))
    # Only its own limits: a sibling's could be lowered until it dies.
    rules.add_rule(seccomp.ALLOW, "prlimit64", seccomp.Arg(0, seccomp.EQ, 0))
    for name, number in _REFUSED_WITH.items():
        rules.add_rule(seccomp.ERRNO(number), name)
    descriptor = os.memfd_create("filter")
    with open(descriptor, "w+b") as file:
        rules.export_bpf(file)
        file.seek(0)
        return file.read()


def _known(seccomp: object, name: str) -> bool:
    """Returns whether this architecture has the call; arm64 lacks the older ones."""
    try:
        return bool(seccomp.resolve_syscall(seccomp.system_arch(), name) >= 0)  # type: ignore[attr-defined]
    except (OSError, ValueError):
        return False
