"""What an executor does for the first time only, done before there is anybody's submission.

Python fills its caches, and adapts code that runs often: each child would do all of that again, on pages that it would
have to copy first.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from .executor import Executor
from .wire import Ref, encode

_FUNCTION = "rehearsal.Tides.mix"
# It calls what most submissions call, and solves no assignment: students have this file, too.
_SOURCE = b'''\
"""Something of our own."""
import numpy as np


class Tides:
    """Levels at places.

    Attributes:
        heights: of each.
    """

    def __init__(self, places, hours, rising=True):
        self.places, self.hours = places, hours
        self.rising = rising
        self.heights = np.random.normal(0, 1, (self.places, self.hours))
        self.ground = np.zeros((1, self.hours))

    def mix(self, winds, chosen):
        """Mixes winds in.

        Returns:
            (level, share): two numbers.
        """
        count = winds.shape[0]
        levels = winds @ self.heights + self.ground
        peaks = np.max(levels, axis=1, keepdims=True)
        self.waves = np.exp(-levels * levels) / (1 + np.log(2 + peaks * peaks))
        level = np.sum(self.waves, axis=1, keepdims=True).mean()
        share = np.mean(np.argmax(self.waves, axis=1) == chosen)
        self.waves[np.arange(count), chosen] += 1
        for name in ("high", "low"):
            if self.rising:
                setattr(self, f"is_{name}", 0)
        return level, share


def moved(tides, hours):
    tides.high -= hours * tides.low
    return [tides.high, {"hours": hours}]
'''


def rehearse() -> None:
    """Has a small submission of our own inspected, loaded and called."""
    executor = Executor()
    for message in requests():
        executor.handle(encode(message))


def requests() -> Iterator[dict[str, Any]]:
    """Yields what is asked of it, in order."""
    yield {"load": {"files": {"rehearsal.py": _SOURCE}, "named": ["rehearsal"]}}
    yield {"inspect": [_FUNCTION], "only": ["rehearsal.py"]}
    yield {"begin": 0, "run": [["module", "rehearsal"], ["stumbled"]], "want": [1]}
    run: list[list[Any]] = [
        ["count", [_FUNCTION]],
        ["module", "rehearsal"],
        ["get", 1, "Tides"],
        ["call", 2, [3, 2]],
        ["set", 3, "heights", np.ones((3, 2))],
        ["get", 3, "mix"],
        ["call", 5, [np.ones((4, 3)), np.zeros(4, np.int64)]],
        ["item", 6, 0],
        ["record", {"high": np.ones(2), "low": np.ones(2)}],
        ["get", 1, "moved"],
        ["call", 9, [Ref(8), 0.5]],
        ["get", 8, "high"],
        ["counted"],
    ]
    yield {"begin": 0, "run": run, "want": [7, 10, 11, 12]}
    yield {"imported": []}
