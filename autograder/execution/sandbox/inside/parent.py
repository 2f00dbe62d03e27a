"""The warm parent: imports numpy once, then forks a confined child for each submission.

It reads only what the grader sends on the control socket (see `protocol`), never a byte from a child.
"""

from __future__ import annotations

import faulthandler
import gc
import importlib
import json
import os
import select
import shutil
import signal
import socket
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from . import confine, linux
from .plan import make_plan
from .protocol import (
    BRANCH,
    END,
    FAILED,
    MAX_REQUEST_BYTES,
    NOT_READY,
    OUT_OF_MEMORY,
    PAUSE,
    READY,
    REPLY,
    REQUEST,
    RESUME,
    SPAWN,
    TRACE,
)

GRACE_MILLISECONDS = 20
SIGNALS = {PAUSE: signal.SIGSTOP, RESUME: signal.SIGCONT, TRACE: signal.SIGUSR1}
MAX_CONFIG_BYTES = 1 << 16
# What many submissions import, and parsers do, is imported once, here, where it costs them nothing. What few do is
# left to them: every child pays for the pages of its parent, and unittest or numpy.testing are many.
LIKELY_IMPORTS = """
    abc ast bisect collections.abc copy csv dataclasses datetime encodings.cp437 enum functools heapq inspect io
    itertools json linecache math numbers operator os pathlib pickle random re string struct sys textwrap threading
    time timeit traceback types typing warnings zipfile
    numpy numpy.lib.stride_tricks numpy.linalg numpy.random
"""

Fixtures = dict[str, dict[str, Any]]


def main(control: socket.socket) -> None:
    """Serves the grader until it closes the control socket, then ends with all children."""
    os.closerange(3, control.fileno())
    os.closerange(control.fileno() + 1, confine.MAX_DESCRIPTORS)
    message, (fixture_file, filter_file), _, _ = socket.recv_fds(control, MAX_CONFIG_BYTES, 2)
    config = json.loads(message)
    fixtures = _read_fixtures(fixture_file)
    with _writable(config):
        serve = _warm(config["preloaded"])
    plan = make_plan(config, _read_all(filter_file))
    sys.path[:] = [path for path in sys.path if path != config["code"]]
    sys.argv[:] = [""]
    gc.collect()
    gc.freeze()
    control.send(b"ready")

    def become_child(descriptors: list[int], memory: int) -> None:
        _become_child(plan, descriptors, memory, serve, fixtures)

    _serve(control, become_child)
    if config["staging"]:
        shutil.rmtree(config["staging"], ignore_errors=True)


def _serve(control: socket.socket, become_child: Callable[[list[int], int], None]) -> None:
    """Answers requests until the control socket is closed, then ends all children and branches.

    Args:
        become_child: given a new child's descriptors and memory; never returns.
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
                pid = os.fork()
                if pid == 0:
                    control.close()
                    _become_branch(descriptors, message[REQUEST.size :], become_child)
                branches.append(pid)
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
    for pid in branches:
        # What they used is counted only where somebody waits for them.
        if not _ends_soon(pid):
            os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def _become_branch(
    descriptors: list[int], processors: bytes, become_child: Callable[[list[int], int], None]
) -> None:
    """Never returns. Children of others are not its own, and it has none of their descriptors."""
    try:
        os.sched_setaffinity(0, json.loads(processors))
        _serve(socket.socket(fileno=descriptors[0]), become_child)
    finally:
        os._exit(0)


def _become_child(
    plan: confine.Plan,
    descriptors: list[int],
    memory: int,
    serve: Callable[[socket.socket, Fixtures], None],
    fixtures: Fixtures,
) -> None:
    """Never returns. The first byte on the channel tells the grader that student code may follow.

    Args:
        descriptors: the channel, what the stack is written to, and a file where there is one.
    """
    status = 1
    try:
        try:
            confine.confine(plan, descriptors, memory)
            # In C, and so also while the interpreter is busy there.
            faulthandler.register(signal.SIGUSR1, confine.STACKS, all_threads=False)
        except BaseException as error:
            os.write(confine.CHANNEL, NOT_READY + str(error).encode())
            raise
        sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, 0, confine.CHANNEL)
        sock.send(READY)
        serve(sock, fixtures)
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


@contextmanager
def _writable(config: dict[str, Any]) -> Iterator[None]:
    """Gives a folder to write into to packages that want one while they are imported, and takes it away."""
    needed = config["preloaded"] and config["tmpfs"]
    if needed:
        linux.mount_tmpfs(config["scratch"], "size=64m,mode=0700")
    try:
        yield
    finally:
        if needed:
            linux.unmount(config["scratch"])


def _warm(more: Sequence[str]) -> Callable[[socket.socket, Fixtures], None]:
    """Imports what children are likely to need, once for all of them; returns the worker's loop."""
    for name in (*LIKELY_IMPORTS.split(), *more):
        importlib.import_module(name)
    serve: Callable[[socket.socket, Fixtures], None] = importlib.import_module(
        "softmark_worker.serve"
    ).serve
    # The first product sets up the linear algebra library.
    np.dot(np.ones((2, 2)), np.ones((2, 2)))
    return serve


def _read_fixtures(descriptor: int) -> Fixtures:
    """Returns the arrays of a file: a line of [group, name] pairs in JSON, then an array for each."""
    fixtures: Fixtures = {}
    with open(descriptor, "rb") as file:
        for group, name in json.loads(file.readline()):
            array = np.lib.format.read_array(file, allow_pickle=False)
            fixtures.setdefault(group, {})[name] = array
    return fixtures


def _read_all(descriptor: int) -> bytes:
    with open(descriptor, "rb") as file:
        return file.read()
