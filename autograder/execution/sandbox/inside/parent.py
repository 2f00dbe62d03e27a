"""The warm parent: imports once what its children need, then forks a confined one for each submission.

There are two of them where students' code runs: one goes on from what the other was before it imported numpy, and
its children parse. Most of what a fork costs are pages, of which they have half as many.

They read only what the grader sends on a control socket (see `protocol`), never a byte from a child.
"""

from __future__ import annotations

import faulthandler
import json
import os
import select
import signal
import socket
from collections.abc import Callable
from typing import Any, NoReturn

from . import confine, linux
from .plan import make_plan
from .protocol import (
    BRANCH,
    END,
    FAILED,
    MAX_REQUEST_BYTES,
    NOT_READY,
    OUT_OF_MEMORY,
    PARSERS,
    PAUSE,
    READY,
    REPLY,
    REQUEST,
    RESUME,
    SPAWN,
    TRACE,
)
from .warm import Serve, warm_for_code, warm_for_parsers

GRACE_MILLISECONDS = 20
SIGNALS = {PAUSE: signal.SIGSTOP, RESUME: signal.SIGCONT, TRACE: signal.SIGUSR1}
MAX_CONFIG_BYTES = 1 << 16

# Given a new child's descriptors and memory; never returns.
BecomeChild = Callable[[list[int], int], NoReturn]


def main(control: socket.socket) -> None:
    """Serves the grader until it closes the control socket, then ends with all children."""
    os.closerange(3, control.fileno())
    os.closerange(control.fileno() + 1, confine.MAX_DESCRIPTORS)
    message, (fixture_file, filter_file), _, _ = socket.recv_fds(control, MAX_CONFIG_BYTES, 2)
    config, program = json.loads(message), _read_all(filter_file)
    if config["parses"]:
        become_child = _parsing(config, program)
        control.send(b"ready")
        _serve(control, become_child)
    else:
        light = _fork_light(config, program, control, fixture_file)
        serve = warm_for_code(config, fixture_file)
        # In C, and so also while the interpreter is busy there. Children inherit it, each with STACKS of its own.
        faulthandler.register(signal.SIGUSR1, confine.STACKS, all_threads=False)
        become_child = _children_of(config, program, serve)
        control.send(b"ready")
        _serve(control, become_child, light)
    if config["staging"]:
        import shutil  # with three libraries for compression, which every child would inherit

        shutil.rmtree(config["staging"], ignore_errors=True)


def _children_of(config: dict[str, Any], program: bytes, serve: Serve) -> BecomeChild:
    """Returns what makes children of this process, which is warm."""
    plan = make_plan(config, program)

    def become_child(descriptors: list[int], memory: int) -> NoReturn:
        _become_child(plan, descriptors, memory, serve)

    return become_child


def _parsing(config: dict[str, Any], program: bytes) -> BecomeChild:
    """Warms this process for children that parse; returns what makes them. They have nothing to write to."""
    serve = warm_for_parsers(config)
    # Nobody asks where they are; and they inherit that.
    signal.signal(signal.SIGUSR1, signal.SIG_IGN)
    return _children_of(config | {"tmpfs": ""}, program, serve)


class _Light:
    """The other parent, as the one whose children run code has it."""

    def __init__(self, pid: int, requests: socket.socket) -> None:
        self.pid = pid
        self.requests = requests
        self._forked_by = os.getpid()

    @property
    def is_own(self) -> bool:
        """Whether this process forked it, and not one that this one branched off from."""
        return os.getpid() == self._forked_by

    def pass_on(self, message: bytes, descriptors: list[int]) -> None:
        """Has it branch off a parent that serves somebody."""
        socket.send_fds(self.requests, [message], descriptors)


