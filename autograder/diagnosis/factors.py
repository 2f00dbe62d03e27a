"""Names of the factors that an equation's terms may have: sizes, rates, their inverses and products."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from itertools import combinations

import numpy as np

# A factor is one that means something up to this.
NEAR = 1e-6


def factors(facts: Mapping[str, float]) -> Mapping[str, float]:
    """Returns what a factor can be, by name: sizes, rates, their inverses and products, halves and doubles.

    Args:
        facts: by the name that is shown; capital letters are sizes, others rates.
    """
    return _factors(tuple(facts.items()))


@lru_cache(maxsize=256)
def _factors(items: tuple[tuple[str, float], ...]) -> Mapping[str, float]:
    facts = dict(items)
    base = {"1": 1.0}
    for name, value in facts.items():
        base[name] = value
        if name.isupper():
            base |= {f"1/{name}": 1 / value, f"1/{name}^2": 1 / value**2}
        else:
            base |= {f"{name}^2": value**2}
    for one, other in combinations(facts, 2):
        if one.isupper() and other.isupper():
            base[f"1/({one} {other})"] = 1 / (facts[one] * facts[other])
        elif one.isupper() or other.isupper():
            size, rate = (one, other) if one.isupper() else (other, one)
            base[f"{rate}/{size}"] = facts[rate] / facts[size]
    found = dict(base)
    for name, value in base.items():
        found |= {_twice(name): 2 * value, _half(name): value / 2}
    return found


def _twice(name: str) -> str:
    if name == "1":
        return "2"
    return f"2/{name[2:]}" if name.startswith("1/") else f"2 {name}"


def _half(name: str) -> str:
    """Returns the name of half of a factor: 1/2, 1/(2 N), lam/2, lam/(2 N)."""
    top, slash, below = name.partition("/")
    return f"{top}/(2 {below.strip('()')})" if slash else f"{top}/2"


def names_of(value: float, facts: Mapping[str, float]) -> list[str]:
    """Returns the names that a factor can go by, with its sign."""
    sign = "-" if value < 0 else ""
    return [
        sign + name
        for name, plain in factors(facts).items()
        if plain and abs(abs(value) - plain) <= NEAR * plain
    ]


def value_of(factor: str, facts: Mapping[str, float]) -> float:
    """Returns the value of a factor by its name; NaN where these facts have none of it."""
    sign = -1 if factor.startswith("-") else 1
    return sign * factors(facts).get(factor.lstrip("-"), np.nan)
