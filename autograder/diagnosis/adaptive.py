"""Which adaptive steps an optimizer really takes: RMSProp and Adam with something left out or exchanged.

A step is factor * numerator / denominator: the numerator a gradient or a mean of gradients, the denominator a mean
of squares or its root, each kept in one of a few ways and corrected or not. All of these are tried on the gradients
that the probe hands over, for what is expected as for what the submission did. An epsilon of 1e-8 is too small to tell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from ..checks.check import Check
from .recurrence import Scale, Walk

Array = np.ndarray[Any, Any]
# How near a step must be, of the largest: epsilons are off by less, other rules by more.
NEAR = 1e-6
# Numbers that a rule must explain.
LEAST_NUMBERS = 12
# The fact that says the learning rate; the others are shares that means keep.
RATE = "learning_rate"


def find_adaptive(check: Check, walks: Sequence[Walk]) -> tuple[str, str] | None:
    """Returns what is added to a parameter in each step: (by the submission, by right); None where that is not known."""
    shares = {name: value for name, value in check.facts.items() if name != RATE}
    numbers = sum(item.size for walk in walks for item in walk.yours)
    if RATE not in check.facts or not 0 < len(shares) <= 2 or numbers < LEAST_NUMBERS:
        return None
    if not all(0 < value < 1 for value in shares.values()):
        return None
    with np.errstate(all="ignore"):
        above, below = _numerators(walks, shares), _denominators(walks, shares)
        scale = Scale(check.facts[RATE], 0.0).names()
        right = _fitting(_moves(walks, "right"), above, below, scale)
        yours = right and _fitting(_moves(walks, "yours"), above, below, scale)
    return (yours, right) if yours and right and yours != right else None


def _moves(walks: Sequence[Walk], side: str) -> Array:
    """Returns all changes of a side, "yours" or "right", in a row."""
    parts = []
    for walk in walks:
        own: Sequence[Array] = getattr(walk, side)
        parts += [
            (after - before).ravel()
            for before, after in zip([walk.start, *own[:-1]], own, strict=True)
        ]
    return np.concatenate(parts)


def _fitting(
    y: Array, above: Mapping[str, Array], below: Mapping[str, Array], scale: Mapping[str, float]
) -> str:
    """Returns the one quotient that all changes follow, with its factor; "" where there is none, or several."""
    tops, bottoms = list(above), list(below)
    quotients = np.stack(list(above.values()))[:, None] / np.stack(list(below.values()))
    factors = (quotients * y).sum(axis=2) / (quotients**2).sum(axis=2)
    off = np.abs(factors[..., None] * quotients - y).max(axis=2)
    found = []
    for top, bottom in np.argwhere(off <= NEAR * np.abs(y).max()):
        factor = factors[top, bottom]
        named = [name for name, value in scale.items() if abs(abs(factor) - value) <= NEAR * value]
        if named:
            what = tops[top] + (f"/{bottoms[bottom]}" if bottoms[bottom] else "")
            found.append(f"{'-' if factor < 0 else '+'} {named[0]} {what}".replace("  ", " "))
    # What is the same by two names goes by the shorter one.
    found.sort(key=len)
    return found[0] if found and (len(found) == 1 or len(found[0]) < len(found[1])) else ""


def _numerators(walks: Sequence[Walk], shares: Mapping[str, float]) -> dict[str, Array]:
    found = {"g": _in_a_row([walk.gradients for walk in walks])}
    gradients = [walk.gradients for walk in walks]
    usual = next(iter(shares)) if len(shares) > 1 else ""
    for share, value in shares.items():
        for name, kept in _kept(gradients, "m", "g", share, value, share == usual):
            found[name] = kept
    return found


def _denominators(walks: Sequence[Walk], shares: Mapping[str, float]) -> dict[str, Array]:
    squared = {
        "g^2": [[item**2 for item in walk.gradients] for walk in walks],
        "|g|": [[np.abs(item) for item in walk.gradients] for walk in walks],
        "g": [list(walk.gradients) for walk in walks],
    }
    if len(shares) > 1:
        value = next(iter(shares.values()))
        squared["m^2"] = [[item**2 for item in _mean(walk.gradients, value)] for walk in walks]
    usual = list(shares)[-1]
    found = {"": np.ones(sum(item.size for walk in walks for item in walk.gradients))}
    for what, values in squared.items():
        for share, value in shares.items():
            symbol = "s" if what == "g^2" else f"(mean of {what})"
            for name, kept in _kept(values, symbol, what, share, value, share == usual):
                found[name] = kept
                found[f"sqrt({name.strip('()')})" if name[0] == "(" else f"sqrt({name})"] = np.sqrt(
                    kept
                )
        found[what] = _in_a_row(values)
        found[f"sum of {what}"] = _in_a_row([np.cumsum(np.stack(item), axis=0) for item in values])
        for name in (what, f"sum of {what}"):
            found[f"sqrt({name})"] = np.sqrt(found[name])
    return {
        (f"({name})" if name.startswith("sum") else name): value
        for name, value in found.items()
        if np.isfinite(value).all() and value.all()
    }


def _mean(values: Sequence[Array], share: float) -> list[Array]:
    kept, found = np.zeros_like(values[0]), []
    for value in values:
        kept = share * kept + (1 - share) * value
        found.append(kept)
    return found


def _kept(
    walks: Sequence[Sequence[Array]], symbol: str, what: str, share: str, value: float, usual: bool
) -> Iterator[tuple[str, Array]]:
    """Yields what an optimizer may remember of some values, and divide by 1 - share^t or not.

    Args:
        symbol: of their mean.
        what: they are.
        share: its name, with its value.
        usual: it is the share that belongs there.
    """
    plain = symbol if usual else f"({symbol.strip('()')} with {share})"
    ways = {
        plain: [_mean(values, value) for values in walks],
        _but(plain, f"without 1 - {share}"): [
            [item / (1 - value) for item in _mean(values, value)] for values in walks
        ],
        _but(plain, f"with {share} and 1 - {share} exchanged"): [
            _mean(values, 1 - value) for values in walks
        ],
        _but(plain, f"begun with {what}"): [
            _mean([values[0] / (1 - value), *values[1:]], value) for values in walks
        ],
    }
    for name, kept in ways.items():
        yield name, _in_a_row(kept)
        for count, words in ((0, ""), (1, "t one ahead"), (2, "t counted for each parameter")):
            corrected = [
                [
                    item / (1 - value ** _count(step, place, len(walks), count))
                    for step, item in enumerate(items, start=1)
                ]
                for place, items in enumerate(kept)
            ]
            hat = _hat(name)
            yield (_but(hat, words) if words else hat), _in_a_row(corrected)
    remembered = []
    for values in walks:
        last, items = np.zeros_like(values[0]), []
        for step, item in enumerate(values, start=1):
            last = (value * last + (1 - value) * item) / (1 - value**step)
            items.append(last)
        remembered.append(items)
    yield _but(_hat(plain), "remembered as corrected"), _in_a_row(remembered)


def _hat(name: str) -> str:
    return f"({name[1:-1]}, corrected)" if name[0] == "(" else f"{name}^"


def _but(name: str, words: str) -> str:
    return f"({name[1:-1]}, {words})" if name[0] == "(" else f"({name} {words})"


def _count(step: int, place: int, parameters: int, way: int) -> int:
    """Returns t in a step: as it is, one ahead, or counted anew for each parameter."""
    return (step, step + 1, parameters * (step - 1) + place + 1)[way]


def _in_a_row(walks: Sequence[Sequence[Array]] | Sequence[Array]) -> Array:
    return np.concatenate([np.ravel(item) for walk in walks for item in walk])
