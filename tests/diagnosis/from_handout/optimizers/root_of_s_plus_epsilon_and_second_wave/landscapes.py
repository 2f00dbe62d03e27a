"""Two losses and learning rates."""

import numpy as np


def quadratic(w, A):
    Aw = np.dot(A, w)
    return 0.5 * np.dot(w, Aw), Aw


def rosenbrock(w):
    x = w[0]
    y = w[1]
    f = (1 - x) ** 2 + 100 * (y - x**2) ** 2
    dx = -2 * (1 - x) - 400 * x * (y - x**2)
    dy = 200 * (y - x**2)
    return f, np.array([dx, dy])


def largest_rate(A):
    values, vectors = np.linalg.eigh(A)
    return 2.0 / values[-1]


def best_rate(A):
    values, vectors = np.linalg.eigh(A)
    return 2.0 / (values[0] + values[-1])


def shrink_factors(curvatures, learning_rate, momentum=0.0):
    result = []
    for c in curvatures:
        p = 1 + momentum - learning_rate * c
        z1, z2 = np.roots([1.0, -p, momentum])
        result.append(max(abs(z1), abs(z2)))
    return np.array(result)
