import numpy as np


def cubes(W):
    return np.sum(W**3)


def waves(W):
    return np.sum(np.sin(W)) + np.sum(W) ** 2 / 2


def numeric_gradient(f, W, h=1e-5):
    d = np.zeros(W.shape, dtype=np.float64)
    for index, value in np.ndenumerate(W):
        W1 = W.copy()
        W1[index] = value + h
        f1 = f(W1)
        W1[index] = value - h
        f2 = f(W1)
        d[index] = (f1 - f2) / (2 * h)
    return d


def relative_error(a, b):
    # 分子分母都是 L2 范数
    num = np.sqrt(np.sum((a - b) ** 2))
    den = max(np.sqrt(np.sum(a**2)), np.sqrt(np.sum(b**2)))
    return num / den
