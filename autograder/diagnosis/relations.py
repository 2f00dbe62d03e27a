"""How wrong numbers of one output relate to the expected ones.

A relation is claimed only where every number fits, and where that cannot easily happen by chance. A single number,
for one, fits some factor always; only factors that mean something are claimed of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import permutations
from typing import Any

import numpy as np

from ..checks.check import Expect
from ..checks.numbers import close
from .different import count_different
from .pattern import Pattern

Array = np.ndarray[Any, Any]
# A relation between fewer numbers than this could be chance.
MANY = 4
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


def are_equal(yours: Array, wanted: Array, expect: Expect) -> bool:
    """Tells whether numbers have the expected shape, and are within a tolerance."""
    if yours.shape != wanted.shape:
        return False
    if yours.size > 1:
        # The first ones tell nearly always that two arrays differ.
        one, other = yours.item(0), wanted.item(0)
        if abs(one - other) > expect.atol + expect.rtol * abs(other) and one != other:
            return False
    return bool(np.all(close(yours, wanted, expect)))


def find_relation(
    yours: Array, wanted: Array, expect: Expect, facts: Mapping[str, float]
) -> Pattern | None:
    """Returns what holds between all numbers of an output and the expected ones, None where nothing does.

    Args:
        facts: of the check, which a factor may be made of.
    """
    if not np.isfinite(yours).all():
        return None
    if yours.shape != wanted.shape:
        return _of_other_shape(yours, wanted, expect)
    if yours.size < MANY:
        return _of_few(yours, wanted, facts)
    finders: tuple[Callable[[], Pattern | None], ...] = (
        lambda: Pattern("zero") if not yours.any() and wanted.any() else None,
        lambda: find_factor(yours, wanted, expect, facts),
        lambda: _rearranged(yours, wanted, expect),
        lambda: _offset(yours, wanted, expect),
        lambda: _along_axes(yours, wanted, expect),
        lambda: _first_right(yours, wanted, expect),
    )
    return next((pattern for find in finders if (pattern := find()) is not None), None)


def _of_other_shape(yours: Array, wanted: Array, expect: Expect) -> Pattern | None:
    """The right numbers in a wrong shape, or numbers not summed up yet, or summed up too far."""
    if yours.ndim == wanted.ndim == 2 and are_equal(yours, wanted.T, expect):
        return Pattern("transposed")
    if yours.size == wanted.size and are_equal(yours.ravel(), wanted.ravel(), expect):
        return Pattern("boxed")
    if yours.ndim == wanted.ndim == 1 and yours.size >= MANY and wanted.size >= MANY:
        least = min(yours.size, wanted.size)
        if are_equal(yours[:least], wanted[:least], expect):
            return Pattern("shorter" if yours.size < wanted.size else "longer")
    if wanted.size == 1 and yours.size > 1 and are_equal(yours.mean(), wanted.reshape(()), expect):
        return Pattern("per-sample")
    total = wanted.sum()
    if yours.size == 1 and wanted.size >= MANY and abs(total) > 1e-6:
        return Pattern("total") if are_equal(yours.reshape(()), total, expect) else None
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
    elif not meaning and not any(is_near(factor, plain) for plain in PLAIN_FACTORS):
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


def is_near(factor: float, plain: float) -> bool:
    """Tells whether a factor is a plain one."""
    return abs(factor - plain) <= FACTOR_RTOL * abs(plain)


def _meaning(factor: float, facts: Mapping[str, float]) -> dict[str, Any]:
    """Returns which fact of the check a factor is made of, and how."""
    for name, value in facts.items():
        forms = {"times": value, "per": 1 / value if value else 0.0}
        if name == "momentum":
            forms |= {"rest": 1 - value}
        for form, plain in forms.items():
            # A batch of one, say, explains nothing.
            if abs(abs(plain) - 1) > 1e-3 and plain and is_near(abs(factor), plain):
                return {"fact": name, "value": value, "form": form}
    return {}


def find_factor(
    yours: Array, wanted: Array, expect: Expect, facts: Mapping[str, float]
) -> Pattern | None:
    """One factor between all numbers."""
    square = float((wanted * wanted).sum())
    if square == 0 or _sizes(wanted) < MANY:
        return None
    factor = float((yours * wanted).sum()) / square
    scale = Expect(rtol=max(expect.rtol, 1e-7), atol=expect.atol * max(1.0, abs(factor)))
    if min(abs(factor), abs(factor - 1)) < NEARLY_ONE or not are_equal(
        yours, factor * wanted, scale
    ):
        return None
    # Numbers as small as the tolerance fit any factor.
    if np.count_nonzero(np.abs(wanted * (factor - 1)) > 10 * scale.atol) < MANY:
        return None
    return Pattern("factor", facts={"factor": round(factor, 6), **_meaning(factor, facts)})


def _sizes(wanted: Array) -> int:
    """Returns how many different sizes the numbers other than 0 have; a few fit a factor by chance."""
    sizes = np.abs(wanted[wanted != 0])
    return count_different(np.round(sizes / sizes.max(initial=1e-300), 6))


def _rearranged(yours: Array, wanted: Array, expect: Expect) -> Pattern | None:
    if yours.ndim == 2 and yours.shape[0] == yours.shape[1] and are_equal(yours, wanted.T, expect):
        return Pattern("transposed")
    for axis in range(yours.ndim):
        turned = np.flip(wanted, axis)
        if (
            yours.shape[axis] > 1
            and are_equal(yours, turned, expect)
            and _many_kinds(wanted, turned)
        ):
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
        if are_equal(yours[inner], turned[inner], expect):
            goes_round = are_equal(yours[[end]], turned[[end]], expect)
            return word if not goes_round or yours.size >= MANY_TURNED else ""
    return ""


def _columns_order(yours: Array, wanted: Array, expect: Expect) -> tuple[int, ...]:
    """Returns which of the expected columns each of yours is, counted from 1; rows may have moved with them."""
    if yours.ndim != 2 or not 2 <= yours.shape[1] <= MOST_COLUMNS or len(yours) < MANY:
        return ()
    own = _sorted_rows(yours)
    for order in permutations(range(yours.shape[1])):
        moved = wanted[:, order]
        if list(order) != sorted(order) and are_equal(own, _sorted_rows(moved), expect):
            return tuple(number + 1 for number in order) if _many_kinds(wanted, moved) else ()
    return ()


def _sorted_rows(matrix: Array) -> Array:
    """Returns the rows in the order of their first column, then of the second, and so on."""
    return np.asarray(matrix[np.lexsort(matrix.T[::-1])])


def _many_kinds(wanted: Array, turned: Array) -> bool:
    """Tells whether enough different numbers change their place; a few, such as +-1000, do by chance."""
    moved = wanted[wanted != turned]
    return count_different(np.round(moved, 9)) >= MANY


def _offset(yours: Array, wanted: Array, expect: Expect) -> Pattern | None:
    difference = yours - wanted
    mean = float(difference.mean())
    if abs(mean) > 1e-6 and are_equal(difference, np.full_like(difference, mean), expect):
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
            if fits and are_equal(yours, factors * wanted, expect):
                return Pattern(f"{name}s")
        offsets = (yours - wanted).mean(axis=axis, keepdims=True)
        if are_equal(yours, wanted + offsets, expect):
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
