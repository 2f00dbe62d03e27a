"""The gradient by differences."""

import numpy as np


def cubes(W):
    return np.sum(W**3)


def waves(W):
    return np.sum(np.sin(W)) + np.sum(W) ** 2 / 2


def numeric_gradient(f, W, h=1e-5):
    d = np.zeros_like(W)
    iterator = np.nditer(W, flags=["multi_index"])
    for _ in iterator:
        ix = iterator.multi_index
        e = np.zeros_like(W)
        e[ix] = h
        d[ix] = (f(W + e) - f(W - e)) / (2 * h)
    return d


def relative_error(a, b):
    size = lambda x: np.sqrt((x * x).sum())
    return size(a - b) / max(size(a), size(b))
