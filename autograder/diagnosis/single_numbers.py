"""Equations of single numbers, such as losses: sums of one or two ingredients, with factors that have a name.

One number follows some equation always, so that they are looked for on several inputs at once.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .factors import factors
from .record import Array, Equation, Record

# How exactly a number must be the sum, of its size.
EXACT = 1e-10
# Inputs that are looked at; the equations that are left are tried on all.
LOOKED_AT = 4
# Different inputs that an equation of one or two terms needs.
INPUTS = {1: 2, 2: 3}
Number = tuple[float, Record]


def solve_numbers(numbers: Sequence[Number]) -> set[Equation]:
    """Returns the equations with the fewest terms that all of some numbers follow.

    Args:
        numbers: of one quantity on different inputs, each with its record.
    """
    numbers = numbers[:LOOKED_AT]
    for terms, solve in ((1, _one_term), (2, _two_terms)):
        if len(numbers) < INPUTS[terms]:
            return set()
        found = solve(*numbers[0])
        for number in numbers[1:]:
            found = {equation for equation in found if _follows(equation, *number)}
        if found:
            return found
    return set()


def _candidates(record: Record) -> tuple[list[tuple[str, str]], Array]:
    """Returns all (ingredient, factor), and their values."""
    known = {name: value for name, value in factors(record.facts).items() if value}
    names, values = list(known), np.array(list(known.values()))
    labels: list[tuple[str, str]] = []
    products = []
    for term, number in record.terms.items():
        if np.isfinite(number) and number:
            labels += [(term, name) for name in names] + [(term, f"-{name}") for name in names]
            products += [values * number, -values * number]
    return labels, np.concatenate(products).ravel() if products else np.zeros(0)


def _one_term(value: float, record: Record) -> set[Equation]:
    labels, values = _candidates(record)
    return {(labels[at],) for at in np.flatnonzero(np.abs(values - value) <= EXACT * abs(value))}


def _two_terms(value: float, record: Record) -> set[Equation]:
    labels, values = _candidates(record)
    order = np.argsort(values)
    ordered = values[order]
    width = EXACT * abs(value)
    low = np.searchsorted(ordered, value - values - width)
    high = np.searchsorted(ordered, value - values + width)
    return {
        tuple(sorted((labels[at], labels[order[other]])))
        for at in np.flatnonzero(high > low)
        for other in range(low[at], high[at])
        if labels[at][0] < labels[order[other]][0]
    }


def _follows(equation: Equation, value: float, record: Record) -> bool:
    total = record.total(equation)
    return total is not None and bool(abs(total - value) <= 10 * EXACT * abs(value))
