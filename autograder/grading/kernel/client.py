"""The kernel's client inside the sandbox: runs the cells it is sent, and keeps what they show within limits.

Like `inside`, it imports nothing of the project but what is in this folder.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import signal
import socket
import struct
import time
from typing import Any

from .shown import MIB, MOST_BYTES, MOST_MESSAGES, Shown

LENGTH = struct.Struct("!I")
OWN_MEMORY = 1536 * MIB
# A longer message ends the connection: what is printed in the 0.2 s between two messages has to fit.
MOST_MESSAGE = 256 * MIB
# Before anything of a student's is run: only a machine that is busy takes so long.
START_SECONDS = 240.0
# What a cell is sent that has shown too much, after so many more seconds of processor time.
SIGNALS = ((0.2, signal.SIGINT), (0.7, signal.SIGINT), (3.0, signal.SIGKILL))


class Dead(Exception):  # noqa: N818 - an event
    """The kernel is gone."""


class Client:
    """Speaks to the kernel; believes nothing it says.

    Args:
        information: where to meet it.
        kernel: its process.
        channel: to the grader, who also says when a cell has used up its time.
    """

    def __init__(self, information: dict[str, Any], kernel: int, channel: socket.socket) -> None:
        import zmq
        from jupyter_client.session import Session

        self._zmq = zmq
        self._kernel = kernel
        self._channel = channel
        self._session: Any = Session(key=information["key"].encode())
        self._information = information
        self._is_lost = False
        self._context: Any = zmq.Context()
        self._shell: Any = self._connect(zmq.DEALER, "shell_port")
        self._poller: Any = zmq.Poller()
        for source in (self._shell, channel):
            self._poller.register(source, zmq.POLLIN)
        self._listen()

    def _connect(self, kind: int, port: str) -> Any:
        sock = self._context.socket(kind)
        for option, value in (("MAXMSGSIZE", MOST_MESSAGE), ("RCVHWM", 4), ("LINGER", 0)):
            sock.setsockopt(getattr(self._zmq, option), value)
        sock.connect(f"ipc://{self._information['ip']}-{self._information[port]}")
        return sock

    def _listen(self) -> None:
        """Opens the connection over which outputs come; a message that is too long ends it for good."""
        self._iopub: Any = self._connect(self._zmq.SUB, "iopub_port")
        self._iopub.setsockopt(self._zmq.SUBSCRIBE, b"")
        self._lost: Any = self._iopub.get_monitor_socket(self._zmq.EVENT_DISCONNECTED)
        for source in (self._iopub, self._lost):
            self._poller.register(source, self._zmq.POLLIN)

    def _listen_again(self) -> None:
        for source in (self._iopub, self._lost):
            self._poller.unregister(source)
        self._iopub.disable_monitor()
        self._iopub.close()
        self._listen()
        self.wait_until_ready()

    def wait_until_ready(self) -> None:
        """Waits until the kernel answers and its outputs arrive.

        Raises:
            Dead: it ended, or takes too long.
        """
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            self._session.send(self._shell, "kernel_info_request", {})
            if self._iopub.poll(1000):
                self._drain()
                return
            self._check_alive()
        raise Dead

    def serve(self) -> None:
        """Runs cells for the grader, until it closes the channel.

        Raises:
            Dead: the kernel ended; its argument is what the cell showed until then.
        """
        while (request := receive(self._channel)) is not None:
            if "source" in request:
                send(self._channel, self._execute(request["source"]))

    def _execute(self, source: str) -> dict[str, Any]:
        """Runs a cell, and returns what it showed and how it ended."""
        if self._is_lost:
            self._listen_again()
            self._is_lost = False
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
            while not (run.idle and run.replied):
                self._collect(run)
        except Dead:
            # A connection is lost, too, with a kernel that ends by itself.
            if not run.signalled:
                run.status = "dead"
            raise Dead(run.reply()) from None
        return run.reply()

    def _collect(self, run: Shown) -> None:
        """Takes what has come from the kernel or from the grader."""
        ready = dict(self._poller.poll(100))
        if not ready:
            self._check_alive()
        if self._channel.fileno() in ready:
            self._obey(run)
        for sock in (self._shell, self._iopub):
            if sock in ready:
                run.take(*self._receive(sock), is_reply=sock is self._shell)
        if self._lost in ready:
            self._lost.recv_multipart()
            self._is_lost = True
            run.lose()
        if not run.is_kept:
            self._press(run)

    def _press(self, run: Shown) -> None:
        """Interrupts a cell that has shown too much and works on, and ends it where that does not help."""
        run.status = "too_much"
        # CPUCLOCK_SCHED of the whole process, as clock_getcpuclockid(3) makes it.
        used = time.clock_gettime(~self._kernel << 3 | 2)
        if run.signals is None:
            run.signals = [(used + after, number) for after, number in SIGNALS]
        if run.is_endless:
            run.signals = [(0.0, signal.SIGKILL)]
        while run.signals and used > run.signals[0][0]:
            self._signal(run, run.signals.pop(0)[1])

    def _signal(self, run: Shown, number: int) -> None:
        run.interrupt()
        os.kill(self._kernel, number)
        if number == signal.SIGKILL:
            raise Dead

    def _obey(self, run: Shown) -> None:
        """Passes on the grader's signal for a cell that has used up its time."""
        request = receive(self._channel)
        if request is None:
            raise SystemExit
        if run.status == "ok":
            run.status = "timeout"
        self._signal(run, request["signal"])

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

    def _drain(self) -> None:
        """Throws away what was sent after a cell had ended."""
        for sock in (self._shell, self._iopub):
            for _ in range(MOST_MESSAGES):
                if not sock.poll(0):
                    break
                sock.recv_multipart()


def serve(information: dict[str, Any], kernel: int, channel: socket.socket) -> None:
    """Runs cells for the grader, until it closes the channel or the kernel has ended."""
    resource.setrlimit(resource.RLIMIT_AS, (OWN_MEMORY, OWN_MEMORY))
    with channel, contextlib.suppress(OSError):
        client = Client(information, kernel, channel)
        try:
            client.wait_until_ready()
            send(channel, {"status": "ready"})
            client.serve()
        except Dead as end:
            send(channel, end.args[0] if end.args else {"status": "dead"})


def receive(channel: socket.socket) -> dict[str, Any] | None:
    """Returns the grader's next request, None where it has closed the channel."""
    head = read(channel, LENGTH.size)
    content = read(channel, LENGTH.unpack(head)[0]) if len(head) == LENGTH.size else b""
    return json.loads(content) if content else None


def read(channel: socket.socket, size: int) -> bytes:
    """Returns so many bytes, fewer where the channel is closed before."""
    content = b""
    while len(content) < size:
        piece = channel.recv(size - len(content))
        if not piece:
            break
        content += piece
    return content


def send(channel: socket.socket, reply: dict[str, Any]) -> None:
    """Sends a reply; one that JSON has no form for is as good as none."""
    try:
        content = json.dumps(reply, allow_nan=False).encode()
    except (TypeError, ValueError, RecursionError):
        content = json.dumps({**reply, "outputs": []}).encode()
    channel.sendall(LENGTH.pack(len(content)) + content)
