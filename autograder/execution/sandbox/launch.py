"""Starting the warm parent: what every way of isolating it has in common."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Literal

from ...results.records import dataclass
from .paths import PythonFiles
from .seccomp import Files

Isolation = Literal["full", "reduced", "none"]

# The user and group that owns nothing, on every Linux.
NOBODY = 65534

_START = (
    "import socket, sys; sys.path += sys.argv[2:]; from softmark_inside.parent import main; "
    "main(socket.socket(fileno=int(sys.argv[1])))"
)


@dataclass(frozen=True)
class Confinement:
    """How the parent is to confine its children, beyond resource limits and the call filter.

    Attributes:
        code: folder of our own packages; taken off the import path before children are made.
        scratch: their working folder.
        tmpfs: mount options of a fresh file system there; empty to take the folder as it is.
        uid: the user and group that children become; None to stay.
        readable: all that Landlock lets them open; empty for no Landlock.
        hidden: folders below those that stay closed.
        pid_namespace: whether one ends the children with the parent.
        staging: a folder of the machine to delete at the end, or "".
    """

    code: str
    scratch: str
    tmpfs: str = ""
    uid: int | None = None
    readable: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    pid_namespace: bool = True
    staging: str = ""


@dataclass(frozen=True)
class Launched:
    """A parent that was started and has not answered yet.

    Attributes:
        process: bubblewrap, or the parent itself where there are no namespaces.
        messages: what it writes to stderr.
        confinement: how it is to confine its children.
        layers: names of what confines them.
        files: what the call filter lets children do with files; None for no filter.
    """

    process: subprocess.Popen[bytes]
    messages: IO[bytes]
    confinement: Confinement
    layers: tuple[str, ...]
    files: Files | None


def start(
    prefix: Sequence[str],
    python: PythonFiles,
    control: int,
    *,
    code: str,
    packages: str,
    scratch: str,
    inherited: Sequence[int] = (),
) -> tuple[subprocess.Popen[bytes], IO[bytes]]:
    """Starts the parent with a clean environment; returns its process and its stderr.

    Args:
        prefix: words before the interpreter's own.
        python: the interpreter's files.
        control: the parent's end of the control socket.
        code: folder of softmark_inside and softmark_worker, as the parent sees it.
        packages: folder of numpy, as the parent sees it.
        scratch: home and temporary folder.
        inherited: further descriptors to pass on.
    """
    messages = open(os.memfd_create("messages"), "w+b")  # noqa: SIM115 - the caller closes it
    process = subprocess.Popen(
        [
            *prefix,
            *(str(python.executable), "-I", "-S", "-B", "-X", "utf8"),
            *("-c", _START, str(control), code, packages),
        ],
        env={
            "HOME": scratch,
            "TMPDIR": scratch,
            "LC_ALL": "C.UTF-8",
            "LD_LIBRARY_PATH": ":".join(map(str, python.library_path)),
            # One thread: forking needs it, and children cannot start any.
            "OPENBLAS_NUM_THREADS": "1",
            "OMP_NUM_THREADS": "1",
            "MKL_NUM_THREADS": "1",
            # Memory that is freed is used again: to ask the kernel for each array costs more than most
            # of what students do with it.
            "MALLOC_MMAP_THRESHOLD_": str(32 << 20),
            "MALLOC_TRIM_THRESHOLD_": str(64 << 20),
            "MALLOC_TOP_PAD_": str(1 << 20),
            "MPLBACKEND": "agg",
        },
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=messages,
        pass_fds=(control, *inherited),
        # Ctrl-C is the grader's to handle. No session of its own: the kernel may schedule sessions as
        # groups, and then the priority of children would count only among themselves.
        process_group=0,
    )
    return process, messages


def maps_user(number: int) -> bool:
    """Returns whether this process is root and may become another user and group."""
    return os.geteuid() == 0 and all(
        _contains(Path("/proc/self", name), number) for name in ("uid_map", "gid_map")
    )


def _contains(table: Path, number: int) -> bool:
    rows = [list(map(int, line.split())) for line in table.read_text().splitlines()]
    return any(first <= number < first + count for first, _, count in rows)
