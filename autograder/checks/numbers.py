"""Judges numbers and arrays of them."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..execution.proxy import Remote
from .expect import Expect
from .finding import Finding

Array = np.ndarray[Any, Any]


def numeric_array(value: Any) -> Array | None:
    """Returns a number or an array of numbers as an array, None for anything else.

    Lists are not arrays: a solution that returns one did not compute with numpy. An integer too large for an
    array is none of these numbers, either: it is exact.
    """
    if isinstance(value, (bool, int, float, complex, np.generic, np.ndarray)):
        array = np.asarray(value)
        return array if array.dtype.kind in "fiubc" else None
    return None


def close(value: Array, expected: Array, expect: Expect) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Returns elementwise whether a value is within tolerance; shapes are equal already."""
    with np.errstate(all="ignore"):
        bound = expect.atol + expect.rtol * np.abs(expected)
        near = np.isfinite(expected) & (np.abs(value - expected) <= bound)
        both_missing = np.isnan(value) & np.isnan(expected)
        return np.asarray(near | (value == expected) | both_missing)


def as_float(value: Array) -> Array:
    """Returns numbers as float64 (complex stays complex), so that no difference can wrap around."""
    return value if value.dtype.kind == "c" else value.astype(np.float64)


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
    facts: dict[str, Any] = {"shape": list(array.shape), "dtype": array.dtype.name}
    expected_shape = list(target.shape)
    if expect.squeeze:
        array, target = np.squeeze(array), np.squeeze(target)
    if array.shape != target.shape:
        facts["expected_shape"] = expected_shape
        return Finding(output=output, stage="shape", facts=facts)
    if array.dtype.kind == "c" and (target.dtype.kind != "c" or expect.bounded):
        return Finding(output=output, stage="dtype", facts=facts)
    return _judge_values(output, as_float(array), as_float(target), expect, facts)


def _beyond_arrays(value: int) -> Array:
    """Returns an integer as an array, as a float where it is too large for integers there."""
    try:
        return np.asarray(float(value) if value.bit_length() > 63 else value)
    except OverflowError:
        return np.asarray(np.inf)


def _judge_values(
    output: str, value: Array, wanted: Array, expect: Expect, facts: dict[str, Any]
) -> Finding:
    if not np.isfinite(value if expect.bounded else value[np.isfinite(wanted)]).all():
        bad = ~np.isfinite(value)
        facts["nan"] = int(np.isnan(value).sum())
        facts["inf"] = int(np.isinf(value).sum())
        facts["total"] = int(value.size)
        return Finding(output=output, stage="finite", facts=facts, reveal=_at(bad))
    if expect.bounded:
        return _judge_bounds(output, value, expect, facts)
    good = close(value, wanted, expect)
    if good.all():
        return Finding(output=output, stage="", facts=facts)
    with np.errstate(all="ignore"):
        excess = np.where(good, 0.0, np.abs(value - wanted))
    worst = np.unravel_index(int(np.argmax(excess)), value.shape) if value.ndim else ()
    facts["differ"] = int((~good).sum())
    facts["total"] = int(value.size)
    reveal = {
        "at": [int(index) for index in worst],
        "yours": value[worst].item(),
        "expected": wanted[worst].item(),
    }
    return Finding(output=output, stage="values", facts=facts, reveal=reveal)


def _judge_bounds(output: str, value: Array, expect: Expect, facts: dict[str, Any]) -> Finding:
    if within_bounds(value, expect):
        return Finding(output=output, stage="", facts=facts)
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
