"""Messages between the grader and the warm parent, and a child's first byte to the grader.

A request is an operation, the number of the child it is about, and for a new child the bytes of memory
that it may use, or 0 for as many as any. With a new child's request come its channel, what it writes its stack
to when it gets TRACE, and the file that it is to read, where there is one. Each is answered, in order, by the
operation, the number and a result, or by FAILED, the number, 0 and a text.

With BRANCH comes a control socket, and behind the request the processors to run on, as JSON: the parent forks
another parent that serves it. With PARSERS likewise, and the children of that one parse: it goes on from what
the parent was before it imported numpy.
"""

from __future__ import annotations

import struct

REQUEST = struct.Struct("!cQQ")
REPLY = struct.Struct("!cQi")
SPAWN, KILL, END, FAILED = b"S", b"K", b"E", b"!"
PAUSE, RESUME, TRACE = b"P", b"R", b"T"
BRANCH, PARSERS = b"B", b"F"
MAX_REQUEST_BYTES = 1 << 14
READY, NOT_READY = b"+", b"-"
# Exit status of a child whose own code, not the student's, could get no more memory.
OUT_OF_MEMORY = 71
