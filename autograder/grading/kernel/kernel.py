"""Runs a notebook's kernel in bubblewrap: without network, and with nothing of this machine but Python.

The package registers `SandboxProvisioner` under the name "softmark"; only the course's configuration
asks for it, so that all other kernels stay as they are.
"""

from __future__ import annotations

import errno
import functools
import os
import shutil
import socket
import subprocess
import sysconfig
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import matplotlib
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from ...execution.sandbox.bubblewrap import find_bubblewrap, with_parents
from ...execution.sandbox.paths import INSIDE, PythonFiles, find_python
from ...execution.sandbox.seccomp import exported, load_seccomp
from . import staging

KERNEL = "softmark"
PACKAGE = Path(__file__).parents[2]
KERNELS = Path(__file__).with_name("kernels")
CODE, LIBRARY, GIVEN, WORK = "/softmark/code", "/softmark/lib", "/softmark/given", "/course"
SCRATCH_BYTES = 128 << 20

_START = (
    "import sys; sys.path += sys.argv[1:3]; from softmark_kernel import main; main(*sys.argv[3:])"
)
# Refused with EPERM: new processes, other processes, the network, namespaces and mounts, the kernel.
_REFUSED = """
    execve execveat fork vfork ptrace process_vm_readv process_vm_writev pidfd_getfd process_madvise
    unshare setns mount umount2 pivot_root chroot fsopen fsmount move_mount open_tree mount_setattr
    bpf perf_event_open userfaultfd keyctl add_key request_key
    init_module finit_module delete_module kexec_load kexec_file_load reboot swapon swapoff
    open_by_handle_at name_to_handle_at fanotify_init quotactl acct settimeofday clock_settime
"""
_ABSENT = "clone3 io_uring_setup io_uring_enter io_uring_register"
_CLONE_THREAD = 0x00010000
_FAMILIES = (socket.AF_UNIX, socket.AF_INET, socket.AF_INET6, socket.AF_NETLINK)


class SandboxProvisioner(LocalProvisioner):
    """Starts ipykernel in the sandbox, on sockets in a folder of its own."""

    _folder: Path | None = None

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Prepares the launch; the connection goes over files, as there is no network inside."""
        self._folder = Path(tempfile.mkdtemp(prefix="softmark-"))
        sockets = self._folder / "sockets"
        sockets.mkdir()
        manager: Any = self.parent
        if not isinstance(manager, SandboxKernelManager):
            raise RuntimeError("The kernel of Softmark's sandbox needs its own kernel manager.")
        manager.transport = "ipc"
        manager.connection_file = str(sockets / "kernel.json")
        manager.ip = str(sockets / "kernel")
        return await super().pre_launch(**kwargs)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Starts bubblewrap in place of the kernel's own command, with a clean environment."""
        assert self._folder is not None
        manager: Any = self.parent
        given = self._folder / "given"
        place, data = manager.stage(Path(kwargs.get("cwd") or os.getcwd()), given)
        program = self._folder / "filter"
        program.write_bytes(filter_program())
        python = find_python()
        options = _options(python, self._folder, data)
        with (
            open(os.memfd_create("arguments"), "w+b") as arguments,
            open(self._folder / "messages", "wb") as messages,
        ):
            arguments.write("".join(f"{option}\0" for option in options).encode())
            arguments.flush()
            arguments.seek(0)
            self.process = subprocess.Popen(
                [
                    *(find_bubblewrap(), "--args", str(arguments.fileno()), "--"),
                    *(str(python.executable), "-I", "-S", "-B", "-X", "utf8", "-c", _START),
                    *(CODE, LIBRARY, GIVEN, WORK, place, manager.connection_file),
                ],
                env=_environment(python, kwargs.get("env") or {}),
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=messages,
                pass_fds=(arguments.fileno(),),
                start_new_session=True,
            )
        self.pid = self.process.pid
        self.pgid = os.getpgid(self.pid)
        return self.connection_info

    async def cleanup(self, restart: bool = False) -> None:
        """Removes the kernel's folder."""
        await super().cleanup(restart)
        if self._folder is not None and not restart:
            shutil.rmtree(self._folder, ignore_errors=True)


class SandboxKernelManager(AsyncKernelManager):
    """Knows the sandboxed kernel, which is not among the kernels that Jupyter lists.

    Attributes:
        stage: copies what the kernel may see; see `staging`.
    """

    stage = staticmethod(staging.stage)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.kernel_spec_manager = KernelSpecManager(kernel_dirs=[str(KERNELS)])


