"""Looks for loops over samples by running a submission: lines counted at two sizes, and processor time at two more."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager
from functools import lru_cache
from typing import Any, Protocol

import numpy as np

from ..checks.check import Check, Outputs, Probe
from ..course.repeated import (
    LineCounts,
    Repeated,
    Repetition,
    read_counts,
    repeated_lines,
    runs_often,
)
from ..results.records import dataclass
from .opened import Opened

# Of the inputs; nothing is compared, so that it may be any.
SEED = 0
_COUNTS = "counts"
# By the clock a right submission takes at most this many times as much more as the reference on more samples, and
# this many seconds; both are far from what is usual, since a machine that is busy takes longer.
TIMES_REFERENCE = 10
LEAST_SECONDS = 2e-3
CLOCK_RUNS = 3
# Tells whether a check's processor time grows with its rows as that of a loop does.
Grows = Callable[[Check], bool]


@dataclass(frozen=True)
class Growth:
    """How many seconds more a check is charged on more rows.

    Attributes:
        seconds: on very many rows than on many; where halfway is None, what it is at most if it loops.
        halfway: on the geometric mean of these numbers than on many; None where it was not looked at.
        factor: from many rows to halfway, and from there to very many.
    """

    seconds: float
    halfway: float | None = None
    factor: float = 1.0

    def is_beyond_a_loop(self) -> bool:
        """Tells whether it grows as the square of the rows does: with pairs of samples, in whole arrays.

        What pairs take more is factor^2 + 1 times as much at the end as halfway.
        """
        if self.halfway is None:
            return False
        of_pairs = (self.factor**2 + 1) * self.halfway
        return self.seconds > math.sqrt(of_pairs * growth_of_a_loop(self.halfway, self.factor))


def growth_of_a_loop(halfway: float, factor: float) -> float:
    """Returns how many seconds more a loop takes on very many rows that takes so many more halfway; see `Growth`."""
    return (factor + 1) * halfway


class Timed(Protocol):
    """A submission that can be timed, opened by entering it."""

    def growth(self, check: Check, enough: float) -> Growth:
        """Returns what a check is charged on more rows.

        Args:
            enough: where that of a loop is no more than this, any bound for it will do.
        """


class Clock:
    """Compares how processor time grows with the number of samples, read outside, with the reference's.

    Args:
        reference: opens it.
    """

    def __init__(self, reference: Callable[[], AbstractContextManager[Timed]]) -> None:
        self._reference = reference
        self._usual: dict[str, float] = {}

    def grows(self, opened: Timed, check: Check) -> bool:
        """Tells whether a submission's time grows as if it looped over samples."""
        most = LEAST_SECONDS + TIMES_REFERENCE * self._usual_growth(check)

        def does() -> bool:
            growth = opened.growth(check, most)
            return growth.seconds > most and not growth.is_beyond_a_loop()

        # The least of several, asked only where it matters: all else is noise.
        return all(does() for _ in range(CLOCK_RUNS))

    def _usual_growth(self, check: Check) -> float:
        if check.id not in self._usual:
            with self._reference() as right:
                least = min(right.growth(check, 0.0).seconds for _ in range(CLOCK_RUNS))
            self._usual[check.id] = max(0.0, least)
        return self._usual[check.id]


def find_repetition(
    opened: Opened,
    checks: Sequence[Check],
    functions: Sequence[str],
    passed: Collection[str],
    grows: Grows | None = None,
) -> Repetition:
    """Returns what runs for every sample in a submission's functions.

    Args:
        checks: those of them that have `rows` are run.
        functions: that are to be without loops over samples, as "module.Class.method".
        passed: the ids of checks that the submission passes; one that fails may fail here, too.
        grows: asked about checks that are passed and show no loop; None where time is not looked at.
    """
    lines: dict[str, Repeated] = {}
    unsure: dict[str, None] = {}
    for check in checks if functions else ():
        if check.rows is None:
            continue
        few, many = check.rows
        counts = _counted(opened, check, many, functions)
        # Where no line runs often enough on many rows, it need not be counted how often it does on few.
        rarely = many in counts and not runs_often(counts[many], many - few)
        if not rarely:
            counts |= _counted(opened, check, few, functions)
        whole = rarely or len(counts) == len(check.rows)
        found = repeated_lines(counts) if whole and not rarely else []
        if found:
            # A library may do something once for larger arrays: what grows has to grow in the middle, too.
            counts |= _counted(opened, check, (few + many) // 2, functions)
            found = repeated_lines(counts)
        lines |= {item.function: item for item in found if item.function not in lines}
        if found or check.id not in passed:
            continue
        disturbed = not whole or any(told.disturbed for told in counts.values())
        if disturbed or (grows is not None and grows(check)):
            ran = next(iter(counts.values())).functions if counts else functions
            unsure |= dict.fromkeys(ran)
    return Repetition(tuple(lines.values()), tuple(name for name in unsure if name not in lines))


def _counted(
    opened: Opened, check: Check, rows: int, functions: Sequence[str]
) -> dict[int, LineCounts]:
    """Returns how often lines ran, by the number of rows; nothing where the probe did not come to its end."""
    outcome = opened.run(check, _counting(check.with_rows(rows), tuple(functions), rows), SEED)
    told = read_counts(outcome.outputs.get(_COUNTS))
    return {} if told is None else {rows: told}


@lru_cache(maxsize=256)
def _counting(probe: Probe, functions: tuple[str, ...], rows: int) -> Probe:
    """Returns a probe that returns the counts of another; the same one for the same, as `KnownProbes` knows it by."""

    def counting(student: Any, rng: np.random.Generator) -> Outputs:
        student.count(functions)
        # What it returns is not looked at, and so not sent: it has all been queued before the counts are asked for.
        probe(student, rng)
        return {_COUNTS: student.counted()}

    counting.__name__ = f"rows_{rows}"
    return counting
