"""The grader's side of the warm parent: starting it, asking it for children, noticing its end."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
from numpy.lib import format as npy

from ...results.records import dataclass
from .bubblewrap import launch_in_namespaces
from .errors import SandboxFault, SandboxUnavailable
from .inside.protocol import BRANCH, END, FAILED, KILL, PARSERS, REPLY, REQUEST, SPAWN
from .launch import Isolation, Launched
from .limits import SandboxLimits
from .paths import find_python
from .seccomp import seccomp_program

__all__ = ["END", "KILL", "SPAWN", "Branch", "BranchServer", "Fixtures", "ForkServer"]

Fixtures = Mapping[str, Mapping[str, "np.ndarray[tuple[int, ...], np.dtype[np.generic]]"]]

# Not of any submission's time: only a parent that is gone for good keeps one waiting for so long.
START_SECONDS = 300.0
ANSWER_SECONDS = 120.0
MAX_ANSWER_BYTES = 1 << 12
END_SECONDS = 2.0
# Where a child can open no file, it can import only what its parent has: what few submissions use, too.
WITHOUT_FILES = """
    argparse csv ctypes decimal fractions glob gzip logging pprint queue shutil statistics string tempfile timeit
    unittest zipfile
    numpy.fft numpy.ma numpy.polynomial numpy.testing numpy.typing
