"""Linear regression with loops over samples, in the ways in which people write them; each from the handout alone.

Each is a function that replaces the one of the same name in REST, with what it needs.
"""

REST = """\
import numpy as np


def add_bias(X):
    return np.hstack([X, np.ones((X.shape[0], 1))])


def half_mse(X, y, theta):
    residuals = X.dot(theta) - y
    return residuals.dot(residuals) / (2 * y.size)


def gradient(X, y, theta):
    return X.T.dot(X.dot(theta) - y) / y.size


def closed_form(X, y):
    return np.linalg.solve(X.T.dot(X), X.T.dot(y))


def step(X, y, theta, learning_rate):
    return theta - learning_rate * gradient(X, y, theta)


def gradient_descent(X, y, theta, learning_rate, steps):
    history = np.zeros(steps)
    for k in range(steps):
        history[k] = half_mse(X, y, theta)
        theta = step(X, y, theta, learning_rate)
    return theta, history


def sgd(X, y, theta, learning_rate, orders, batch_size):
    history = []
    for order in orders:
        history.append(half_mse(X, y, theta))
        for start in range(0, len(order), batch_size):
            rows = order[start:start + batch_size]
            theta = step(X[rows], y[rows], theta, learning_rate)
    return theta, np.array(history)
"""

# By name: (function, its source).
LOOPS = {
    "range-len": (
        "half_mse",
        """
def half_mse(X, y, theta):
    total = 0.0
    for i in range(len(y)):
        total += (np.dot(X[i], theta) - y[i]) ** 2
    return total / (2 * len(y))
""",
    ),
    "zip": (
        "gradient",
        """
def gradient(X, y, theta):
    total = np.zeros_like(theta)
    for x, target in zip(X, y):
        total = total + (x @ theta - target) * x
    return total / len(X)
""",
    ),
    "list-comprehension": (
        "half_mse",
        """
def half_mse(X, y, theta):
    return np.mean([(x @ theta - t) ** 2 for x, t in zip(X, y)]) / 2
""",
    ),
    "generator": (
        "half_mse",
        """
def half_mse(X, y, theta):
    def squares():
        for x, t in zip(X, y):
            yield (x @ theta - t) ** 2

    return sum(squares()) / (2 * len(y))
""",
    ),
    "while": (
        "gradient",
        """
def gradient(X, y, theta):
    g, i = 0 * theta, 0
    while i < X.shape[0]:
        g = g + (X[i] @ theta - y[i]) * X[i]
        i += 1
    return g / i
""",
    ),
    "until-the-rows-run-out": (
        "half_mse",
        """
def half_mse(X, y, theta):
    total, i = 0.0, 0
    while True:
        try:
            total += (X[i] @ theta - y[i]) ** 2
        except IndexError:
            return total / 2 / i
        i += 1
""",
    ),
    "next": (
        "half_mse",
        """
def half_mse(X, y, theta):
    rows, total, n = iter(X), 0.0, 0
    while (row := next(rows, None)) is not None:
        total += (row @ theta - y[n]) ** 2
        n += 1
    return total / (2 * n)
""",
    ),
    "map-lambda": (
        "half_mse",
        """
def half_mse(X, y, theta):
    return sum(map(lambda x, t: (x @ theta - t) ** 2, X, y)) / (2 * len(y))
""",
    ),
    "vectorize": (
        "half_mse",
        """
def half_mse(X, y, theta):
    square = np.vectorize(lambda i: (X[i] @ theta - y[i]) ** 2)
    return square(np.arange(len(y))).mean() / 2
""",
    ),
    "along-axis": (
        "half_mse",
        """
def half_mse(X, y, theta):
    predicted = np.apply_along_axis(lambda row: row @ theta, 1, X)
    return ((predicted - y) ** 2).mean() / 2
""",
    ),
    "recursion-by-one": (
        "gradient",
        """
def gradient(X, y, theta):
    def rest(i):
        if i == len(y):
            return np.zeros(len(theta))
        return (X[i] @ theta - y[i]) * X[i] + rest(i + 1)

    return rest(0) / len(y)
""",
    ),
    "recursion-by-halves": (
        "gradient",
        """
def total(X, y, theta):
    if len(y) == 1:
        return (X[0] @ theta - y[0]) * X[0]
    middle = len(y) // 2
    return total(X[:middle], y[:middle], theta) + total(X[middle:], y[middle:], theta)


def gradient(X, y, theta):
    return total(X, y, theta) / len(y)
""",
    ),
    "number-in-a-dict": (
        "half_mse",
        """
def half_mse(X, y, theta):
    sizes = {"samples": X.shape[0], "features": X.shape[1]}
    loss = 0
    for sample in range(sizes["samples"]):
        loss += (X[sample] @ theta - y[sample]) ** 2
    return loss / (2 * sizes["samples"])
""",
    ),
    "own-class": (
        "half_mse",
        """
class Data:
    def __init__(self, X, y):
        self.X, self.y = X, y

    def __iter__(self):
        return iter(list(zip(self.X, self.y)))


def half_mse(X, y, theta):
    data = Data(X, y)
    total = 0
    for x, t in data:
        total += (x @ theta - t) ** 2
    return total / 2 / len(y)
""",
    ),
    "own-length": (
        "half_mse",
        """
def count(rows):
    return int(np.size(rows))


def half_mse(X, y, theta):
    loss = 0.0
    for n in range(count(y)):
        loss += 0.5 * (X[n].dot(theta) - y[n]) ** 2
    return loss / count(y)
""",
    ),
    "exec": (
        "half_mse",
        '''
CODE = """
total = 0.0
for x, t in zip(X, y):
    total += (x @ theta - t) ** 2
"""


def half_mse(X, y, theta):
    names = {"X": X, "y": y, "theta": theta}
    exec(CODE, names)
    return names["total"] / (2 * len(y))
''',
    ),
    "nditer": (
        "half_mse",
        """
def half_mse(X, y, theta):
    total = 0.0
    for residual in np.nditer(X @ theta - y):
        total += float(residual) ** 2
    return total / (2 * len(y))
""",
    ),
    "to-list": (
        "half_mse",
        """
def half_mse(X, y, theta):
    rows = X.tolist()
    predicted = []
    for row in rows:
        s = 0.0
        for a, b in zip(row, theta.tolist()):
            s += a * b
        predicted.append(s)
    return float(np.mean((np.array(predicted) - y) ** 2)) / 2
""",
    ),
    "queue": (
        "gradient",
        """
from collections import deque


def gradient(X, y, theta):
    waiting = deque(range(len(X)))
    total = np.zeros(X.shape[1])
    while waiting:
        n = waiting.popleft()
        total += X[n] * (X[n] @ theta - y[n])
    return total / len(X)
""",
    ),
    "one-line": (
        "closed_form",
        """
def closed_form(X, y):
    A, b = 0, 0
    for x, t in zip(X, y): A, b = A + np.outer(x, x), b + t * x
    return np.linalg.solve(A, b)
""",
    ),
    "split": (
        "closed_form",
        """
def closed_form(X, y):
    A = np.zeros((X.shape[1], X.shape[1]))
    for row in np.vsplit(X, X.shape[0]):
        A += row.T @ row
    return np.linalg.solve(A, X.T @ y)
""",
    ),
    "two-at-a-time": (
        "half_mse",
        """
def half_mse(X, y, theta):
    r = X @ theta - y
    total = 0.0
    for i in range(0, len(r) - 1, 2):
        total += r[i] ** 2 + r[i + 1] ** 2
    if len(r) % 2:
        total += r[-1] ** 2
    return total / (2 * len(r))
""",
    ),
    "columns-and-rows": (
        "gradient",
        """
def gradient(X, y, theta):
    g = np.zeros(theta.shape)
    error = X @ theta - y
    for j in range(X.shape[1]):
        for i in range(X.shape[0]):
            g[j] += error[i] * X[i, j]
    return g / X.shape[0]
""",
    ),
    "lambda-in-place-of-def": (
        "half_mse",
        """
half_mse = lambda X, y, theta: sum((X[i] @ theta - y[i]) ** 2 for i in range(len(y))) / 2 / len(y)
""",
    ),
    "decorated": (
        "half_mse",
        """
import functools


def checked(function):
    @functools.wraps(function)
    def inner(*arguments):
        assert len(arguments) == 3
        return function(*arguments)

    return inner


@checked
def half_mse(X, y, theta):
    errors = [None] * y.shape[0]
    for n, (x, t) in enumerate(zip(X, y)):
        errors[n] = x @ theta - t
    return np.square(errors).mean() / 2
""",
    ),
    "sorted-by-a-key": (
        "half_mse",
        """
def half_mse(X, y, theta):
    total = []
    sorted(range(len(y)), key=lambda n: total.append((X[n] @ theta - y[n]) ** 2) or n)
    return np.sum(total) / 2 / len(y)
""",
    ),
}

