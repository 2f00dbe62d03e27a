"""The perceptron with the threshold moved to the other side, and gates as lists of numbers."""

from itertools import product

import numpy as np

INPUTS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])


def threshold_unit(X, w, theta):
    return np.heaviside(np.matmul(X, w) - theta, 1.0)


def and_unit():
    return [0.5, 0.5], 1


def or_unit():
    return [1, 1], 1


def nand_unit():
    return [-2, -3], -4.5


def boundary(w, theta, x1):
    slope, offset = -w[0] / w[1], theta / w[1]
    return slope * x1 + offset


def find_units(targets, values):
    found = [
        unit
        for unit in product(values, repeat=3)
        if np.array_equal(threshold_unit(INPUTS, np.array(unit[:2]), unit[2]), targets)
    ]
    return np.array(found).reshape(len(found), 3)


def learn(X, targets, w, theta, epochs):
    """The threshold is one weight more, that of an input which is always -1."""
    extended = np.column_stack([X, -np.ones(len(X))])
    unit = np.append(np.asarray(w, dtype=float), theta)
    corrections = []
    for _ in range(epochs):
        count = 0
        for row, target in zip(extended, targets, strict=True):
            fired = unit[:-1] @ row[:-1] >= unit[-1]
            if fired != target:
                unit += row if target else -row
                count += 1
        corrections.append(count)
    return unit[:-1], unit[-1], np.array(corrections)


def two_layers(X, W, thetas, v, theta):
    hidden = np.heaviside(X @ W - thetas, 1)
    return np.heaviside(hidden @ v - theta, 1)


def xor_weights():
    """x1 OR x2, but not x1 AND x2."""
    return np.ones((2, 2)), np.array([0.5, 1.5]), np.array([1, -1]), 0.5
