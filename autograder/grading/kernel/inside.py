"""The notebook's own end of the sandbox: confines itself, forks the kernel, and runs the cells it is sent.

This process is confined like the kernel but for being able to have a child. Whatever a kernel sends, it
reaches the grader only as bounded JSON over one socket. Imports nothing of the project but what is bound
beside this file.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import resource
import shutil
import signal
import socket
import struct
import sys
import time
from typing import Any

MIB = 1 << 20
WORK, GIVEN, DATA, FONTS = "/course", "/softmark/given", "/softmark/data", "/softmark/fonts"
CHANNEL = 0
LENGTH = struct.Struct("!I")
# Of both processes together; threads count.
PROCESSES = 256
LIMITS = {
    resource.RLIMIT_AS: 4096 * MIB,
    resource.RLIMIT_FSIZE: 64 * MIB,
    resource.RLIMIT_NOFILE: 256,
    resource.RLIMIT_NPROC: PROCESSES,
    resource.RLIMIT_CORE: 0,
}
OWN_MEMORY = 1024 * MIB
SCRATCH = "size=128m,nr_inodes=4000,mode=0700"
# Of what a cell shows no more is kept; then it is interrupted.
MOST_BYTES = 16 * MIB
# A longer message ends the connection, and with it the news of the cell's end: what is printed in the
# 0.2 s between two messages has to fit.
MOST_MESSAGE = 256 * MIB
MOST_WAITING = 4
MOST_MESSAGES = 5000
START_SECONDS = 60.0
GRACE_SECONDS = 5.0


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
    serve(Client(information, kernel), socket.socket(fileno=CHANNEL))


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


class Dead(Exception):  # noqa: N818 - an event
    """The kernel is gone."""


class Client:
    """Speaks to the kernel; believes nothing it says."""

    def __init__(self, information: dict[str, Any], kernel: int) -> None:
        import zmq
        from jupyter_client.session import Session

        self._zmq = zmq
        self._kernel = kernel
        self._session: Any = Session(key=information["key"].encode())
        context: Any = zmq.Context()
        self._shell: Any = context.socket(zmq.DEALER)
        self._iopub: Any = context.socket(zmq.SUB)
        self._iopub.setsockopt(zmq.SUBSCRIBE, b"")
        for sock, port in ((self._shell, "shell_port"), (self._iopub, "iopub_port")):
            sock.setsockopt(zmq.MAXMSGSIZE, MOST_MESSAGE)
            sock.setsockopt(zmq.RCVHWM, MOST_WAITING)
            sock.setsockopt(zmq.LINGER, 0)
            sock.connect(f"ipc://{information['ip']}-{information[port]}")
        self._poller: Any = zmq.Poller()
        for sock in (self._shell, self._iopub):
            self._poller.register(sock, zmq.POLLIN)

    def wait_until_ready(self) -> None:
        """Waits until the kernel answers and its outputs arrive.

        Raises:
            Dead: it ended, or takes too long.
        """
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            self._session.send(self._shell, "kernel_info_request", {})
            if self._next(self._iopub, 1000) is not None:
                self._drain()
                return
        raise Dead

    def execute(self, source: str, seconds: float) -> dict[str, Any]:
        """Runs a cell, and returns what it showed and how it ended.

        Raises:
            Dead: the kernel ended meanwhile; its argument is what was shown until then.
        """
        self._drain()
        content = {
            "code": source,
            "silent": False,
            "store_history": True,
            "user_expressions": {},
            "allow_stdin": False,
            "stop_on_error": False,
        }
        request = self._session.send(self._shell, "execute_request", content)
        run = Shown(request["header"]["msg_id"])
        try:
            if not self._collect(run, time.monotonic() + seconds):
                run.status = "timeout"
            if run.status in ("timeout", "too_much"):
                self._stop(run)
        except Dead:
            run.status = "dead"
            raise Dead(run.reply()) from None
        return run.reply()

    def _stop(self, run: Shown) -> None:
        """Interrupts the cell, and ends the kernel where that does not help."""
        status, run.closed = run.status, run.status == "too_much"
        for _ in range(2):
            os.kill(self._kernel, signal.SIGINT)
            if self._collect(run, time.monotonic() + GRACE_SECONDS, stopping=True):
                run.status = status
                return
        os.kill(self._kernel, signal.SIGKILL)
        raise Dead

    def _collect(self, run: Shown, deadline: float, *, stopping: bool = False) -> bool:
        """Takes what the kernel sends until the cell has ended; tells whether it did in time."""
        while not (run.idle and run.replied):
            left = deadline - time.monotonic()
            if left <= 0:
                return False
            for sock, _ in self._poller.poll(min(left, 0.5) * 1000) or [(None, 0)]:
                if sock is None:
                    self._check_alive()
                    continue
                size, message = self._receive(sock)
                run.take(size, message, is_reply=sock is self._shell)
                if run.status == "too_much" and not stopping:
                    return True
        return True

    def _check_alive(self) -> None:
        if os.waitpid(self._kernel, os.WNOHANG)[0]:
            raise Dead

    def _receive(self, sock: Any) -> tuple[int, Any]:
        """Returns the size of a message, and the message, None for one that is not read."""
        frames = sock.recv_multipart()
        size = sum(map(len, frames))
        if size > MOST_BYTES:
            return size, None
        try:
            _, parts = self._session.feed_identities(frames)
            return size, self._session.deserialize(parts)
        except Exception:  # a kernel can send anything
            return size, None

    def _next(self, sock: Any, milliseconds: int) -> Any:
        if sock.poll(milliseconds):
            return self._receive(sock)
        self._check_alive()
        return None

    def _drain(self) -> None:
        """Throws away what was sent after a cell had ended."""
        for sock in (self._shell, self._iopub):
            for _ in range(MOST_MESSAGES):
                if not sock.poll(0):
                    break
                sock.recv_multipart()


class Shown:
    """What a cell shows, as far as its limits go."""

    def __init__(self, request: str) -> None:
        self._request = request
        self._bytes = self._count = 0
        self._outputs: list[dict[str, Any]] = []
        self._displays: dict[str, list[dict[str, Any]]] = {}
        self._clear = False
        self._number: int | None = None
        self._error: dict[str, str] = {}
        self.status = "ok"
        self.idle = self.replied = self.closed = False

    def reply(self) -> dict[str, Any]:
        """Returns everything for the grader."""
        facts = {"status": self.status, "count": self._number, **self._error}
        return {"outputs": self._outputs, **facts}

    def take(self, size: int, message: Any, *, is_reply: bool) -> None:
        """Adds a message; one that is malformed counts, and is nothing else."""
        self._bytes += size
        self._count += 1
        if self._bytes > MOST_BYTES or self._count > MOST_MESSAGES:
            self.status = "too_much"
        try:
            if message["parent_header"].get("msg_id") != self._request:
                return
            content, kind = message["content"], message["msg_type"]
            if is_reply:
                self._reply(kind, content)
            elif kind == "status":
                self.idle = self.idle or content["execution_state"] == "idle"
            elif self.status != "too_much" and not self.closed:
                self._output(kind, content)
        except (KeyError, TypeError, AttributeError, ValueError, RecursionError):
            return

    def _reply(self, kind: str, content: dict[str, Any]) -> None:
        if kind != "execute_reply":
            return
        self.replied = True
        if content["status"] == "error" and self.status == "ok":
            self.status = "error"
            self._error = {name: str(content[name])[:2000] for name in ("ename", "evalue")}

    def _output(self, kind: str, content: dict[str, Any]) -> None:
        if kind == "execute_input":
            self._number = int(content["execution_count"])
        elif kind == "clear_output":
            self._clear = bool(content.get("wait"))
            if not self._clear:
                self._outputs.clear()
        elif kind == "update_display_data":
            for shown in self._displays.get(content["transient"]["display_id"], []):
                shown["data"] = dict(content["data"])
        elif kind in ("stream", "display_data", "execute_result", "error"):
            if self._clear:
                self._outputs.clear()
                self._clear = False
            self._add(kind, content)

    def _add(self, kind: str, content: dict[str, Any]) -> None:
        if kind == "stream":
            name, text = str(content["name"]), str(content["text"])
            last: dict[str, Any] = self._outputs[-1] if self._outputs else {}
            if last.get("output_type") == "stream" and last["name"] == name:
                last["text"] += text
            else:
                self._outputs.append({"output_type": "stream", "name": name, "text": text})
            return
        if kind == "error":
            facts = {name: content[name] for name in ("ename", "evalue", "traceback")}
            self._outputs.append({"output_type": "error", **facts})
            return
        shown: dict[str, Any] = {"output_type": kind, "data": dict(content["data"])}
        if kind == "execute_result":
            shown["execution_count"] = int(content["execution_count"])
        self._outputs.append(shown)
        display = (content.get("transient") or {}).get("display_id")
        if isinstance(display, str):
            self._displays.setdefault(display, []).append(shown)


def serve(client: Client, channel: socket.socket) -> None:
    """Runs cells for the grader, until it closes the socket or the kernel has ended."""
    resource.setrlimit(resource.RLIMIT_AS, (OWN_MEMORY, OWN_MEMORY))
    with channel, channel.makefile("rb") as requests, contextlib.suppress(OSError):
        try:
            client.wait_until_ready()
            send(channel, {"status": "ready"})
            while head := requests.read(LENGTH.size):
                request = json.loads(requests.read(LENGTH.unpack(head)[0]))
                send(channel, client.execute(request["source"], request["seconds"]))
        except Dead as end:
            send(channel, end.args[0] if end.args else {"status": "dead"})


def send(channel: socket.socket, reply: dict[str, Any]) -> None:
    """Sends a reply; one that JSON has no form for is as good as none."""
    try:
        content = json.dumps(reply, allow_nan=False).encode()
    except (TypeError, ValueError, RecursionError):
        content = json.dumps({"status": reply["status"], "outputs": []}).encode()
    channel.sendall(LENGTH.pack(len(content)) + content)
