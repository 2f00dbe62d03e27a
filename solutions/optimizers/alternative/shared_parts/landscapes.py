"""The recurrence as a matrix, curvatures by the general eigenvalue routine."""

import numpy as np


def quadratic(w, A):
    return sum(w[i] * (A[i] @ w) for i in range(len(w))) / 2, (A + A.T) @ w / 2


def rosenbrock(w):
    terms = np.array([1 - w[0], 10 * (w[1] - w[0] ** 2)])
    jacobian = np.array([[-1, 0], [-20 * w[0], 10]])
    return terms @ terms, 2 * terms @ jacobian


def ends(A):
    curvatures = sorted(np.linalg.eigvals(A).real)
    return curvatures[0], curvatures[-1]


def largest_rate(A):
    return 2 / ends(A)[1]


def best_rate(A):
    return 2 / sum(ends(A))


def shrink_factors(curvatures, learning_rate, momentum=0.0):
    roots = [np.roots([1, learning_rate * c - 1 - momentum, momentum]) for c in curvatures]
    return np.array([np.max(np.abs(pair)) for pair in roots])
