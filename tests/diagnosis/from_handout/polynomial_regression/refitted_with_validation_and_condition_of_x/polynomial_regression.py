import numpy as np


def to_unit(x, low, high):
    middle = (low + high) / 2
    return (np.asarray(x) - middle) / ((high - low) / 2)


def powers(u, m):
    cols = [u]
    for _ in range(m - 1):
        cols.append(cols[-1] * u)
    return np.column_stack(cols)


def design(x, m, low, high):
    p = powers(to_unit(x, low, high), m)
    return np.hstack([p, np.ones((len(p), 1))])


def mean_squared_error(X, y, theta):
    r = y - X.dot(theta)
    return r.dot(r) / y.size


def loss(X, y, theta, lam):
    weights = theta[:-1]
    return mean_squared_error(X, y, theta) / 2 + 0.5 * lam * np.sum(weights * weights)


def gradient(X, y, theta, lam):
    g = (X.dot(theta) - y).dot(X) / len(X)
    reg = lam * np.array(theta, dtype=float)
    reg[-1] = 0
    return g + reg


def closed_form(X, y, lam):
    n, k = X.shape
    diag = np.append(np.ones(k - 1), 0)
    return np.linalg.solve(X.T.dot(X) + n * lam * np.diag(diag), X.T.dot(y))


def gradient_descent(X, y, theta, learning_rate, steps, lam):
    history = np.zeros(steps)
    w = np.array(theta, dtype=float)
    for k in range(steps):
        history[k] = loss(X, y, w, lam)
        w = w - learning_rate * gradient(X, y, w, lam)
    return w, history


def condition_number(X):
    return np.linalg.cond(X)


def fit(train, m, lam):
    x, y = train
    lo, hi = np.min(x), np.max(x)
    return closed_form(design(x, m, lo, hi), y, lam), lo, hi


def predict(model, x):
    theta, lo, hi = model
    return design(x, len(theta) - 1, lo, hi) @ theta


def choose(train, validation, degrees, lams):
    table = np.empty((len(degrees), len(lams)))
    for i, m in enumerate(degrees):
        for j, lam in enumerate(lams):
            table[i, j] = np.mean((predict(fit(train, m, lam), validation[0]) - validation[1]) ** 2)
    i, j = np.unravel_index(table.argmin(), table.shape)
    return degrees[i], lams[j], table


def evaluate(train, validation, test, degrees, lams):
    m, lam, _ = choose(train, validation, degrees, lams)
    both = tuple(np.concatenate(pair) for pair in zip(train, validation))
    e = predict(fit(both, m, lam), test[0]) - test[1]
    return m, lam, (e ** 2).mean()
