import numpy as np


def quadratic(w, A):
    grad = np.dot(A, w)
    return 0.5 * np.dot(w, grad), grad


def rosenbrock(w):
    x, y = w
    gap = y - x * x
    loss = (1 - x) ** 2 + 100 * gap ** 2
    return loss, np.array([2 * (x - 1) - 400 * x * gap, 200 * gap])


def largest_rate(A):
    return 2.0 / max(np.linalg.eigvalsh(A))


def best_rate(A):
    ev = np.linalg.eigvalsh(A)
    return 2.0 / (ev.min() + ev.max())


def shrink_factors(curvatures, learning_rate, momentum=0.0):
    out = []
    for c in np.asarray(curvatures, dtype=float):
        roots = np.roots([1.0, -(1 + momentum - learning_rate * c), momentum])
        out.append(np.max(np.abs(roots)))
    return np.array(out)
