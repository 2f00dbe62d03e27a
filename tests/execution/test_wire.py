from __future__ import annotations

import contextlib
import json
import struct
import time
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.execution.worker.request import RequestReader
from autograder.execution.worker.wire import (
    DTYPES,
    MAX_DEPTH,
    REPLY,
    NotPlainError,
    Ref,
    WireError,
    decode,
    encode,
    is_plain_key,
)

ARRAYS = hnp.arrays(
    st.sampled_from(sorted(DTYPES)),
    hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=3),
)
KEYS = st.text(max_size=5) | st.integers(-(2**63), 2**63) | st.none() | st.booleans()
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-(2**200), 2**200)
    | st.floats()
    | st.complex_numbers()
    | st.text(max_size=20)
    | st.binary(max_size=20)
    | ARRAYS
    | st.builds(Ref, st.integers(0, 2**40), st.text(max_size=20))
)
PLAIN = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(KEYS, inner, max_size=3)
    ),
    max_leaves=8,
)


def same(left: Any, right: Any) -> bool:
    if type(left) is not type(right):
        return False
    if isinstance(left, np.ndarray):
        return (left.dtype, left.shape, left.tobytes()) == (
            right.dtype,
            right.shape,
            right.tobytes(),
        )
    if isinstance(left, (list, tuple)):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, dict):
        return list(left) == list(right) and all(same(left[key], right[key]) for key in left)
    return bool(left == right) or repr(left) == repr(right)


@given(PLAIN)
def test_plain_values_come_back_as_they_were(value: object) -> None:
    decoded = decode(encode(value))
    assert same(decoded, value)
    assert same(decode(encode(value, REPLY), REPLY), value)


@given(ARRAYS)
def test_numpy_scalars_stay_numpy_scalars(array: np.ndarray) -> None:
    for scalar in array.ravel():
        decoded = decode(encode(scalar))
        assert type(decoded) is type(scalar)
        assert decoded.tobytes() == scalar.tobytes()


@given(ARRAYS)
def test_arrays_arrive_read_only_and_owned_by_nobody_else(array: np.ndarray) -> None:
    frame = bytearray(encode(array))
    decoded = decode(frame)
    frame[:] = bytes(len(frame))
    assert not decoded.flags.writeable
    assert decoded.tobytes() == array.tobytes()


@given(st.binary(max_size=200))
def test_random_bytes_raise_nothing_but_wire_error(frame: bytes) -> None:
    with contextlib.suppress(WireError):
        decode(frame)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["a", "b", "c", "d", "g", "r", "t", "x"]), inner, max_size=2
        )
        | st.fixed_dictionaries(
            {
                "a": st.tuples(
                    st.sampled_from(sorted(DTYPES)), st.lists(st.integers(-2, 5), max_size=4)
                )
            }
        )
    ),
    max_leaves=12,
)


@given(JSON, st.binary(max_size=40), st.integers(-3, 3))
def test_any_header_raises_nothing_but_wire_error(header: Any, rest: bytes, off: int) -> None:
    text = json.dumps(header).encode()
    for limits in ({}, {"limits": REPLY}):
        try:
            value = decode(struct.pack(">I", max(0, len(text) + off)) + text + rest, **limits)
        except WireError:
            continue
        encode(value)


@given(PLAIN, st.integers(0, 10_000), st.integers(0, 255))
def test_a_damaged_frame_raises_nothing_but_wire_error(value: object, at: int, byte: int) -> None:
    frame = bytearray(encode(value))
    frame[at % len(frame)] = byte
    with contextlib.suppress(WireError):
        decode(frame)


@pytest.mark.parametrize("cut", [0, 1, 3, 4, 10, -1])
def test_a_frame_cut_short_is_refused(cut: int) -> None:
    with pytest.raises(WireError):
        decode(encode({"W": np.ones(3)})[:cut])


def frame(header: Any, *buffers: bytes) -> bytes:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack(">I", len(text)) + text + b"".join(buffers)


@pytest.mark.parametrize(
    "header",
    [
        {"a": ["object", [1]]},
        {"a": ["O", [1]]},
        {"a": ["float128", [1]]},
        {"a": ["datetime64[s]", [1]]},
        {"a": ["<f8", [1]]},
        {"a": [["float64"], [1]]},
        {"a": ["float64", [1 << 62]]},
        {"a": ["float64", [1 << 62, 0]]},
        {"a": ["float64", [0, 1 << 62]]},
        {"a": ["float64", [-1]]},
        {"a": ["float64", [True]]},
        {"a": ["float64", [1.0]]},
        {"a": ["float64", 1]},
        {"a": ["float64", [1] * 33]},
        {"a": ["float64"]},
        {"b": -1},
        {"b": 1000},
        {"b": True},
        {"r": [-1, ""]},
        {"r": [0.5, ""]},
        {"r": [0, 1]},
        {"c": [1]},
        {"c": [[], 1]},
        {"d": [[[1], 1]]},
        {"d": [1]},
        {"t": 3},
        {"pickle": "gASVBAAAAAAAAABLAS4="},
        {"a": ["bool", [0]], "b": 0},
        {},
    ],
    ids=str,
)
def test_what_may_not_cross_is_refused(header: Any) -> None:
    with pytest.raises(WireError):
        decode(frame(header, bytes(8)))


