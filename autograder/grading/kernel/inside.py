"""The notebook's own end of the sandbox: confines itself, forks the kernel, and becomes its client.

This process is confined like the kernel but for being able to have a child. Whatever a kernel sends, it
reaches the grader only as bounded JSON over one socket. Imports nothing of the project but what is in
this folder, which is bound as a package of its own.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import resource
import shutil
import socket
import sys
from typing import Any

from .client import serve
from .shown import MIB

WORK, GIVEN, DATA, FONTS = "/course", "/softmark/given", "/softmark/data", "/softmark/fonts"
CHANNEL = 0
# Of both processes together; threads count.
PROCESSES = 256
LIMITS = {
    resource.RLIMIT_AS: 4096 * MIB,
    resource.RLIMIT_FSIZE: 64 * MIB,
    resource.RLIMIT_NOFILE: 256,
    resource.RLIMIT_NPROC: PROCESSES,
    resource.RLIMIT_CORE: 0,
}
SCRATCH = "size=128m,nr_inodes=4000,mode=0700"


def main(uid: int, place: str) -> None:
    """Runs until the grader closes the socket.

    Args:
        uid: the user and group to become; below 0 to stay.
        place: the notebook's folder inside what is given.
    """
    # Before anything of a student's can be imported; and before there is a thread.
    for name in ("ipykernel.kernelapp", "ipykernel.ipkernel"):
        importlib.import_module(name)
    with contextlib.suppress(ImportError):
        importlib.import_module("debugpy")
    confine(uid)
    os.chdir(os.path.join(WORK, place))
    information = connection()
    kernel = os.fork()
    if kernel == 0:
        try:
            run_kernel(information)
        finally:
            os._exit(1)
    serve(information, kernel, socket.socket(fileno=CHANNEL))


def confine(uid: int) -> None:
    """Gives up everything that is not needed from here on."""
    linux: Any = importlib.import_module("softmark_inside.linux")
    # The first whom a machine without memory ends.
    with open("/proc/self/oom_score_adj", "w") as file:
        file.write("1000")
    owner = uid if uid >= 0 else os.getuid()
    group = uid if uid >= 0 else os.getgid()
    for folder in ("/tmp", WORK):
        linux.mount_tmpfs(folder, f"{SCRATCH},uid={owner},gid={group}")
    linux.unmount("/proc")
    with open("/softmark/filter", "rb") as given, open("/softmark/kernel_filter", "rb") as kernels:
        programs = [linux.prepare_filter(file.read()) for file in (given, kernels)]
    if uid >= 0:
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)
    shutil.copytree(GIVEN, WORK, dirs_exist_ok=True, copy_function=shutil.copyfile)
    if os.path.isdir(DATA):
        os.symlink(DATA, os.path.join(WORK, "data"))
    if os.path.isdir(FONTS):
        shutil.copytree(FONTS, "/tmp/matplotlib")
    linux.empty_inheritable_capabilities()
    linux.drop_capabilities()
    linux.no_new_privileges()
    linux.set_undumpable()
    for kind, value in LIMITS.items():
        resource.setrlimit(kind, (value, value))
    linux.install_filter(programs[0])
    global _kernel_filter
    _kernel_filter = programs[1]


_kernel_filter: Any = None


def connection() -> dict[str, Any]:
    """Returns where the kernel and this process meet: sockets in memory."""
    ports = ("shell_port", "iopub_port", "stdin_port", "control_port", "hb_port")
    facts = {name: number for number, name in enumerate(ports, 1)}
    key = os.urandom(16).hex()
    signature = {"key": key, "signature_scheme": "hmac-sha256"}
    return {"transport": "ipc", "ip": "/tmp/kernel", **signature, **facts}


def run_kernel(information: dict[str, Any]) -> None:
    """Becomes the kernel."""
    linux: Any = importlib.import_module("softmark_inside.linux")
    # Its first byte tells the grader whose account is to be kept.
    os.write(CHANNEL, b"K")
    os.close(CHANNEL)
    linux.install_filter(_kernel_filter)
    file = "/tmp/connection.json"
    with open(file, "w") as target:
        json.dump(information, target)
    from ipykernel.kernelapp import IPKernelApp

    app: Any = IPKernelApp.instance(connection_file=file)
    settings = ("--HistoryManager.hist_file=:memory:", "--InteractiveShellApp.ignore_cwd=True")
    app.initialize(["-f", file, *settings])
    # Files beside the notebook can be imported; last, so that they take nothing's place.
    sys.path[:] = [folder for folder in sys.path if folder]
    sys.path.append("")
    app.start()
