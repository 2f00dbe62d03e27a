"""数值梯度"""

import numpy as np


def cubes(W):
    return np.sum(W**3)


def waves(W):
    return np.sum(np.sin(W)) + np.sum(W) ** 2 / 2


def numeric_gradient(f, W, h=1e-5):
    grad = np.empty(W.shape)
    for idx in np.ndindex(W.shape):
        Wp = W.copy()
        Wm = W.copy()
        Wp[idx] += h
        Wm[idx] -= h
        grad[idx] = (f(Wp) - f(Wm)) / (2 * h)
    return grad


def relative_error(a, b):
    diff = np.sqrt(((a - b) ** 2).sum())
    scale = np.maximum(np.sqrt((a**2).sum()), np.sqrt((b**2).sum()))
    return diff / scale
