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

_FUNCTION = "rehearsal.Layer.forward"
_SOURCE = b'''\
"""A layer of our own."""
import numpy as np


class Layer:
    """A layer.

    Attributes:
        W: weights.
    """

    def __init__(self, num_input, num_output, trainable=True):
        self.num_input, self.num_output = num_input, num_output
        self.trainable = trainable
        self.W = np.random.normal(0, 1, (self.num_input, self.num_output))
        self.b = np.zeros((1, self.num_output))

    def forward(self, Input, labels):
        """Passes a batch on.

        Returns:
            (loss, acc): two numbers.
        """
        batch = Input.shape[0]
        logits = Input @ self.W + self.b
        logits = logits - np.max(logits, axis=1, keepdims=True)
        self.p = np.exp(logits) / np.sum(np.exp(logits), axis=1, keepdims=True)
        loss = -np.mean(np.log(self.p[np.arange(batch), labels]))
        acc = np.mean(np.argmax(self.p, axis=1) == labels)
        for name in ("W", "b"):
            if self.trainable:
                setattr(self, f"grad_{name}", 0)
        return loss, acc


def scaled(layer, rate):
    layer.W -= rate * layer.grad_W
    return [layer.W, {"rate": rate}]
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
        ["get", 1, "Layer"],
        ["call", 2, [3, 2]],
        ["set", 3, "W", np.ones((3, 2))],
        ["get", 3, "forward"],
        ["call", 5, [np.ones((4, 3)), np.zeros(4, np.int64)]],
        ["item", 6, 0],
        ["record", {"W": np.ones(2), "grad_W": np.ones(2)}],
        ["get", 1, "scaled"],
        ["call", 9, [Ref(8), 0.5]],
        ["get", 8, "W"],
        ["counted"],
    ]
    yield {"begin": 0, "run": run, "want": [7, 10, 11, 12]}
    yield {"imported": []}
