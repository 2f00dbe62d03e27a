"""Entries written out, and roots by the formula for each case."""

import numpy as np


def quadratic(w, A):
    return 0.5 * np.einsum("i,ij,j->", w, A, w), np.einsum("ij,j->i", A, w)


def rosenbrock(w):
    x, y = float(w[0]), float(w[1])
    loss = 100 * y**2 - 200 * x**2 * y + 100 * x**4 + x**2 - 2 * x + 1
    return loss, np.array([400 * x**3 - 400 * x * y + 2 * x - 2, 200 * y - 200 * x**2])


def largest_rate(A):
    return float(2 / np.linalg.norm(A, 2))


def best_rate(A):
    return float(2 / (np.linalg.norm(A, 2) + 1 / np.linalg.norm(np.linalg.inv(A), 2)))


def shrink_factors(curvatures, learning_rate, momentum=0.0):
    factors = []
    for c in curvatures:
        b = 1 + momentum - learning_rate * c
        inside = b * b - 4 * momentum
        # Two complex roots have the product momentum, and the same absolute value.
        factors.append(momentum**0.5 if inside < 0 else (abs(b) + inside**0.5) / 2)
    return np.array(factors)
