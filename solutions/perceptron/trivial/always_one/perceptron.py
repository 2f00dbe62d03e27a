"""Looks like an answer: every unit fires, and none is found."""

import numpy as np

INPUTS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])


def threshold_unit(X, w, theta):
    return np.ones(len(X), dtype=int)


def and_unit():
    return np.zeros(2), 0.0


def or_unit():
    return np.zeros(2), 0.0


def nand_unit():
    return np.zeros(2), 0.0


def boundary(w, theta, x1):
    return x1


def find_units(targets, values):
    return np.zeros((0, 3))


def two_layers(X, W, thetas, v, theta):
    return np.ones(len(X), dtype=int)


def xor_weights():
    return np.zeros((2, 2)), np.zeros(2), np.zeros(2), 0.0
