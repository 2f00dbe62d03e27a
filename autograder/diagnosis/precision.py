"""Results that are right to a few digits only: single precision, rounding, a constant that is added."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ..checks.check import Check, Expect, Outputs
from ..checks.numbers import close, numeric_array
from .different import count_different
from .pattern import Pattern

Array = np.ndarray[Any, Any]
# How far a result may be off for a want of digits alone, of the largest number.
OFF = {"float32": 2e-6, "float16": 2e-2}
# Without a sign of it in the numbers: a penalty that is doubled is off by little more.
ALMOST = OFF["float32"]
# Numbers of a result that are looked at before all of it.
FIRST = 16
MOST_DECIMALS = 8
# Decimals times different numbers, from which on a rounded result is no chance.
TELLING = 4
SURE = 16


def find_precision(check: Check, outputs: Outputs, expected: Outputs) -> Pattern | None:
    """Returns what all wrong outputs of a check have lost of their digits, None where it is more."""
    pairs = _wrong_pairs(check, outputs, expected)
    if not pairs:
        return None
    off = max(_off(yours, wanted) for yours, wanted in pairs)
    if dtype := _short_type([yours for yours, _ in pairs], off) or _short_root(pairs):
        return Pattern("precision", facts={"dtype": dtype})
    decimals = [_decimals(yours, wanted) for yours, wanted in pairs]
    if all(decimals):
        return Pattern("rounded", facts={"digits": max(decimals)})
    if off <= max(OFF.values()) and sum(yours.size for yours, _ in pairs) >= TELLING:
        return Pattern("digits", facts={"digits": int(-np.log10(off)), "sure": off <= ALMOST})
    return None


def share_cause(patterns: Mapping[str, Pattern]) -> dict[str, Pattern]:
    """Returns patterns with what one check shows of a lost precision said of the others, too.

    Results that are off by more than a want of digits usually explains are left out, if no check shows it.

    Args:
        patterns: of one submission, by check.
    """
    known = [item for item in patterns.values() if item.kind in ("precision", "rounded")]
    found = {}
    for id_, item in patterns.items():
        if item.kind == "digits" and known and _explains(known[0], item.facts["digits"]):
            found[id_] = known[0]
        elif item.kind != "digits" or item.facts["sure"]:
            found[id_] = item
    return found


def _explains(known: Pattern, digits: int) -> bool:
    """Tells whether a lost precision that is sure leaves so few digits elsewhere."""
    if known.kind == "rounded":
        return digits >= int(known.facts["digits"]) - 3
    return 10.0**-digits <= 10 * OFF[known.facts["dtype"]]


def _wrong_pairs(check: Check, outputs: Outputs, expected: Outputs) -> list[tuple[Array, Array]]:
    """Returns (yours, expected) of the wrong outputs; nothing where one of them cannot be compared."""
    found: list[tuple[Array, Array]] = []
    for name, target in expected.items():
        expect = check.tolerance(name)
        wanted, yours = numeric_array(target), numeric_array(outputs.get(name))
        if wanted is None or wanted.dtype.kind != "f":
            continue
        if expect.squeeze:
            wanted, yours = np.squeeze(wanted), None if yours is None else np.squeeze(yours)
        if (
            yours is None
            or yours.dtype.kind != "f"
            or yours.shape != wanted.shape
            or not np.isfinite(yours).all()
            or not np.isfinite(wanted).all()
        ):
            return []
        if not bool(np.all(close(yours.astype(np.float64), wanted, expect))):
            found.append((yours, wanted))
    return found


def _off(yours: Array, wanted: Array) -> float:
    """Returns the largest difference, of the largest number expected."""
    size = float(np.abs(wanted).max(initial=0))
    difference = float(np.abs(yours.astype(np.float64) - wanted).max(initial=0))
    return difference / size if size else np.inf


def _short_type(results: Sequence[Array], off: float) -> str:
    """Returns the type whose want of digits explains how far results are off, "" where none does."""
    for dtype, most in OFF.items():
        if off <= most and any(_is_short(yours, dtype) for yours in results):
            return dtype
    return ""


def _short_root(pairs: Sequence[tuple[Array, Array]]) -> str:
    """Returns the type in which roots of what is nearly 0 were taken, whose squares alone have all digits."""
    kinds = {yours.dtype.name for yours, _ in pairs}
    if kinds != {"float32"}:
        return ""
    squares = [(yours.astype(np.float64) ** 2, wanted**2) for yours, wanted in pairs]
    return "float32" if max(_off(*pair) for pair in squares) <= OFF["float32"] else ""


def _is_short(yours: Array, dtype: str) -> bool:
    """Tells whether numbers are of a short type, or were of one before they became float64."""
    if yours.dtype == dtype:
        return True
    several = count_different(yours) >= TELLING - 1
    with np.errstate(over="ignore"):  # of numbers too large for 16 bits
        same = bool(np.all(yours.astype(dtype) == yours))
    return several and same and not _decimals_of(yours, 3)


def _decimals(yours: Array, wanted: Array) -> int:
    """Returns how many decimals the right numbers were rounded to, 0 where they were not."""
    for digits in range(1, MOST_DECIMALS + 1):
        if _decimals_of(yours, digits):
            different = count_different(yours[yours != 0])
            # A sum of rounded numbers is off by more, and so must be many.
            most = 10 if digits * different >= SURE else 0.5001
            near = Expect(rtol=0, atol=most * 10.0**-digits)
            fits = bool(np.all(close(yours, wanted, near)))
            return digits if fits and digits * different >= TELLING else 0
    return 0


def _decimals_of(yours: Array, digits: int) -> bool:
    # The first numbers decide nearly always, and rounding many takes long.
    return all(
        bool(np.all(np.abs(np.round(part, digits) - part) <= 1e-15 * np.abs(part)))
        for part in (yours.ravel()[:FIRST], yours)
    )
