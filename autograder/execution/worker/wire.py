"""Plain values as bytes, and back, without pickle.

A frame is a JSON header followed by the raw bytes of its arrays. Only plain values cross: None,
booleans, numbers, strings, bytes, numpy arrays of the dtypes below, and tuples, lists and dicts of
them. What arrives is always built anew from exact built-in types, so that nothing a sender subclasses
can travel.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

DTYPES = {
    name: np.dtype(name)
    for name in (
        "bool",
        *(f"{kind}{bits}" for kind in ("int", "uint") for bits in (8, 16, 32, 64)),
        "float16",
        "float32",
        "float64",
        "complex64",
        "complex128",
    )
}
NAMES = {dtype: name for name, dtype in DTYPES.items()}
MAX_DEPTH = 24
SMALL_INT = 1 << 32
MAX_INT_BITS = 4096
MAX_TYPE_NAME = 100
# Bytes of an array that one more copy costs nothing of.
_SMALL = 1 << 12
# Plain values that cross by copy and that nobody can change, by their exact type: most of all by far.
UNCHANGING = frozenset({type(None), bool, int, float, complex, str, bytes, np.float64})
# What is in JSON as it is here, by its exact type.
_AS_IT_IS = frozenset({type(None), bool, float, str})
Buffer = bytes | memoryview
HEADER = struct.Struct(">I")
# What `_pack` returns is a tree.
_JSON = json.JSONEncoder(separators=(",", ":"), check_circular=False)


class WireError(ValueError):
    """The bytes are no frame, or hold something that may not cross."""


class NotPlainError(TypeError):
    """The value is no plain value; `args[0]` is the name of its type."""


class Limits(NamedTuple):
    """What a frame may hold, apart from arrays of numbers.

    Attributes:
        header_bytes: a small header can unpack to many times its size.
        text: characters of a string, or bytes of a bytes; numpy makes every element of an array of
            strings as long as the longest.
        plain_keys: whether keys of dicts must be strings or numbers, see `is_plain_key`.
    """

    header_bytes: int
    text: int
    plain_keys: bool


REQUEST = Limits(header_bytes=1 << 30, text=1 << 30, plain_keys=False)
# A reply comes from student code, which may send it to do harm.
REPLY = Limits(header_bytes=1 << 20, text=1 << 16, plain_keys=True)
# A parser's reply: a header unpacks to many times its size, while bytes lie behind it.
PARSED = Limits(header_bytes=1 << 23, text=1 << 30, plain_keys=True)


@dataclass(frozen=True)
class Ref:
    """Names an object that stays on the student's side.

    Attributes:
        index: its place in the object table.
        type_name: what it is there, for messages only (the student's side says so).
    """

    index: int
    type_name: str = ""


@lru_cache(maxsize=1 << 10)
def ref(index: int, type_name: str = "") -> Ref:
    """Returns a Ref, the same one for the same: hundreds name the first few objects of every probe."""
    return Ref(index, type_name)


def encode(value: object, limits: Limits = REQUEST) -> bytes:
    """Returns the frame of a plain value.

    Raises:
        NotPlainError: the value, or something inside it, is not plain, or over the limits.
    """
    buffers: list[Buffer] = []
    header = _JSON.encode(_pack(value, buffers, 0)).encode()
    if len(header) > limits.header_bytes:
        raise NotPlainError("more values than fit: use an array")
    return b"".join((HEADER.pack(len(header)), header, *buffers))


def decode(frame: bytes | bytearray | memoryview, limits: Limits = REQUEST) -> Any:
    """Returns the value of a frame, built from exact built-in types and read-only arrays.

    Raises:
        WireError: malformed bytes, an unknown tag or dtype, sizes that do not add up, too deep, or
            over the limits.
    """
    view = memoryview(frame)
    try:
        (length,) = HEADER.unpack_from(view)
        end = HEADER.size + length
        if end > len(view):
            raise WireError("the header is cut off")
        if length > limits.header_bytes:
            raise WireError("the header is too long")
        header = str(view[HEADER.size : end], "utf-8")
        reader = _Reader(view, header, end, limits)
        value = reader.unpack(json.loads(header), 0)
    except WireError:
        raise
    except (ValueError, TypeError, KeyError, IndexError, RecursionError, struct.error) as error:
        raise WireError(f"malformed frame ({type(error).__name__})") from None
    if reader.offset != len(view):
        raise WireError("bytes are left over")
    return value


def is_plain_leaf(value: object) -> bool:
    """Tells whether a value crosses by copy rather than as a handle (containers are looked into)."""
    return type(value) in UNCHANGING or isinstance(
        value, (bool, int, float, complex, str, bytes, np.number, np.bool_)
    )


def is_plain_key(value: object) -> bool:
    """Tells whether a value may be a key of a dict that crosses.

    Complex numbers, tuples and integers of many digits can be made to share one hash, and a dict of
    a hundred thousand of those takes its reader minutes to build.
    """
    if isinstance(value, int):
        return value.bit_length() <= 64
    return value is None or isinstance(value, (float, str, np.bool_, np.integer, np.floating))


def _pack(value: Any, buffers: list[Buffer], depth: int) -> Any:
    """Returns the JSON form of a value; array bytes are appended to `buffers`."""
    if depth > MAX_DEPTH:
        raise NotPlainError("nested too deep")
    kind = type(value)
    # By exact type first: most of a request by far.
    if kind in _AS_IT_IS:
        return value
    if kind is list:
        return _pack_items(value, buffers, depth + 1)
    if kind is np.ndarray:
        return _pack_array("a", value, buffers)
    if kind is dict:
        return _pack_dict(value, buffers, depth)
    if kind is np.float64:
        return _pack_array("g", np.asarray(value), buffers)
    if kind is Ref:
        return {"r": [value.index, value.type_name[:MAX_TYPE_NAME]]}
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, np.generic):
        return _pack_array("g", np.asarray(value), buffers)
    if isinstance(value, int):
        number = int(value)
        if number.bit_length() > MAX_INT_BITS:
            raise NotPlainError("an integer of thousands of digits")
        return number
    if isinstance(value, float):
        return float(value)
    if isinstance(value, complex):
        return {"c": [value.real, value.imag]}
    if isinstance(value, bytes):
        return {"b": _append(bytes(value), buffers)}
    if isinstance(value, np.ndarray):
        return _pack_array("a", np.asarray(value), buffers)
    if isinstance(value, tuple):
        return {"t": _pack_items(tuple.__iter__(value), buffers, depth + 1)}
    if isinstance(value, list):
        return _pack_items(list.__iter__(value), buffers, depth + 1)
    if isinstance(value, dict):
        return _pack_dict(value, buffers, depth)
    raise NotPlainError(type(value).__name__)


def _pack_items(values: Iterable[Any], buffers: list[Buffer], depth: int) -> list[Any]:
    # Most of a request by far are names and numbers that are already what they are to become.
    return [
        item
        if (kind := type(item)) in _AS_IT_IS or (kind is int and 0 <= item < SMALL_INT)
        else _pack(item, buffers, depth)
        for item in values
    ]


def _pack_dict(value: dict[Any, Any], buffers: list[Buffer], depth: int) -> Any:
    return {"d": [_pack_items(pair, buffers, depth + 1) for pair in dict.items(value)]}


def _append(raw: bytes, buffers: list[Buffer]) -> int:
    buffers.append(raw)
    return len(raw)


def _pack_array(tag: str, array: np.ndarray[Any, Any], buffers: list[Buffer]) -> Any:
    # An array's own name for its dtype takes long to make.
    name = NAMES.get(array.dtype) or array.dtype.name
    if name not in DTYPES:
        raise NotPlainError(f"array of dtype {name}")
    if not array.dtype.isnative:
        array = array.astype(DTYPES[name])
    if array.nbytes <= _SMALL:
        buffers.append(array.tobytes())
    else:  # copied once only, where the frame is put together
        buffers.append(np.ascontiguousarray(array).reshape(-1).view(np.uint8).data)
    return {tag: [name, list(array.shape)]}


# What JSON's numbers, truth values and null become; and texts, where none of a header has to be looked at.
_UNTAGGED = frozenset({int, float, bool, type(None)})
_OR_TEXT = _UNTAGGED | {str}


class _Reader:
    """Unpacks a header; `offset` is where the next array's bytes begin."""

    def __init__(self, view: memoryview, header: str, offset: int, limits: Limits) -> None:
        self.view = view
        self.offset = offset
        self.limits = limits
        # All texts are plain ASCII, and none is too long: what is so is unpacked without a call for each.
        plain = len(header) <= limits.text and header.isascii() and "\\u" not in header
        self.leaves = _OR_TEXT if plain else _UNTAGGED

    def unpack(self, packed: Any, depth: int) -> Any:
        kind = type(packed)
        if kind in self.leaves:
            return packed
        if depth > MAX_DEPTH:
            raise WireError("nested too deep")
        if kind is list:
            return self._items(packed, depth)
        if kind is str:
            if len(packed) > self.limits.text:
                raise WireError("a text is too long")
            # Lone surrogates are legal JSON and cannot be written to a file as UTF-8.
            return packed if packed.isascii() else packed.encode("utf-8", "replace").decode()
        if kind is not dict or len(packed) != 1:
            raise WireError("unknown form")
        ((tag, body),) = packed.items()
        return self._tagged(tag, body, depth)

    def _items(self, packed: list[Any], depth: int) -> list[Any]:
        leaves = self.leaves
        return [item if type(item) in leaves else self.unpack(item, depth + 1) for item in packed]

    def _tagged(self, tag: str, body: Any, depth: int) -> Any:
        if tag in ("a", "g"):
            name, shape = body
            array = self._array(name, shape)
            return array[()] if tag == "g" else array
        if tag == "d":
            leaves = self.leaves
            return {
                self._key(key, depth + 1): (
                    item if type(item) in leaves else self.unpack(item, depth + 1)
                )
                for key, item in body
            }
        if tag == "t":
            return tuple(self._items(body, depth))
        if tag == "r":
            index, type_name = body
            if type(index) is not int or index < 0 or not isinstance(type_name, str):
                raise WireError("malformed handle")
            return Ref(index, type_name[:MAX_TYPE_NAME].encode("utf-8", "replace").decode())
        if tag == "c":
            real, imaginary = body
            return complex(float(real), float(imaginary))
        if tag == "b" and type(body) is int and body <= self.limits.text:
            return bytes(self._take(body))
        raise WireError("unknown tag")

    def _key(self, packed: Any, depth: int) -> Any:
        if type(packed) is str and str in self.leaves:
            return packed
        key = self.unpack(packed, depth)
        if self.limits.plain_keys and not is_plain_key(key):
            raise WireError("this cannot be a key")
        return key

    def _take(self, count: int) -> memoryview:
        if count < 0 or self.offset + count > len(self.view):
            raise WireError("bytes are missing")
        self.offset += count
        return self.view[self.offset - count : self.offset]

    def _array(self, name: Any, shape: Any) -> np.ndarray[Any, Any]:
        dtype = DTYPES.get(name) if isinstance(name, str) else None
        if dtype is None:
            raise WireError("dtype is not allowed")
        if not isinstance(shape, list) or len(shape) > 32:
            raise WireError("malformed shape")
        count = 1
        for size in shape:
            if type(size) is not int or size < 0:
                raise WireError("malformed shape")
            if size > len(self.view):
                # A size of 0 elsewhere in the shape would let any other size pass unchecked.
                raise WireError("shape is larger than the frame")
            count *= size
        # Copied, so that the value owns its memory and the frame can go; bytes, so that nobody changes it.
        return np.ndarray(shape, dtype, bytes(self._take(count * dtype.itemsize)))
