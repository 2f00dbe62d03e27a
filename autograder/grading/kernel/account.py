"""What a notebook's kernel is charged: processor time and its own sleep, as code in the sandbox is."""

from __future__ import annotations

import os
import select
import socket

from ...execution.meter import Meter, Use, is_asleep
from ...execution.sandbox.errors import SandboxFault
from ...execution.sandbox.peer import CREDENTIALS_BYTES, sender

# A kernel that neither ran nor slept for so long tells of the machine, not of the notebook.
STALL_SECONDS = 120.0


class KernelAccount:
    """The account of one kernel, whose first byte on the channel says which process it is.

    Args:
        channel: with SO_PASSCRED set, which is the system's word for who has sent.
        seconds: of wall time, until it has started.

    Raises:
        SandboxFault: the system does not say.
        OSError: nothing came in time.
    """

    def __init__(self, channel: socket.socket, seconds: float) -> None:
        channel.settimeout(seconds)
        _, ancillary, _, _ = channel.recvmsg(1, socket.CMSG_SPACE(CREDENTIALS_BYTES))
        channel.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 0)
        self._meter = Meter(sender(ancillary), asleep=_have_nothing_to_do)
        self._poll = select.poll()
        self._poll.register(channel, select.POLLIN)
        self._begun = Use()
        self._most = 0.0

    @property
    def used(self) -> Use:
        """What it was charged since `begin`."""
        return self._meter.used.since(self._begun)

    def begin(self, seconds: float) -> None:
        """Takes down that it may be charged so much from now on."""
        self._begun = self._meter.used
        self._meter.begin()
        self._most = seconds

    def allow(self, seconds: float) -> None:
        """Allows it so much more than it has used."""
        self._most = self.used.seconds + seconds

    def wait(self) -> bool:
        """Waits until there is something to read, or it was charged what it may be; tells whether it was.

        Raises:
            SandboxFault: this machine does not let it go on.
        """
        while not self._poll.poll(1000 * self._meter.pause()):
            self._meter.look()
            if self._meter.stalled >= STALL_SECONDS:
                raise SandboxFault("This machine is too busy to run the notebook.")
            if self.used.seconds >= self._most:
                return True
        return False


def _have_nothing_to_do(pid: int) -> bool:
    """Tells whether all threads of the kernel sleep, and those of its client, which may be at their work."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            client = int(file.read().rpartition(b") ")[2].split()[1])
        threads = [*os.listdir(f"/proc/{pid}/task"), *os.listdir(f"/proc/{client}/task")]
    except (OSError, IndexError, ValueError):
        return False
    return all(is_asleep(int(thread)) for thread in threads)
