"""Starts the process in which a notebook's kernel and its client live."""

from __future__ import annotations

import os
import stat
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

import ipykernel
import matplotlib

from ...execution.sandbox.bubblewrap import CODE, Process, confined_view, run_in_namespaces
from ...execution.sandbox.launch import NOBODY, maps_user
from ...execution.sandbox.paths import INSIDE, PythonFiles, find_python
from ...execution.sandbox.seccomp import kernel_program, notebook_program
from .inside import DATA, FONTS, GIVEN, WORK

PACKAGE = Path(__file__).parents[2]
LIBRARY = "/softmark/lib"
_START = (
    "import sys; sys.path += sys.argv[1:3]; from softmark_kernel.inside import main; "
    "main(int(sys.argv[3]), sys.argv[4])"
)


def launch_kernel(
    folder: Path, place: str, data: Path | None, channel: int, variables: Mapping[str, str]
) -> tuple[Process, IO[bytes]]:
    """Returns the process, and what it writes to stderr.

    Args:
        folder: in whose folder "given" is what the notebook finds around it.
        place: the notebook's own folder in there.
        data: what is bound as its data; None for nothing.
        channel: a descriptor of the socket to the grader.
        variables: of the environment, besides our own.

    Raises:
        SandboxUnavailable: this machine has no sandbox.
    """
    _make_readable(folder / "given")
    for name, program in (("filter", notebook_program()), ("kernel_filter", kernel_program())):
        (folder / name).write_bytes(program)
        (folder / name).chmod(0o644)
    python = find_python()
    uid = NOBODY if maps_user(NOBODY) else -1
    return run_in_namespaces(
        _options(python, folder, data),
        lambda prefix, inherited: _popen(
            [*prefix, *_command(python, uid, place)],
            {**variables, **_environment(python)},
            channel,
            inherited,
        ),
    )


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
        Path(CODE, "softmark_kernel"): Path(__file__).parent,
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
