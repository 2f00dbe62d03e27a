"""Runs a notebook's cells in the sandbox: without network, with nothing of this machine but Python.

The kernel, and the client that speaks to it, are both inside; the grader sends the text of a cell over
one socket and receives what it showed, within limits of time and size, as plain values.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import stat
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO, Any, Literal

import ipykernel
import matplotlib
import msgspec

from ...execution.closing import Closing
from ...execution.sandbox.bubblewrap import CODE, Process, confined_view, run_in_namespaces
from ...execution.sandbox.errors import SandboxUnavailable
from ...execution.sandbox.launch import NOBODY, maps_user
from ...execution.sandbox.paths import INSIDE, PythonFiles, find_python
from ...execution.sandbox.seccomp import kernel_program, notebook_program
from .inside import DATA, FONTS, GIVEN, LENGTH, WORK
from .staging import stage

PACKAGE = Path(__file__).parents[2]
LIBRARY = "/softmark/lib"
START_SECONDS = 90.0
# On top of a cell's own time: for an interrupt, and for a machine that is busy.
GRACE_SECONDS = 30.0
MOST_REPLY = 32 << 20
MOST_MESSAGE = 2000

_START = (
    "import sys; sys.path += sys.argv[1:3]; from softmark_kernel import main; "
    "main(int(sys.argv[3]), sys.argv[4])"
)
_PASSED = ("NBGRADER_EXECUTION",)
Stage = Callable[[Path, Path], tuple[str, Path | None]]
Status = Literal["ok", "error", "timeout", "too_much", "dead"]


class KernelEnded(Exception):  # noqa: N818 - an event
    """The kernel is gone, or did not start; str() says why as far as it is known."""


class Reply(msgspec.Struct):
    """What became of a cell.

    Attributes:
        status: how it ended; "too_much": it showed more than is kept.
        outputs: plain JSON, of which nothing has been checked but its size.
        count: its number.
        ename, evalue: of the exception that ended it.
    """

    status: Status = "dead"
    outputs: list[Any] = []
    count: int | None = None
    ename: str = ""
    evalue: str = ""


class NotebookKernel(Closing):
    """A kernel in a sandbox of its own.

    Args:
        folder: of the notebook.
        stage: copies what the kernel may see; see `staging`.
        variables: of the environment; only what tells checks that nbgrader runs them gets inside.

    Raises:
        SandboxUnavailable: this machine has no sandbox.
        KernelEnded: it did not start.
    """

    def __init__(
        self, folder: Path, stage: Stage = stage, variables: Mapping[str, str] | None = None
    ) -> None:
        given = variables or {}
        self._variables = {name: given[name] for name in _PASSED if name in given}
        self._folder = Path(tempfile.mkdtemp(prefix="softmark-"))
        try:
            self._start(folder, stage)
        except BaseException:
            shutil.rmtree(self._folder, ignore_errors=True)
            raise
        try:
            if self._receive(START_SECONDS).get("status") != "ready":
                raise KernelEnded(self._reason())
        except KernelEnded:
            reason = self._reason()
            self.close()
            if reason.startswith("bwrap: "):
                raise SandboxUnavailable(
                    f"The sandboxed kernel does not start ({reason})."
                ) from None
            raise KernelEnded(reason) from None
        except BaseException:
            self.close()
            raise

    def execute(self, source: str, seconds: float) -> Reply:
        """Runs a cell.

        Args:
            source: its text.
            seconds: of wall time; it is interrupted then.

        Raises:
            KernelEnded: it sent what is no answer, or nothing.
        """
        request = msgspec.json.encode({"source": source, "seconds": seconds})
        try:
            self._socket.settimeout(GRACE_SECONDS)
            self._socket.sendall(LENGTH.pack(len(request)) + request)
        except OSError:
            raise KernelEnded(self._reason()) from None
        answer = self._receive(seconds + GRACE_SECONDS)
        try:
            return msgspec.convert(answer, Reply)
        except msgspec.ValidationError:
            raise KernelEnded("it answered in no known form") from None

    def close(self) -> None:
        """Ends the kernel and everything in its sandbox; may be called again."""
        with contextlib.suppress(OSError):
            self._socket.close()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._messages.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _start(self, folder: Path, stage: Stage) -> None:
        given = self._folder / "given"
        given.mkdir()
        place, data = stage(folder, given)
        _make_readable(given)
        for name, program in (("filter", notebook_program()), ("kernel_filter", kernel_program())):
            (self._folder / name).write_bytes(program)
            (self._folder / name).chmod(0o644)
        python = find_python()
        uid = NOBODY if maps_user(NOBODY) else -1
        self._socket, theirs = socket.socketpair()
        with theirs:
            self._process, self._messages = run_in_namespaces(
                _options(python, self._folder, data),
                lambda prefix, inherited: _popen(
                    [*prefix, *_command(python, uid, place)],
                    {**self._variables, **_environment(python)},
                    theirs.fileno(),
                    inherited,
                ),
            )

    def _receive(self, seconds: float) -> dict[str, Any]:
        """Returns the next answer.

        Raises:
            KernelEnded: there is none in time, or it is too long.
        """
        deadline = time.monotonic() + seconds
        (size,) = LENGTH.unpack(self._read(LENGTH.size, deadline))
        if size > MOST_REPLY:
            raise KernelEnded("it showed too much")
        content = self._read(size, deadline)
        try:
            return msgspec.json.decode(content, type=dict[str, Any])
        except (msgspec.DecodeError, RecursionError):
            raise KernelEnded("it answered in no known form") from None

    def _read(self, size: int, deadline: float) -> bytes:
        content = bytearray()
        while len(content) < size:
            left = deadline - time.monotonic()
            if left <= 0:
                raise KernelEnded("it did not answer in time")
            self._socket.settimeout(left)
            try:
                piece = self._socket.recv(min(size - len(content), 1 << 20))
            except TimeoutError:
                continue
            except OSError:
                piece = b""
            if not piece:
                raise KernelEnded(self._reason())
            content += piece
        return bytes(content)

    def _reason(self) -> str:
        """Returns the last line that came out on stderr."""
        with contextlib.suppress(ValueError, OSError):
            self._messages.seek(0)
            lines = self._messages.read(1 << 16).decode(errors="replace").strip().splitlines()
            if lines:
                return lines[-1][:MOST_MESSAGE]
        return "the kernel ended"


def _popen(
    command: Sequence[str], environment: dict[str, str], channel: int, inherited: Sequence[int]
) -> tuple[Process, IO[bytes]]:
    messages = open(os.memfd_create("messages"), "w+b")  # noqa: SIM115 - the caller closes it
    process = subprocess.Popen(
        command,
        env=environment,
        cwd="/",
        stdin=channel,
        stdout=subprocess.DEVNULL,
        stderr=messages,
        pass_fds=tuple(inherited),
        process_group=0,
    )
    return process, messages


def _command(python: PythonFiles, uid: int, place: str) -> list[str]:
    return [
        *(str(python.executable), "-I", "-S", "-B", "-X", "utf8", "-c", _START),
        *(CODE, LIBRARY, str(uid), place),
    ]


def _environment(python: PythonFiles) -> dict[str, str]:
    return {
        "HOME": "/tmp",
        "TMPDIR": "/tmp",
        "LC_ALL": "C.UTF-8",
        "LD_LIBRARY_PATH": ":".join(map(str, python.library_path)),
        "IPYTHONDIR": "/tmp/ipython",
        "JUPYTER_RUNTIME_DIR": "/tmp/runtime",
        "MPLCONFIGDIR": "/tmp/matplotlib",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        # On a machine that is busy with others, two threads wait for each other most of the time.
        "OPENBLAS_NUM_THREADS": "1",
    }


def _options(python: PythonFiles, folder: Path, data: Path | None) -> list[str]:
    """Returns bubblewrap's options; only what is named here exists inside."""
    binds = {
        Path(LIBRARY): Path(ipykernel.__file__).parents[1],
        Path(CODE, "softmark_inside"): INSIDE,
        Path(CODE, "softmark_kernel.py"): Path(__file__).with_name("inside.py"),
        Path(CODE, "autograder"): PACKAGE,
        Path(GIVEN): folder / "given",
        **{Path("/softmark", name): folder / name for name in ("filter", "kernel_filter")},
    }
    if data is not None and data.is_dir():
        binds[Path(DATA)] = data
    # Saves the kernel the search for fonts.
    for cache in sorted(Path(matplotlib.get_cachedir()).glob("fontlist-*.json")):
        binds[Path(FONTS, cache.name)] = cache
    options = confined_view(python, binds, ["/proc", "/tmp", WORK], [Path("/usr/share/fonts")])
    options += ["--die-with-parent", "--dev-bind", "/dev/urandom", "/dev/urandom"]
    return [*options, "--proc", "/proc", "--remount-ro", "/"]


def _make_readable(folder: Path) -> None:
    """Has another user read what was staged, whatever the grader's umask is."""
    for place, _, files in os.walk(folder):
        os.chmod(place, 0o755)
        for name in files:
            path = Path(place, name)
            if stat.S_ISREG(path.lstat().st_mode):
                path.chmod(0o644)
