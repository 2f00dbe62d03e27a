import numpy as np


def cubes(W):
    return np.sum(W**3)


def waves(W):
    return np.sum(np.sin(W)) + np.sum(W) ** 2 / 2


def numeric_gradient(f, W, h=1e-5):
    slope = np.empty(W.shape)
    for place in np.ndindex(W.shape):
        unit = np.zeros(W.shape)
        unit[place] = h
        slope[place] = (f(W + unit) - f(W - unit)) / (2 * h)
    return slope


def size(a):
    return np.sqrt(np.sum(np.square(a)))


def relative_error(a, b):
    return size(a - b) / max(size(a), size(b))
