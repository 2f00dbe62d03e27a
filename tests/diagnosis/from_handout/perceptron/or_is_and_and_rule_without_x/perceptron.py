import numpy as np

INPUTS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])


def threshold_unit(X, w, theta):
    return np.where(np.dot(X, w) >= theta, 1, 0)


def and_unit():
    return np.array([0.5, 0.5]), 0.8


def or_unit():
    return np.array([0.5, 0.5]), 0.7


def nand_unit():
    w, theta = and_unit()
    return -w, -0.8 + 0.1


def boundary(w, theta, x1):
    x1 = np.asarray(x1)
    return theta / w[1] - w[0] / w[1] * x1


def find_units(targets, values):
    good = []
    for a in values:
        for b in values:
            for t in values:
                out = threshold_unit(INPUTS, np.array([a, b]), t)
                if np.array_equal(out, targets):
                    good.append([a, b, t])
    return np.array(good).reshape(-1, 3)


def learn(X, targets, w, theta, epochs):
    weights = np.array(w, dtype=float)
    counts = []
    for _ in range(epochs):
        n = 0
        for row, wanted in zip(X, targets):
            out = 1 if row @ weights >= theta else 0
            err = wanted - out
            if err != 0:
                n += 1
                weights = weights + err
                theta = theta - err
        counts.append(n)
    return weights, theta, np.array(counts)


def two_layers(X, W, thetas, v, theta):
    hidden = threshold_unit(X, W, thetas)
    return threshold_unit(hidden, v, theta)


def xor_weights():
    w_or, t_or = or_unit()
    w_nand, t_nand = nand_unit()
    v, t = and_unit()
    return np.column_stack([w_or, w_nand]), np.array([t_or, t_nand]), v, t
