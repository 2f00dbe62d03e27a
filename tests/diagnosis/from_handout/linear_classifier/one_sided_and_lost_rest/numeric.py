"""Gradient by differences."""

import numpy as np


def cubes(W):
    return np.sum(W**3)


def waves(W):
    return np.sum(np.sin(W)) + np.sum(W) ** 2 / 2


def numeric_gradient(f, W, h=1e-5):
    base = f(W)
    d = np.zeros(W.shape)
    for i in np.ndindex(W.shape):
        moved = W.copy()
        moved[i] += h
        d[i] = (f(moved) - base) / h
    return d


def relative_error(a, b):
    a, b = np.ravel(a), np.ravel(b)
    top = np.sqrt(np.dot(a - b, a - b))
    bottom = np.sqrt(max(np.dot(a, a), np.dot(b, b)))
    return top / bottom
