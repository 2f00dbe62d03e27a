"""Requests as a child reads them: the grader made them, so that json may do all of the work.

What comes from a child is read by `wire.decode` alone, which looks at everything.
"""

from __future__ import annotations

import json
from typing import Any

import numpy as np

from .wire import DTYPES, HEADER, WireError, decode, ref

# How json writes the beginning of a character that `decode` has to look at.
_SURROGATE = b"\\ud"
_NOTHING = memoryview(b"")


class RequestReader:
    """Reads one request after the other."""

    def __init__(self) -> None:
        self._json = json.JSONDecoder(object_hook=self._value)
        # Of the request that is read: what lies behind its header, and where the next of it begins.
        self._view = _NOTHING
        self._offset = 0

    def read(self, frame: bytes | bytearray) -> Any:
        """Returns the value of a frame that the grader made, as `wire.decode` does; its arrays stay in the frame."""
        view = memoryview(frame).toreadonly()
        (length,) = HEADER.unpack_from(view)
        end = HEADER.size + length
        header = bytes(view[HEADER.size : end])
        if _SURROGATE in header:
            return decode(frame)
        # What lies behind the header lies there in the order in which json comes to it.
        self._view, self._offset = view, end
        value, _ = self._json.raw_decode(header.decode("ascii"))
        self._view = _NOTHING
        return value

    def _value(self, form: dict[str, Any]) -> Any:
        """Returns what a form stands for, whose own parts are values already."""
        ((tag, body),) = form.items()
        if tag == "r":
            return ref(*body)
        if tag == "d":
            return dict(body)
        if tag == "a":
            return self._array(*body)
        if tag == "t":
            return tuple(body)
        if tag == "b":
            self._offset += body
            return bytes(self._view[self._offset - body : self._offset])
        if tag == "g":
            return self._array(*body)[()]
        if tag == "c":
            return complex(*body)
        raise WireError("unknown tag")

    def _array(self, name: str, shape: list[int]) -> np.ndarray[Any, Any]:
        array: np.ndarray[Any, Any] = np.ndarray(shape, DTYPES[name], self._view, self._offset)
        self._offset += array.nbytes
        return array
