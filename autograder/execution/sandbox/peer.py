"""Who has sent what came over a socket with SO_PASSCRED set, by the kernel's word."""

from __future__ import annotations

import struct
from collections.abc import Sequence

from .errors import SandboxFault

_CREDENTIALS = struct.Struct("3i")
CREDENTIALS_BYTES = _CREDENTIALS.size


def sender(ancillary: Sequence[tuple[int, int, bytes]]) -> int:
    """Returns the id of the process that has sent, as this one sees it.

    Args:
        ancillary: what `recvmsg` returned beside the bytes.

    Raises:
        SandboxFault: the kernel does not say.
    """
    pid: int = _CREDENTIALS.unpack(ancillary[0][2])[0] if ancillary else 0
    if pid <= 0:
        raise SandboxFault("The kernel does not tell a sandboxed process's id.")
    return pid
