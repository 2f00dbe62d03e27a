import numpy as np


def cubes(W):
    return np.sum(W**3)


def waves(W):
    return np.sum(np.sin(W)) + np.sum(W) ** 2 / 2


def numeric_gradient(f, W, h=1e-5):
    """centred differences"""
    work = np.array(W, dtype=np.float64)
    flat = work.reshape(-1)
    d = np.zeros(flat.size)
    for i in range(flat.size):
        keep = flat[i]
        flat[i] = keep + h
        right = f(work)
        flat[i] = keep - h
        left = f(work)
        flat[i] = keep
        d[i] = (right - left) / (2 * h)
    return d.reshape(W.shape)


def relative_error(a, b):
    return np.linalg.norm((a - b).ravel()) / max(np.linalg.norm(a.ravel()), np.linalg.norm(b.ravel()))
