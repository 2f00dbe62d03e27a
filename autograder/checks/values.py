"""What probes do with values of a submission: checked first, and never larger than what was returned.

numpy takes much on trust: a count of labels is as long as the largest label, two arrays that broadcast make a
third of the product of their sizes, and a list with one long string becomes an array of long strings. These
functions take numbers alone, and raise ValueError otherwise, which a student reads.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from .numbers import Array, numeric_array

# Numbers in lists, however nested: each is an object of its own. Arrays are as long as replies may be.
MOST_IN_LISTS = 100_000
_DEEPEST = 4


def as_numbers(value: object, shape: Sequence[int | None] | None = None) -> Array:
    """Returns a number, an array, or lists of them as one array of numbers.

    Args:
        shape: that it must have; None in it for any length. For () an array of one number will do, too.

    Raises:
        ValueError: something in it is no number, lists in it differ in shape, or its shape is another one.
    """
    left = [MOST_IN_LISTS]
    array = _numbers(value, left, _DEEPEST)
    if shape == () and array.size == 1:
        array = array.reshape(())
    if shape is not None and not _fits(array.shape, shape):
        wanted = ", ".join("any" if length is None else str(length) for length in shape)
        raise ValueError(f"shape {array.shape}, where ({wanted}) is expected")
    return array


def as_list(value: object, most: int) -> list[Any]:
    """Returns the items of a list, or of an array along its first axis.

    Raises:
        ValueError: it is neither, or has more than so many.
    """
    if not isinstance(value, (list, tuple, np.ndarray)) or getattr(value, "ndim", 1) == 0:
        raise ValueError(f"{_named(value)}, where a list is expected")
    if len(value) > most:
        raise ValueError(f"{len(value)} items, where {most} are the most that there can be")
    return list(value)


def as_labels(values: object) -> Array:
    """Returns whole numbers, such as labels or the rows of a batch, as an array (N,) of int64.

    Raises:
        ValueError: they are no such numbers.
    """
    array = as_numbers(values)
    if array.ndim != 1 or array.dtype.kind not in "iu":
        if array.size:
            raise ValueError(
                f"{array.dtype} of shape {array.shape}, where a row of whole numbers is expected"
            )
        array = np.empty(0, dtype=np.int64)
    return array.astype(np.int64)


def label_counts(labels: object, count: int) -> Array:
    """Returns how often each of 0 .. count - 1 is among labels, as an array (count,).

    Where there are others, the array is longer by one: how many those are.

    Raises:
        ValueError: they are no whole numbers.
    """
    array = as_labels(labels)
    inside = (array >= 0) & (array < count)
    counts = np.bincount(array[inside], minlength=count)
    others = array.size - int(inside.sum())
    return np.append(counts, others) if others else counts


def subtract(a: object, b: object) -> Array:
    """Returns a - b, elementwise, of two numbers or arrays of one shape.

    Raises:
        ValueError: they are no numbers, or of different shapes.
    """
    left, right = as_numbers(a), as_numbers(b)
    _same_shape(left, right)
    kind = "c" if "c" in left.dtype.kind + right.dtype.kind else "f"
    dtype = np.complex128 if kind == "c" else np.float64
    with np.errstate(all="ignore"):
        return np.asarray(left.astype(dtype) - right.astype(dtype))


def all_differ(a: object, b: object) -> bool:
    """Tells whether no number of one array stands at the same place in the other.

    Raises:
        ValueError: they are no numbers, or of different shapes.
    """
    left, right = as_numbers(a), as_numbers(b)
    _same_shape(left, right)
    return bool(np.all(left != right))


def _same_shape(left: Array, right: Array) -> None:
    if left.shape != right.shape:
        raise ValueError(f"shapes {left.shape} and {right.shape}, where two alike are expected")


def _numbers(value: object, left: list[int], deepest: int) -> Array:
    if isinstance(value, (list, tuple)) and deepest:
        left[0] -= len(value)
        if left[0] < 0:
            raise ValueError(f"more than {MOST_IN_LISTS} numbers in lists: an array is expected")
        parts = [_numbers(item, left, deepest - 1) for item in value]
        if any(part.shape != parts[0].shape for part in parts):
            raise ValueError("lists that differ in length, where an array is expected")
        return np.stack(parts) if parts else np.empty(0)
    array = numeric_array(value)
    if array is None:
        raise ValueError(f"{_named(value)}, where a number or an array of numbers is expected")
    return array


def _named(value: object) -> str:
    return str(getattr(value, "_type_name", "") or type(value).__name__)


def _fits(shape: Sequence[int], wanted: Sequence[int | None]) -> bool:
    return len(shape) == len(wanted) and all(
        expected in (None, length) for length, expected in zip(shape, wanted, strict=True)
    )
