"""Sockets, signals and system calls: a child cannot reach another process or the network."""

from __future__ import annotations

import os
import platform
from pathlib import Path

import pytest
from helpers.sandboxes import (
    StudentRaised,
    living_children,
    parent_pid,
    run,
    run_alone,
    status,
    still_works,
)

from autograder.execution.sandbox import ChildDied, Sandbox

SOCKETS = {
    "internet": "socket.socket(socket.AF_INET, socket.SOCK_STREAM)",
    "datagrams": "socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)",
    "unix": "socket.socket(socket.AF_UNIX)",
    "pair": "socket.socketpair()",
    "virtual machines": "socket.socket(socket.AF_VSOCK)",
    "kernel": "socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)",
    "packets": "socket.socket(socket.AF_PACKET, socket.SOCK_RAW)",
    "name lookup": "socket.create_connection(('example.org', 80))",
}

# Numbers on x86-64. None of them is needed to compute.
FORBIDDEN_CALLS = {
    "socket": 41, "connect": 42, "sendmsg": 46, "recvmsg": 47, "bind": 49, "socketpair": 53,
    "clone": 56, "fork": 57, "vfork": 58, "execve": 59, "kill": 62, "shmget": 29, "msgget": 68,
    "semget": 64, "ptrace": 101, "syslog": 103, "setuid": 105, "setpgid": 109, "setsid": 112,
    "capget": 125, "capset": 126, "personality": 135, "setpriority": 141, "sched_setscheduler": 144,
    "mlock": 149, "pivot_root": 155, "prctl": 157, "arch_prctl": 158, "chroot": 161, "mount": 165,
    "umount2": 166, "reboot": 169, "sethostname": 170, "init_module": 175, "quotactl": 179,
    "tkill": 200, "sched_setaffinity": 203, "io_setup": 206, "timer_create": 222, "tgkill": 234,
    "mq_open": 240, "kexec_load": 246, "waitid": 247, "add_key": 248, "request_key": 249,
    "keyctl": 250, "inotify_init": 253, "unshare": 272, "splice": 275, "tee": 276, "vmsplice": 278,
    "signalfd": 282, "eventfd2": 290, "epoll_create1": 291, "perf_event_open": 298,
    "fanotify_init": 300, "name_to_handle_at": 303, "open_by_handle_at": 304, "setns": 308,
    "process_vm_readv": 310, "process_vm_writev": 311, "kcmp": 312, "finit_module": 313,
    "sched_setattr": 314, "seccomp": 317, "memfd_create": 319, "kexec_file_load": 320, "bpf": 321,
    "execveat": 322, "userfaultfd": 323, "pidfd_send_signal": 424, "io_uring_setup": 425,
    "open_tree": 428, "move_mount": 429, "fsopen": 430, "clone3": 435, "pidfd_open": 434,
    "pidfd_getfd": 438, "process_madvise": 440, "mount_setattr": 442, "landlock_create_ruleset": 444,
    "memfd_secret": 447, "process_mrelease": 448,
}  # fmt: skip
CALL = """
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
def call(number, *arguments):
    result = libc.syscall(ctypes.c_long(number), *map(ctypes.c_long, arguments))
    return [result, ctypes.get_errno()]
"""
on_x86_64 = pytest.mark.skipif(
    platform.machine() != "x86_64", reason="system call numbers are those of x86-64"
)


@pytest.mark.parametrize("name", SOCKETS)
def test_no_socket_can_be_made(confined: Sandbox, name: str) -> None:
    with pytest.raises(StudentRaised, match=r"PermissionError|gaierror"):
        run_alone(confined, f"import socket\n{SOCKETS[name]}")


@on_x86_64
def test_forbidden_system_calls_are_refused(confined: Sandbox) -> None:
    source = f"{CALL}\nout = {{name: call(n, 0, 0, 0, 0, 0, 0) for name, n in {FORBIDDEN_CALLS}.items()}}"
    answers = run_alone(confined, source)
    not_implemented = {"clone3", "memfd_create"}
    assert {name for name, answer in answers.items() if answer == [-1, 38]} == not_implemented
    assert {name for name, answer in answers.items() if answer == [-1, 1]} == (
        set(FORBIDDEN_CALLS) - not_implemented
    )
    assert still_works(confined)


@on_x86_64
def test_calls_of_other_architectures_kill(confined: Sandbox) -> None:
    """getpid as x32 would make it; such numbers could slip through a filter of the native ones."""
    with pytest.raises(ChildDied, match="forbidden system call"):
        run_alone(confined, f"{CALL}\nout = call(0x40000000 | 39)")
    assert still_works(confined)


@on_x86_64
def test_only_harmless_commands_of_shared_calls_are_let_through(confined: Sandbox) -> None:
    """A signal could be sent through F_SETOWN, a sibling starved through prlimit."""
    fcntl, prlimit, ioctl = 72, 302, 16
    f_getfl, f_setown, f_setsig, f_setpipe = 3, 8, 10, 1031
    source = f"""{CALL}
high = 1 << 32
out = [
    call({fcntl}, 3, {f_getfl})[0] >= 0,
    call({fcntl}, 3, {f_setown}, 1), call({fcntl}, 3, {f_setsig}, 9),
    call({fcntl}, 3, high | {f_setown}, 1), call({fcntl}, 3, {f_setpipe}, 1 << 20),
    call({prlimit}, 1, 0, 0, 0), call({prlimit}, high | 1, 0, 0, 0), call({ioctl}, 3, 0x5451),
]
"""
    assert run_alone(confined, source) == [True, *[[-1, 1]] * 6, [-1, 25]]


def test_neither_parent_nor_siblings_can_be_signalled(sandbox: Sandbox) -> None:
    source = """
import os
out = []
for pid in [*range(-1, 300), os.getppid(), os.getpid()]:
    for number in (0, 9, 19):
        try:
            os.kill(pid, number)
            out.append(pid)
        except PermissionError:
            pass
"""
    with sandbox.spawn() as sibling:
        assert run(sibling, "out = 1") == 1
        parent = parent_pid(sandbox)
        assert run_alone(sandbox, source) == []
        assert run(sibling, "out = 2") == 2
        assert parent_pid(sandbox) == parent


@pytest.mark.skipif(os.geteuid() != 0, reason="looking into the child needs root")
def test_kernel_shows_a_child_without_any_privilege(full: Sandbox) -> None:
    with full.spawn() as child:
        run(child, "out = 1")
        (pid,) = living_children(full)
        seen = status(pid)
        for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"):
            assert int(seen[name], 16) == 0, name
        assert seen["NoNewPrivs"] == "1"
        assert seen["Seccomp"] == "2"
        assert seen["Threads"] == "1"
        assert seen["Groups"] == ""
        assert set(seen["Uid"].split()) == set(seen["Gid"].split()) == {"65534"}
        descriptors = {path.name: os.readlink(path) for path in Path(f"/proc/{pid}/fd").iterdir()}
        assert {name: descriptors.pop(name) for name in "012"} == dict.fromkeys("012", "/dev/null")
        # The channel, and what it writes its stack to.
        assert sorted(descriptors) == ["3", "4"]
        spaces = ("user", "pid", "net", "ipc", "uts", "cgroup", "mnt")
        parent = parent_pid(full)
        for space in spaces:
            assert os.readlink(f"/proc/{pid}/ns/{space}") != os.readlink(f"/proc/self/ns/{space}")
        assert os.readlink(f"/proc/{pid}/ns/mnt") != os.readlink(f"/proc/{parent}/ns/mnt")
