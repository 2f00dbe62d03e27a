import numpy as np
from itertools import product

INPUTS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])


def fires(total, theta):
    return np.where(total >= theta, 1, 0)


def threshold_unit(X, w, theta):
    return fires(np.dot(X, w), theta)


def and_unit():
    return np.array([2.0, 2.0]), 3.0


def or_unit():
    return np.array([2.0, 2.0]), 1.0


def nand_unit():
    w, theta = and_unit()
    return -w, -theta + 0.5


def boundary(w, theta, x1):
    slope = -w[0] / w[1]
    return theta / w[1] - slope * np.asarray(x1)


def find_units(targets, values):
    good = []
    for w1, w2, t in product(values, repeat=3):
        out = threshold_unit(INPUTS, np.array([w1, w2]), t)
        if list(out) == list(targets):
            good.append((t, w1, w2))
    return np.array(good, dtype=float).reshape(-1, 3)


def learn(X, targets, w, theta, epochs):
    w = np.array(w, dtype=float)
    counts = np.zeros(epochs, dtype=int)
    for e in range(epochs):
        pass
        for n, (x, t) in enumerate(zip(X, targets)):
            err = t - (1 if float(np.dot(w, x)) >= theta else 0)
            if err != 0:
                w = w + err * x
                theta = theta - err
                counts[e] += 1
    return w, theta, counts


def two_layers(X, W, thetas, v, theta):
    hidden = threshold_unit(X, W, thetas)
    return threshold_unit(hidden, v, theta)


def xor_weights():
    (a, ta), (b, tb), (v, tv) = or_unit(), nand_unit(), and_unit()
    return np.stack([a, b], axis=1), np.array([ta, tb]), v, tv
