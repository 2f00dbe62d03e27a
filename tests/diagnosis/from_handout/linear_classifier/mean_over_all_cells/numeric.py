import numpy as np


def cubes(W):
    return np.sum(W**3)


def waves(W):
    return np.sum(np.sin(W)) + np.sum(W) ** 2 / 2


def numeric_gradient(f, W, h=1e-5):
    def partial(i):
        up, down = W.copy(), W.copy()
        up[i] += h
        down[i] -= h
        return (f(up) - f(down)) / (2 * h)

    return np.array([partial(i) for i in np.ndindex(W.shape)]).reshape(W.shape)


def relative_error(a, b):
    error = np.sum((a - b) ** 2) ** 0.5
    return error / max(np.sum(a**2) ** 0.5, np.sum(b**2) ** 0.5)
