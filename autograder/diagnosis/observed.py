"""The outcome of a probe in a form that two submissions can be compared in."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..checks.check import Check
from ..checks.expect import Expect
from ..checks.numbers import as_float, close, numeric_array, within_bounds
from ..checks.run import Outcome
from ..execution.failure import Failure

Array = np.ndarray[Any, Any]
# Stands for an output where the whole probe failed.
FAILED = ""
MAX_TEXT = 500
# Integers from here on are compared digit by digit; larger arrays inside of lists and dicts by a digest.
_EXACT = 1e15
_MANY = 1000


@dataclass(frozen=True)
class ObservedOutputs:
    """What came out of a probe.

    Attributes:
        values: by output: numbers as a float64 (or complex) array, anything else as a string that
            says what it is.
        failure: how the probe ended on the submission's side, instead of values.
    """

    values: Mapping[str, Any]
    failure: Failure | None = None


def observed_outputs(outcome: Outcome) -> ObservedOutputs:
    """Returns what is observed of an outcome."""
    if outcome.failure is not None:
        return ObservedOutputs({}, outcome.failure)
    return ObservedOutputs({name: _plain(value) for name, value in outcome.outputs.items()})


def are_identical(left: ObservedOutputs, right: ObservedOutputs) -> bool:
    """Tells whether two observations are the same to the last bit."""
    if left.failure is not None or right.failure is not None:
        return same_failure(left.failure, right.failure)
    return left.values.keys() == right.values.keys() and all(
        _bits(value) == _bits(right.values[name]) for name, value in left.values.items()
    )


def _bits(value: Any) -> Any:
    return (value.shape, value.tobytes()) if isinstance(value, np.ndarray) else value


def wrong_outputs(
    check: Check, observed: ObservedOutputs, expected: ObservedOutputs
) -> frozenset[str]:
    """Returns the outputs that differ from what is expected; {FAILED} for a failure."""
    if observed.failure is not None:
        return frozenset([FAILED])
    return frozenset(
        name
        for name, value in expected.values.items()
        if not _is_right(observed.values.get(name), value, check.tolerance(name))
    )


def _is_right(value: Any, right: Any, expect: Expect) -> bool:
    if expect.bounded and isinstance(value, np.ndarray) and isinstance(right, np.ndarray):
        return value.shape == right.shape and within_bounds(value, expect)
    return same_value(value, right, expect)


def same_outputs(
    check: Check, left: ObservedOutputs, right: ObservedOutputs, *, exact: bool = True
) -> frozenset[str]:
    """Returns the outputs in which two observations agree; {FAILED} where both failed alike.

    Args:
        exact: NaN differs from infinity. Which of them an overflow ends as depends on how a formula
            is written down.
    """
    if left.failure is not None or right.failure is not None:
        return frozenset([FAILED] if same_failure(left.failure, right.failure) else [])
    return frozenset(
        name
        for name in left.values.keys() | right.values.keys()
        if same_value(
            left.values.get(name), right.values.get(name), check.tolerance(name), exact=exact
        )
    )


def same_failure(left: Failure | None, right: Failure | None) -> bool:
    """Tells whether two failures are of one kind, with the same exception and the same words."""
    if left is None or right is None:
        return False
    if left.kind not in ("raised", "missing", "signature", "value"):
        return False
    return (left.kind, left.type, left.text) == (right.kind, right.type, right.text)


def same_value(left: Any, right: Any, expect: Expect, *, exact: bool = True) -> bool:
    """Tells whether two outputs are equal within a tolerance; NaN equals NaN."""
    if not isinstance(left, np.ndarray) or not isinstance(right, np.ndarray):
        # Two strings, or both missing; an array equals neither.
        return type(left) is type(right) and bool(left == right)
    if expect.squeeze:
        left, right = np.squeeze(left), np.squeeze(right)
    if left.shape != right.shape:
        return False
    # Hundreds of times a submission, nearly always of finite numbers.
    if left.size and (difference := abs(left.item(0) - right.item(0))) < np.inf:
        # The first ones of two arrays tell nearly always that these differ.
        near = difference <= expect.atol + expect.rtol * abs(right.item(0))
        if left.size == 1 or not near:
            return bool(near)
    finite = np.isfinite(left), np.isfinite(right)
    if finite[0].all() and finite[1].all():
        with np.errstate(over="ignore"):
            differences = np.abs(left - right)
        return bool((differences <= expect.atol + expect.rtol * np.abs(right)).all())
    # A tolerance relative to infinity would admit every number.
    alike = (left == right) | (np.isnan(left) & np.isnan(right)) if exact else True
    both = finite[0] & finite[1]
    return bool(
        np.all(np.where(both, close(left, right, expect), (finite[0] == finite[1]) & alike))
    )


def wrong_numbers(value: Array, right: Array, expect: Expect) -> int:
    """Returns how many numbers of an output are not the expected ones."""
    if expect.squeeze:
        value, right = np.squeeze(value), np.squeeze(right)
    if value.shape != right.shape:
        return int(value.size)
    return int(
        np.count_nonzero(~(close(value, right, expect) | (np.isnan(value) & np.isnan(right))))
    )


def _plain(value: Any) -> Any:
    if isinstance(value, (bool, int, float, complex, np.generic, np.ndarray)):
        array = np.asarray(value)
        if array.dtype.kind in "fiub":
            return array.astype(np.float64)
        if array.dtype.kind == "c":
            return array
    name = type(value).__name__
    if isinstance(value, (str, tuple, list, dict, int)):
        return f"{name} {_shortened(_canonical(value))}"
    return name


def _canonical(value: Any) -> str:
    """Returns a value as a text, in which numbers that differ by rounding alone are the same."""
    if isinstance(value, dict):
        items = sorted(f"{key!r}: {_canonical(item)}" for key, item in value.items())
        return f"{{{', '.join(items)}}}"
    if isinstance(value, (list, tuple)):
        return f"{type(value).__name__}[{', '.join(map(_canonical, value))}]"
    if isinstance(value, (bool, int, float)):
        return f"{value + 0.0:.9g}" if abs(value) < _EXACT else repr(value)
    numbers = numeric_array(value)
    if numbers is None or numbers.dtype.kind == "c":
        return repr(value)
    numbers = as_float(numbers) + 0.0
    if numbers.size > _MANY:
        # Written out they would take many times their size, and a submission can return as many as it likes.
        return f"{list(numbers.shape)}{hashlib.sha256(numbers.astype(np.float32).tobytes()).hexdigest()}"
    return f"{list(numbers.shape)}{', '.join(np.char.mod('%.9g', numbers).ravel())}"


def _shortened(text: str) -> str:
    """Returns a text, or its beginning with a digest of the whole, so that two of them stay apart."""
    if len(text) <= MAX_TEXT:
        return text
    return f"{text[:MAX_TEXT]} {hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest()[:16]}"
