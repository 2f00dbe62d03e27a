"""How wrong numbers relate to the expected ones, where no known mistake explains them.

A pattern is a fact about the numbers: it is claimed only where every number fits, and where that
cannot easily happen by chance. A single number, for one, fits some factor always; only factors that
mean something are claimed of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import permutations
from typing import Any

import numpy as np

from ..checks.check import Check, Expect, Outputs
from ..checks.numbers import close

Array = np.ndarray[Any, Any]
# A relation between fewer numbers than this could be chance.
MANY = 4
# Numbers of running totals that are more than the one expected there.
LEAST_ADDED = 3
# As many can stand in so many orders that one of them says something.
MANY_TURNED = 8
# How exactly a factor must be a number that means something.
FACTOR_RTOL = 1e-6
# A factor as near to 0 or 1 as this is none.
NEARLY_ONE = 1e-4
# Columns whose orders are all tried.
MOST_COLUMNS = 4
# Shares of up to this many samples, such as accuracies, have simple ratios by chance.
SAMPLES = 1000


@dataclass(frozen=True)
class Pattern:
    """What holds for all numbers of an output.

    Attributes:
        kind: precision, rounded, digits, factor, percent, swapped, zero, transposed, columns-order, reversed, early, late, running, boxed, shorter, longer, per-sample, total, offset, rows, columns,
            row-offsets, column-offsets, one-row, one-column, steps, rule, from, from-output.
        output: the output that it was found in; "" where it holds for all wrong ones.
        facts: numbers for the sentence: factor; fact and value (the fact of the check that the
            factor is made of) and form (how it is made of it).
    """

    kind: str
    output: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


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
        (name, _find(yours, wanted, check.tolerance(name), check.facts))
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
    return pattern.kind == "factor" and _near(pattern.facts["factor"], -1.0)


def _swapped(pairs: list[tuple[str, Array, Array]]) -> Pattern | None:
    """Two single numbers, each of which is what is expected of the other."""
    if len(pairs) != 2 or any(yours.size != 1 or wanted.size != 1 for _, yours, wanted in pairs):
        return None
    (one, first, left), (other, second, right) = pairs
    tight = Expect(rtol=1e-7, atol=1e-9)
    if _equal(first.ravel(), right.ravel(), tight) and _equal(second.ravel(), left.ravel(), tight):
        return Pattern("swapped", facts={"one": one, "other": other})
    return None


def _are_running_totals(pairs: list[tuple[str, Array, Array]]) -> bool:
    """Tells whether each wrong row of numbers holds the sums of what is expected up to there."""
    tight = Expect(rtol=1e-7, atol=1e-9)
    if not pairs or any(wanted.ndim != 1 or wanted.size < 2 for _, _, wanted in pairs):
        return False
    added = sum(int(np.count_nonzero(wanted[:-1])) for _, _, wanted in pairs)
    return added >= LEAST_ADDED and all(
        _equal(yours, np.cumsum(wanted), tight) for _, yours, wanted in pairs
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
        if not _equal(yours, wanted, expect):
            yield name, yours, wanted


def _equal(yours: Array, wanted: Array, expect: Expect) -> bool:
    return yours.shape == wanted.shape and bool(np.all(close(yours, wanted, expect)))


def _find(
    yours: Array, wanted: Array, expect: Expect, facts: Mapping[str, float]
) -> Pattern | None:
    if not np.isfinite(yours).all():
        return None
    if yours.shape != wanted.shape:
        return _of_other_shape(yours, wanted, expect)
    if yours.size < MANY:
        return _of_few(yours, wanted, facts)
    finders: tuple[Callable[[], Pattern | None], ...] = (
        lambda: Pattern("zero") if not yours.any() and wanted.any() else None,
        lambda: _factor(yours, wanted, expect, facts),
        lambda: _rearranged(yours, wanted, expect),
        lambda: _offset(yours, wanted, expect),
        lambda: _along_axes(yours, wanted, expect),
        lambda: _first_right(yours, wanted, expect),
    )
    return next((pattern for find in finders if (pattern := find()) is not None), None)


def _of_other_shape(yours: Array, wanted: Array, expect: Expect) -> Pattern | None:
    """The right numbers in a wrong shape, or numbers not summed up yet, or summed up too far."""
    if yours.ndim == wanted.ndim == 2 and _equal(yours, wanted.T, expect):
        return Pattern("transposed")
    if yours.size == wanted.size and _equal(yours.ravel(), wanted.ravel(), expect):
        return Pattern("boxed")
    if yours.ndim == wanted.ndim == 1 and yours.size >= MANY and wanted.size >= MANY:
        least = min(yours.size, wanted.size)
        if _equal(yours[:least], wanted[:least], expect):
            return Pattern("shorter" if yours.size < wanted.size else "longer")
    if wanted.size == 1 and yours.size > 1 and _equal(yours.mean(), wanted.reshape(()), expect):
        return Pattern("per-sample")
    total = wanted.sum()
    if yours.size == 1 and wanted.size >= MANY and abs(total) > 1e-6:
        return Pattern("total") if _equal(yours.reshape(()), total, expect) else None
    return None


def _of_few(yours: Array, wanted: Array, facts: Mapping[str, float]) -> Pattern | None:
    """A factor that means something, between single numbers."""
    if np.any(np.abs(wanted) < 1e-9) or not yours.any():
        return None
    if wanted.size > 1 and _sizes(wanted) == 1:
        return None
    ratios = yours / wanted
    factor = float(ratios.flat[0])
    if abs(factor - 1) < NEARLY_ONE or not np.allclose(ratios, factor, rtol=FACTOR_RTOL, atol=0):
        return None
    meaning = _meaning(factor, facts)
    if all(is_share(value) for value in wanted.flat):
        whole = meaning.get("form") == "times" and meaning.get("fact") == "batch"
        if not whole and abs(factor - 100) > 1e-6:
            return None
        if not whole:
            return Pattern("percent", facts={"factor": factor})
    elif not meaning and not any(_near(factor, plain) for plain in PLAIN_FACTORS):
        return None
    return Pattern("factor", facts={"factor": factor, **meaning})


# 1.4427 is 1 / ln 2, 0.4343 is 1 / ln 10: logarithms to base 2 and 10.
PLAIN_FACTORS = (-1.0, 2.0, 0.5, -2.0, -0.5, 100.0, 1 / float(np.log(2)), 1 / float(np.log(10)))


def is_share(value: float) -> bool:
    """Tells whether a number looks like a share of samples, or a count."""
    if value > 1:
        return value == round(value)
    share = Fraction(float(value)).limit_denominator(SAMPLES)
    return abs(float(share) - value) < 1e-12


def _near(factor: float, plain: float) -> bool:
    return abs(factor - plain) <= FACTOR_RTOL * abs(plain)


def _meaning(factor: float, facts: Mapping[str, float]) -> dict[str, Any]:
    """Returns which fact of the check a factor is made of, and how."""
    for name, value in facts.items():
        forms = {"times": value, "per": 1 / value if value else 0.0}
        if name == "momentum":
            forms |= {"rest": 1 - value}
        for form, plain in forms.items():
            # A batch of one, say, explains nothing.
            if abs(abs(plain) - 1) > 1e-3 and plain and _near(abs(factor), plain):
                return {"fact": name, "value": value, "form": form}
    return {}


def _factor(
    yours: Array, wanted: Array, expect: Expect, facts: Mapping[str, float]
) -> Pattern | None:
    """One factor between all numbers."""
    square = float((wanted * wanted).sum())
    if square == 0 or _sizes(wanted) < MANY:
        return None
    factor = float((yours * wanted).sum()) / square
    scale = Expect(rtol=max(expect.rtol, 1e-7), atol=expect.atol * max(1.0, abs(factor)))
    if min(abs(factor), abs(factor - 1)) < NEARLY_ONE or not _equal(yours, factor * wanted, scale):
        return None
    # Numbers as small as the tolerance fit any factor.
    if np.count_nonzero(np.abs(wanted * (factor - 1)) > 10 * scale.atol) < MANY:
        return None
    return Pattern("factor", facts={"factor": round(factor, 6), **_meaning(factor, facts)})


def _sizes(wanted: Array) -> int:
    """Returns how many different sizes the numbers other than 0 have; a few fit a factor by chance."""
    sizes = np.abs(wanted[wanted != 0])
    return len(np.unique(np.round(sizes / sizes.max(initial=1e-300), 6)))


def _rearranged(yours: Array, wanted: Array, expect: Expect) -> Pattern | None:
    if yours.ndim == 2 and yours.shape[0] == yours.shape[1] and _equal(yours, wanted.T, expect):
        return Pattern("transposed")
    for axis in range(yours.ndim):
        turned = np.flip(wanted, axis)
        if yours.shape[axis] > 1 and _equal(yours, turned, expect) and _many_kinds(wanted, turned):
            return Pattern("reversed")
    shifted = _shifted(yours, wanted, expect)
    if shifted:
        return Pattern(shifted)
    order = _columns_order(yours, wanted, expect)
    if order:
        return Pattern("columns-order", facts={"order": ", ".join(map(str, order))})
    return None


def _shifted(yours: Array, wanted: Array, expect: Expect) -> str:
    """Returns "early" or "late" where each value is the next or the one before, "" where it is not.

    A few numbers that are all there, the last one first, are in that order by chance, as in any other.
    """
    if yours.ndim != 1 or yours.size <= MANY or not _many_kinds(wanted[1:], wanted[:-1]):
        return ""
    for word, step in (("early", -1), ("late", 1)):
        turned = np.roll(wanted, step)
        inner, end = (slice(None, -1), -1) if word == "early" else (slice(1, None), 0)
        if _equal(yours[inner], turned[inner], expect):
            goes_round = _equal(yours[[end]], turned[[end]], expect)
            return word if not goes_round or yours.size >= MANY_TURNED else ""
    return ""


def _columns_order(yours: Array, wanted: Array, expect: Expect) -> tuple[int, ...]:
    """Returns which of the expected columns each of yours is, counted from 1; rows may have moved with them."""
    if yours.ndim != 2 or not 2 <= yours.shape[1] <= MOST_COLUMNS or len(yours) < MANY:
        return ()
    own = _sorted_rows(yours)
    for order in permutations(range(yours.shape[1])):
        moved = wanted[:, order]
        if list(order) != sorted(order) and _equal(own, _sorted_rows(moved), expect):
            return tuple(number + 1 for number in order) if _many_kinds(wanted, moved) else ()
    return ()


def _sorted_rows(matrix: Array) -> Array:
    """Returns the rows in the order of their first column, then of the second, and so on."""
    return np.asarray(matrix[np.lexsort(matrix.T[::-1])])


def _many_kinds(wanted: Array, turned: Array) -> bool:
    """Tells whether enough different numbers change their place; a few, such as +-1000, do by chance."""
    moved = wanted[wanted != turned]
    return len(np.unique(np.round(moved, 9))) >= MANY


def _offset(yours: Array, wanted: Array, expect: Expect) -> Pattern | None:
    difference = yours - wanted
    mean = float(difference.mean())
    if abs(mean) > 1e-6 and _equal(difference, np.full_like(difference, mean), expect):
        return Pattern("offset", facts={"offset": mean})
    return None


def _along_axes(yours: Array, wanted: Array, expect: Expect) -> Pattern | None:
    """A factor or an offset of its own for each row or column, or one row or column that differs."""
    if yours.ndim != 2 or min(yours.shape) < 3:
        return None
    # The gradient of a single sample is a product of two vectors, which fits factors always; one that
    # comes from numeric differences is so but for their error.
    sizes = np.linalg.svd(wanted, compute_uv=False)
    varied = np.count_nonzero(sizes > 1e-5 * sizes[0]) > 2
    for axis, name in ((1, "row"), (0, "column")):
        squares = (wanted * wanted).sum(axis=axis, keepdims=True)
        if varied and np.all(squares > 1e-12):
            factors = (yours * wanted).sum(axis=axis, keepdims=True) / squares
            several = float(np.ptp(factors)) > NEARLY_ONE
            fits = several and np.all(np.abs(factors) > 1e-6)
            if fits and _equal(yours, factors * wanted, expect):
                return Pattern(f"{name}s")
        offsets = (yours - wanted).mean(axis=axis, keepdims=True)
        if _equal(yours, wanted + offsets, expect):
            return Pattern(f"{name}-offsets")
        bad = np.flatnonzero(~close(yours, wanted, expect).all(axis=axis))
        if len(bad) == 1:
            return Pattern(f"one-{name}", facts={"number": int(bad[0])})
    return None


def _first_right(yours: Array, wanted: Array, expect: Expect) -> Pattern | None:
    """A curve that is right at first."""
    if yours.ndim != 1 or yours.size < MANY:
        return None
    good = close(yours, wanted, expect)
    count = int(np.argmin(good))
    if count and not good[count:].any():
        return Pattern("from", facts={"count": count, "total": int(yours.size)})
    return None


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
        if not _equal(yours, wanted, expect):
            # Each change is a difference of two numbers, with the rounding of both.
            rounding = expect.rtol * float(np.abs(wanted).max()) + 1e-12
            around = Expect(expect.rtol, expect.atol + rounding)
            changes = np.diff(yours, axis=0), np.diff(wanted, axis=0)
            found[f"{names[0]} … {names[-1]}"] = _factor(*changes, around, check.facts)
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