def _fork_light(
    config: dict[str, Any], program: bytes, control: socket.socket, fixture_file: int
) -> _Light:
    """Forks the parent whose children parse; it warms itself when it is first asked for anything."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    pid = os.fork()
    if pid == 0:
        try:
            control.close()
            ours.close()
            os.close(fixture_file)
            if not config["pid_namespace"]:
                linux.die_with_parent()
            _serve_branches(theirs, lambda: _parsing(config | {"preloaded": []}, program))
        finally:
            os._exit(0)
    theirs.close()
    return _Light(pid, ours)


def _serve_branches(requests: socket.socket, warmed: Callable[[], BecomeChild]) -> None:
    """Branches off a parent for each request, until nobody can ask any more."""
    become_child: BecomeChild | None = None
    branches: list[int] = []
    while True:
        message, descriptors, _, _ = socket.recv_fds(requests, MAX_REQUEST_BYTES, 1)
        if not message:
            break
        if become_child is None:
            become_child = warmed()
        branches.append(_branch(requests, descriptors, message, become_child))
        for descriptor in descriptors:
            os.close(descriptor)
    _end_branches(branches)


def _serve(control: socket.socket, become_child: BecomeChild, light: _Light | None = None) -> None:
    """Answers requests until the control socket is closed, then ends all children and branches.

    Args:
        light: whose children parse; ended, too, where it was forked by this process.
    """
    children = _Children()
    branches: list[int] = []
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, MAX_REQUEST_BYTES, 3)
        if not message:
            break
        operation, number, memory = REQUEST.unpack_from(message)
        try:
            if operation == SPAWN:
                pid = os.fork()
                if pid == 0:
                    become_child(descriptors, memory)
                children.add(number, pid)
                result = 0
            elif operation == BRANCH:
                branches.append(_branch(control, descriptors, message, become_child, light))
                result = 0
            elif operation == PARSERS and light is not None:
                light.pass_on(message, descriptors)
                result = 0
            elif operation in SIGNALS:
                children.tell(number, SIGNALS[operation])
                result = 0
            else:
                result = children.end(number, by_itself=operation == END)
            control.send(REPLY.pack(operation, number, result))
        except OSError as error:
            control.send(REPLY.pack(FAILED, number, 0) + str(error).encode())
        for descriptor in descriptors:
            os.close(descriptor)
    children.kill_all()
    if light is not None:
        light.requests.close()
        branches += [light.pid] if light.is_own else []
    _end_branches(branches)


def _branch(
    asked: socket.socket,
    descriptors: list[int],
    message: bytes,
    become_child: BecomeChild,
    light: _Light | None = None,
) -> int:
    """Forks a parent like this one; returns its id. Children of others are not its own."""
    pid = os.fork()
    if pid != 0:
        return pid
    try:
        asked.close()
        os.sched_setaffinity(0, json.loads(message[REQUEST.size :]))
        _serve(socket.socket(fileno=descriptors[0]), become_child, light)
    finally:
        os._exit(0)


def _end_branches(branches: list[int]) -> None:
    for pid in branches:
        # What they used is counted only where somebody waits for them.
        if not _ends_soon(pid):
            os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def _become_child(
    plan: confine.Plan, descriptors: list[int], memory: int, serve: Serve
) -> NoReturn:
    """Never returns. The first byte on the channel tells the grader that student code may follow.

    Args:
        descriptors: the channel, what the stack is written to, and a file where there is one.
    """
    status = 1
    try:
        try:
            confine.confine(plan, descriptors, memory)
        except BaseException as error:
            os.write(confine.CHANNEL, NOT_READY + str(error).encode())
            raise
        os.write(confine.CHANNEL, READY)
        serve(confine.CHANNEL)
        status = 0
    except MemoryError:
        status = OUT_OF_MEMORY
    finally:
        # Without the clean-up of Python, which would run what the student registered for it.
        os._exit(status)


class _Children:
    """The living children by number."""

    def __init__(self) -> None:
        self._pids: dict[int, int] = {}

    def add(self, number: int, pid: int) -> None:
        """Takes a new child in."""
        self._pids[number] = pid

    def tell(self, number: int, kind: int) -> None:
        """Sends a child a signal."""
        os.kill(self._pids[number], kind)

    def end(self, number: int, *, by_itself: bool) -> int:
        """Kills a child and forgets it; returns its wait status.

        Args:
            by_itself: it closed its channel, and is given a moment to end, for its true status.
        """
        pid = self._pids.pop(number)
        if not (by_itself and _ends_soon(pid)):
            os.kill(pid, signal.SIGKILL)
        return os.waitpid(pid, 0)[1]

    def kill_all(self) -> None:
        """Kills every child."""
        for pid in self._pids.values():
            os.kill(pid, signal.SIGKILL)


def _ends_soon(pid: int) -> bool:
    watcher = os.pidfd_open(pid)
    try:
        poll = select.poll()
        poll.register(watcher, select.POLLIN)
        return bool(poll.poll(GRACE_MILLISECONDS))
    finally:
        os.close(watcher)


def _read_all(descriptor: int) -> bytes:
    with open(descriptor, "rb") as file:
        return file.read()
