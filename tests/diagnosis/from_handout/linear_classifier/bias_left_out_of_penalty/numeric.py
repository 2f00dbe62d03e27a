import numpy as np


def cubes(W):
    """Return the sum of the cubes of all numbers in W: a function to try numeric_gradient on."""
    return np.sum(W**3)


def waves(W):
    """Return sum(sin(W)) + sum(W)^2 / 2, another such function; its gradient is cos(W) + sum(W)."""
    return np.sum(np.sin(W)) + np.sum(W) ** 2 / 2


def numeric_gradient(f, W, h=1e-5):
    d = np.zeros(W.shape)
    shift = np.zeros(W.shape)
    for i in np.ndindex(W.shape):
        shift[i] = h
        d[i] = (f(W + shift) - f(W - shift)) / (2 * h)
        shift[i] = 0
    return d


def _norm(a):
    return np.sqrt(np.sum(np.square(a)))


def relative_error(a, b):
    return _norm(a - b) / max(_norm(a), _norm(b))
