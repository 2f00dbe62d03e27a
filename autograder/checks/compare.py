"""Compares what a probe returned with what is expected, in stages.

present, type, shape, dtype, finite, values: the first stage that fails is the finding. Judging happens
in the grader's process, on values rebuilt from bytes, and says nothing in words: see `messages`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..execution.proxy import Remote
from .check import Check, Expect

Array = np.ndarray[Any, Any]
STAGES = ("present", "type", "shape", "dtype", "finite", "values")


@dataclass(frozen=True, kw_only=True)
class Finding:
    """How far one output came in its stages.

    Attributes:
        output: the name that the probe gave it.
        stage: the stage that failed, "" where none did.
        facts: plain numbers and names for the message; those under "reveal" are values that were
            returned or expected, which a hidden check does not show.
    """

    output: str
    stage: str
    facts: dict[str, Any] = field(default_factory=dict)
    reveal: dict[str, Any] = field(default_factory=dict)


def judge_outputs(
    check: Check, outputs: Mapping[str, Any], expected: Mapping[str, Any]
) -> list[Finding]:
    """Returns one finding per expected output, in the order of the probe."""
    return [
        judge_value(name, outputs.get(name), value, check.tolerance(name))
        for name, value in expected.items()
    ]


def judge_value(output: str, value: Any, expected: Any, expect: Expect) -> Finding:
    """Judges one output against the expected value."""
    if value is None and expected is not None:
        return Finding(output=output, stage="present")
    target = np.asarray(expected)
    if target.dtype.kind not in "fiubc":
        return _judge_plain(output, value, expected)
    if isinstance(value, Remote):
        return Finding(output=output, stage="type", facts={"type": value._type_name})
    array = _as_numbers(value)
    if array is None:
        return Finding(output=output, stage="type", facts={"type": type(value).__name__})
    facts: dict[str, Any] = {"shape": list(array.shape), "dtype": array.dtype.name}
    if expect.squeeze:
        array, target = np.squeeze(array), np.squeeze(target)
    if array.shape != target.shape:
        facts["expected_shape"] = list(np.shape(expected))
        return Finding(output=output, stage="shape", facts=facts)
    if array.dtype.kind == "c" and target.dtype.kind != "c":
        return Finding(output=output, stage="dtype", facts=facts)
    return _judge_numbers(output, array, target, expect, facts)


def close(value: Array, expected: Array, expect: Expect) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Returns elementwise whether a value is within tolerance; shapes are equal already."""
    with np.errstate(all="ignore"):
        bound = expect.atol + expect.rtol * np.abs(expected)
        near = np.isfinite(expected) & (np.abs(value - expected) <= bound)
        return np.asarray(near | (value == expected))


def as_float(value: Array) -> Array:
    """Returns numbers as float64 (complex stays complex), so that no difference can wrap around."""
    return value if value.dtype.kind == "c" else value.astype(np.float64)


def _judge_numbers(
    output: str, array: Array, target: Array, expect: Expect, facts: dict[str, Any]
) -> Finding:
    value, wanted = as_float(array), as_float(target)
    if not np.isfinite(value[np.isfinite(wanted)]).all():
        bad = ~np.isfinite(value)
        facts["nan"] = int(np.isnan(value).sum())
        facts["inf"] = int(np.isinf(value).sum())
        facts["total"] = int(value.size)
        return Finding(output=output, stage="finite", facts=facts, reveal=_at(bad))
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


def _at(bad: Array) -> dict[str, Any]:
    first = np.argwhere(bad)[0] if bad.ndim else ()
    return {"at": [int(index) for index in first]}


def _judge_plain(output: str, value: Any, expected: Any) -> Finding:
    """Compares what is no number: strings, lists of strings, None."""
    if type(value) is not type(expected):
        return Finding(output=output, stage="type", facts={"type": type(value).__name__})
    try:
        same = bool(value == expected)
    except ValueError:  # an array somewhere inside
        same = False
    if not same:
        return Finding(
            output=output,
            stage="values",
            facts={"differ": 1, "total": 1},
            reveal={"at": [], "yours": repr(value)[:200], "expected": repr(expected)[:200]},
        )
    return Finding(output=output, stage="")


def _as_numbers(value: Any) -> Array | None:
    """Returns a number or an array of numbers as an array, None for anything else.

    Lists are not arrays: a solution that returns one did not compute with numpy.
    """
    if isinstance(value, (bool, int, float, complex, np.generic, np.ndarray)):
        array = np.asarray(value)
        return array if array.dtype.kind in "fiubc" else None
    return None
