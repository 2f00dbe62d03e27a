"""How the wrong outputs of a check relate to the expected ones, where no known mistake explains them.

A pattern is a fact about the numbers of an output, and of all wrong outputs where they share it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from ..checks.check import Check, Expect, Outputs
from .pattern import Pattern
from .relations import MANY, Array, are_equal, find_factor, find_relation, is_near

# Numbers of running totals that are more than the one expected there.
LEAST_ADDED = 3


def find_pattern(check: Check, outputs: Outputs, expected: Outputs) -> Pattern | None:
    """Returns the pattern in the wrong outputs of a check, None where there is none.

    Where it does not hold for all of them, it names the first output in which one was found.
    """
    with np.errstate(all="ignore"):
        return _find_pattern(check, outputs, expected)


def _find_pattern(check: Check, outputs: Outputs, expected: Outputs) -> Pattern | None:
    pairs = list(_wrong_pairs(check, outputs, expected))
    if _are_running_totals(pairs):
        return Pattern("running")
    found = [
        (name, find_relation(yours, wanted, check.tolerance(name), check.facts))
        for name, yours, wanted in pairs
    ]
    patterns = [pattern for _, pattern in found]
    first = patterns[0] if patterns else None
    if first is not None and all(pattern == first for pattern in patterns):
        return first
    swapped = _swapped(pairs)
    if swapped is not None:
        return swapped
    series = _find_in_series(check, outputs, expected)
    if series is not None:
        return series
    sizes = {name: wanted.size for name, _, wanted in pairs}
    for name, pattern in found:
        if pattern is not None and pattern.kind in ("early", "late"):
            continue  # Of one output among others, a few numbers may be so by chance.
        if pattern is not None and not (sizes[name] < MANY and _is_sign(pattern)):
            return replace(pattern, output=name)
    return _from_some_output_on(expected, [name for name, _, _ in pairs])


def _is_sign(pattern: Pattern) -> bool:
    """Tells whether all that a pattern says is another sign, which one number among others has by chance."""
    return pattern.kind == "factor" and is_near(pattern.facts["factor"], -1.0)


def _swapped(pairs: list[tuple[str, Array, Array]]) -> Pattern | None:
    """Two single numbers, each of which is what is expected of the other."""
    if len(pairs) != 2 or any(yours.size != 1 or wanted.size != 1 for _, yours, wanted in pairs):
        return None
    (one, first, left), (other, second, right) = pairs
    tight = Expect(rtol=1e-7, atol=1e-9)
    if are_equal(first.ravel(), right.ravel(), tight) and are_equal(
        second.ravel(), left.ravel(), tight
    ):
        return Pattern("swapped", facts={"one": one, "other": other})
    return None


def _are_running_totals(pairs: list[tuple[str, Array, Array]]) -> bool:
    """Tells whether each wrong row of numbers holds the sums of what is expected up to there."""
    tight = Expect(rtol=1e-7, atol=1e-9)
    if not pairs or any(wanted.ndim != 1 or wanted.size < 2 for _, _, wanted in pairs):
        return False
    added = sum(int(np.count_nonzero(wanted[:-1])) for _, _, wanted in pairs)
    return added >= LEAST_ADDED and all(
        are_equal(yours, np.cumsum(wanted), tight) for _, yours, wanted in pairs
    )


def _numbers(value: Any) -> Array | None:
    if isinstance(value, (bool, int, float, np.generic, np.ndarray)):
        array = np.asarray(value)
        if array.dtype.kind in "fiub":
            return array.astype(np.float64)
    return None


def _wrong_pairs(
    check: Check, outputs: Outputs, expected: Outputs
) -> Iterator[tuple[str, Array, Array]]:
    for name, target in expected.items():
        yours, wanted = _numbers(outputs.get(name)), _numbers(target)
        if yours is None or wanted is None or wanted.size == 0:
            continue
        expect = check.tolerance(name)
        if expect.squeeze:
            yours, wanted = np.squeeze(yours), np.squeeze(wanted)
        if not are_equal(yours, wanted, expect):
            yield name, yours, wanted


def _find_in_series(check: Check, outputs: Outputs, expected: Outputs) -> Pattern | None:
    """One factor between the changes from step to step, in outputs that differ by a number alone."""
    series = _series(expected)
    found: dict[str, Pattern | None] = {}
    for names in series:
        yours = _stack([outputs.get(name) for name in names])
        wanted = _stack([expected[name] for name in names])
        if yours is None or wanted is None or yours.shape != wanted.shape or len(names) < 3:
            return None
        expect = check.tolerance(names[0])
        if not are_equal(yours, wanted, expect):
            # Each change is a difference of two numbers, with the rounding of both.
            rounding = expect.rtol * float(np.abs(wanted).max()) + 1e-12
            around = Expect(expect.rtol, expect.atol + rounding)
            changes = np.diff(yours, axis=0), np.diff(wanted, axis=0)
            found[f"{names[0]} … {names[-1]}"] = find_factor(*changes, around, check.facts)
    patterns = list(found.values())
    first = patterns[0] if patterns else None
    if first is None or any(pattern != first for pattern in patterns):
        return None
    output = next(iter(found)) if len(found) < len(series) else ""
    return Pattern("steps", output, first.facts)


def _stack(values: list[Any]) -> Array | None:
    """Returns outputs of one shape as one array, None where they are not."""
    arrays = [array for value in values if (array := _numbers(value)) is not None]
    if len(arrays) < len(values) or len({array.shape for array in arrays}) != 1:
        return None
    stacked = np.stack(arrays)
    return stacked if np.isfinite(stacked).all() else None


def _from_some_output_on(expected: Outputs, wrong: list[str]) -> Pattern | None:
    """Steps of which the first ones are right, and all later ones wrong."""
    found: list[Pattern] = []
    for names in _series(expected):
        count = next((at for at, name in enumerate(names) if name in wrong), len(names))
        if count == len(names):
            continue
        if count == 0 or not all(name in wrong for name in names[count:]):
            return None
        facts = {"last": names[count - 1], "first": names[count]}
        found.append(Pattern("from-output", facts=facts))
    return found[0] if found else None


def _series(expected: Outputs) -> list[list[str]]:
    """Returns the outputs in groups whose names differ by a number alone."""
    series: dict[str, list[str]] = {}
    for name in expected:
        series.setdefault(re.sub(r"\d+", "#", name), []).append(name)
    return list(series.values())
