"""Judges numbers and arrays of them."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..execution.proxy import Remote
from .expect import Expect
from .finding import Finding

Array = np.ndarray[Any, Any]
# As many numbers are compared in less time one by one than by numpy.
FEW = 64


def numeric_array(value: Any) -> Array | None:
    """Returns a number or an array of numbers as an array, None for anything else.

    Lists are not arrays: a solution that returns one did not compute with numpy. An integer too large for an
    array is none of these numbers, either: it is exact.
    """
    if isinstance(value, (np.ndarray, np.generic, bool, int, float, complex)):
        array = np.asarray(value)
        return array if array.dtype.kind in "fiubc" else None
    return None


def close(value: Array, expected: Array, expect: Expect) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Returns elementwise whether a value is within tolerance; shapes are equal already."""
    with np.errstate(all="ignore"):
        return _close(value, expected, *_distance(value, expected, expect))


def _distance(value: Array, expected: Array, expect: Expect) -> tuple[Array, Array]:
    """Returns how far apart numbers are, and how far they may be."""
    return np.abs(value - expected), expect.atol + expect.rtol * np.abs(expected)


def _close(
    value: Array, expected: Array, distance: Array, bound: Array
) -> np.ndarray[Any, np.dtype[np.bool_]]:
    near, same = distance <= bound, value == expected
    if np.isfinite(distance).all():  # and so are all numbers
        return np.asarray(near | same)
    both_missing = np.isnan(value) & np.isnan(expected)
    return np.asarray((np.isfinite(expected) & near) | same | both_missing)


def as_float(value: Array) -> Array:
    """Returns numbers as float64 (complex stays complex), so that no difference can wrap around."""
    return value if value.dtype.kind == "c" else value.astype(np.float64, copy=False)


def within_bounds(value: Array, expect: Expect) -> bool:
    """Tells whether all numbers are on the right side of the bounds."""
    least = expect.at_least is None or bool(np.all(value >= expect.at_least))
    return least and (expect.at_most is None or bool(np.all(value <= expect.at_most)))


def judge_numbers(output: str, value: Any, target: Array, expect: Expect) -> Finding:
    """Judges an output of which numbers are expected.

    Args:
        target: the numbers expected.
    """
    if isinstance(value, Remote):
        return Finding(output=output, stage="type", facts={"type": value._type_name})
    array = _beyond_arrays(value) if type(value) is int else numeric_array(value)
    if array is None:
        return Finding(output=output, stage="type", facts={"type": type(value).__name__})
    given, wanted = array, target
    if expect.squeeze:
        given, wanted = np.squeeze(array), np.squeeze(target)
    if given.shape != wanted.shape:
        facts = {**_form(array), "expected_shape": list(target.shape)}
        return Finding(output=output, stage="shape", facts=facts)
    if given.dtype.kind == "c" and (wanted.dtype.kind != "c" or expect.bounded):
        return Finding(output=output, stage="dtype", facts=_form(array))
    given, wanted = as_float(given), as_float(wanted)
    if _is_plainly_right(given, wanted, expect):
        return Finding(output=output, stage="")
    return _judge_values(output, given, wanted, expect, array)


def _is_plainly_right(value: Array, wanted: Array, expect: Expect) -> bool:
    """Tells of most numbers that are right that they are, in a fraction of the time that `close` takes."""
    if expect.bounded or value.dtype != wanted.dtype or value.dtype.kind == "c":
        return False
    if value.tobytes() == wanted.tobytes():
        return True
    if value.size > FEW:
        return False
    pairs = zip(value.ravel().tolist(), wanted.ravel().tolist(), strict=True)
    # Only between finite numbers is a distance less than its bound.
    return all(abs(one - right) < expect.atol + expect.rtol * abs(right) for one, right in pairs)


def _form(array: Array) -> dict[str, Any]:
    return {"shape": list(array.shape), "dtype": array.dtype.name}


def _beyond_arrays(value: int) -> Array:
    """Returns an integer as an array, as a float where it is too large for integers there."""
    try:
        return np.asarray(float(value) if value.bit_length() > 63 else value)
    except OverflowError:
        return np.asarray(np.inf)


def _judge_values(
    output: str, value: Array, wanted: Array, expect: Expect, given: Array
) -> Finding:
    """Judges numbers of the right shape.

    Args:
        given: what they were, as the submission returned them.
    """
    with np.errstate(all="ignore"):
        distance, bound = _distance(value, wanted, expect)
        good = _close(value, wanted, distance, bound)
    facts = _form(given)
    bad = ~np.isfinite(value)
    if bad.any() and (expect.bounded or (bad & np.isfinite(wanted)).any()):
        facts["nan"] = int(np.isnan(value).sum())
        facts["inf"] = int(np.isinf(value).sum())
        facts["total"] = int(value.size)
        return Finding(output=output, stage="finite", facts=facts, reveal=_at(bad))
    if expect.bounded:
        return _judge_bounds(output, value, expect, facts)
    facts["differ"] = good.size - int(np.count_nonzero(good))
    if not facts["differ"]:
        return Finding(output=output, stage="")
    excess = np.where(good, 0.0, distance)
    worst = np.unravel_index(int(np.argmax(excess)), value.shape) if value.ndim else ()
    facts["total"] = int(value.size)
    reveal = {
        "at": [int(index) for index in worst],
        "yours": value[worst].item(),
        "expected": wanted[worst].item(),
    }
    return Finding(output=output, stage="values", facts=facts, reveal=reveal)


def _judge_bounds(output: str, value: Array, expect: Expect, facts: dict[str, Any]) -> Finding:
    if within_bounds(value, expect):
        return Finding(output=output, stage="")
    low, high = float(value.min()), float(value.max())
    if expect.at_least is not None and low < expect.at_least:
        stage, bound, yours = "least", expect.at_least, low
    else:
        assert expect.at_most is not None
        stage, bound, yours = "most", expect.at_most, high
    facts["bound"] = f"{bound:g}"
    return Finding(output=output, stage=stage, facts=facts, reveal={"yours": yours})


def _at(bad: Array) -> dict[str, Any]:
    first = np.argwhere(bad)[0] if bad.ndim else ()
    return {"at": [int(index) for index in first]}