def test_shapes_without_elements_cross() -> None:
    for shape in ((0,), (0, 3), (3, 0, 2)):
        assert decode(encode(np.zeros(shape))).shape == shape


def test_bytes_left_over_are_refused() -> None:
    with pytest.raises(WireError):
        decode(encode(1.5) + b"x")


@pytest.mark.parametrize("opening", [b"[", b'{"t":['])
def test_deep_headers_are_refused(opening: bytes) -> None:
    with pytest.raises(WireError):
        decode(frame(opening * 100_000))


def test_deep_values_are_refused() -> None:
    value: list[Any] = []
    for _ in range(MAX_DEPTH + 1):
        value = [value]
    with pytest.raises(NotPlainError):
        encode(value)


class LyingFloat(float):
    __eq__ = lambda self, other: True  # noqa: E731
    __hash__ = float.__hash__


class LyingInt(int):
    __eq__ = lambda self, other: True  # noqa: E731
    __hash__ = int.__hash__


class LyingStr(str):
    __eq__ = lambda self, other: True  # noqa: E731
    __hash__ = str.__hash__


class LyingArray(np.ndarray):
    def __array_ufunc__(self, *inputs: Any, **keywords: Any) -> bool:
        return True


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (LyingFloat(2), float),
        (LyingInt(2), int),
        (LyingStr("2"), str),
        (np.ones(2).view(LyingArray), np.ndarray),
        (type("T", (tuple,), {})((1,)), tuple),
        (type("L", (list,), {})((1,)), list),
        (type("D", (dict,), {})(a=1), dict),
    ],
)
def test_subclasses_arrive_as_exact_types(value: object, kind: type) -> None:
    assert type(decode(encode(value))) is kind


@pytest.mark.parametrize(
    "value",
    [
        object(),
        len,
        np.array([None]),
        np.array(["x"]),
        np.zeros(1, "f8,i4"),
        np.datetime64("2020-01-01"),
        np.longdouble(1),
        {1, 2},
        1 << 5000,
    ],
    ids=lambda value: type(value).__name__,
)
def test_anything_else_is_not_plain(value: object) -> None:
    with pytest.raises(NotPlainError):
        encode(value)


def test_foreign_byte_order_arrives_as_the_same_numbers() -> None:
    array = np.array([1.5, -2.25], dtype=">f8")
    decoded = decode(encode(array))
    assert decoded.dtype == np.dtype("float64")
    assert decoded.tolist() == array.tolist()


def test_lone_surrogates_are_replaced() -> None:
    assert decode(frame(b'"\\ud800"')).encode() == b"?"


def test_replies_have_a_short_header_and_short_texts() -> None:
    numbers = [0.1234567890123456] * 60_000
    for value in (numbers, "x" * (REPLY.text + 1), bytes(REPLY.text + 1)):
        whole = encode(value)
        assert same(decode(whole), value)
        with pytest.raises(WireError):
            decode(whole, REPLY)
    with pytest.raises(NotPlainError):
        encode(numbers, REPLY)
    assert decode(encode(np.zeros(600_000), REPLY), REPLY).size == 600_000


@pytest.mark.parametrize(
    "key", [1 << 70, 1 + 2j, (1, 2), b"x", np.complex128(1j)], ids=lambda key: type(key).__name__
)
def test_keys_that_can_be_made_to_collide_are_refused_in_replies(key: Any) -> None:
    assert not is_plain_key(key)
    assert same(decode(encode({key: 1})), {key: 1})
    with pytest.raises(WireError):
        decode(encode({key: 1}), REPLY)


def test_keys_of_one_hash_do_not_keep_the_reader_busy() -> None:
    keys = [[n * ((1 << 61) - 1), 0] for n in range(1, 40_000)]
    started = time.process_time()
    with pytest.raises(WireError):
        decode(frame({"d": keys}), REPLY)
    assert time.process_time() - started < 1


@given(PLAIN)
def test_a_request_holds_what_any_frame_does(value: object) -> None:
    frame = encode({"run": [["call", 0, [value], {}], value]})
    assert same(RequestReader().read(frame), decode(frame))
    assert same(RequestReader().read(bytearray(frame)), decode(frame))


@given(ARRAYS)
def test_arrays_of_a_request_are_read_only(array: np.ndarray) -> None:
    decoded = RequestReader().read(bytearray(encode([array])))[0]
    assert not decoded.flags.writeable
    assert same(decoded, array)


def test_lone_surrogates_of_a_request_are_replaced() -> None:
    assert RequestReader().read(frame(b'["\\ud800", "\\ud83d\\ude00"]')) == ["?", "\U0001f600"]