def _environment(python: PythonFiles, given: Mapping[str, str]) -> dict[str, str]:
    """Returns a clean environment; of the given one only what tells checks that nbgrader runs them."""
    passed = {name: given[name] for name in ("NBGRADER_EXECUTION",) if name in given}
    return passed | {
        "HOME": "/tmp",
        "TMPDIR": "/tmp",
        "LC_ALL": "C.UTF-8",
        "LD_LIBRARY_PATH": ":".join(map(str, python.library_path)),
        "IPYTHONDIR": "/tmp/ipython",
        "MPLCONFIGDIR": "/tmp/matplotlib",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        # On a machine that is busy with others, two threads wait for each other most of the time.
        "OPENBLAS_NUM_THREADS": "1",
    }


def _options(python: PythonFiles, folder: Path, data: Path | None) -> list[str]:
    """Returns bubblewrap's options; only what is named here exists inside."""
    binds = {path: path for path in python.trees}
    binds |= {path: path for path in (*python.loader, python.executable)}
    binds |= {
        Path(LIBRARY): Path(sysconfig.get_path("purelib")),
        Path(CODE, "softmark_inside"): INSIDE,
        Path(CODE, "softmark_kernel.py"): Path(__file__).with_name("inside.py"),
        Path(CODE, "autograder"): PACKAGE,
        Path(GIVEN): folder / "given",
        Path("/softmark/filter"): folder / "filter",
    }
    optional = [Path("/etc/ld.so.cache"), Path("/etc/alternatives"), Path("/usr/share/fonts")]
    sockets = str(folder / "sockets")
    parents = map(os.path.dirname, map(str, [*binds, *optional, sockets]))
    options = ["--unshare-all", "--die-with-parent", "--hostname", "sandbox", "--cap-drop", "ALL"]
    options += ["--uid", "65534", "--gid", "65534", "--new-session"]
    for inside in with_parents(["/proc", "/dev", WORK, *parents], python.trees):
        options += ["--perms", "0755", "--dir", inside]
    for link in python.links:
        options += ["--symlink", os.readlink(link), str(link)]
    for target, source in binds.items():
        options += ["--ro-bind", str(source), str(target)]
    for path in optional:
        options += ["--ro-bind-try", str(path), str(path)]
    for masked in map(str, python.masked):
        options += ["--perms", "0755", "--tmpfs", masked, "--remount-ro", masked]
    for scratch in ("/tmp", WORK):
        options += ["--perms", "0755", "--size", str(SCRATCH_BYTES), "--tmpfs", scratch]
    options += _font_cache()
    # After the tmpfs, which would hide them.
    options += ["--bind", sockets, sockets]
    if data is not None and data.is_dir():
        options += ["--ro-bind", str(data), f"{WORK}/data"]
    for device in ("/dev/null", "/dev/urandom"):
        options += ["--dev-bind", device, device]
    return [*options, "--proc", "/proc", "--remount-ro", "/"]


def _font_cache() -> list[str]:
    """Returns the options that save the kernel the search for fonts."""
    caches = sorted(Path(matplotlib.get_cachedir()).glob("fontlist-*.json"))
    return [
        word
        for cache in caches
        for word in ("--ro-bind", str(cache), f"/tmp/matplotlib/{cache.name}")
    ]


@functools.cache
def filter_program() -> bytes:
    """Returns the kernel's seccomp filter: threads, files and local sockets, and little else.

    Raises:
        SandboxUnavailable: libseccomp or its Python binding is missing.
    """
    seccomp = load_seccomp()
    rules = seccomp.SyscallFilter(seccomp.ALLOW)
    rules.set_attr(seccomp.Attr.ACT_BADARCH, seccomp.KILL_PROCESS)
    for names, number in ((_REFUSED, errno.EPERM), (_ABSENT, errno.ENOSYS)):
        for name in names.split():
            try:
                rules.add_rule(seccomp.ERRNO(number), name)
            except (OSError, ValueError):  # not known on this architecture
                continue
    # Threads, but no processes.
    process = seccomp.Arg(0, seccomp.MASKED_EQ, _CLONE_THREAD, 0)
    rules.add_rule(seccomp.ERRNO(errno.EPERM), "clone", process)
    # The kernel speaks to itself over the loopback device, the only one that its namespace has.
    for family in set(range(max(_FAMILIES))) - set(_FAMILIES):
        rules.add_rule(seccomp.ERRNO(errno.EPERM), "socket", seccomp.Arg(0, seccomp.EQ, family))
    others = seccomp.Arg(0, seccomp.GT, max(_FAMILIES))
    rules.add_rule(seccomp.ERRNO(errno.EPERM), "socket", others)
    return exported(rules)
