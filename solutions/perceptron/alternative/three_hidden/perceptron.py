"""The perceptron with outputs as booleans, and XOR with a hidden unit more than needed."""

import numpy as np

INPUTS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])


def threshold_unit(X, w, theta):
    total = np.dot(X, w)
    return np.logical_not(total < theta)


def and_unit():
    return np.array([3.0, 4.0]), 7.0


def or_unit():
    return np.array([0.25, 0.75]), 0.25


def nand_unit():
    return np.array([-1, -1]), -1


def boundary(w, theta, x1):
    return np.divide(theta, w[1]) - np.multiply(x1, np.divide(w[0], w[1]))


def find_units(targets, values):
    w1 = np.reshape(values, (-1, 1, 1))
    w2 = np.reshape(values, (1, -1, 1))
    theta = np.reshape(values, (1, 1, -1))
    right = np.ones((len(values),) * 3, dtype=bool)
    for (x1, x2), target in zip(INPUTS, targets, strict=True):
        right &= (w1 * x1 + w2 * x2 >= theta) == bool(target)
    first, second, third = np.nonzero(right)
    return np.column_stack([values[first], values[second], values[third]])


def learn(X, targets, w, theta, epochs):
    w = np.array(w, dtype=float)
    corrections = np.zeros(epochs, dtype=int)
    for step in range(epochs * len(X)):
        epoch, n = divmod(step, len(X))
        output = threshold_unit(X[n : n + 1], w, theta)[0]
        if output and not targets[n]:
            w, theta = w - X[n], theta + 1
            corrections[epoch] += 1
        elif targets[n] and not output:
            w, theta = w + X[n], theta - 1
            corrections[epoch] += 1
    return w, theta, corrections


def two_layers(X, W, thetas, v, theta):
    hidden = [threshold_unit(X, W[:, h], thetas[h]) for h in range(len(thetas))]
    return threshold_unit(np.column_stack(hidden), v, theta)


def xor_weights():
    """Hidden units: only x1, only x2, and one that never fires."""
    W = np.array([[1.0, -1.0, 0.0], [-1.0, 1.0, 0.0]])
    return W, np.array([1.0, 1.0, 1.0]), np.array([1.0, 1.0, 5.0]), 1.0