# Right, and without a loop over samples, whatever else there is.
CLEAN = {
    "loop-over-features": (
        "gradient",
        """
def gradient(X, y, theta):
    error = X @ theta - y
    return np.array([np.mean(error * X[:, d]) for d in range(X.shape[1])])
""",
    ),
    "solver": (
        "closed_form",
        """
def closed_form(X, y):
    return np.linalg.lstsq(X, y, rcond=None)[0]
""",
    ),
    "elimination": (
        "closed_form",
        """
def closed_form(X, y):
    A, b = X.T @ X, X.T @ y
    D = len(b)
    for i in range(D):
        p = i + np.argmax(np.abs(A[i:, i]))
        A[[i, p]], b[[i, p]] = A[[p, i]], b[[p, i]]
        for j in range(i + 1, D):
            f = A[j, i] / A[i, i]
            A[j] -= f * A[i]
            b[j] -= f * b[i]
    theta = np.zeros(D)
    for i in reversed(range(D)):
        theta[i] = (b[i] - A[i, i + 1:] @ theta[i + 1:]) / A[i, i]
    return theta
""",
    ),
    "conjugate-gradients": (
        "closed_form",
        """
def closed_form(X, y):
    theta = np.zeros(X.shape[1])
    r = X.T @ (y - X @ theta)
    p = r.copy()
    for _ in range(10 * len(theta)):
        if r @ r < 1e-24:
            break
        q = X.T @ (X @ p)
        a = (r @ r) / (p @ q)
        theta, new = theta + a * p, r - a * q
        p = new + (new @ new) / (r @ r) * p
        r = new
    return theta
""",
    ),
    "einsum-and-checks": (
        "half_mse",
        """
def half_mse(X, y, theta):
    for array, dimensions in ((X, 2), (y, 1), (theta, 1)):
        if np.ndim(array) != dimensions:
            raise ValueError("wrong number of dimensions")
    r = np.einsum("nd,d->n", X, theta) - y
    return np.einsum("n,n->", r, r) / (2 * r.size)
""",
    ),
    "blocks": (
        "half_mse",
        """
def half_mse(X, y, theta, block=64):
    total = 0.0
    for start in range(0, len(y), block):
        r = X[start:start + block] @ theta - y[start:start + block]
        total += r @ r
    return total / (2 * len(y))
""",
    ),
}

# Loops that neither reading nor counting sees; docs/authoring.md names these.
ESCAPING = {
    "sum-of-rows": (
        "gradient",
        """
def gradient(X, y, theta):
    return sum((X @ theta - y)[:, np.newaxis] * X) / len(y)
""",
    ),
    "function-of-the-library-in-a-dict": (
        "half_mse",
        """
import operator
import itertools

TOOLS = {"each": itertools.accumulate}


def half_mse(X, y, theta):
    squares = ((X @ theta - y) ** 2).tolist()
    *_, total = TOOLS["each"](squares, operator.add)
    return total / (2 * len(y))
""",
    ),
}


def with_function(source: str) -> bytes:
    """Returns a hand-in in which a function is defined anew."""
    return (REST + "\n" + source).encode()
