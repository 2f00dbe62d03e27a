"""What a child does that parses what one student wrote.

Its frames are those of `wire`, for values without arrays: with numpy every such process would be half as large
again, and be so much longer in its making.
"""

from __future__ import annotations

import json
import struct
from typing import Any

from ..frames import answer_frames
from .answer import Answers

# Where the sandbox puts a file that a child is given.
_FILE = 5
_HEADER = struct.Struct(">I")
_JSON = json.JSONEncoder(separators=(",", ":"))
# Of which there is nothing to look into.
_PLAIN = frozenset({str, int, float, bool, type(None)})


def serve(channel: int, file: int = _FILE) -> None:
    """Answers requests until the grader closes the channel.

    A request is {"parse": [parser, [argument, ...]]}, and the reply {"values": answer}; see `Answers`.
    """
    answers = Answers(file)

    def answer(request: bytes | bytearray) -> bytes:
        return written({"values": answers.parse(*_read(request)["parse"])})

    answer_frames(channel, answer)


def _read(frame: bytes | bytearray) -> Any:
    """Returns the value of a frame that the grader made."""
    (length,) = _HEADER.unpack_from(frame)
    end = _HEADER.size + length
    return json.loads(
        frame[_HEADER.size : end].decode("ascii"), object_hook=_Behind(frame, end).value
    )


class _Behind:
    """What the forms of a header stand for; `offset` is where the next bytes begin."""

    def __init__(self, frame: bytes | bytearray, offset: int) -> None:
        self._frame = frame
        self._offset = offset

    def value(self, form: dict[str, Any]) -> Any:
        """Returns what a form stands for, whose own parts are values already."""
        ((tag, body),) = form.items()
        if tag == "d":
            return dict(body)
        if tag == "t":
            return tuple(body)
        if tag != "b":
            raise ValueError(tag)
        self._offset += body
        return bytes(memoryview(self._frame)[self._offset - body : self._offset])


def written(value: object) -> bytes:
    """Returns the frame of a value."""
    behind: list[bytes] = []
    header = _JSON.encode(_form(value, behind)).encode()
    return b"".join((_HEADER.pack(len(header)), header, *behind))


def _form(value: Any, behind: list[bytes]) -> Any:
    kind = type(value)
    if kind in _PLAIN:
        return value
    if kind is bytes:
        behind.append(value)
        return {"b": len(value)}
    if kind is dict:
        return {"d": [[_form(part, behind) for part in item] for item in value.items()]}
    if kind is tuple:
        return {"t": [_form(item, behind) for item in value]}
    if kind is list:
        return [_form(item, behind) for item in value]
    raise TypeError(kind.__name__)
