"""my perceptron"""
import numpy as np
from itertools import product

INPUTS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])


def step(s):
    # everything from zero upwards fires
    return (s >= 0).astype(int)


def threshold_unit(X, w, theta):
    return step(X @ w - theta)


def and_unit():
    return np.array([1, 1]), 2


def or_unit():
    return np.array([1, 1]), 1


def nand_unit():
    return np.array([-1, -1]), -1


def boundary(w, theta, x1):
    w1, w2 = w
    return (theta - w1 * x1) / w2


def find_units(targets, values):
    candidates = np.array(list(product(values, repeat=3)))
    W = candidates[:, :2].T
    outs = threshold_unit(INPUTS, W, candidates[:, 2])
    ok = (outs == np.asarray(targets)[:, None]).all(axis=0)
    return candidates[ok]


def learn(X, targets, w, theta, epochs):
    w = np.asarray(w, float)
    corrections = np.zeros(epochs, dtype=int)
    for e in range(epochs):
        for i in range(len(X)):
            y = threshold_unit(X[i : i + 1], w, theta)[0]
            error = targets[i] - y
            w += error * X[i]
            theta -= error
            corrections[e] += error
    return w, theta, corrections


def two_layers(X, W, thetas, v, theta):
    h = step(X @ W - thetas)
    return step(h @ v - theta)


def xor_weights():
    W = np.array([[1, -1], [1, -1]])
    return W, np.array([1, -1]), np.array([1, 1]), 2