"""


class ForkServer:
    """One warm parent; ends when it is closed, or when a request to it fails.

    Args:
        parses: its children parse, and run no student's code.

    Raises:
        SandboxUnavailable: this machine cannot give the isolation.
        SandboxFault: the parent did not start for another reason.
    """

    def __init__(
        self,
        isolation: Isolation,
        limits: SandboxLimits,
        fixtures: Fixtures,
        worker: Path,
        packages: Sequence[str] = (),
        preloaded: Sequence[str] = (),
        parses: bool = False,
    ) -> None:
        if sys.platform != "linux":
            raise SandboxUnavailable(
                "The sandbox needs Linux: grade on a Linux machine, or in a container or virtual "
                "machine that runs it."
            )
        self._lock = threading.Lock()
        self.alive = True
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            try:
                self._launched = _launch(isolation, limits, worker, packages, theirs.fileno())
            except BaseException:
                self._control.close()
                raise
        self.layers = self._launched.layers
        try:
            self._configure(limits, fixtures, preloaded, parses)
        except BaseException:
            self.close()
            raise

    def branch(self, processors: Iterable[int]) -> Branch:
        """Has the parent make another one of itself, for a process that goes on from this one.

        Args:
            processors: that it and its children may run on.

        Raises:
            SandboxFault: it could not.
        """
        return self._branched(BRANCH, processors)

    def branch_for_parsers(self, processors: Iterable[int]) -> Branch:
        """Likewise one whose children parse; not of a parent whose own do."""
        return self._branched(PARSERS, processors)

    def _branched(self, operation: bytes, processors: Iterable[int]) -> Branch:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            told = json.dumps(sorted(processors)).encode()
            try:
                self.request(operation, 0, [theirs.fileno()], told=told)
            except BaseException:
                ours.close()
                raise
        return Branch(ours, self.layers)

    def request(
        self,
        operation: bytes,
        number: int,
        descriptors: Sequence[int] = (),
        memory: int = 0,
        told: bytes = b"",
    ) -> int:
        """Has the parent do something with a child, and returns the result.

        Args:
            descriptors: for a new child, its channel, what it writes its stack to, and a file that it is to read.
            memory: for a new child, bytes that it may use; 0 for the sandbox's limit.
            told: what else the operation needs; see `protocol`.

        Raises:
            SandboxFault: it could not, or the parent is gone.
        """
        with self._lock:
            if not self.alive:
                raise SandboxFault("The sandbox's parent process has ended.")
            try:
                request = REQUEST.pack(operation, number, memory) + told
                socket.send_fds(self._control, [request], descriptors)
                answer = self._control.recv(MAX_ANSWER_BYTES)
            except OSError as error:
                self._end()
                raise SandboxFault(
                    f"The sandbox's parent process does not answer ({error})."
                ) from None
            except BaseException:
                # Interrupted between question and answer: the next answer would be the wrong one.
                self._end()
                raise
            if not answer:
                self._end()
                raise SandboxFault(
                    f"The sandbox's parent process ended. {self._messages()}".strip()
                )
        outcome, _, result = REPLY.unpack_from(answer)
        if outcome == FAILED:
            text = answer[REPLY.size :].decode(errors="replace")
            raise SandboxFault(f"The sandbox's parent process failed: {text}.")
        return int(result)

    def close(self) -> None:
        """Ends the parent and all its children; may be called again."""
        with self._lock:
            self._end()
            self._launched.messages.close()

    def _configure(
        self, limits: SandboxLimits, fixtures: Fixtures, preloaded: Sequence[str], parses: bool
    ) -> None:
        allowed = self._launched.files
        alone = "" if parses else WITHOUT_FILES
        config = asdict(self._launched.confinement) | {
            "limits": {
                "RLIMIT_AS": limits.memory_bytes,
                "RLIMIT_CPU": limits.cpu_seconds,
                "RLIMIT_FSIZE": limits.file_bytes,
                "RLIMIT_NOFILE": limits.open_files,
                "RLIMIT_STACK": limits.stack_bytes,
                "RLIMIT_NPROC": 0,
                "RLIMIT_CORE": 0,
            },
            "preloaded": [*preloaded, *(alone.split() if allowed == "none" else ())],
            "parses": parses,
            "opens_files": allowed != "none",
        }
        program = b"" if allowed is None else seccomp_program(allowed)
        files = [_fixture_file(fixtures), _memory_file("filter", program)]
        try:
            self._control.settimeout(START_SECONDS)
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                socket.send_fds(self._control, [json.dumps(config).encode()], files)
            answer = self._control.recv(MAX_ANSWER_BYTES)
        except OSError as error:
            raise SandboxFault(f"The sandbox's parent process does not answer ({error}).") from None
        finally:
            for file in files:
                os.close(file)
        if not answer:
            self._end()
            raise self._failure_to_start()
        self._control.settimeout(ANSWER_SECONDS)

    def _failure_to_start(self) -> Exception:
        messages = self._messages()
        if messages.startswith("bwrap: "):
            reason = messages.splitlines()[0].removeprefix("bwrap: ").rstrip(".")
            return SandboxUnavailable(
                f"This machine refuses the sandbox's namespaces ({reason}): allow unprivileged user "
                "namespaces, or run as root outside of a container that forbids them."
            )
        return SandboxFault(f"The sandbox's parent process did not start. {messages}".strip())

    def _messages(self) -> str:
        """Returns the end of what the parent wrote to stderr."""
        file = self._launched.messages
        file.seek(0)
        return file.read().decode(errors="replace").strip()[-2000:]

    def _end(self) -> None:
        if not self.alive:
            return
        self.alive = False
        # The parent ends when its control socket closes, and in its namespace everything with it.
        with contextlib.suppress(OSError):
            # Closing alone would not do where another process has inherited the socket by a fork.
            self._control.shutdown(socket.SHUT_RDWR)
        self._control.close()
        process = self._launched.process
        try:
            process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            # It leads a process group of its own, to which the parent and all children belong.
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        # In case the parent was killed before it could.
        if staging := self._launched.confinement.staging:
            shutil.rmtree(staging, ignore_errors=True)


@dataclass(frozen=True)
class Branch:
    """The way to a parent that another one made of itself, for one process.

    Attributes:
        control: this side's end of its control socket.
        layers: names of what confines its children.
    """

    control: socket.socket
    layers: tuple[str, ...]


class BranchServer(ForkServer):
    """A parent that another one made of itself, in the same namespaces; it ends with that one."""

    def __init__(self, branch: Branch) -> None:
        self._lock = threading.Lock()
        self.alive = True
        self.layers = branch.layers
        self._control = branch.control
        self._control.settimeout(ANSWER_SECONDS)

    def close(self) -> None:
        """See ForkServer."""
        with self._lock:
            self._end()

    def _messages(self) -> str:
        return ""  # the first parent has them

    def _end(self) -> None:
        self.alive = False
        self._control.close()


def _launch(
    isolation: Isolation,
    limits: SandboxLimits,
    worker: Path,
    packages: Sequence[str],
    control: int,
) -> Launched:
    python = find_python(packages)
    if isolation == "full":
        scratch = (limits.scratch_bytes, limits.scratch_files)
        return launch_in_namespaces(python, worker, control, scratch)
    from .without_namespaces import launch_plainly  # needs Landlock's calls, which only Linux has

    return launch_plainly(python, worker, control, isolation)


def _memory_file(name: str, content: bytes) -> int:
    file = os.memfd_create(name)
    os.write(file, content)
    os.lseek(file, 0, os.SEEK_SET)
    return file


def _fixture_file(fixtures: Fixtures) -> int:
    """Returns a file in memory: a line of [group, name] pairs in JSON, then an array for each."""
    descriptor = os.memfd_create("fixtures")
    with open(descriptor, "wb", closefd=False) as file:
        names = [(group, name) for group, arrays in fixtures.items() for name in arrays]
        file.write(json.dumps(names).encode() + b"\n")
        for group, name in names:
            npy.write_array(file, np.asarray(fixtures[group][name]), allow_pickle=False)
    os.lseek(descriptor, 0, os.SEEK_SET)
    return descriptor
