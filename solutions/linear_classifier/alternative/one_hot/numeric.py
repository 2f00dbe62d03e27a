"""Differences with a flat copy of the weights."""

import numpy as np


def cubes(W):
    return (W * W * W).sum()


def waves(W):
    return np.sin(W).sum() + W.sum() ** 2 / 2


def numeric_gradient(f, W, h=1e-5):
    flat = W.flatten()
    d = np.empty(flat.size)
    for i in range(flat.size):
        up, down = flat.copy(), flat.copy()
        up[i] += h
        down[i] -= h
        d[i] = (f(up.reshape(W.shape)) - f(down.reshape(W.shape))) / (2.0 * h)
    return d.reshape(W.shape)


def relative_error(a, b):
    def size(x):
        return np.sqrt((x * x).sum())

    return size(a - b) / np.maximum(size(a), size(b))
